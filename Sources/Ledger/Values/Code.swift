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
    self.init(utf8: text.utf8)
  }

  /// Reads a code from UTF-8, or nothing as above.
  @inlinable
  public init?(utf8 bytes: some Sequence<UInt8>) {
    var packed: UInt64 = 0
    var length = 0
    for byte in bytes {
      let digit = Code.digit(of: byte)
      guard digit != 0, length < Code.maximumLength else { return nil }
      if length == 0, !Code.isLetterOrDigit(digit) { return nil }
      packed = packed &* 40 &+ digit
      length += 1
    }
    guard length > 0 else { return nil }
    while length < Code.maximumLength {
      packed = packed &* 40
      length += 1
    }
    self.init(unchecked: packed)
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

  @usableFromInline
  init(unchecked packed: UInt64) {
    self.packed = packed
  }

  /// 40 to the twelfth: the first number that is no code.
  static let end: UInt64 = 16_777_216_000_000_000_000

  /// The digits in the order of ASCII: 0 ends a code, then `-`, `.`, `0–9`, `A–Z`, `_`.
  @inlinable
  static func digit(of byte: UInt8) -> UInt64 {
    switch byte {
    case 0x2D: 1
    case 0x2E: 2
    case 0x30...0x39: UInt64(byte - 0x30) + 3
    case 0x41...0x5A: UInt64(byte - 0x41) + 13
    case 0x61...0x7A: UInt64(byte - 0x61) + 13
    case 0x5F: 39
    default: 0
    }
  }

  @inlinable
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

  /// The ASCII of each digit: looked up, as what comes next in a code cannot be guessed.
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
