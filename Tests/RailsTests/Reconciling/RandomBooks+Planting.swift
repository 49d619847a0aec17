/// Discrepancies of every kind, each planted where nothing else is wrong.
import Ledger
import VouchTesting

@testable import Rails

extension RandomBooks {
  mutating func plant(_ kind: Finding.Kind) {
    switch kind {
    case .unknownID:
      let id = "VOUCH-B-\(9_000_000 + planted.count)"
      bookings.append(Booking(account: random.pick([Self.own, Self.drawer]), day: someDay, amount: 500, id: id))
      note(kind, id)
    case .foreignID:
      let id = random.pick(["VOUCH-P-7", "VOUCH-B-07", "OTHER-B-7", "VOUCH-B-0", "ELSE"]) + "X\(planted.count)"
      bookings.append(Booking(day: someDay, amount: random.pick([301, -301]), id: id))
      note(kind, id)
    case .noID:
      let amount = 100_001 + 2 * Int64(planted.count)
      bookings.append(Booking(day: someDay, amount: random.pick([amount, -amount])))
      note(kind, "\(amount)")
    case .receiptNotBooked:
      let receipt = LedgerReceipt(
        sequence: 8_000_000 + UInt64(planted.count), time: moment(someDay), party: .account(AccountID(.of("A"))),
        amount: 300_000 + Int64(planted.count), currency: .euro)
      receipts.append(receipt)
      note(kind, "\(receipt.sequence)")
    case .statementMissing:
      guard jump == nil else { return }
      jump = (Int.random(in: Self.from..<Self.to, using: &random), random.pick([-77, 77]))
      note(kind, "")
    case .bookedNotReported:
      let order = add(random.pick([.outstanding, .unsure]), isOld: random.once(in: 2))
      book(order, order.instruction.time.dayNumber, isReturn: false)
      note(kind, order)
    case .stillOpen: note(kind, add(.outstanding, isOld: true))
    case .rejectedButPaid:
      let order = add(.rejected)
      if place(of: order) != nil { bookings.removeAll { $0.id == rules.ids.order(of: order.id) } }
      book(order, order.instruction.time.dayNumber, isReturn: false)
      note(kind, order)
    default: plantInBooked(kind)
    }
  }

  /// What goes wrong with an order that moved.
  private mutating func plantInBooked(_ kind: Finding.Kind) {
    let order = add(kind == .returnNotBooked || kind == .returnedTwice ? .returned : .accepted)
    let isReturn = kind == .returnNotBooked || kind == .returnedTwice
    guard let place = place(of: order, isReturn: isReturn) else { return }
    let id = bookings[place].id
    note(kind, order)
    // What is told by a notification too would be there twice as soon as one of both is changed.
    bookings[place].isNotified = false
    switch kind {
    case .notBooked: bookings.removeAll { $0.id == id }
    case .returnNotBooked:
      let sign = bookings[place].amount.signum()
      bookings.removeAll { $0.id == id && $0.amount.signum() == ($0.account == Self.own ? sign : -sign) }
    case .amountDiffers: bookings[place].amount += bookings[place].amount.signum() * random.pick([1, 4_000])
    case .currencyDiffers: bookings[place].currency = .of("USD")
    case .dateDiffers: bookings[place].day = (order.ended?.dayNumber ?? 0) + 4
    case .directionDiffers:
      bookings[place].amount.negate()
      bookings[place].isReturn = false
    case .bookedTwice, .returnedTwice:
      var again = bookings[place]
      again.reference = again.reference.isEmpty ? "" : "\(again.reference)B"
      bookings.append(again)
    case .returnedNotReported: book(order, bookings[place].day, isReturn: true, alsoOther: false)
    default: break
    }
  }

  private var someDay: Int {
    mutating get { Int.random(in: Self.from...Self.to, using: &random) }
  }

  private mutating func note(_ kind: Finding.Kind, _ order: LedgerOrder) { note(kind, "\(order.id)") }
  private mutating func note(_ kind: Finding.Kind, _ what: String) { planted.append("\(kind) \(what)") }
}

extension Finding {
  /// As `RandomBooks.planted` has it.
  var short: String {
    let line = lines.first
    let what =
      order.map { "\($0.id)" } ?? receipt.map { "\($0.sequence)" }
      ?? line.map { $0.order.isEmpty ? "\($0.amount ?? 0)" : $0.order }
    return "\(kind) \(what ?? "")"
  }
}
