/// A currency of ISO 4217, known by its number.
public struct Currency: Hashable, Sendable, BitwiseCopyable {
  /// The number of ISO 4217: 978 is the euro.
  public let number: UInt16

  /// Takes a number of the list, else nothing.
  public init?(number: UInt16) {
    guard number < 1000, Currency.isListed[Int(number)] else { return nil }
    self.number = number
  }

  /// Which numbers the list has: every record read asks.
  private static let isListed: [Bool] = {
    var listed = [Bool](repeating: false, count: 1000)
    for row in rows { listed[Int(row.number)] = true }
    return listed
  }()

  /// Takes a code of three letters of the list, in either case, else nothing.
  public init?(code: String) {
    let upper = code.uppercased()
    // Three letters of ASCII: some others become such when they are upper-cased.
    guard code.utf8.count == 3, let row = Currency.rows.first(where: { $0.code == upper }) else { return nil }
    number = row.number
  }

  /// The three letters.
  public var code: String { row.code }

  /// How many digits the minor unit has: 2 for the euro, 0 for the yen, 3 for the dinar.
  public var exponent: Int { row.exponent }

  private var row: (code: String, number: UInt16, exponent: Int) {
    // The initialisers took only numbers of the list, so a number missing here is a bug and may trap.
    guard let row = Currency.rows.first(where: { $0.number == number }) else {
      preconditionFailure("currency \(number) is not of the list")
    }
    return row
  }

  /// A sum of minor units as people write it: `1,234.50 EUR` without the code.
  public func format(_ minorUnits: Int64) -> String {
    let digits = String(minorUnits.magnitude)
    let padded = String(repeating: "0", count: max(0, exponent + 1 - digits.count)) + digits
    let whole = padded.dropLast(exponent)
    var grouped = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { grouped.append(",") }
      grouped.append(digit)
    }
    let sign = minorUnits < 0 ? "-" : ""
    return exponent == 0 ? sign + grouped : "\(sign)\(grouped).\(padded.suffix(exponent))"
  }

  /// Reads a decimal sum (`12`, `12.5`, `1,234.50`, `-3.00`) into minor units, or nothing when it is no number, has
  /// more decimals than the currency, has a comma that sets off no thousands, or is past `Amount.maximum`.
  public func parse(_ text: some StringProtocol) -> Int64? {
    var digits = 0
    var decimals: Int?
    // How many digits the group after the last comma has: `12,5` is no 125.
    var group: Int?
    var value: Int64 = 0
    // `0,500` is half of something to whoever writes a decimal comma, and five hundred to nobody.
    var beginsWithZero = false
    var negative = false
    for (index, byte) in text.utf8.enumerated() {
      switch byte {
      case 0x2D where index == 0: negative = true
      case 0x2C where decimals == nil && digits > 0 && !beginsWithZero && (group == nil ? digits <= 3 : group == 3):
        group = 0
      case 0x2E where decimals == nil && digits > 0 && group ?? 3 == 3: decimals = 0
      case 0x30...0x39:
        if let count = decimals {
          guard count < exponent else { return nil }
          decimals = count + 1
        } else if let count = group {
          guard count < 3 else { return nil }
          group = count + 1
        }
        if digits == 0 { beginsWithZero = byte == 0x30 }
        digits += 1
        value = value * 10 + Int64(byte - 0x30)
        guard value <= Amount.maximum else { return nil }
      default: return nil
      }
    }
    guard digits > 0, decimals != 0, group ?? 3 == 3 else { return nil }
    for _ in (decimals ?? 0)..<exponent {
      value *= 10
      guard value <= Amount.maximum else { return nil }
    }
    return negative ? -value : value
  }
}

extension Currency: CustomStringConvertible {
  public var description: String { code }
}
