/// A party's code: up to twelve characters of `A–Z 0–9 - . _`, the first a letter or a digit, held in eight bytes.
///
/// Twelve digits to base 40 fit a `UInt64`, left-aligned, so that codes order as their texts do and a record, a
/// key and a comparison cost what a number costs, while people still read `SHOP-7`. Lower case is folded to upper.
public struct Code: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The digits to base 40; never 0.
  public let packed: UInt64

  /// The longest code, in characters.
  public static let maximumLength = 12

  /// Reads a code, or nothing when `text` is empty, too long, or has a character no code may have.
  public init?(_ text: some StringProtocol) {
    let utf8 = String(text).utf8
    self.init(utf8: utf8.span)
  }

  /// Reads a code from UTF-8, or nothing as above.
  public init?(utf8 bytes: Span<UInt8>) {
    guard bytes.count > 0, bytes.count <= Code.maximumLength, Code.isLetterOrDigit(Code.digit(of: bytes[0])) else {
      return nil
    }
    var packed: UInt64 = 0
    for index in bytes.indices {
      let digit = Code.digit(of: bytes[index])
      guard digit != 0 else { return nil }
      packed = packed &* 40 &+ digit
    }
    self.init(unchecked: packed &* Code.weights[bytes.count - 1])
  }

  /// Takes a packed code back, or nothing when no text packs to it.
  public init?(packed: UInt64) {
    // Without an array: a store takes back several codes for every record that it reads.
    guard packed < Code.end else { return nil }
    var rest = packed
    var digit: UInt64 = 0
    for position in 0..<Code.maximumLength {
      let next = rest % 40
      rest /= 40
      // Zeros stand after the text and nowhere else.
      if next == 0, digit != 0 || position == Code.maximumLength - 1 { return nil }
      digit = next
    }
    guard Code.isLetterOrDigit(digit) else { return nil }
    self.packed = packed
  }

  init(unchecked packed: UInt64) {
    self.packed = packed
  }

  /// 40 to the twelfth: the first number that is no code.
  static let end: UInt64 = 16_777_216_000_000_000_000

  /// The digits in the order of ASCII: 0 ends a code, then `-`, `.`, `0–9`, `A–Z`, `_`; lower case as upper.
  private static func digit(of byte: UInt8) -> UInt64 { UInt64(digits[Int(byte)]) }

  /// The digit of each byte, 0 where it has none: looked up, as what comes next in a code cannot be guessed.
  static let digits: InlineArray<256, UInt8> = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 1, 2, 0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 0, 0, 0, 0, 0, 0, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 0, 0, 0, 0, 39, 0, 13, 14, 15, 16, 17, 18, 19,
    20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0,
  ]

  /// What the last character of a code of 1 … 12 counts.
  static let weights: InlineArray<12, UInt64> = [
    419_430_400_000_000_000, 10_485_760_000_000_000, 262_144_000_000_000, 6_553_600_000_000, 163_840_000_000,
    4_096_000_000, 102_400_000, 2_560_000, 64_000, 1600, 40, 1,
  ]

  static func isLetterOrDigit(_ digit: UInt64) -> Bool { digit >= 3 && digit <= 38 }

  /// The text as ASCII.
  public var bytes: [UInt8] {
    let (bytes, count) = ascii
    return (0..<count).map { bytes[$0] }
  }

  /// The text as ASCII without an array: `count` bytes, the others 0.
  @inlinable
  public var ascii: (bytes: InlineArray<12, UInt8>, count: Int) {
    var bytes = InlineArray<12, UInt8>(repeating: 0)
    var count = 0
    var rest = packed
    var index = Code.maximumLength
    while index > 0 {
      let digit = UInt8(truncatingIfNeeded: rest % 40)
      rest /= 40
      // The digits that end a code come first from this side.
      if digit != 0, count == 0 { count = index }
      index -= 1
      bytes[index] = Code.letters[Int(digit)]
    }
    return (bytes, count)
  }

  /// The ASCII of each digit: looked up for the same reason.
  @usableFromInline
  static let letters: InlineArray<40, UInt8> = [
    0, 0x2D, 0x2E, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47,
    0x48, 0x49, 0x4A, 0x4B, 0x4C, 0x4D, 0x4E, 0x4F, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5A,
    0x5F,
  ]

  public static func < (a: Code, b: Code) -> Bool { a.packed < b.packed }
}

extension Code: CustomStringConvertible {
  /// The code as people write it.
  public var description: String { String(decoding: bytes, as: UTF8.self) }
}
