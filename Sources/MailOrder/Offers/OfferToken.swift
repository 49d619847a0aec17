/// What an offer is asked for by. Whoever has it is the buyer: it is in a link that only the buyer's browser follows.

/// 128 random bits, written as 32 hexadecimal digits.
public struct OfferToken: Hashable, Sendable {
  public let high: UInt64
  public let low: UInt64

  /// The token of these bits, which nobody can guess.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads a token; nil when `text` is none. Each has one form.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 32, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
      let high = UInt64(text.prefix(16), radix: 16), let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }
}

extension OfferToken: CustomStringConvertible {
  public var description: String {
    [high, low].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
