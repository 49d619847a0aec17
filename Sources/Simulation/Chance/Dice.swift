/// Everything that chance decides, from one seed.

/// SplitMix64: small, and the same everywhere.
struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
  mutating func within(_ range: ClosedRange<Int64>) -> Int64 {
    range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }
  mutating func thousandths(_ chance: Int) -> Bool { below(1000) < chance }
  mutating func pick<Element>(_ all: [Element]) -> Element { all[below(all.count)] }

  /// One of `all` by its weight.
  mutating func pick<Element>(_ all: [(Int, Element)]) -> Element {
    var rest = below(all.reduce(0) { $0 + $1.0 })
    for (weight, element) in all {
      rest -= weight
      if rest < 0 { return element }
    }
    return all[all.count - 1].1
  }
}
