/// A random history of orders, what the bank books of it, and discrepancies planted in it.
import Ledger
import VouchTesting

@testable import Rails

/// Both sides of a true story, until something is planted.
struct RandomBooks {
  static let own = "NL41MOCK0000000001"
  static let drawer = "NL14MOCK0000000002"
  /// 2026-12-01, and thirty days.
  static let from = 20_788
  static let to = from + 29
  let rules: ReconciliationRules
  var random: SeededGenerator
  var side = LedgerSide(.bank)
  var orders: [LedgerOrder] = []
  var receipts: [LedgerReceipt] = []
  var bookings: [Booking] = []
  /// What is to be found, in words.
  var planted: [String] = []
  /// By how much the own account's balances jump after a day.
  var jump: (day: Int, amount: Int64)?
  private var lastSequence: UInt64 = 0

  /// One movement to be written.
  struct Booking {
    var account = RandomBooks.own
    var currency = Currency.euro
    var day: Int
    /// Credit is positive.
    var amount: Int64
    var id = ""
    var isReturn = false
    var reference = ""
    /// Whether a notification tells it too.
    var isNotified = false
  }

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    let ids = ConnectorRules(.bank, own: PaymentOrder.Holder(name: "", number: ""))
    rules = ReconciliationRules(ids: ids, from: .of(RandomBooks.from), to: .of(RandomBooks.to))
    for _ in 0..<Int.random(in: 0...40, using: &random) { addTrueOrder() }
    for _ in 0..<Int.random(in: 0...6, using: &random) { addReceipt() }
  }

  // MARK: - The true story

  private mutating func addTrueOrder() {
    switch Int.random(in: 0..<6, using: &random) {
    case 0, 1, 2: add(.accepted)
    case 3: add(.returned)
    case 4: add(.rejected)
    default: add(random.pick([.outstanding, .unsure]))
    }
  }

  /// An order in that state, and what the bank books of it. The place of its booking on the own account, if there is
  /// one.
  @discardableResult
  mutating func add(_ state: RailInstruction.State, isOld: Bool = false) -> LedgerOrder {
    lastSequence += UInt64.random(in: 1...9, using: &random)
    let end = RandomBooks.to
    let told =
      switch state {
      case .outstanding, .unsure:
        isOld ? end - Int.random(in: 6...25, using: &random) : end - Int.random(in: 0...5, using: &random)
      default: Int.random(in: RandomBooks.from...(end - 8), using: &random)
      }
    let ended = told + Int.random(in: 0...2, using: &random)
    let returned = ended + Int.random(in: 0...4, using: &random)
    let purpose = random.pick(RailInstruction.Purpose.allCases)
    let subject: JournalEntry.Subject =
      purpose == .payOut
      ? .party(.seller(SellerID(.of("SHOP")))) : .check(CheckID(high: 1, low: lastSequence))
    let order = LedgerOrder(
      RailInstruction(
        id: InstructionID(rail: .bank, sequence: lastSequence), purpose: purpose, subject: subject,
        amount: Int64.random(in: 1...99_999, using: &random), currency: .euro, time: moment(told), state: state),
      ended: state.isOpen ? nil : moment(ended), returned: state == .returned ? moment(returned) : nil)
    orders.append(order)
    let isBooked = state == .accepted || state == .returned || state == .rejected && random.once(in: 3)
    guard isBooked else { return order }
    let day = Int.random(in: max(RandomBooks.from, told - 1)...(ended + 3), using: &random)
    book(order, day, isReturn: false)
    if state != .accepted { book(order, max(day, min(returned + 1, end)), isReturn: true) }
    return order
  }

  /// Books an order, or its return, on the own account and sometimes on the other side's.
  mutating func book(_ order: LedgerOrder, _ day: Int, isReturn: Bool, alsoOther: Bool = true) {
    let isIn = (order.instruction.purpose == .collect) != isReturn
    let amount = isIn ? order.instruction.amount : -order.instruction.amount
    let id = rules.ids.order(of: order.id)
    let reference = random.once(in: 2) ? "R\(bookings.count)" : ""
    bookings.append(
      Booking(
        day: day, amount: amount, id: id, isReturn: isReturn && random.once(in: 2), reference: reference,
        isNotified: random.once(in: 4)))
    guard alsoOther, random.once(in: 3) else { return }
    bookings.append(
      Booking(account: RandomBooks.drawer, day: day, amount: -amount, id: id, isReturn: isReturn, reference: ""))
  }

  private mutating func addReceipt() {
    lastSequence += 1
    let day = Int.random(in: RandomBooks.from...RandomBooks.to, using: &random)
    let receipt = LedgerReceipt(
      sequence: lastSequence, time: moment(day), party: .distributor(DistributorID(.of("PARCEL"))),
      amount: 200_000 + 2 * Int64.random(in: 0...2, using: &random), currency: .euro)
    receipts.append(receipt)
    let booked = min(RandomBooks.to, max(RandomBooks.from, day + Int.random(in: -3...3, using: &random)))
    bookings.append(Booking(day: booked, amount: receipt.amount, id: random.once(in: 3) ? "PARCEL-9" : ""))
  }

  func moment(_ day: Int) -> Timestamp { Timestamp(milliseconds: Int64(day) * 86_400_000 + 40_000_000) }

  /// Where an order's own booking, or its return, is.
  func place(of order: LedgerOrder, isReturn: Bool = false) -> Int? {
    let isIn = (order.instruction.purpose == .collect) != isReturn
    return bookings.firstIndex {
      $0.account == RandomBooks.own && $0.id == rules.ids.order(of: order.id) && ($0.amount > 0) == isIn
    }
  }
}

extension BankDay {
  static func of(_ number: Int) -> BankDay {
    guard let day = BankDay(Timestamp(milliseconds: Int64(number) * 86_400_000)) else { preconditionFailure("no day") }
    return day
  }
}
