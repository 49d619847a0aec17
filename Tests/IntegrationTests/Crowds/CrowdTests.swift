/// Many who do nothing, and one who takes nothing: the others do not notice.
import Ledger
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct CrowdTests {
  @Test func `two hundred idle connections and a slow reader do not keep an order from going on`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      try await daemon.withClient { client in
        try await client.enrolTown()
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<1000 {
            group.addTask { try await client.change(.fund(.buyer, .bank, 1, .book)) }
          }
          try await group.waitForAll()
        }
      }
      let idle = try (0..<200).map { try RawConnection(to: daemon.endpoint($0 % 2 == 0 ? .tcp : .unix)) }
      // Asks for the whole journal again and again, and never reads; what the daemon does not take any more, waits.
      let slow = try RawConnection(to: daemon.tcp, receiveBuffer: 4096)
      let question = frame(Method.readJournal.rawValue, id: 1, RawMessage().field(1, 1).field(2, 1000).bytes)
      let questions = Array(repeating: question, count: 8000).flatMap { $0 }
      var asked = 0
      func askOn() { asked += (try? slow.sendWhatGoes(questions[asked...])) ?? 0 }

      askOn()
      let check = try await daemon.terminal(
        "ALICE", "demand", "--amount", "48.50", "--currency", "EUR", "--seller", "SHOP", over: .tcp
      ).check
      askOn()
      #expect(try await daemon.seller("SHOP", "verify", check, over: .tcp)["outcome"] == "accepted")
      askOn()
      #expect(try await daemon.seller("SHOP", "present", check)["check_state"]["state"] == "settled")
      askOn()
      try await daemon.withClient { client in
        let demands = (0..<500).map { _ in IssueCheck.fresh() }
        try await withThrowingTaskGroup(of: Void.self) { group in
          for demand in demands {
            group.addTask { _ = try await client.accepted(demand) }
          }
          try await group.waitForAll()
        }
        try await client.expectSoundBooks()
      }
      #expect(asked > 0)
      for connection in idle {
        #expect(try await connection.ask(Method.getStatus.rawValue, [])?.status == 0)
      }
    }
  }

  @Test func `many clients at once are each answered with their own`() async throws {
    try await withDaemon { daemon in
      try await daemon.withClient { try await $0.enrolTown() }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<16 {
          group.addTask {
            let connection = try RawConnection(to: daemon.tcp)
            let demands = (1...100).map { IssueCheck.fresh(Amount(minorUnits: $0) ?? 1) }
            try await connection.send(demands.frames)
            for _ in demands {
              let reply = try #require(try await connection.reply())
              let issued = try IssueCheck.decodeReply(reply.message).issued
              let demand = demands[Int(reply.id)]
              #expect(issued.check?.id == demand.id)
              #expect(issued.receipt.entry.amount == demand.terms.amount.minorUnits)
            }
          }
        }
        try await group.waitForAll()
      }
      try await daemon.withClient { client in
        #expect(try await client.allChecks().count == 1600)
        try await client.expectSoundBooks()
      }
    }
  }
}
