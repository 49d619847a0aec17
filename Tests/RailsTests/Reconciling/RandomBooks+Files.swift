/// The bank's side of random books as files, in some order and with all that banks do to them.
import Ledger
import VouchTesting

@testable import Rails

extension RandomBooks {
  /// Statements of every account and currency, notifications, one statement twice, and what is nobody's concern.
  mutating func files() -> [(name: String, text: String)] {
    var files: [StatementFile] = []
    let accounts = Dictionary(grouping: bookings) { "\($0.account) \($0.currency.code)" }
    for (_, bookings) in accounts.sorted(by: { $0.key < $1.key }) {
      files += statements(of: bookings)
    }
    if !accounts.keys.contains("\(Self.own) EUR") {
      files += statements(of: [Booking(day: Self.from, amount: 0)], isEmpty: true)
    }
    for (index, booking) in bookings.enumerated() where booking.isNotified {
      var file = StatementFile(
        account: booking.account, currency: booking.currency, id: "N\(index)", day: day(booking.day),
        entries: [entry([booking])])
      file.kind = .notification
      files.append(file)
    }
    if let again = files.first { files.append(again) }
    files.shuffle(using: &random)
    return files.enumerated().map { ("\($0.offset).xml", $0.element.xml) }
  }

  private mutating func statements(of bookings: [Booking], isEmpty: Bool = false) -> [StatementFile] {
    let account = bookings[0].account
    let currency = bookings[0].currency
    let isOwn = account == Self.own && currency == .euro
    var balance = Int64.random(in: -5_000...5_000, using: &random)
    var files: [StatementFile] = []
    var first = Self.from
    while first <= Self.to {
      var last = min(Self.to, first + Int.random(in: 0...6, using: &random))
      // A statement ends where one goes missing.
      if let jump, isOwn, (first...last).contains(jump.day) { last = jump.day }
      var file = StatementFile(
        account: account, currency: currency, id: "S\(first)-\(currency.code)-\(account.suffix(1))", sequence: first,
        day: day(first), opening: balance)
      file.lastDay = day(last)
      if !isEmpty { file.entries = entries(bookings.filter { (first...last).contains($0.day) }) }
      balance = file.sum
      if random.once(in: 3) {
        var pending = entry([Booking(day: last, amount: 999)])
        pending.status = "PDNG"
        file.entries.append(pending)
      }
      if account != Self.own { file.entries.append(entry([Booking(day: last, amount: 0, id: "RENT")])) }
      if let jump, isOwn, jump.day == last { balance += jump.amount }
      files.append(file)
      first = last + 1
    }
    return files
  }

  /// In any order; some of those of one day and direction in one sum.
  private mutating func entries(_ bookings: [Booking]) -> [StatementFile.Entry] {
    var entries: [StatementFile.Entry] = []
    var rest = bookings.shuffled(using: &random)
    while let next = rest.popLast() {
      var together = [next]
      if next.reference.isEmpty, !next.isNotified, random.once(in: 3) {
        let others = rest.indices.filter {
          rest[$0].day == next.day && rest[$0].reference.isEmpty && !rest[$0].isNotified && !rest[$0].id.isEmpty
        }
        for place in others.reversed() { together.append(rest.remove(at: place)) }
      }
      entries.append(entry(together))
    }
    return entries
  }

  private func entry(_ bookings: [Booking]) -> StatementFile.Entry {
    StatementFile.Entry(
      day: day(bookings[0].day),
      payments: bookings.map { StatementFile.Payment($0.amount, $0.id, isReturn: $0.isReturn) },
      bankReference: bookings[0].reference)
  }

  private func day(_ number: Int) -> String { "\(BankDay.of(number))" }

  /// What comes of matching both sides.
  mutating func report() throws -> ReconciliationReport {
    var pile = StatementPile()
    for file in files() { try pile.add(Array(file.text.utf8), named: file.name) }
    let bank = try BankLines(pile, own: Self.own, ids: rules.ids)
    return Reconciliation(rules).match(bank, LedgerSide(.bank, orders.shuffled(using: &random), receipts))
  }
}
