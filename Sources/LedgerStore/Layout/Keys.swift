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

/// A rail and a currency.
struct ClearingKey: TableKey {
  let rail: PaymentRail
  let currency: Currency

  static var wordCount: Int { 1 }
  var words: KeyWords { KeyWords(UInt64(rail.rawValue) << 16 | UInt64(currency.number)) }

  init(rail: PaymentRail, currency: Currency) {
    self.rail = rail
    self.currency = currency
  }
  init?(words: KeyWords) {
    guard words.first < 1 << 24, let rail = PaymentRail(rawValue: UInt8(words.first >> 16)),
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
  var description: String { "\(rail) \(currency)" }
}

extension DueKey: CustomStringConvertible {
  var description: String { "\(time.milliseconds) \(check)" }
}
