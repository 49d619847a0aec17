/// A 16-byte id that begins with its time: 48 bits of milliseconds since 1970, then randomness, as UUID version 7.
///
/// Whoever sends a command makes its id, so a repeated command is known by it; time first, so that new records
/// lie side by side.
public protocol TimedID: Hashable, Comparable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// The first eight bytes, big-endian: 48 bits of milliseconds, 16 that are version and random.
  var high: UInt64 { get }
  /// The last eight bytes, big-endian.
  var low: UInt64 { get }
  /// Takes the sixteen bytes as two numbers.
  init(high: UInt64, low: UInt64)
}

extension TimedID {
  /// Makes an id of version 7 for `time` from 74 bits of `random`.
  public init(at time: Timestamp, random: (UInt64, UInt64)) {
    let milliseconds = UInt64(clamping: time.milliseconds) & 0xFFFF_FFFF_FFFF
    self.init(
      high: milliseconds << 16 | 0x7000 | random.0 & 0x0FFF,
      low: 0x8000_0000_0000_0000 | random.1 & 0x3FFF_FFFF_FFFF_FFFF)
  }

  /// The sixteen bytes, the most significant first: as the id goes over the wire.
  public var bytes: [UInt8] {
    [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
  }

  /// When the id was made, by its maker's clock.
  public var time: Timestamp { Timestamp(milliseconds: Int64(high >> 16)) }

  /// Reads the form 8-4-4-4-12 of hexadecimal digits (hyphens may be missing), or nothing when it is none.
  public init?(_ text: some StringProtocol) {
    var digits: UInt8 = 0
    var high: UInt64 = 0
    var low: UInt64 = 0
    var lastHyphen: UInt8 = 0
    for byte in text.utf8 {
      let digit: UInt64
      switch byte {
      case 0x30...0x39: digit = UInt64(byte - 0x30)
      case 0x41...0x46: digit = UInt64(byte - 0x41) + 10
      case 0x61...0x66: digit = UInt64(byte - 0x61) + 10
      case 0x2D where lastHyphen != digits && (digits == 8 || digits == 12 || digits == 16 || digits == 20):
        lastHyphen = digits
        continue
      default: return nil
      }
      guard digits < 32 else { return nil }
      if digits < 16 { high = high << 4 | digit } else { low = low << 4 | digit }
      digits += 1
    }
    guard digits == 32 else { return nil }
    self.init(high: high, low: low)
  }

  /// The form 8-4-4-4-12 of lower-case hexadecimal digits.
  public var description: String {
    var text = ""
    text.reserveCapacity(36)
    for (index, part) in [high, low].enumerated() {
      let digits = String(part, radix: 16)
      let padded = String(repeating: "0", count: 16 - digits.count) + digits
      for (position, digit) in padded.enumerated() {
        if index == 0 ? position == 8 || position == 12 : position == 0 || position == 4 { text.append("-") }
        text.append(digit)
      }
    }
    return text
  }

  public static func < (a: Self, b: Self) -> Bool { a.high != b.high ? a.high < b.high : a.low < b.low }
}

/// A check's number. It is also the id of the command that issued it. It is no secret.
public struct CheckID: TimedID {
  public let high: UInt64
  public let low: UInt64
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

/// The id of a command that changes something: repeated with the same contents it has its effect once.
public struct CommandID: TimedID {
  public let high: UInt64
  public let low: UInt64
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The id of the command that issues `check`.
  public init(issuing check: CheckID) { self.init(high: check.high, low: check.low) }
}
