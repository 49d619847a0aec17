/// The accounts of the book: where postings go. Each belongs to a party, or to the manager itself.

/// One account of the book.
public enum BookAccountID: Hashable, Sendable, BitwiseCopyable {
  /// What the bank lets the manager count on for a drawer.
  case bank(AccountID)
  /// What a drawer owes its credit company: 0 or negative, down to the credit line.
  case card(AccountID)
  /// What a seller can draw.
  case available(SellerID)
  /// Proceeds still within the cooling-off period.
  case locked(SellerID)
  /// Proceeds retained until the guarantee ends.
  case reserve(SellerID)
  /// What a distributor has collected and not paid in: 0 or negative.
  case debt(DistributorID)
  /// Money on its way over a paying system: instructed, and not ended. 0 when every instruction has ended, but for `book`,
  /// whose clearing is the other side of what the operator's own hands brought and took.
  case clearing(PaymentRail, Currency)
  /// The other side of money that a paying system has: what drawers have there that the manager counts on, and what the
  /// manager has there itself.
  case settlement(PaymentRail, Currency)
  /// What the manager has earned, less what it has lost.
  case fees(Currency)
}

extension BookAccountID {
  /// Whose account it is; nil: the manager's own.
  public var party: Party? {
    switch self {
    case .bank(let id), .card(let id): .account(id)
    case .available(let id), .locked(let id), .reserve(let id): .seller(id)
    case .debt(let id): .distributor(id)
    case .clearing, .settlement, .fees: nil
    }
  }
}

/// The paying systems that money comes and goes over. Settlement goes over the first where nothing else was agreed: a
/// transfer within the manager's book, which needs nobody else. Over the others money moves by instructions (`RailInstruction`).
public enum PaymentRail: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
  /// The manager's own book: no outside party (P7).
  case book = 1
  case bank = 2
  case card = 3
  case post = 4

  /// Whether money moves over it by instructions to somebody outside.
  @inlinable
  public var isOutside: Bool { self != .book }
}

/// The balance of one account of the book.
public struct Balance: Hashable, Sendable, BitwiseCopyable {
  /// The sum of all postings, in minor units.
  public var posted: Int64
  /// The sequence of the last entry that posted here, 0 before the first: where a statement begins to walk back.
  public var lastEntry: UInt64

  /// A balance; empty unless told otherwise.
  public init(posted: Int64 = 0, lastEntry: UInt64 = 0) {
    self.posted = posted
    self.lastEntry = lastEntry
  }
}

/// One movement of money: out of `debit`, into `credit`.
public struct Posting: Hashable, Sendable, BitwiseCopyable {
  public var debit: BookAccountID
  public var credit: BookAccountID
  /// Minor units, positive.
  public var amount: Int64
  /// The entry that last posted to `debit` before this one, 0 if none.
  public var previousOfDebit: UInt64
  /// The entry that last posted to `credit` before this one, 0 if none.
  public var previousOfCredit: UInt64

  /// A movement; the links are set when it is journalled.
  public init(
    debit: BookAccountID, credit: BookAccountID, amount: Int64, previousOfDebit: UInt64 = 0,
    previousOfCredit: UInt64 = 0
  ) {
    self.debit = debit
    self.credit = credit
    self.amount = amount
    self.previousOfDebit = previousOfDebit
    self.previousOfCredit = previousOfCredit
  }
}

/// The postings of one entry: none to four, inline, so that a decision allocates nothing.
public struct Postings: Sendable, BitwiseCopyable {
  @usableFromInline var places = InlineArray<4, Posting>(repeating: .blank)
  /// How many there are.
  public internal(set) var count = 0

  /// No postings.
  public init() {}

  /// The most postings one decision makes: a refund out of three accounts into two covers.
  public static let capacity = 4

  /// The posting at `index`, 0 ..< `count`. Inlined, so that nobody copies all for one.
  @inlinable
  public subscript(index: Int) -> Posting {
    precondition(index < count, "no such posting")
    return places[index]
  }

  /// Adds one; more than `capacity` is a bug.
  public mutating func append(_ posting: Posting) {
    precondition(count < Postings.capacity, "more postings than an entry holds")
    places[count] = posting
    count += 1
  }

  /// Forgets all, in place.
  mutating func removeAll() { count = 0 }

  /// The postings as an array, for whoever is in no hurry.
  public var all: [Posting] { (0..<count).map { self[$0] } }
}

extension Postings: Hashable {
  public static func == (a: Postings, b: Postings) -> Bool { a.all == b.all }
  public func hash(into hasher: inout Hasher) { hasher.combine(all) }
}

extension Posting {
  fileprivate static let blank = Posting(debit: .fees(.blank), credit: .fees(.blank), amount: 0)
}
