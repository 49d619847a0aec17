/// SIGTERM: what was taken is answered, and the service manager hears of it.
import Ledger
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct StopTests {
  @Test(arguments: Way.allCases)
  func `a stop answers what was taken and exits with 0`(way: Way) async throws {
    try await withDaemon { daemon in
      try await daemon.withClient { client in
        try await client.enrolTown()
        let demands = (0..<600).map { _ in IssueCheck.fresh() }
        let connection = try RawConnection(to: daemon.endpoint(way))
        let sending = Task { try? await connection.send(demands.frames) }
        var acknowledged: Set<CheckID> = []
        var isTold = false
        // The last is nil: the connection is closed.
        while let reply = try await connection.reply() {
          if !isTold {
            isTold = true
            daemon.terminate()
          }
          // Unavailable is an answer too: it was not taken.
          guard reply.status == 0 else {
            #expect(reply.status == 14)
            continue
          }
          acknowledged.insert(demands[Int(reply.id)].id)
          #expect(throws: Never.self) { try IssueCheck.decodeReply(reply.message).issued }
        }
        await sending.value
        #expect(try await daemon.stop() == .exited(0))
        #expect(!acknowledged.isEmpty)

        try await daemon.start()
        let there = Set(try await client.allChecks().map(\.id))
        #expect(acknowledged.subtracting(there).isEmpty, "an acknowledged check is lost")
        #expect(there.subtracting(acknowledged).isEmpty, "a check was issued and not acknowledged")
        try await client.expectSoundBooks()
      }
    }
  }

  @Test func `a stop without anything to do exits with 0 and takes its sockets away`() async throws {
    try await withDaemon { daemon in
      let idle = try RawConnection(to: daemon.tcp)
      #expect(try await idle.ask(Method.getStatus.rawValue, [])?.status == 0)
      #expect(try await daemon.stop() == .exited(0))
      try await idle.expectClosed()
      #expect(throws: ProcessFailure.self) { try RawConnection(to: daemon.unix) }
      let asked = try await Program.vouch.run(["status", "--server", "\(daemon.unix)", "--timeout", "1"])
      #expect(asked.exitCode == 69, "\(asked)")
    }
  }

  @Test func `the service manager hears of start, life and stop`() async throws {
    try await withTemporaryDirectory { directory in
      let notices = try NotifySocket(path: "\(directory)/notify")
      let environment = ["NOTIFY_SOCKET": "\(directory)/notify", "WATCHDOG_USEC": "3000000"]
      try await withDaemon(environment: environment) { daemon in
        try await notices.expect("READY=1")
        try await notices.expect("WATCHDOG=1")
        #expect(try await daemon.stop() == .exited(0))
        try await notices.expect("STOPPING=1")
      }
    }
  }
}
