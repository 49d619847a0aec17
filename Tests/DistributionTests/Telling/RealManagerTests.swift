/// The carrier beside a real check manager: each end moves the money that it should, once.
import CheckClient
import Ledger
import MailOrder
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct RealManagerTests {
  /// A way to pay, how the delivery ends, and what must have become of the check.
  struct Case: Sendable, CustomTestStringConvertible {
    var method = PaymentMethod.transfer
    var release = ReleaseRule.onDelivery
    var reported = DeliveryState.delivered
    var state: CheckState
    /// What the seller has of the 48.50, and what the carrier owes.
    var paid: Int64 = 0
    var owed: Int64 = 0
    /// What the check manager said to the end.
    var refusal: Refusal?

    var testDescription: String { "\(method), \(release), \(reported)" }
  }

  static let cases = [
    Case(state: .settled, paid: 4850),
    Case(method: .cash, state: .settled, paid: 4850, owed: 4850),
    Case(reported: .failed, state: .voided),
    Case(method: .cash, reported: .returned, state: .voided),
    // Paid when it was demanded: the end is news, but changes nothing any more.
    Case(release: .onDemand, state: .settled, paid: 4850, refusal: .checkSettled),
    Case(release: .onDemand, reported: .failed, state: .settled, paid: 4850, refusal: .checkSettled),
  ]

  @Test(arguments: cases, [false, true]) func `an end moves the money once, also when the check manager is away`(
    wanted: Case, isAway: Bool
  ) async throws {
    try await withDaemon { daemon in
      let check = try await daemon.demand(wanted)
      try await withPeers { bench in
        try await bench.withCarrier(manager: daemon.unix) {
          try await bench.prepare()
          var instruction = Instruction.fresh(cash: wanted.method == .cash ? 4850 : nil)
          instruction.check = check
          let order = try await bench.underway(instruction)
          if isAway { await daemon.kill() }
          var report = DeliveryReport.fresh(order, wanted.reported, vehicle: .van)
          if wanted.reported == .delivered { report.collected = instruction.cash }
          _ = try await bench.accepted(ReportEvent(report))
          if isAway {
            try await eventually("the seller knows") { try await bench.delivery(order).sellerKnows }
            let delivery = try await bench.delivery(order)
            #expect(!delivery.managerKnows)
            try await daemon.start()
          }
          let delivery = try await bench.bothKnow(order)
          #expect(delivery.managerRefusal == wanted.refusal?.name ?? "")
        }
      }
      try await daemon.withClient { client in
        let history = try await client.accepted(GetCheck(check))
        let seller = try await client.accepted(GetSeller(.shop)).seller
        let carrier = try await client.accepted(GetDistributor(.parcel)).distributor
        let sheet = try await client.accepted(GetBalanceSheet())
        #expect(history.check.progress.state == wanted.state)
        #expect(seller.available.posted == wanted.paid)
        #expect(carrier.debt.posted == -wanted.owed)
        #expect(sheet.isConserved)
      }
    }
  }
}

extension Daemon {
  /// Enrols ALICE, SHOP and PARCEL, and lets SHOP demand a check over 48.50 EUR.
  fileprivate func demand(_ wanted: RealManagerTests.Case) async throws -> CheckID {
    try await withClient { client in
      func change(_ change: Administration.Change) async throws {
        _ = try await client.accepted(Administration(id: ids.command(), change: change))
      }
      let alice = need(AccountID("ALICE"))
      try await change(.enrolAccount(AccountEnrolment(id: alice, currency: .euro)))
      try await change(.enrolSeller(CompanyEnrolment(code: SellerID.shop.code, currency: .euro)))
      var collectsCash = CompanyUpdate()
      collectsCash.cashLimit = 10_000
      let parcel = CompanyEnrolment(code: DistributorID.parcel.code, currency: .euro, update: collectsCash)
      try await change(.enrolDistributor(parcel))
      try await change(.fund(alice, .bank, 10_000, .book))
      var terms = CheckTerms(drawer: alice, amount: 4850, currency: .euro)
      (terms.payee, terms.distributor, terms.method, terms.release) = (.shop, .parcel, wanted.method, wanted.release)
      let issue = IssueCheck(id: ids.check(), terms: terms)
      _ = try await client.accepted(issue)
      _ = try await client.accepted(
        CheckAction(
          id: ids.command(), check: issue.id, actor: .seller(.shop), event: .present(amount: nil, final: true)))
      return issue.id
    }
  }
}

extension ManagerClient {
  /// Asks, and takes nothing but an accepted answer.
  fileprivate func accepted<C: Call>(_ call: C) async throws -> C.Accepted {
    let reply = try await self.call(call)
    guard case .accepted(let accepted) = reply.outcome else { throw ProcessFailure("not accepted: \(reply.outcome)") }
    return accepted
  }
}
