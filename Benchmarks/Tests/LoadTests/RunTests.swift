/// Whole runs against the echo, which says yes to everything.
import Foundation
import Load
import Testing

struct RunTests {
  private func run(threads: Int, rate: Int?) throws -> LoadResult {
    let server = try EchoServer(replyBytes: 221)
    // It serves until the tests end.
    Thread.detachNewThread {
      var server = server
      try? server.run()
    }
    let settings = LoadSettings(
      target: .tcp(port: server.port), workload: .mix, sellers: .zipf,
      cast: Cast(accounts: 100, sellers: 10, distributors: 1),
      connections: 5, inFlight: 3, threads: threads, rate: rate, warmup: 0.05, duration: 0.2, checks: 0, seed: 1)
    return try LoadRun(settings) { _, _ in }.run()
  }

  @Test(arguments: [1, 2])
  func `closed loop: every request is answered once`(threads: Int) throws {
    let tally = try run(threads: threads, rate: nil).tally
    #expect(tally.replies > 0 && tally.replies == tally.requests)
    #expect(tally.replyBytes == tally.replies * 221 && tally.accepted == tally.replies)
    #expect(tally.longestPause > 0 && tally.longestPause <= 200_000_000)
    #expect(tally.unanswered == 0 && tally.failures.isEmpty && tally.refusals.isEmpty)
  }

  @Test(arguments: [1, 2])
  func `open loop: what the timetable has is asked and counted, however late`(threads: Int) throws {
    let tally = try run(threads: threads, rate: 10_000).tally
    #expect(tally.latencies.count == 2000)
    #expect(tally.requests == 2500 && tally.replies == 2500)
    #expect(tally.unsent == 0 && tally.unanswered == 0 && tally.failures.isEmpty)
  }
}
