/// The one form of every reply: the sequence it saw, and yes, no, or "that is no request".
public import Ledger

/// A reply.
public struct Reply<Accepted: Hashable & Sendable>: Hashable, Sendable {
  /// The last decision the reply saw; it is durable.
  public var sequence: UInt64
  public var outcome: Outcome<Accepted>

  /// A reply.
  public init(sequence: UInt64, outcome: Outcome<Accepted>) {
    self.sequence = sequence
    self.outcome = outcome
  }
}

/// What became of a request.
public enum Outcome<Accepted: Hashable & Sendable>: Hashable, Sendable {
  case accepted(Accepted)
  /// The ledger's no, by name.
  case refused(Refusal)
  /// A field cannot be what it is: nothing was judged.
  case invalid(Invalid)
}

/// What is wrong with a request: which field, why, and what would be right.
public struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
  /// The way to the field, with dots: `terms.amount`.
  public var field: String
  /// What is wrong with it: `is negative`.
  public var reason: String
  /// What would be right.
  public var hint: String

  /// A fault of a field.
  public init(field: String, reason: String, hint: String) {
    self.field = field
    self.reason = reason
    self.hint = hint
  }

  /// One sentence and the hint.
  public var description: String { "\(field) \(reason). \(hint)" }
}

/// Bytes that are no message of their type, or more than a message may be. On the wire a status, not an outcome.
public enum WireError: Error, Hashable, Sendable {
  /// protobuf cannot read it.
  case unreadable
  /// Reading it would take more memory than a request may.
  case tooLarge
  /// A reply that keeps the form but not the contract: an unknown enum value, no outcome, a sum out of bounds.
  case contradictory(Invalid)
}
