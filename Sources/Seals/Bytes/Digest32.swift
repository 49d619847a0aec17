/// SHA-256 as Vouch's trees use it: a value of 32 bytes.
internal import Crypto

/// Thirty-two bytes that SHA-256 made: the hash of a leaf, of a node, of a tree.
///
/// Absent: a comparison in constant time. Nothing here is a secret; a hash of a secret is a `Ledger` digest.
public struct Digest32: Hashable, Sendable, BitwiseCopyable {
  // As they lie in memory, so that hashing reads them where they are.
  private let a, b, c, d: UInt64

  /// How many bytes a digest has.
  public static let byteCount = 32

  /// Takes exactly 32 bytes, else nothing.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Digest32.byteCount else { return nil }
    var words = InlineArray<4, UInt64>(repeating: 0)
    for (index, byte) in bytes.enumerated() { words[index / 8] |= UInt64(byte) << (8 * UInt64(index % 8)) }
    self.init(
      UInt64(littleEndian: words[0]), .init(littleEndian: words[1]), .init(littleEndian: words[2]),
      .init(littleEndian: words[3]))
  }

  /// Takes the bytes as four big-endian numbers.
  public init(bigEndian a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
    self.init(a.bigEndian, b.bigEndian, c.bigEndian, d.bigEndian)
  }

  private init(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
    self.a = a
    self.b = b
    self.c = c
    self.d = d
  }

  init(_ hash: SHA256Digest) {
    self = unsafe hash.withUnsafeBytes { unsafe $0.loadUnaligned(as: Digest32.self) }
  }

  /// The bytes as four big-endian numbers.
  public var bigEndianWords: (UInt64, UInt64, UInt64, UInt64) {
    (UInt64(bigEndian: a), UInt64(bigEndian: b), UInt64(bigEndian: c), UInt64(bigEndian: d))
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Digest32.byteCount)
    bytes.append(self)
    return bytes
  }
}

extension Digest32: CustomStringConvertible {
  /// Sixty-four hexadecimal digits.
  public var description: String { Hex.text(of: bytes) }
}
