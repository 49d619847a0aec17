/// What claims a check of which only the number was sent (S4'): whoever has both gets the check.
public import Wire

/// A secret. Its description does not tell it.
public struct ClaimSecret: Record, CustomStringConvertible {
  public let bytes: [UInt8]

  /// How many bytes a fresh one has: beyond guessing.
  public static let freshBytes = 16

  /// A secret of these bytes; nil when they are too few or too many.
  public init?(_ bytes: [UInt8]) {
    guard Claim.secretBytes.contains(bytes.count) else { return nil }
    self.bytes = bytes
  }

  /// A fresh one.
  public init(using random: inout some RandomNumberGenerator) {
    bytes = (0..<ClaimSecret.freshBytes).map { _ in UInt8.random(in: .min ... .max, using: &random) }
  }

  public var packed: [UInt8] { bytes }

  public init(packed: [UInt8]) throws(WireError) {
    guard let secret = ClaimSecret(packed) else { throw .unreadable }
    self = secret
  }

  public var description: String { "a secret of \(bytes.count) bytes" }
}
