/// Which ledger a head speaks of.

/// The sixteen random bytes that a ledger was given when it was made, as two numbers.
public struct LedgerIdentity: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  public let high: UInt64
  public let low: UInt64

  /// The identity of a ledger.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Thirty-two hexadecimal digits.
  public var description: String { Hex.text(of: bytes) }

  /// High before low, each big-endian.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: high.byteSwapped)
    bytes.append(littleEndian: low.byteSwapped)
    return bytes
  }
}

extension ByteCursor {
  mutating func ledgerIdentity() -> LedgerIdentity? {
    guard let high = number(UInt64.self), let low = number(UInt64.self) else { return nil }
    return LedgerIdentity(high: high.byteSwapped, low: low.byteSwapped)
  }
}
