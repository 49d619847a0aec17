/// Names of keys.
internal import Crypto

/// The first eight bytes of a hash of the key: names it where it is used, and tells nothing of it.
public struct KeyID: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// The eight bytes as a big-endian number.
  public let number: UInt64

  /// The name that a key had.
  public init(_ number: UInt64) { self.number = number }

  /// The name of a public key: by SHA-256 of its bytes.
  init(ofPublic bytes: some Sequence<UInt8>) { self.init(hashing: Array(bytes)) }

  /// The name of a secret key: by SHA-256 of its use and its bytes, so that it is no hash that anything else uses.
  init(ofSecret bytes: [UInt8], use: String) { self.init(hashing: Array(use.utf8) + [0] + bytes) }

  private init(hashing bytes: [UInt8]) {
    number = SHA256.hash(data: bytes).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Sixteen hexadecimal digits.
  public var description: String { Hex.text(of: bytes) }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: number.byteSwapped)
    return bytes
  }
}

extension ByteCursor {
  mutating func keyID() -> KeyID? { number(UInt64.self).map { KeyID($0.byteSwapped) } }
}
