/// Randomness that can be had again: a generator that is nothing but its seed.
internal import FoundationEssentials

/// SplitMix64: every seed gives another sequence, and the same one always.
///
/// A test that fails prints its `seed`; `VOUCH_SEED=<seed>` in the environment makes it run that one alone.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  /// What the sequence follows from.
  public let seed: UInt64
  private var state: UInt64

  /// The generator of a seed.
  public init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// The seed that the environment asks for by `VOUCH_SEED`, in decimal or as `0x…`; nil when it asks for none.
  public static var seedOfEnvironment: UInt64? {
    guard let text = ProcessInfo.processInfo.environment["VOUCH_SEED"] else { return nil }
    return text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
  }

  /// The seeds to try: the one of the environment alone, else 1 … `count`.
  public static func seeds(_ count: Int) -> [UInt64] {
    if let seed = seedOfEnvironment { return [seed] }
    return (0..<count).map { UInt64($0) + 1 }
  }

  /// True once in `odds` times.
  public mutating func once(in odds: Int) -> Bool { Int.random(in: 0..<odds, using: &self) == 0 }

  /// One of the choices, which are not empty.
  public mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
    choices[Int.random(in: 0..<choices.count, using: &self)]
  }
}
