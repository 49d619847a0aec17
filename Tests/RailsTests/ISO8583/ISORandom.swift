/// Random messages, and where their seeds come from.
import Foundation

@testable import Rails

/// SplitMix64: the same numbers from the same seed, everywhere.
struct ISORandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }

  /// Of this run, to be printed with whatever fails; the environment's `RAILS_SEED` if it has one.
  static let seed: UInt64 =
    ProcessInfo.processInfo.environment["RAILS_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1_000_000)
}

extension ISOMessage {
  private static let types = [100, 101, 110, 120, 200, 201, 210, 220, 221, 230, 400, 401, 410, 420, 800, 810]

  /// A message of some of the fields that `isWanted`; no content begins or ends with a space.
  static func random(
    _ random: inout ISORandom, of wanted: (ISOField) -> Bool = { _ in true }
  ) throws -> ISOMessage {
    let type = types.randomElement(using: &random).flatMap { ISOType($0) }
    var message = ISOMessage(type ?? .authorisation)
    let share = Int.random(in: 1...8, using: &random)
    for field in ISOField.all where wanted(field) && Int.random(in: 0..<8, using: &random) < share {
      var count = field.length.maximum
      // Most are short: a message has a bound, and few fields may be as long as they can.
      if field.length.prefixDigits > 0 { count = Int.random(in: 1...min(count, 60), using: &random) }
      let bytes = (0..<count).map { _ in field.kind.someByte(&random) }
      try message.set(field.number, bytes: bytes)
    }
    return message
  }
}

extension ISOField.Kind {
  fileprivate func someByte(_ random: inout ISORandom) -> UInt8 {
    let all: [UInt8] =
      switch self {
      case .n: Array("0123456789".utf8)
      case .an: Array("0123456789ABCXYZabcxyz".utf8)
      case .ans: Array("09AZaz-./:*".utf8)
      case .z: Array("0123456789=D".utf8)
      case .b: Array(0...255)
      }
    return all.randomElement(using: &random) ?? 0
  }
}

extension [UInt8] {
  /// Two digits a byte.
  var hexadecimal: String { map { String(format: "%02x", $0) }.joined() }

  init(hexadecimal text: String) {
    let digits = Array<UInt8>(text.utf8.filter { $0 != 0x20 && $0 != 0x0A })
    self = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
    }
  }
}
