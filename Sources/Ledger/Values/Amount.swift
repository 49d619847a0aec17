/// A positive sum of money in minor units (cents, pence, yen) of a currency named beside it.
public struct Amount: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// 1 … `maximum`.
  public let minorUnits: Int64

  /// Takes 1 … `maximum`, else nothing.
  public init?(minorUnits: Int64) {
    guard minorUnits > 0, minorUnits <= Amount.maximum else { return nil }
    self.minorUnits = minorUnits
  }

  init(unchecked minorUnits: Int64) { self.minorUnits = minorUnits }

  /// 10¹⁵: ten trillion dollars. Small enough that four thousand of them cannot overflow a balance.
  public static let maximum: Int64 = 1_000_000_000_000_000

  public static func < (a: Amount, b: Amount) -> Bool { a.minorUnits < b.minorUnits }
}
