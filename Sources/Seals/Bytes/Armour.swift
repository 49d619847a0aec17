/// Byte forms as people send them: text that survives mail, chat and paper, and says what it is.

/// What a text holds, and how it is written around its bytes:
///
///     -----BEGIN VOUCH CHECK PROOF-----
///     AQABAgME…
///     -----END VOUCH CHECK PROOF-----
///
/// Base64 (RFC 4648 §4) in lines of 64 characters, as PEM has it. There is one way to write given bytes, and nothing else
/// is read: a text with any character changed, added or taken away is no armour, or of other bytes.
public enum Armour: String, Sendable, CaseIterable {
  /// A `CheckProof`.
  case checkProof = "VOUCH CHECK PROOF"
  /// A `SignedHead`.
  case signedHead = "VOUCH SIGNED HEAD"
  /// A `KeyRing`.
  case keyRing = "VOUCH KEY RING"
  /// The seed of a `SigningKey`: a secret.
  case signingKey = "VOUCH SIGNING KEY"
  /// The secret of `LeafSalts`.
  case leafSecret = "VOUCH LEAF SECRET"
  /// A `SignedHandOver`.
  case handOver = "VOUCH HAND-OVER"
  /// The seed of a distributor's hand-over key: a secret.
  case handOverKey = "VOUCH HAND-OVER KEY"

  /// The longest text that is read: what the longest proof takes, with room. A stranger's file is looked at no further.
  public static let maximumBytes = 128 << 10

  private static let lineLength = 64

  /// The bytes as a text, which ends with a line break.
  public func text(of bytes: [UInt8]) -> String {
    var text = "-----BEGIN \(rawValue)-----\n"
    var line = Base64.text(of: bytes)[...]
    while !line.isEmpty {
      text += line.prefix(Armour.lineLength) + "\n"
      line = line.dropFirst(Armour.lineLength)
    }
    return text + "-----END \(rawValue)-----\n"
  }

  /// The bytes of exactly such a text, else nothing. Takes anything.
  public func bytes(of text: String) -> [UInt8]? {
    guard text.utf8.count <= Armour.maximumBytes else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 3 else { return nil }
    // By their bytes: there are other characters than K that are equal to K as texts.
    guard let bytes = Base64.bytes(of: lines[1..<lines.count - 2].joined()),
      self.text(of: bytes).utf8.elementsEqual(text.utf8)
    else { return nil }
    return bytes
  }

  /// What a text says it holds; nothing where it begins as none of them.
  public init?(heading text: String) {
    guard let kind = Armour.allCases.first(where: { text.hasPrefix("-----BEGIN \($0.rawValue)-----") }) else {
      return nil
    }
    self = kind
  }
}

/// Base64 of RFC 4648 §4, padded; only the one form of given bytes is read.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(of bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var word = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      word &= 0xFF_FFFF
      for place in 0..<4 {
        text.append(place <= group.count ? alphabet[word >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Nothing where it is not exactly what `text` makes.
  static func bytes(of text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count / 4 * 3)
    var word = 0
    var count = 0
    for character in text.utf8 where character != UInt8(ascii: "=") {
      guard let digit = value(of: character) else { return nil }
      word = word << 6 | digit
      count += 1
      guard count % 4 == 0 else { continue }
      bytes += [UInt8(word >> 16 & 255), UInt8(word >> 8 & 255), UInt8(word & 255)]
      word = 0
    }
    switch count % 4 {
    case 2: bytes.append(UInt8(word >> 4 & 255))
    case 3: bytes += [UInt8(word >> 10 & 255), UInt8(word >> 2 & 255)]
    case 1: return nil
    default: break
    }
    return self.text(of: bytes).utf8.elementsEqual(text.utf8) ? bytes : nil
  }

  private static func value(of character: UInt8) -> Int? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(character) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(character) - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(character) + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
