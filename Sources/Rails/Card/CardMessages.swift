/// The messages that an order makes at a card host.
internal import Ledger

/// One order as fields of messages.
struct CardMessages: Hashable, Sendable {
  private let terms: CardTerms
  private let card: CardNumber
  private let amount: Int64
  private let currency: Currency
  private let reference: String

  /// Field 4 has twelve digits.
  static let maximumAmount: Int64 = 999_999_999_999

  /// An order that can be sent. Throws why another cannot, as one line.
  init(_ order: PaymentOrder, _ terms: CardTerms) throws(CardRefusal) {
    guard CardMessages.isID(order.id) else {
      throw CardRefusal("its id is not 1 to 35 of A-Z, 0-9 and '-'")
    }
    let holder: PaymentOrder.Holder
    switch order.purpose {
    case .collect: holder = order.from
    case .giveBack: holder = order.to
    case .payOut: throw CardRefusal("a card rail pays nobody out; use a bank's or the post office's")
    }
    guard let card = CardNumber(holder.number) else { throw CardRefusal("the number of the holder is no card's") }
    guard (1...CardMessages.maximumAmount).contains(order.amount) else {
      throw CardRefusal("a card message has amounts of 1 to \(CardMessages.maximumAmount) minor units")
    }
    guard let reference = CardMessages.reference(of: order.number) else {
      throw CardRefusal("its number is too large for a retrieval reference")
    }
    self.terms = terms
    self.card = card
    self.reference = reference
    (amount, currency) = (order.amount, order.currency)
  }

  var lastFour: String { card.lastFour }

  /// May this card be charged?
  func authorisation(_ trace: CardTrace) throws(ISOFault) -> ISOMessage { try message(.authorisation, trace) }

  /// What was authorised is charged.
  func capture(of original: CardTrace, approval: String, _ trace: CardTrace) throws(ISOFault) -> ISOMessage {
    var message = try message(.financialAdvice, trace)
    if !approval.isEmpty { try message.set(38, approval) }
    try message.set(90, elements(of: original))
    return message
  }

  /// Whatever became of an authorisation, it is to be as if it had not been.
  func reversal(of original: CardTrace, _ trace: CardTrace) throws(ISOFault) -> ISOMessage {
    var message = try message(.reversal, trace)
    try message.set(90, elements(of: original))
    return message
  }

  /// Money goes back to the card.
  func refund(_ trace: CardTrace) throws(ISOFault) -> ISOMessage {
    try message(.financial, trace, processing: "200000")
  }

  private func message(
    _ type: ISOType, _ trace: CardTrace, processing: String = "000000"
  ) throws(ISOFault) -> ISOMessage {
    var message = ISOMessage(type)
    try message.set(card, processing: processing, amount: amount, currency, terms, trace)
    try message.set(37, reference)
    return message
  }

  /// Field 90: type, number, time, acquiring and forwarding institution of the message that this one is about.
  private func elements(of original: CardTrace) -> String {
    let acquirer = String(repeating: "0", count: max(0, 11 - terms.acquirer.count)) + terms.acquirer
    return "\(ISOType.authorisation)\(original.stan)\(original.transmitted)\(acquirer)00000000000"
  }

  /// Field 37 of an order's number: the same in all its messages, and another for every other order. Twelve digits, and
  /// twelve characters to base 36 that begin with a letter past those; nil for numbers that have more, from 3.4 · 10¹⁸ on.
  static func reference(of number: UInt64) -> String? {
    let decimals: UInt64 = 1_000_000_000_000
    if number < decimals { return CardTrace.padded(number, 12) }
    // A000 0000 0000 to base 36: the least that begins with a letter.
    let first: UInt64 = 10 * 131_621_703_842_267_136
    let (sum, isOver) = (number - decimals).addingReportingOverflow(first)
    let text = String(sum, radix: 36, uppercase: true)
    return isOver || text.utf8.count > 12 ? nil : text
  }

  private static func isID(_ id: String) -> Bool {
    (1...35).contains(id.utf8.count)
      && id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || $0 == 0x2D }
  }
}

extension ISOMessage {
  /// What every message about a card has.
  mutating func set(
    _ card: CardNumber, processing: String, amount: Int64, _ currency: Currency, _ terms: CardTerms, _ trace: CardTrace
  ) throws(ISOFault) {
    try set(2, card.digits)
    try set(3, processing)
    try set(4, String(amount))
    try set(7, trace.transmitted)
    try set(11, trace.stan)
    try set(12, String(trace.transmitted.suffix(6)))
    try set(13, String(trace.transmitted.prefix(4)))
    try set(22, terms.entryMode)
    try set(25, terms.condition)
    try set(32, terms.acquirer)
    try set(41, terms.terminal)
    try set(42, terms.merchant)
    try set(49, String(currency.number))
  }
}

/// Why an order cannot be sent to any card host, ever.
struct CardRefusal: Error, Hashable, Sendable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}
