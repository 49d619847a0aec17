/// Bytes for tests: written in hexadecimal, random by seed, and changed one bit at a time.
import Seals
import VouchTesting

/// The bytes that hexadecimal digits stand for, blanks passed over; anything else is a mistake in the test and traps.
func bytes(_ hex: String) -> [UInt8] {
  let digits = hex.filter { !$0.isWhitespace }.map { digit in
    guard let value = digit.hexDigitValue else { preconditionFailure("\(digit) is no digit") }
    return UInt8(value)
  }
  precondition(digits.count % 2 == 0, "half a byte")
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// The hexadecimal digits of bytes.
func hex(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// The digest that 64 hexadecimal digits stand for.
func digest(_ hex: String) -> Digest32 {
  guard let digest = Digest32(bytes(hex)) else { preconditionFailure("\(hex) is no digest") }
  return digest
}

extension Digest32 {
  /// The digest with one of its 256 bits changed.
  func flipped(_ bit: Int) -> Digest32 {
    var changed = bytes
    changed[bit / 8] ^= 1 << UInt8(bit % 8)
    guard let digest = Digest32(changed) else { preconditionFailure("32 bytes are a digest") }
    return digest
  }
}

extension [UInt8] {
  /// Every array that differs in one bit, with the place of its byte.
  var flips: some Sequence<(place: Int, bytes: [UInt8])> {
    (0..<count * 8).lazy.map { bit in
      var changed = self
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      return (bit / 8, changed)
    }
  }

  /// Two of those arrays a byte, by its highest bit and another: where each is judged by a signature, all would take long.
  var byteFlips: some Sequence<(place: Int, bytes: [UInt8])> {
    (0..<count * 2).lazy.map { number in
      var changed = self
      changed[number / 2] ^= number % 2 == 0 ? 0x80 : 1 << UInt8(number / 2 % 7)
      return (number / 2, changed)
    }
  }

  /// Whether `other` lies somewhere in it.
  func contains(_ other: [UInt8]) -> Bool {
    indices.contains { self[$0...].starts(with: other) }
  }
}

extension SeededGenerator {
  /// So many random bytes.
  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }

  /// A random digest.
  mutating func digest() -> Digest32 { Digest32(bigEndian: next(), next(), next(), next()) }
}
