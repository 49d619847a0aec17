/// A currency of ISO 4217, known by its number.
public struct Currency: Hashable, Sendable, BitwiseCopyable {
  /// The number of ISO 4217: 978 is the euro.
  public let number: UInt16

  /// Takes a number of the list, else nothing.
  public init?(number: UInt16) {
    guard number < 1000, Currency.byNumber[Int(number)].code != 0 else { return nil }
    self.number = number
  }

  /// Takes a code of three letters of the list, in either case, else nothing.
  public init?(code: String) {
    var bytes = code.utf8.makeIterator()
    guard code.utf8.count == 3, let a = bytes.next(), let b = bytes.next(), let c = bytes.next() else { return nil }
    self.init(letters: (a, b, c))
  }

  /// Takes three letters of ASCII of the list, in either case, else nothing.
  public init?(letters: (UInt8, UInt8, UInt8)) {
    guard let place = Currency.place(of: letters) else { return nil }
    let number = Currency.byLetters[place]
    guard number != 0 else { return nil }
    self.number = number
  }

  /// What stands in a record that is not there: no currency (ISO 4217 calls it XXX).
  static let blank = Currency(unchecked: 999)

  private init(unchecked number: UInt16) { self.number = number }

  /// The three letters.
  public var code: String {
    let (a, b, c) = letters
    return String(decoding: [a, b, c], as: UTF8.self)
  }

  /// The three letters as ASCII.
  public var letters: (UInt8, UInt8, UInt8) {
    let code = Currency.byNumber[Int(number)].code
    return (
      UInt8(truncatingIfNeeded: code >> 16), UInt8(truncatingIfNeeded: code >> 8), UInt8(truncatingIfNeeded: code)
    )
  }

  /// How many digits the minor unit has: 2 for the euro, 0 for the yen, 3 for the dinar.
  public var exponent: Int { Int(Currency.byNumber[Int(number)].exponent) }

  // Every request names a currency and every record read has one, so both ways are one look at a table.

  /// The three letters as a number (0: not of the list) and the exponent, by number.
  private static let byNumber: [(code: UInt32, exponent: UInt8)] = {
    var table = [(code: UInt32, exponent: UInt8)](repeating: (0, 0), count: 1000)
    for row in rows {
      table[Int(row.number)] = (row.code.utf8.reduce(0) { $0 << 8 | UInt32($1) }, UInt8(row.exponent))
    }
    return table
  }()

  /// The number by the place of the letters; 0 where there is none.
  private static let byLetters: [UInt16] = {
    var table = [UInt16](repeating: 0, count: 26 * 26 * 26)
    for row in rows {
      let letters = Array(row.code.utf8)
      if let place = place(of: (letters[0], letters[1], letters[2])) { table[place] = row.number }
    }
    return table
  }()

  /// Three letters of ASCII, in either case, as a number to base 26.
  private static func place(of letters: (UInt8, UInt8, UInt8)) -> Int? {
    func digit(_ byte: UInt8) -> Int? {
      let lower = byte | 0x20
      return lower >= 0x61 && lower <= 0x7A ? Int(lower) - 0x61 : nil
    }
    guard let a = digit(letters.0), let b = digit(letters.1), let c = digit(letters.2) else { return nil }
    return (a * 26 + b) * 26 + c
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
