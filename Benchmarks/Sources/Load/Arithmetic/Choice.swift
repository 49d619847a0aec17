/// Who is chosen how often: everybody alike, few most of the time, or one always.
internal import Glibc

/// How the next of many is chosen.
public enum Skew: String, Hashable, Sendable, CaseIterable {
  /// All as often.
  case uniform
  /// The k-th as often as 1 / k^0.99: as shops are visited.
  case zipf
  /// One takes everything.
  case hot
}

/// Draws numbers below a count with a skew.
public struct Choice: Sendable {
  /// The exponent of the usual benchmarks' Zipf.
  public static let exponent = 0.99

  private let count: Int
  private let skew: Skew
  /// The chance of each number or one before it; only for Zipf.
  private let shares: [Double]

  /// A choice among `count` numbers, at least 1.
  public init(of count: Int, _ skew: Skew) {
    precondition(count >= 1)
    self.count = count
    self.skew = skew
    guard skew == .zipf else {
      shares = []
      return
    }
    var sum = 0.0
    var sums = (1...count).map { rank in
      sum += pow(Double(rank), -Choice.exponent)
      return sum
    }
    for index in sums.indices { sums[index] /= sum }
    shares = sums
  }

  /// The next number: 0 ..< count.
  public func next(_ random: inout Dice) -> Int {
    switch skew {
    case .hot: return 0
    case .uniform: return random.below(count)
    case .zipf:
      let point = random.share()
      var low = 0
      var high = count - 1
      while low < high {
        let middle = (low + high) / 2
        if shares[middle] > point { high = middle } else { low = middle + 1 }
      }
      return low
    }
  }
}

/// Randomness from a seed: SplitMix64, a few instructions a number.
public struct Dice: Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }

  /// 0 ..< count.
  public mutating func below(_ count: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(count)).high) }

  /// 0 ..< 1.
  public mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }
}
