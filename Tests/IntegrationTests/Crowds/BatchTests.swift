/// Batches among other requests of a connection, and a manager killed right after it has answered one.
import CheckClient
import Ledger
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct BatchTests {
  @Test func `a batch goes after what came before it on its connection, and before what came after`() async throws {
    try await withDaemon { daemon in
      try await daemon.withClient { try await $0.enrolTown() }
      let demands = (0..<20).map { _ in IssueCheck.fresh() }
      let payments = demands.map { demand in
        CheckAction(id: ids.command(), check: demand.id, actor: .shop, event: .present(amount: 4_00, final: false))
      }
      let last = payments.map { payment in
        CheckAction(id: ids.command(), check: payment.check, actor: .shop, event: .present(amount: nil, final: true))
      }
      let batch = try #require(ActOnChecks(.present, payments))
      let connection = try RawConnection(to: daemon.tcp)
      var bytes = demands.frames + frame(batch.method.rawValue, id: 100, batch.encodeRequest())
      for action in last { bytes += frame(action.method.rawValue, id: 200, action.encodeRequest()) }
      try await connection.send(bytes)
      for _ in 0..<41 {
        let reply = try #require(try await connection.reply())
        #expect(reply.status == 0)
      }
      try await daemon.withClient { client in
        for demand in demands {
          let entries = try await client.accepted(GetCheck(demand.id)).entries
          #expect(entries.map(\.entry.amount) == [10_00, 4_00, 6_00])
        }
        try await client.expectSoundBooks()
      }
    }
  }

  @Test func `what a batch was answered outlives a kill, and asked again is answered the same`() async throws {
    try await withDaemon { daemon in
      try await daemon.withClient { try await $0.enrolTown() }
      let demands = (0..<BatchBounds.maximum).map { _ in IssueCheck.fresh(1) }
      var outcomes: [Outcome<BatchEntry>] = []
      try await daemon.withClient { client in
        outcomes = try await client.outcomes(of: IssueChecks(demands))
        await daemon.kill()
      }
      #expect(outcomes.allSatisfy { if case .accepted = $0 { true } else { false } })
      try await daemon.start()
      try await daemon.withClient { client in
        #expect(try await client.outcomes(of: IssueChecks(demands)) == outcomes)
        try await client.expectSoundBooks()
      }
    }
  }
}
