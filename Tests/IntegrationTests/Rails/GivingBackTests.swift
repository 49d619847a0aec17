/// Everybody gives back at once: refunds, chargebacks, claims and a withdrawal of one check, by many clients.
import CheckClient
import Ledger
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct GivingBackTests {
  /// Over the book, and over a bank that has taken the money already or takes it meanwhile.
  @Test(arguments: [PaymentRail.book, .bank])
  func `never comes to more than was captured, however many ask at once`(rail: PaymentRail) async throws {
    try await withDaemon { daemon in
      try await daemon.withClient { client in
        try await client.enrolTown()
        var update = AccountUpdate()
        update.bankRail = rail
        if rail.isOutside { try await client.change(.updateAccount(.buyer, update)) }
        var terms = CheckTerms(drawer: .buyer, amount: 100_00, currency: .euro)
        (terms.payee, terms.coolingOff, terms.guarantee, terms.reserveShare) = (.shop, .days(14), .days(100), 1_000)
        var checks: [CheckID] = []
        for _ in 0..<6 {
          let issue = IssueCheck(id: ids.check(), terms: terms)
          _ = try await client.accepted(issue)
          let receipt = try await client.accepted(
            CheckAction(
              id: ids.command(), check: issue.id, actor: .seller(.shop), event: .present(amount: nil, final: true)))
          if let told = receipt.entry.instructions.first {
            _ = try await client.accepted(
              CheckAction(
                id: ids.command(), check: issue.id, actor: .rail(.bank), event: .reportRail(told.id, .accepted)))
          }
          checks.append(issue.id)
        }
        let asked: [(Actor, CheckEvent)] = [
          (.seller(.shop), .refund(amount: 30_00)), (.operator, .refund(amount: nil)),
          (.rail(.bank), .chargeBack(amount: 45_00)),
          (.operator, .chargeBack(amount: nil)), (.seller(.shop), .claimGuarantee(amount: 6_00)),
          (.operator, .claimGuarantee(amount: nil)), (.terminal(.buyer), .withdraw),
          (.seller(.shop), .refund(amount: 1)),
        ]
        try await withThrowingDiscardingTaskGroup { group in
          for check in checks {
            for (actor, event) in asked + asked.reversed() {
              group.addTask {
                _ = try await client.call(
                  CheckAction(id: ids.command(), check: check, actor: actor, event: event))
              }
            }
          }
        }
        for check in checks {
          let history = try await client.accepted(GetCheck(check))
          let progress = history.check.progress
          #expect(progress.returned == progress.captured)
          #expect(progress.returned <= 100_00)
          let kinds: Set<JournalEntry.Kind> = [.refunded, .chargedBack, .guaranteeClaimed, .withdrawn]
          let given = history.entries.filter { kinds.contains($0.entry.kind) }.reduce(0) { $0 + $1.entry.amount }
          #expect(given == progress.captured)
        }
        try await client.expectSoundBooks()
      }
    }
  }
}
