/// Thirty-two bytes of somebody's public key, as they were given. The ledger keeps them and hands them out; whether they are
/// a key of any use is judged by whoever takes them.
public struct PublicKey: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// The bytes, as numbers.
  public let words: Digest

  /// How many bytes a key has.
  public static let byteCount = Digest.byteCount
  /// All zeros, which no secret belongs to: in a change, that there shall be no key.
  public static let none = PublicKey(Digest(0, 0, 0, 0))

  /// The key of these bytes.
  public init(_ words: Digest) { self.words = words }

  /// Takes exactly 32 bytes, else nothing.
  public init?(_ bytes: some Collection<UInt8>) {
    guard let words = Digest(bytes) else { return nil }
    self.words = words
  }

  /// The 32 bytes.
  public var bytes: [UInt8] { words.bytes }
  /// Sixty-four hexadecimal digits.
  public var description: String { words.description }
}
