/// What is gathered from the journal of a whole ledger, in random histories of everything that can happen to it.
import Ledger
import Testing
import VouchTesting

@testable import Rails

@Suite struct `a journal's part of a paying system` {
  private static let ids = ConnectorRules(.bank, own: PaymentOrder.Holder(name: "", number: ""))

  private static func ledger(_ seed: UInt64) -> InMemoryLedger {
    var history = RandomHistory(seed: seed)
    var ledger = InMemoryLedger()
    for command in history.prologue() { _ = ledger.submit(command, at: history.now) }
    for _ in 0..<1_500 { _ = ledger.submit(history.next(in: ledger), at: history.now) }
    return ledger
  }

  @Test(arguments: SeededGenerator.seeds(6))
  func `has every instruction, and how it stands`(seed: UInt64) {
    let ledger = Self.ledger(seed)
    var side = LedgerSide(.bank)
    for entry in ledger.entries { side.take(entry) }
    #expect(side.orders.mapValues(\.instruction) == ledger.instructions.filter { $0.key.rail == .bank }, "seed \(seed)")
    #expect(!side.orders.isEmpty)
    #expect(side.orders.values.allSatisfy { ($0.ended == nil) == $0.instruction.state.isOpen }, "seed \(seed)")
  }

  @Test(arguments: SeededGenerator.seeds(6))
  func `is the same where it begins later, and the rest is asked for`(seed: UInt64) {
    let ledger = Self.ledger(seed)
    var (whole, late) = (LedgerSide(.bank), LedgerSide(.bank))
    for entry in ledger.entries { whole.take(entry) }
    let newer = ledger.entries[(ledger.entries.count / 2)...]
    for entry in newer { late.take(entry) }
    for id in late.unknown(of: [], Self.ids) { if let known = ledger.instructions[id] { late.insert(known) } }
    for (id, order) in late.orders {
      #expect(whole.orders[id]?.instruction == order.instruction, "seed \(seed)")
      if let ended = order.ended { #expect(whole.orders[id]?.ended == ended, "seed \(seed)") }
      if let returned = order.returned { #expect(whole.orders[id]?.returned == returned, "seed \(seed)") }
    }
    let ended = newer.compactMap(\.instruction).filter { $0.rail == .bank }
    #expect(ended.allSatisfy { late.orders[$0] != nil }, "seed \(seed)")
  }

  /// Statements of what the ledger has, booked on the day: all of it matches; without any one movement, that one is
  /// missing.
  @Test(arguments: SeededGenerator.seeds(6))
  func `matches a bank that booked what it reported`(seed: UInt64) throws {
    let ledger = Self.ledger(seed)
    var side = LedgerSide(.bank)
    for entry in ledger.entries { side.take(entry) }
    var random = SeededGenerator(seed: seed)
    let booked = Self.booked(side)
    let days = booked.map(\.day) + side.receipts.map(\.time.dayNumber)
    #expect(try Self.report(side, booked, days).findings.map(\.short) == [], "seed \(seed)")
    for _ in 0..<5 {
      var cut = booked
      let missing = cut.remove(at: Int.random(in: 0..<cut.count, using: &random))
      let findings = try Self.report(side, cut, days).findings
      #expect(findings.count == 1 && missing.id.hasSuffix("\(findings[0].order?.id.sequence ?? 0)"), "seed \(seed)")
    }
  }

  private struct Booked {
    var id: String
    var day: Int
    var amount: Int64
    var currency: Currency
  }

  private static func booked(_ side: LedgerSide) -> [Booked] {
    side.orders.values.sorted { $0.id.sequence < $1.id.sequence }.flatMap { order in
      let amount = order.instruction.purpose == .collect ? order.instruction.amount : -order.instruction.amount
      func booking(_ time: Timestamp?, _ amount: Int64) -> Booked? {
        time.map {
          Booked(id: ids.order(of: order.id), day: $0.dayNumber, amount: amount, currency: order.instruction.currency)
        }
      }
      switch order.instruction.state {
      case .accepted: return [booking(order.ended, amount)].compactMap { $0 }
      case .returned: return [booking(order.ended, amount), booking(order.returned, -amount)].compactMap { $0 }
      case .outstanding, .unsure, .rejected: return []
      }
    }
  }

  private static func report(_ side: LedgerSide, _ booked: [Booked], _ days: [Int]) throws -> ReconciliationReport {
    let (first, last) = (try #require(days.min()), try #require(days.max()))
    var pile = StatementPile()
    for currency in [Currency.euro, .of("USD")] {
      var file = StatementFile(
        account: RandomBooks.own, currency: currency, id: currency.code, day: "\(BankDay.of(first))")
      file.lastDay = "\(BankDay.of(last))"
      for one in booked where one.currency == currency {
        file.entries.append(.init(day: "\(BankDay.of(one.day))", payments: [.init(one.amount, one.id)]))
      }
      for receipt in side.receipts where receipt.currency == currency {
        file.entries.append(.init(day: "\(BankDay.of(receipt.time.dayNumber))", payments: [.init(receipt.amount)]))
      }
      try pile.add(file.xml.bytes, named: "\(currency.code).xml")
    }
    // A history may leave its orders open for years.
    let rules = ReconciliationRules(ids: ids, from: .of(first), to: .of(last), openDays: .max)
    return Reconciliation(rules).match(try BankLines(pile, own: nil, ids: ids), side)
  }
}
