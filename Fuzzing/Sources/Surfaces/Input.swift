/// An input, taken from its front.

/// Where the bytes end there are zeros, so that a shorter input is one, too.
struct Input {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isEmpty: Bool { rest.isEmpty }

  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  /// Below `bound`, of one byte.
  mutating func choice(_ bound: Int) -> Int { Int(byte()) % bound }

  /// Little-endian.
  mutating func number<Number: FixedWidthInteger>(_: Number.Type = Number.self) -> Number {
    var number: Number = 0
    for index in 0..<Number.bitWidth / 8 { number |= Number(truncatingIfNeeded: byte()) << Number(8 * index) }
    return number
  }

  /// At most so many.
  mutating func bytes(_ count: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  /// All that is left.
  mutating func all() -> [UInt8] { bytes(rest.count) }
}

/// Chance that follows from a number (SplitMix64).
struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

extension [UInt8] {
  /// The same bytes in pieces: where they are cut is chance's.
  func pieces(_ dice: inout Dice) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var rest = self[...]
    // Mostly a few bytes, so that every place in a header is one to be cut at; now and then much.
    while !rest.isEmpty {
      let count = Int.random(in: 0..<4, using: &dice) == 0 ? 300 : Int.random(in: 1...17, using: &dice)
      pieces.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return pieces
  }
}
