/// A pass to a carrier's pages: whoever shows its text is a planner, or the driver of a vehicle.
public import Ledger

/// What is on file about a pass: nothing that it could be made from.
public struct Pass: Hashable, Sendable {
  /// The SHA-256 of its text.
  public var digest: Digest
  /// The driver's; nil: a planner's, for all there is.
  public var vehicle: Code?
  /// Whose it is, for people; may be empty.
  public var note: Text
  public var issued: Timestamp
  public var expires: Timestamp
  /// When it was taken back; nil: it was not.
  public var revoked: Timestamp?

  /// As long as a certificate may last: what was lost and not missed ends by itself.
  public static let longestLifetime = Timestamp.Span.days(398)

  /// A pass.
  public init(
    digest: Digest, vehicle: Code?, note: Text, issued: Timestamp, expires: Timestamp, revoked: Timestamp? = nil
  ) {
    self.digest = digest
    self.vehicle = vehicle
    self.note = note
    self.issued = issued
    self.expires = expires
    self.revoked = revoked
  }

  /// What it is called: the first six bytes of its digest.
  public var number: UInt64 { Pass.number(of: digest) }

  /// What the pass with this digest is called.
  public static func number(of digest: Digest) -> UInt64 { digest.bigEndianWords.0 >> 16 }

  /// Whether it lets somebody in at `time`.
  public func isGood(at time: Timestamp) -> Bool { revoked == nil && time < expires }
}
