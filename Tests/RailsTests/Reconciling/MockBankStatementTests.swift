/// Statements that a bank of other make writes of orders that it really carried out.
import Foundation
import Ledger
import Storage
import Testing
import VouchTesting

@testable import Rails

@Suite(.enabled(if: MockBank.isThere, BankWheels.missing), .timeLimit(.minutes(30)))
struct `a real bank's statements` {
  private static let rules = ConnectorRules(.bank, own: PaymentOrder.Holder(name: "", number: ""))

  private static func order(_ sequence: UInt64) -> LedgerOrder {
    let morning = PaymentOrder.morning
    return LedgerOrder(
      RailInstruction(
        id: InstructionID(rail: .bank, sequence: sequence), purpose: .payOut,
        subject: .party(.seller(SellerID(.of("SHOP")))), amount: Int64(sequence) * 100, currency: .euro, time: morning,
        state: .accepted),
      ended: morning)
  }

  /// The own account's statements and notifications that the connector has read and kept: this bank sends all
  /// accounts'.
  private static func lines(_ directory: String) throws -> BankLines {
    var pile = StatementPile()
    var statements = 0
    for name in try BankFiles.files(in: "\(directory)/bank/done") {
      let bytes = try #require(try BankFiles.read("\(directory)/bank/done/\(name)", bound: XMLBounds.bytes))
      switch try BankMessage(bytes) {
      case .statements(let all), .notifications(let all):
        guard all.allSatisfy({ $0.account == PaymentOrder.Account.acme.rawValue }) else { continue }
        statements += all.count { $0.kind == .statement }
      case .statuses, .returns, .reports: continue
      }
      try pile.add(bytes, named: name)
    }
    #expect(statements > 0, "the bank sends statements")
    return try BankLines(pile, own: PaymentOrder.Account.acme.rawValue, ids: rules)
  }

  private static func match(_ lines: BankLines, _ orders: [LedgerOrder]) throws -> ReconciliationReport {
    let rules = ReconciliationRules(
      ids: rules, from: try #require(lines.firstDay), to: try #require(lines.lastDay))
    return Reconciliation(rules).match(lines, LedgerSide(.bank, orders, []))
  }

  private static func orders(_ rail: BankByHTTP, _ bank: MockBank) async throws {
    _ = try await rail.deliver(
      (1...3).map {
        .sample(rules.order(of: InstructionID(rail: .bank, sequence: $0)), Int64($0) * 100, to: .globex)
      })
    #expect(try await rail.news().map(\.outcome) == [.accepted, .accepted, .accepted])
    try await rail.confirm()
    // The statement comes when the day is over.
    for _ in 0..<2 {
      try await bank.advance(days: 1)
      _ = try await rail.news()
      try await rail.confirm()
    }
  }

  @Test func `match the orders that it paid, and show the one that it was not told`() async throws {
    try await MockBank.with { bank, directory in
      try await Self.orders(try bank.connector(in: directory), bank)
      let lines = try Self.lines(directory)
      #expect(lines.tally.repeated == 3, "each was notified, and is on the statement")
      let paid = (1...3).map { Self.order($0) }
      let all = try Self.match(lines, paid)
      #expect(all.findings == [] && all.matched == 3)
      let more = try Self.match(lines, paid.dropLast() + [Self.order(4)])
      #expect(more.findings.map(\.short) == ["notBooked bank-4", "unknownID VOUCH-B-3"])
    }
  }

  @Test func `show what it sent back, where the ledger was not told`() async throws {
    try await MockBank.with { bank, directory in
      try await bank.behave("ACME", "return-later", #"{"days": 2, "reason": "AC04", "end_to_end_id": "VOUCH-B-2"}"#)
      try await Self.orders(try bank.connector(in: directory), bank)
      let report = try Self.match(try Self.lines(directory), (1...3).map { Self.order($0) })
      #expect(report.findings.map(\.short) == ["returnedNotReported bank-2"])
    }
  }

  @Test func `say within the day what was booked of a balance`() async throws {
    try await MockBank.with { bank, directory in
      let rail = try bank.connector(in: directory)
      var stated: [StatedBalance] = []
      for sequence in 1...2 as ClosedRange<UInt64> {
        let id = InstructionID(rail: .bank, sequence: sequence)
        _ = try await rail.deliver([.sample(Self.rules.order(of: id), 1250, to: .globex)])
        try await bank.control(.post, "accounts/ACME/report")
        _ = try await rail.news()
        try await rail.confirm()
      }
      for name in try BankFiles.files(in: "\(directory)/bank/done") {
        let bytes = try #require(try BankFiles.read("\(directory)/bank/done/\(name)", bound: XMLBounds.bytes))
        guard case .reports = try BankMessage(bytes) else { continue }
        stated += try StatedBalance.all(bytes, named: name, Self.rules)
      }
      #expect(stated.map(\.account) == Array(repeating: PaymentOrder.Account.acme.rawValue, count: 2))
      let (first, second) = (try #require(stated.first), try #require(stated.last))
      #expect(second.sequence > first.sequence && second.closing == first.closing - 1250)
      #expect(second.lines.count == 2, "it shows what it booked")
    }
  }
}
