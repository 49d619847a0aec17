/// The type of a message: four digits, `0100`.

/// A message type indicator of ISO 8583:1987: version 0, class, function, origin.
struct ISOType: Hashable, Sendable {
  /// 0 … 899: what stands after the version.
  let code: UInt16

  /// Takes 0100 … 0899, else nothing: class 0 is reserved, and an odd digit at the end means a repeat.
  init?(_ code: Int) {
    guard code >= 100, code <= 899, code % 10 <= 5 else { return nil }
    self.code = UInt16(code)
  }

  private init(unchecked code: UInt16) { self.code = code }

  /// Reads four digits of ASCII, the first of them 0, else nothing.
  init?(ascii bytes: ArraySlice<UInt8>) {
    guard bytes.count == 4, bytes.allSatisfy(ISOField.Kind.n.allows), bytes.first == 0x30 else { return nil }
    self.init(bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) })
  }

  /// What leaves no doubt that a card may be charged.
  static let authorisation = ISOType(unchecked: 100)
  static let financial = ISOType(unchecked: 200)
  /// What was decided before, told: a capture.
  static let financialAdvice = ISOType(unchecked: 220)
  static let reversal = ISOType(unchecked: 400)
  static let networkManagement = ISOType(unchecked: 800)

  /// Whether it answers another.
  var isResponse: Bool { code / 10 % 2 == 1 }
  /// What answers it: `0110` for `0100`. A response is its own.
  var response: ISOType { isResponse ? self : ISOType(unchecked: code + 10) }
  /// The same, sent again: `0101` for `0100`.
  var repeated: ISOType { code % 2 == 1 ? self : ISOType(unchecked: code + 1) }
  /// The same, sent for the first time. Some hosts answer a repeat as a repeat, and some do not: this is what they share.
  var original: ISOType { code % 2 == 1 ? ISOType(unchecked: code - 1) : self }
}

extension ISOType: CustomStringConvertible {
  /// `0100`
  var description: String { "0\(code)" }
}
