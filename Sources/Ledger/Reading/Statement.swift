/// What moved on one account of the book, and what all of them sum up to.

/// A question for a statement.
public struct StatementQuery: Hashable, Sendable {
  public var account: BookAccountID
  /// Where to go on: `Statement.next` of the page before; nil: at the newest.
  public var from: Statement.Place?
  /// How many lines at most, 1 … `PageBounds.maximum`.
  public var limit: Int

  /// The newest lines of `account`.
  public init(account: BookAccountID, from: Statement.Place? = nil, limit: Int = PageBounds.usual) {
    self.account = account
    self.from = from
    self.limit = limit
  }
}

/// What moved on an account of the book, newest first.
public struct Statement: Hashable, Sendable {
  public var account: BookAccountID
  public var currency: Currency
  /// The balance now, in minor units.
  public var balance: Int64
  /// What open checks hold of it now, in minor units: as of the same decision as the balance. 0 where nothing can be held.
  public var held: Int64
  public var lines: [Line]
  /// Where the next page begins; nil when this was the last.
  public var next: Place?
  /// The last entry that archives have, where the account moved before the last line here and only they say how; else nil.
  public var archivedThrough: UInt64?

  /// A place in an account's past: an entry, and the balance after it.
  public struct Place: Hashable, Sendable {
    public var entry: UInt64
    public var balance: Int64

    /// A place.
    public init(entry: UInt64, balance: Int64) {
      self.entry = entry
      self.balance = balance
    }
  }

  /// One movement.
  public struct Line: Hashable, Sendable {
    public var sequence: UInt64
    public var time: Timestamp
    public var kind: JournalEntry.Kind
    public var subject: JournalEntry.Subject
    /// The other side.
    public var counterpart: BookAccountID
    /// Minor units; negative where money went out.
    public var amount: Int64
    /// The balance after it, in minor units.
    public var balance: Int64
    public var detail: String

    /// A movement.
    public init(
      entry: JournalEntry, counterpart: BookAccountID, amount: Int64, balance: Int64, detail: String
    ) {
      sequence = entry.sequence
      time = entry.time
      kind = entry.kind
      subject = entry.subject
      self.counterpart = counterpart
      self.amount = amount
      self.balance = balance
      self.detail = detail
    }

    /// A movement from its parts.
    public init(
      sequence: UInt64, time: Timestamp, kind: JournalEntry.Kind, subject: JournalEntry.Subject,
      counterpart: BookAccountID, amount: Int64, balance: Int64, detail: String
    ) {
      self.sequence = sequence
      self.time = time
      self.kind = kind
      self.subject = subject
      self.counterpart = counterpart
      self.amount = amount
      self.balance = balance
      self.detail = detail
    }
  }

  /// A statement.
  public init(
    account: BookAccountID, currency: Currency, balance: Int64, held: Int64 = 0, lines: [Line], next: Place?,
    archivedThrough: UInt64? = nil
  ) {
    self.account = account
    self.currency = currency
    self.balance = balance
    self.held = held
    self.lines = lines
    self.next = next
    self.archivedThrough = archivedThrough
  }
}

/// The sums of the whole book, one sheet a currency. Money is neither made nor lost: each total is zero.
public struct BalanceSheet: Hashable, Sendable {
  public var sheets: [CurrencySheet]

  /// Whether every total is zero and every hold belongs to an open check.
  public var isConserved: Bool { sheets.allSatisfy { $0.total == 0 && $0.held == $0.remaining } }

  /// Sheets.
  public init(sheets: [CurrencySheet]) { self.sheets = sheets }

  /// The kinds of accounts of the book, as `BookAccountID` has them.
  public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    case bank = 1
    case card = 2
    case available = 3
    case locked = 4
    case reserve = 5
    case debt = 6
    case clearing = 7
    case fees = 8
    case settlement = 9
  }

  /// All accounts of one kind in one currency.
  public struct Line: Hashable, Sendable {
    public var kind: Kind
    /// The rail of a clearing or settlement account.
    public var rail: PaymentRail?
    /// How many accounts.
    public var accounts: UInt64
    /// Their sum, in minor units.
    public var posted: Int64

    /// A line.
    public init(kind: Kind, rail: PaymentRail?, accounts: UInt64, posted: Int64) {
      self.kind = kind
      self.rail = rail
      self.accounts = accounts
      self.posted = posted
    }
  }

  /// One currency.
  public struct CurrencySheet: Hashable, Sendable {
    public var currency: Currency
    public var lines: [Line]
    /// The sum of all lines: zero, or money was made or lost.
    public var total: Int64
    /// What is held on all covers, in minor units.
    public var held: Int64
    /// What remains on all open checks, in minor units: the same as `held`.
    public var remaining: Int64

    /// A sheet.
    public init(currency: Currency, lines: [Line], total: Int64, held: Int64, remaining: Int64) {
      self.currency = currency
      self.lines = lines
      self.total = total
      self.held = held
      self.remaining = remaining
    }
  }
}
