/// The number of a certificate, which no other of its authority has.

/// A positive number of at most 20 bytes (RFC 5280 §4.1.2.2), big-endian and without leading zeros.
public struct Serial: Hashable, Sendable {
  /// The number's bytes, the first of them not zero.
  public let bytes: [UInt8]

  /// RFC 5280's bound.
  public static let maximumBytes = 20

  /// Takes 1 to 20 bytes after leading zeros, else nothing.
  public init?(_ bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes.drop { $0 == 0 })
    guard (1...Serial.maximumBytes).contains(bytes.count) else { return nil }
    self.bytes = bytes
  }

  /// A new number of 16 bytes: 126 random bits below the bits 01, so that it is positive and has the same length, and so
  /// the same digits, however it is written.
  init(random: inout some RandomNumberGenerator) {
    var bytes = Randomness.bytes(16, &random)
    bytes[0] = bytes[0] & 0x3F | 0x40
    self.bytes = bytes
  }
}

extension Serial: CustomStringConvertible, Comparable {
  /// Lower-case hexadecimal digits, two a byte: 32 for a number that Vouch gave.
  public var description: String { Hex.text(of: bytes) }

  /// The first digits, by which people tell certificates apart.
  public var short: String { String(description.prefix(8)) }

  /// By number.
  public static func < (a: Serial, b: Serial) -> Bool {
    a.bytes.count != b.bytes.count ? a.bytes.count < b.bytes.count : a.bytes.lexicographicallyPrecedes(b.bytes)
  }
}

/// Hexadecimal digits.
enum Hex {
  static func text(of bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// Bytes of the generator that is given.
enum Randomness {
  static func bytes(_ count: Int, _ random: inout some RandomNumberGenerator) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      let word: UInt64 = random.next()
      for place in 0..<UInt64(min(8, count - bytes.count)) {
        bytes.append(UInt8(truncatingIfNeeded: word >> (8 * place)))
      }
    }
    return bytes
  }
}
