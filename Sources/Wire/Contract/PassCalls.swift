/// The calls about passes to a carrier's pages.
public import Ledger
public import MailOrder

/// Takes a pass that somebody made for good: of its text only a digest is sent. Sent again, it has its effect once.
public struct PutPass: Hashable, Sendable {
  public typealias Accepted = [Pass]
  /// Of the text.
  public var digest: Digest
  /// The driver's; nil: a planner's.
  public var vehicle: Code?
  /// Up to `Pass.longestLifetime`, and not none.
  public var lifetime: Timestamp.Span
  /// Whose it is, for people; may be empty.
  public var note: Text

  /// The call.
  public init(digest: Digest, vehicle: Code?, lifetime: Timestamp.Span, note: Text = .empty) {
    self.digest = digest
    self.vehicle = vehicle
    self.lifetime = lifetime
    self.note = note
  }
}

/// The passes that were given out.
public struct ListPasses: Hashable, Sendable {
  public typealias Accepted = [Pass]
  /// The question.
  public init() {}
}

/// Takes a pass back, for good. Whoever asks again is answered the same.
public struct RevokePass: Hashable, Sendable {
  public typealias Accepted = [Pass]
  public var number: UInt64

  /// The call.
  public init(_ number: UInt64) { self.number = number }
}
