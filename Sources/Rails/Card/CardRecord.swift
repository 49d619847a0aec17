/// What the journal says: of an order, where it stands; or that its end was taken note of.
internal import Ledger

/// What is kept of an order: enough to know it again, and nothing that charges a card.
struct CardOrder: Hashable, Sendable {
  let id: String
  let number: UInt64
  let purpose: PaymentOrder.Purpose
  let amount: Int64
  let currency: Currency
  /// Of the card's number.
  let lastFour: String

  /// What differs in a later order of the same id; nil where it is the same.
  func difference(from other: CardOrder) -> String? {
    if number != other.number { return "number" }
    if purpose != other.purpose { return "purpose" }
    if amount != other.amount || currency != other.currency { return "amount" }
    return lastFour == other.lastFour ? nil : "card (…\(lastFour), now …\(other.lastFour))"
  }
}

/// One line of the journal.
enum CardRecord: Hashable, Sendable {
  /// The order stands here now.
  case state(CardOrder, CardState)
  /// Whoever handed the order over knows how it ended.
  case told(id: String)
  /// The highest number that a message has had, as the first line of a rewritten journal says.
  case last(UInt32)
}
