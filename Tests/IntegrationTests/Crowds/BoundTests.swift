/// The bounds of a server: what is past them is told so, or closed, and what is within them is served.
import Ledger
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct BoundTests {
  @Test func `connections past the bound are closed, and those within it served`() async throws {
    try await withDaemon(settings: ["--connections", "4"]) { daemon in
      let kept = try RawConnection(to: daemon.tcp)
      #expect(try await kept.ask(0, [])?.status == 0)
      let others = try (0..<8).map { _ in try RawConnection(to: daemon.tcp) }
      var closed = 0
      for other in others {
        if (try? await other.ask(0, [])).flatMap({ $0 }) == nil { closed += 1 }
      }
      #expect(closed >= 5)
      #expect(try await kept.ask(0, [])?.status == 0)
      #expect(daemon.log.contains("connections"), "the bound is not named in the log:\n\(daemon.log)")
    }
  }

  @Test func `requests past the bound in flight are told so, and the connection lives`() async throws {
    try await withDaemon(settings: ["--in-flight", "8"]) { daemon in
      try await daemon.withClient { try await $0.enrolTown() }
      let demands = (0..<64).map { _ in IssueCheck.fresh() }
      let connection = try RawConnection(to: daemon.tcp)
      try await connection.send(demands.frames)
      var statuses: Set<UInt32> = []
      for _ in demands { statuses.insert(try #require(try await connection.reply()).status) }
      #expect(statuses.isSubset(of: [0, 8]))
      #expect(statuses.contains(0))
      try await daemon.expectToServe(connection)
    }
  }
}
