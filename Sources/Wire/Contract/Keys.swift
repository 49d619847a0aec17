/// The calls about keys: what a caller without a certificate says who it is by, and how the operator gives them out.
public import Ledger

/// Who this caller is, by a key. It is a secret: nothing here prints it.
public struct Authenticate: Hashable, Sendable {
  public typealias Accepted = Authenticated
  /// The key as a text.
  public var key: String

  /// How many bytes a text may have that is looked at: a key has 76.
  public static let longestKey = 128

  /// The call.
  public init(key: String) { self.key = key }
}

extension Authenticate: CustomStringConvertible, CustomReflectable {
  /// That it is one.
  public var description: String { "Authenticate" }
  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The caller is known from now on.
public struct Authenticated: Hashable, Sendable {
  /// Who it is.
  public var holder: Actor
  /// The key's number.
  public var number: UInt64
  /// Until when.
  public var expires: Timestamp

  /// A yes.
  public init(holder: Actor, number: UInt64, expires: Timestamp) {
    self.holder = holder
    self.number = number
    self.expires = expires
  }
}

/// Takes a key that somebody made for good: of its secret only a digest is sent.
///
/// The answer shows nothing that was not known, so that nothing is lost with it: repeated with the same contents the call
/// takes effect once and is answered the same.
public struct IssueKey: Hashable, Sendable {
  public typealias Accepted = KeyRecord
  /// One of `numbers`, at random.
  public var number: UInt64
  /// Of the secret.
  public var digest: Digest
  /// Whom it lets somebody act as: any but the operator and the committer.
  public var holder: Actor
  /// Up to `longestLifetime`, and not none.
  public var lifetime: Timestamp.Span
  /// For people; may be empty.
  public var note: Text

  /// The numbers that a key may have: ten digits to base 32.
  public static let numbers: ClosedRange<UInt64> = 1...(1 << 50 - 1)
  /// As long as a certificate may last: what was lost and not missed ends by itself.
  public static let longestLifetime = Timestamp.Span.days(398)

  /// The call.
  public init(number: UInt64, digest: Digest, holder: Actor, lifetime: Timestamp.Span, note: Text = .empty) {
    self.number = number
    self.digest = digest
    self.holder = holder
    self.lifetime = lifetime
    self.note = note
  }
}

/// Takes a key back, for good. Whoever asks again is answered the same.
public struct RevokeKey: Hashable, Sendable {
  public typealias Accepted = KeyRecord
  public var number: UInt64

  /// The call.
  public init(_ number: UInt64) { self.number = number }
}

/// Keys in the order of their numbers.
public struct ListKeys: Hashable, Sendable {
  public typealias Accepted = Page<KeyRecord, UInt64>
  public var from: UInt64?
  public var limit: Int

  /// The question.
  public init(from: UInt64? = nil, limit: Int = PageBounds.usual) {
    self.from = from
    self.limit = limit
  }
}

/// What is on file about a key: nothing that it could be made from.
public struct KeyRecord: Hashable, Sendable {
  public var number: UInt64
  public var holder: Actor
  public var issued: Timestamp
  public var expires: Timestamp
  /// When it was taken back; nil: it was not.
  public var revoked: Timestamp?
  public var note: Text

  /// A record.
  public init(
    number: UInt64, holder: Actor, issued: Timestamp, expires: Timestamp, revoked: Timestamp? = nil, note: Text = .empty
  ) {
    self.number = number
    self.holder = holder
    self.issued = issued
    self.expires = expires
    self.revoked = revoked
    self.note = note
  }
}
