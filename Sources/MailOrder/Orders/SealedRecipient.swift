/// Where goods go, for nobody to read but the distributor on the check (N8): the shop keeps it and passes it on.

/// A packed recipient, sealed to a distributor's key and bound to one check. Any bytes within the bound: whether they are a
/// seal, and for whom, is found out by whoever opens it.
public struct SealedRecipient: Hashable, Sendable {
  public let bytes: [UInt8]

  /// The longest: a recipient's four texts, filled up, and what the seal takes.
  public static let maximumBytes = 2048

  /// Takes 1 to 2,048 bytes, else nothing.
  public init?(_ bytes: [UInt8]) {
    guard (1...SealedRecipient.maximumBytes).contains(bytes.count) else { return nil }
    self.bytes = bytes
  }
}
