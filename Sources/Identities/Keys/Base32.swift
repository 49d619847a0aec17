/// Digits of five bits: Crockford's, in lower case alone, which has no i, l, o or u to be taken for another.
internal import CVouchRecords
internal import Crypto
internal import Ledger

enum Base32 {
  private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  private static let values: [UInt8: UInt64] = Dictionary(
    uniqueKeysWithValues: digits.enumerated().map { ($1, UInt64($0)) })

  /// A number as so many digits, the most significant first.
  static func text(of number: UInt64, length: Int) -> String {
    let bytes = (0..<length).map { place in digits[Int(number >> (5 * UInt64(length - 1 - place)) & 31)] }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The number that at most twelve digits are; nothing where one is none.
  static func number(of text: ArraySlice<UInt8>) -> UInt64? {
    guard text.count <= 12 else { return nil }
    var number: UInt64 = 0
    for character in text {
      guard let value = values[character] else { return nil }
      number = number << 5 | value
    }
    return number
  }

  /// Bytes as digits; the last has zeros below.
  static func text(of bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    var (word, bits): (UInt64, UInt64) = (0, 0)
    for byte in bytes {
      (word, bits) = (word << 8 | UInt64(byte), bits + 8)
      while bits >= 5 {
        bits -= 5
        text.append(digits[Int(word >> bits & 31)])
      }
    }
    if bits > 0 { text.append(digits[Int(word << (5 - bits) & 31)]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes that digits are; nothing where one is none, or where `text(of:)` would have written them otherwise.
  static func bytes(of text: ArraySlice<UInt8>, count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var (word, bits): (UInt64, UInt64) = (0, 0)
    for character in text {
      guard let value = values[character] else { return nil }
      (word, bits) = (word << 5 | value, bits + 5)
      guard bits >= 8 else { continue }
      bits -= 8
      bytes.append(UInt8(truncatingIfNeeded: word >> bits))
    }
    guard bytes.count == count, bits < 5, word & (1 << bits - 1) == 0 else { return nil }
    return bytes
  }
}

/// Sums and digests over bytes.
enum CheckSum {
  static func crc32c(_ bytes: [UInt8]) -> UInt32 {
    unsafe bytes.withUnsafeBytes { unsafe vouch_crc32c(0, $0.baseAddress, $0.count) }
  }
}

extension Ledger.Digest {
  /// SHA-256 of bytes.
  init(sha256 bytes: [UInt8]) {
    guard let digest = Ledger.Digest(Array(SHA256.hash(data: bytes))) else {
      preconditionFailure("SHA-256 has 32 bytes")
    }
    self = digest
  }
}
