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

/// One of the accounts that the manager has with a rail in a currency.
struct ClearingKey: TableKey {
  let rail: PaymentRail
  let currency: Currency
  /// Whether it is the settlement account.
  let isSettlement: Bool

  static var wordCount: Int { 1 }
  var words: KeyWords {
    KeyWords((isSettlement ? 1 << 24 : 0) | UInt64(rail.rawValue) << 16 | UInt64(currency.number))
  }

  init(rail: PaymentRail, currency: Currency, isSettlement: Bool = false) {
    self.rail = rail
    self.currency = currency
    self.isSettlement = isSettlement
  }

  /// Of an account of the book that is kept so; nil for the others.
  @inline(__always)
  init?(_ account: BookAccountID) {
    switch account {
    case .clearing(let rail, let currency): self.init(rail: rail, currency: currency)
    case .settlement(let rail, let currency): self.init(rail: rail, currency: currency, isSettlement: true)
    default: return nil
    }
  }

  init?(words: KeyWords) {
    isSettlement = words.first >> 24 == 1
    guard words.first < 1 << 25, let rail = PaymentRail(rawValue: UInt8(words.first >> 16 & 0xFF)),
      let currency = Currency(number: UInt16(words.first & 0xFFFF))
    else { return nil }
    self.rail = rail
    self.currency = currency
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
  var description: String { "\(isSettlement ? "settlement " : "")\(rail) \(currency)" }
}

extension DueKey: CustomStringConvertible {
  var description: String { "\(time.milliseconds) \(check)" }
}
