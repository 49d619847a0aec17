/// A commodity's code, unique in its shop: up to 24 characters of `A–Z 0–9 - . _`, the first a letter or a digit. Long
/// enough for a GTIN and for most shops' own numbers.
public struct CommodityCode: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The characters as ASCII in three big-endian words, filled up with zeros; so codes order as their texts do.
  public let words: (UInt64, UInt64, UInt64)

  /// The longest code, in characters.
  public static let maximumLength = 24

  /// Reads a code, folding lower case to upper, or nothing when `text` is none.
  public init?(_ text: some StringProtocol) {
    var words: InlineArray<3, UInt64> = [0, 0, 0]
    var length = 0
    for byte in text.utf8 {
      let character: UInt8
      switch byte {
      case 0x30...0x39, 0x41...0x5A: character = byte
      case 0x61...0x7A: character = byte - 0x20
      // - . _
      case 0x2D, 0x2E, 0x5F: character = byte
      default: return nil
      }
      guard length < CommodityCode.maximumLength else { return nil }
      if length == 0, character < 0x30 || character == 0x5F { return nil }
      words[length / 8] |= UInt64(character) << (56 - 8 * UInt64(length % 8))
      length += 1
    }
    guard length > 0 else { return nil }
    self.words = (words[0], words[1], words[2])
  }

  /// Takes the words back, or nothing when no text has them.
  public init?(words: (UInt64, UInt64, UInt64)) {
    let text = CommodityCode.text(of: words)
    guard let code = CommodityCode(text), code.words == words else { return nil }
    self = code
  }

  private static func text(of words: (UInt64, UInt64, UInt64)) -> String {
    let bytes = [words.0, words.1, words.2].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
    }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  public static func == (a: CommodityCode, b: CommodityCode) -> Bool { a.words == b.words }

  public static func < (a: CommodityCode, b: CommodityCode) -> Bool { a.words < b.words }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
  }
}

extension CommodityCode: CustomStringConvertible {
  /// The code as people write it.
  public var description: String { CommodityCode.text(of: words) }
}
