/// What people write on a command line, read into the ledger's values. Each error says what would be right.
internal import ArgumentParser
public import Ledger
public import RPC
internal import Seals

/// Transformations for `@Argument` and `@Option`; each throws a `ValidationError` that says what would be right.
public enum Read {
  static let endpointForm = "an endpoint is HOST:PORT, [IPV6]:PORT or unix:PATH, such as 127.0.0.1:7411."

  /// `127.0.0.1:7411`, `unix:/run/vouch/vouchd.sock`.
  public static func endpoint(_ text: String) throws -> Endpoint {
    try Endpoint(text) ?? wrong(endpointForm)
  }

  /// Seconds as a decimal, above 0 and up to a day.
  public static func seconds(_ text: String) throws -> Duration {
    guard let seconds = Double(text), seconds > 0, seconds <= 86_400 else {
      return try wrong("give seconds, more than 0 and at most 86400.")
    }
    return .milliseconds(Int64((seconds * 1000).rounded(.up)))
  }

  static let codeForm = "a code is 1 to 12 of A-Z 0-9 - . _ and begins with a letter or a digit."

  /// A party's code, of whatever kind: `SHOP-7`.
  public static func code<ID: PartyID>(_ text: String) throws -> ID { try ID(text) ?? wrong(codeForm) }

  /// A check's number or a command's id: 32 hexadecimal digits, with or without hyphens.
  public static func id<ID: TimedID>(_ text: String) throws -> ID {
    try ID(text) ?? wrong("an id is 32 hexadecimal digits in the form 8-4-4-4-12.")
  }

  /// Three letters of ISO 4217: `EUR`.
  public static func currency(_ text: String) throws -> Currency {
    try Currency(code: text) ?? wrong("a currency is three letters of ISO 4217, such as EUR.")
  }

  /// A line of text of at most 256 bytes.
  public static func text(_ text: String) throws -> Text {
    try Text(text)
      ?? wrong("a text is one line of at most \(Text.maximumBytes) bytes without control characters.")
  }

  /// A decimal above zero: `12.50`. What it comes to is known with its currency.
  public static func amount(_ text: String) throws -> Decimal {
    let decimal = try signedAmount(text)
    guard decimal.isPositive else { return try wrong(decimal.isNegative ? "it is negative." : "it is zero.") }
    return decimal
  }

  /// A decimal of zero or more.
  public static func sum(_ text: String) throws -> Decimal {
    let decimal = try signedAmount(text)
    guard !decimal.isNegative else { return try wrong("it is negative.") }
    return decimal
  }

  /// A decimal, also zero or negative.
  public static func signedAmount(_ text: String) throws -> Decimal {
    try Decimal(text)
      ?? wrong("an amount is a decimal such as 12, 12.50 or 1,234.50, at most 10^15 of the smallest unit.")
  }

  /// A limit: a decimal above zero, or `none`.
  public static func limit(_ text: String) throws -> Limit {
    text.lowercased() == "none" ? .none : .decimal(try amount(text))
  }

  /// A limit by number: above zero, or `none`, which is 0.
  public static func countLimit(_ text: String) throws -> UInt32 {
    if text.lowercased() == "none" { return 0 }
    guard let count = UInt32(text), count > 0 else { return try wrong("give a number from 1 to 4294967295, or none.") }
    return count
  }

  /// How many items: 1 or more.
  public static func count(_ text: String) throws -> Int {
    guard let count = Int(text), count > 0, count <= 100_000_000 else {
      return try wrong("give a number from 1 to 100000000.")
    }
    return count
  }

  /// An instruction to a paying system: `bank-4711`.
  public static func instruction(_ text: String) throws -> InstructionID {
    try InstructionID(text) ?? wrong("An instruction is named by paying system and number, as bank-4711.")
  }

  /// A sequence number: 1 or more.
  public static func sequence(_ text: String) throws -> UInt64 {
    guard let sequence = UInt64(text), sequence > 0 else { return try wrong("give a number, 1 or more.") }
    return sequence
  }

  /// A span of time: `30d`, `12h`, `90m`, `45s`.
  public static func span(_ text: String) throws -> Timestamp.Span {
    let form = "a span of time is a number and d, h, m or s, such as 30d, 12h, 90m or 45s, up to ten years."
    let units: [Character: UInt64] = ["d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000]
    guard let last = text.last, let unit = units[last], let count = UInt64(text.dropLast()),
      text.utf8.first != UInt8(ascii: "+")
    else { return try wrong(form) }
    let (milliseconds, overflow) = count.multipliedReportingOverflow(by: unit)
    guard !overflow, let span = Timestamp.Span(milliseconds: milliseconds) else { return try wrong(form) }
    return span
  }

  /// A moment of ISO 8601 with its zone, or a day of UTC: `2027-01-31T12:00:00Z`, `2027-01-31T12:00:00+01:00`,
  /// `2027-01-31`, which is that day's end.
  public static func time(_ text: String) throws -> Timestamp {
    try Timestamp(iso8601: text)
      ?? wrong("a time is 2027-01-31T12:00:00Z or, for the end of a day, 2027-01-31.")
  }

  /// Bytes as hexadecimal digits.
  public static func bytes(_ text: String) throws -> [UInt8] {
    try hexadecimal(text) ?? wrong("give an even number of hexadecimal digits.")
  }

  /// A hash: 64 hexadecimal digits.
  public static func digest(_ text: String) throws -> Digest {
    try hexadecimal(text).flatMap(Digest.init) ?? wrong("a hash is 64 hexadecimal digits.")
  }

  /// The public half of a hand-over key: 64 hexadecimal digits that are a point of the curve.
  public static func handOverKey(_ text: String) throws -> HandOverKey {
    // A number that is no key would refuse every hand-over from then on.
    guard let key = VerifyingKey(text: text), let kept = HandOverKey(key.bytes) else {
      return try wrong("give the public half of a hand-over key, 64 hexadecimal digits, as keys show has it.")
    }
    return kept
  }

  /// A public key that addresses are sealed to: 64 hexadecimal digits.
  public static func addressKey(_ text: String) throws -> PublicKey {
    guard let key = hexadecimal(text).flatMap({ PublicKey($0) }), key != .none else {
      return try wrong(
        "an address key is 64 hexadecimal digits, not all of them 0: vouch-distributor address-keys show tells it.")
    }
    return key
  }

  /// A claim secret: 16 to 64 bytes as hexadecimal digits.
  public static func secret(_ text: String) throws -> [UInt8] {
    guard let bytes = hexadecimal(text), (16...64).contains(bytes.count) else {
      return try wrong("a secret is 32 to 128 hexadecimal digits.")
    }
    return bytes
  }

  /// One of the names of `Value`.
  public static func named<Value: Named>(_ text: String) throws -> Value {
    try Value(name: text) ?? wrong("choose one of \(Value.choices(between: ", ")).")
  }

  /// The status of a new party: any but closed.
  public static func firstStatus(_ text: String) throws -> PartyStatus {
    let status: PartyStatus = try named(text)
    guard status != .closed else { return try wrong("a new party is active, enrolled or suspended.") }
    return status
  }

  /// A share as a percentage with at most two decimals, 0 … 100: in hundredths of a percent.
  public static func share(_ text: String) throws -> UInt16 {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? parts[1] : "0"
    guard parts.count <= 2, (1...3).contains(parts[0].utf8.count), (1...2).contains(decimals.utf8.count),
      (parts[0] + decimals).utf8.allSatisfy({ (0x30...0x39).contains($0) }), let whole = UInt16(parts[0]),
      let rest = UInt16(decimals), whole * 100 + rest * (decimals.utf8.count == 1 ? 10 : 1) <= 10_000
    else { return try wrong("give a percentage from 0 to 100 with at most two decimals, such as 12.5.") }
    return whole * 100 + rest * (decimals.utf8.count == 1 ? 10 : 1)
  }

  private static func hexadecimal(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var high: UInt8?
    for byte in text.utf8 {
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x41...0x46: digit = byte - 0x41 + 10
      case 0x61...0x66: digit = byte - 0x61 + 10
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return high == nil && !bytes.isEmpty ? bytes : nil
  }

  private static func wrong<Value>(_ form: String) throws -> Value { throw ValidationError(form) }
}

/// A limit on the command line.
public enum Limit: Hashable, Sendable {
  /// Lifted.
  case none
  case decimal(Read.Decimal)

  /// The limit in minor units of `currency`; 0 for none. Throws a `Failure.usage`.
  public func minorUnits(in currency: Currency) throws(Failure) -> Int64 {
    switch self {
    case .none: 0
    case .decimal(let decimal): try decimal.amount(in: currency).minorUnits
    }
  }
}

extension Read {
  /// A decimal as it was written. What it comes to in minor units depends on the currency.
  public struct Decimal: Hashable, Sendable, CustomStringConvertible {
    /// As written.
    public let description: String
    let isNegative: Bool
    let isPositive: Bool

    /// Takes a decimal that some currency could have, else nothing.
    init?(_ text: String) {
      // Its own currency may still refuse it; but what none with three, two or no decimals has is no amount at all.
      guard let value = Decimal.currencies.lazy.compactMap({ $0.parse(text) }).first else { return nil }
      description = text
      isNegative = value < 0
      isPositive = value > 0
    }

    private init(zero: String) {
      description = zero
      isNegative = false
      isPositive = false
    }

    /// Nothing, in any currency.
    static let zero = Decimal(zero: "0")

    private static let currencies = ["KWD", "EUR", "JPY"].compactMap { Currency(code: $0) }

    /// The sum in minor units of `currency`. Throws a `Failure.usage` where it has too many decimals or is too large.
    public func minorUnits(in currency: Currency) throws(Failure) -> Int64 {
      guard let value = currency.parse(description) else {
        let decimals = currency.exponent == 0 ? "no decimals" : "\(currency.exponent) decimals"
        throw .usage(
          "\(description) is no amount of \(currency): that has \(decimals), and "
            + "\(currency.format(Amount.maximum)) is the most.")
      }
      return value
    }

    /// The amount in `currency`, as above; zero and less are refused too.
    public func amount(in currency: Currency) throws(Failure) -> Amount {
      guard let amount = Amount(minorUnits: try minorUnits(in: currency)) else {
        throw .usage("\(description) is no amount: it must be more than zero.")
      }
      return amount
    }
  }
}
