/// What a backup costs those who wait for answers: printed, not judged. `VOUCH_BENCH=1` runs it.
import CheckClient
import Foundation
import Ledger
import Testing
import VouchTesting
import Wire

@Suite(
  .timeLimit(.minutes(30)), .enabled("VOUCH_BENCH is set") { ProcessInfo.processInfo.environment["VOUCH_BENCH"] != nil }
)
struct BackupBench {
  private static let clients = 16
  private static let span = Duration.seconds(15)

  @Test func `issues, with and without a backup being taken`() async throws {
    try await withDaemon { daemon in
      try await daemon.withClient { client in
        try await client.enrolTown(funds: 100_000_000_00)
        // Something to copy: tables of some size.
        for _ in 0..<40 { _ = try await client.call(IssueChecks((0..<2000).map { _ in .fresh(1) })) }
        for (name, flags) in [
          ("none", nil), ("64 MiB/s", ["--rate-mib", "64"]), ("unbounded", ["--rate-mib", "0"]), ("none", nil),
        ] as [(String, [String]?)] {
          let times = try await Self.measure(client) { end in
            guard let flags else { return 0 }
            var count = 0
            while ContinuousClock.now < end {
              let set = "\(daemon.directory)/backup"
              try await Program.vouchd.run(["backup", set, "--full", "--data", daemon.data] + flags).expecting(0)
              try FileManager.default.removeItem(atPath: set)
              count += 1
            }
            return count
          }
          let sorted = times.latencies.sorted()
          func share(_ part: Double) -> String {
            "\((sorted[Int(Double(sorted.count - 1) * part)] / .microseconds(1)).rounded()) µs"
          }
          print(
            "backup \(name): \(sorted.count) issues, \(times.backups) backups, p50 \(share(0.5)), p99 \(share(0.99)), "
              + "p99.9 \(share(0.999)), max \(share(1))")
        }
      }
    }
  }

  /// How long a verification takes, and how much memory it has at most (both processes together).
  @Test func `verifying`() async throws {
    try await withDaemon { daemon in
      try await daemon.withClient { client in
        try await client.enrolTown(funds: 100_000_000_00)
        for _ in 0..<30 { _ = try await client.call(IssueChecks((0..<8192).map { _ in .fresh(1) })) }
      }
      try await daemon.stop()
      let script = """
        resource, subprocess, sys, time = map(__import__, ["resource", "subprocess", "sys", "time"])
        begun = time.time()
        code = subprocess.run(sys.argv[1:]).returncode
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print("status", code, "seconds", round(time.time() - begun, 1), "MiB", used.ru_maxrss // 1024)
        """
      let finished = try await Program("python3").run(["-c", script, "vouchd", "verify", "--data", daemon.data])
      print("verify: \(finished.output)")
    }
  }

  private static func measure(
    _ client: ManagerClient, beside work: @escaping @Sendable (ContinuousClock.Instant) async throws -> Int
  ) async throws -> (latencies: [Duration], backups: Int) {
    let end = ContinuousClock.now + span
    let beside = Task { try await work(end) }
    let latencies = try await withThrowingTaskGroup(of: [Duration].self) { group in
      for _ in 0..<clients {
        group.addTask {
          var times: [Duration] = []
          while ContinuousClock.now < end {
            let begun = ContinuousClock.now
            _ = try await client.accepted(IssueCheck.fresh(1))
            times.append(ContinuousClock.now - begun)
          }
          return times
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    return (latencies, try await beside.value)
  }
}
