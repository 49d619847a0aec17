/// What the tables are keyed by: numbers that order as their meanings do.
internal import LMDB
internal import Ledger

/// A party's code.
struct CodeKey: TableKey {
  let code: Code

  static var wordCount: Int { 1 }
  var words: KeyWords { KeyWords(code.packed) }

  init(_ code: Code) { self.code = code }
  init?(words: KeyWords) {
    guard let code = Code(packed: words.first) else { return nil }
    self.code = code
  }
}

/// A check's or a command's id.
struct IDKey: TableKey {
  let high: UInt64
  let low: UInt64

  static var wordCount: Int { 2 }
  var words: KeyWords { KeyWords(high, low) }

  init(_ id: some TimedID) {
    high = id.high
    low = id.low
  }
  init(words: KeyWords) {
    high = words.first
    low = words.second
  }
}

/// One of the manager's own accounts in a currency: with a rail, or its fees.
struct ClearingKey: TableKey {
  let rail: PaymentRail
  let currency: Currency
  let kind: Kind

  enum Kind: UInt8 {
    case clearing = 0
    case settlement = 1
    /// The rail is the book, as it has none.
    case fees = 2
  }

  static var wordCount: Int { 1 }
  var words: KeyWords {
    KeyWords(UInt64(kind.rawValue) << 24 | UInt64(rail.rawValue) << 16 | UInt64(currency.number))
  }

  init(rail: PaymentRail, currency: Currency, _ kind: Kind = .clearing) {
    self.rail = rail
    self.currency = currency
    self.kind = kind
  }

  /// Of an account of the book that is kept so; nil for the others.
  @inline(__always)
  init?(_ account: BookAccountID) {
    switch account {
    case .clearing(let rail, let currency): self.init(rail: rail, currency: currency)
    case .settlement(let rail, let currency): self.init(rail: rail, currency: currency, .settlement)
    case .fees(let currency): self.init(rail: .book, currency: currency, .fees)
    default: return nil
    }
  }

  /// The account of the book that is kept so.
  var account: BookAccountID {
    switch kind {
    case .clearing: .clearing(rail, currency)
    case .settlement: .settlement(rail, currency)
    case .fees: .fees(currency)
    }
  }

  init?(words: KeyWords) {
    guard words.first < 1 << 26, let kind = Kind(rawValue: UInt8(words.first >> 24)),
      let rail = PaymentRail(rawValue: UInt8(words.first >> 16 & 0xFF)),
      let currency = Currency(number: UInt16(words.first & 0xFFFF))
    else { return nil }
    self.rail = rail
    self.currency = currency
    self.kind = kind
  }
}

/// Any account of the book.
struct BookKey: TableKey {
  let account: BookAccountID

  static var wordCount: Int { 2 }
  var words: KeyWords {
    switch account {
    case .bank(let id): KeyWords(1, id.code.packed)
    case .card(let id): KeyWords(2, id.code.packed)
    case .available(let id): KeyWords(3, id.code.packed)
    case .locked(let id): KeyWords(4, id.code.packed)
    case .reserve(let id): KeyWords(5, id.code.packed)
    case .debt(let id): KeyWords(6, id.code.packed)
    case .clearing, .settlement, .fees: KeyWords(7, ClearingKey(account)?.words.first ?? 0)
    }
  }

  init(_ account: BookAccountID) { self.account = account }

  init?(words: KeyWords) {
    if words.first == 7 {
      guard let key = ClearingKey(words: KeyWords(words.second)) else { return nil }
      account = key.account
      return
    }
    guard let code = Code(packed: words.second) else { return nil }
    switch words.first {
    case 1: account = .bank(AccountID(code))
    case 2: account = .card(AccountID(code))
    case 3: account = .available(SellerID(code))
    case 4: account = .locked(SellerID(code))
    case 5: account = .reserve(SellerID(code))
    case 6: account = .debt(DistributorID(code))
    default: return nil
    }
  }
}

/// When the committer must act on a check by itself: time first, so that what is due stands at the front.
struct DueKey: TableKey {
  let time: Timestamp
  let check: CheckID

  static var wordCount: Int { 3 }
  var words: KeyWords { KeyWords(UInt64(clamping: time.milliseconds), check.high, check.low) }

  init(time: Timestamp, check: CheckID) {
    self.time = time
    self.check = check
  }
  init(words: KeyWords) {
    time = Timestamp(milliseconds: Int64(clamping: words.first))
    check = CheckID(high: words.second, low: words.third)
  }
}

// As damage names them.
extension CodeKey: CustomStringConvertible {
  var description: String { "\(code)" }
}

extension IDKey: CustomStringConvertible {
  var description: String { "\(CommandID(high: high, low: low))" }
}

extension ClearingKey: CustomStringConvertible {
  var description: String {
    switch kind {
    case .clearing: "\(rail) \(currency)"
    case .settlement: "settlement \(rail) \(currency)"
    case .fees: "fees \(currency)"
    }
  }
}

extension BookKey: CustomStringConvertible {
  var description: String { "\(account)" }
}

extension DueKey: CustomStringConvertible {
  var description: String { "\(time.milliseconds) \(check)" }
}
