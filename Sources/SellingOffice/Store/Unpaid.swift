/// What a shop keeps of orders whose buyers have still to say how they pay, so that none has to be looked for.
internal import LMDB
internal import Ledger
internal import MailOrder
internal import Wire

/// Until when, then which order.
struct UnpaidKey: TableKey, CustomStringConvertible {
  let payBy: Timestamp
  let order: OrderID

  /// The key of an order that pays later; nil when it pays at once.
  init?(_ order: Order) {
    guard let payBy = order.payBy else { return nil }
    self.payBy = payBy
    self.order = order.form.id
  }

  static var wordCount: Int { 3 }
  var words: KeyWords { KeyWords(UInt64(payBy.milliseconds), order.high, order.low) }
  init?(words: KeyWords) {
    guard let milliseconds = Int64(exactly: words.first) else { return nil }
    payBy = Timestamp(milliseconds: milliseconds)
    order = OrderID(high: words.second, low: words.third)
  }
  var description: String { "\(order), by \(payBy)" }
}

/// That it waits: the key says all.
struct Mark: Record {
  init() {}
  var packed: [UInt8] { [] }
  init(packed: [UInt8]) throws(WireError) {
    guard packed.isEmpty else { throw .unreadable }
  }
}
