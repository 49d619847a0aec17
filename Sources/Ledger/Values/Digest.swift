/// Thirty-two bytes that stand for something longer: an order, a claim secret, a proof of delivery. The ledger only
/// compares digests; whoever makes them chooses the hash (the clients here use SHA-256).
public struct Digest: Hashable, Sendable, BitwiseCopyable {
  let words: (UInt64, UInt64, UInt64, UInt64)

  /// How many bytes a digest has.
  public static let byteCount = 32

  /// Takes exactly 32 bytes, else nothing.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Digest.byteCount else { return nil }
    var words = InlineArray<4, UInt64>(repeating: 0)
    for (index, byte) in bytes.enumerated() { words[index / 8] = words[index / 8] << 8 | UInt64(byte) }
    self.words = (words[0], words[1], words[2], words[3])
  }

  /// Takes the bytes as four big-endian numbers.
  public init(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) { words = (a, b, c, d) }

  /// The bytes as four big-endian numbers.
  public var bigEndianWords: (UInt64, UInt64, UInt64, UInt64) { words }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    [words.0, words.1, words.2, words.3].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
    }
  }

  public static func == (a: Digest, b: Digest) -> Bool {
    // Without an early exit: one of the two may be a secret's.
    (a.words.0 ^ b.words.0) | (a.words.1 ^ b.words.1) | (a.words.2 ^ b.words.2) | (a.words.3 ^ b.words.3) == 0
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.3)
  }
}

extension Digest: CustomStringConvertible {
  /// Sixty-four hexadecimal digits.
  public var description: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
