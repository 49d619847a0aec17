/// Decimal numbers of messages, read exactly: amounts in a currency, and sums that have none.
internal import Ledger

/// A number with eight decimals at most, for sums over currencies with other exponents (`CtrlSum`, `Sum`).
struct DecimalSum: Hashable, Sendable {
  /// In units of 10⁻⁸.
  private(set) var units: Int128

  /// More decimals than any currency has.
  private static let decimals = 8
  /// The most digits that the schema gives a number.
  private static let digits = 18

  /// Nothing.
  static let zero = DecimalSum(units: 0)

  private init(units: Int128) { self.units = units }

  /// Reads a number of the schema without a sign, else nothing.
  init?(_ text: String) {
    guard let units = DecimalSum.read(text, decimals: DecimalSum.decimals, dropsZeros: true) else { return nil }
    self.units = units
  }

  /// So many minor units.
  init(_ minorUnits: Int64, _ currency: Currency) {
    units = Int128(minorUnits) * DecimalSum.power(DecimalSum.decimals - currency.exponent)
  }

  /// Both. No sum of a bounded file is near the end of 128 bits.
  static func + (a: DecimalSum, b: DecimalSum) -> DecimalSum { DecimalSum(units: a.units &+ b.units) }

  /// How far apart two sums are, without a sign.
  func distance(to other: DecimalSum) -> DecimalSum {
    DecimalSum(units: units > other.units ? units &- other.units : other.units &- units)
  }

  /// Reads an amount in minor units of a currency: nothing where it is no number, has a sign, more decimals than the
  /// currency, or is past the bound.
  static func minorUnits(_ text: String, _ currency: Currency, atMost bound: Int64) -> Int64? {
    guard let units = read(text, decimals: currency.exponent, dropsZeros: false), units <= Int128(bound) else {
      return nil
    }
    return Int64(units)
  }

  /// Digits, and decimals behind a point, as a number of units of the last decimal.
  private static func read(_ text: String, decimals: Int, dropsZeros: Bool) -> Int128? {
    let parts = text.utf8.split(separator: 0x2E, maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, whole.count + (parts.last?.count ?? 0) <= 4 * digits else { return nil }
    var behind = Array(parts.count > 1 ? parts[1] : "".utf8[...])
    // The schema takes `12.` and `.5`, and no point alone.
    guard !whole.isEmpty || !behind.isEmpty else { return nil }
    while dropsZeros, behind.count > decimals, behind.last == 0x30 { behind.removeLast() }
    guard behind.count <= decimals else { return nil }
    behind += Array(repeating: 0x30, count: decimals - behind.count)
    let bytes = whole.drop { $0 == 0x30 } + behind
    guard bytes.count <= digits + decimals, bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return bytes.reduce(0) { $0 * 10 + Int128($1 - 0x30) }
  }

  private static func power(_ exponent: Int) -> Int128 { (0..<max(0, exponent)).reduce(1) { power, _ in power * 10 } }
}

extension DecimalSum: CustomStringConvertible {
  /// The number without zeros at its end: `12.5`.
  var description: String {
    let digits = String(units.magnitude)
    let padded = String(repeating: "0", count: max(0, DecimalSum.decimals + 1 - digits.count)) + digits
    var behind = padded.suffix(DecimalSum.decimals)
    while behind.last == "0" { behind.removeLast() }
    let whole = padded.dropLast(DecimalSum.decimals)
    return (units < 0 ? "-" : "") + (behind.isEmpty ? "\(whole)" : "\(whole).\(behind)")
  }
}
