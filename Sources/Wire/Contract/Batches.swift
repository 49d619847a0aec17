/// The batches: many requests of one kind in one message, decided in order, with one outcome each.
public import Ledger

/// Bounds of a batch.
public enum BatchBounds {
  /// How many items it may have: what waits behind a batch waits for all of it, and a reply must stay one short message.
  public static let maximum = 8192
}

/// A call with many items, whose accepted reply brings one outcome for each, in their order.
///
/// Conforming: `IssueChecks`, `VerifyChecks`, `ActOnChecks`.
public protocol BatchCall: Call where Accepted == [Outcome<Brief>] {
  /// What is asked of each.
  associatedtype Item: Hashable, Sendable
  /// What an accepted item brings.
  associatedtype Brief: Hashable, Sendable
  /// 1 … `BatchBounds.maximum`.
  var items: [Item] { get }
  /// The same with some of the items.
  func part(_ range: Range<Int>) -> Self
}

/// Demands for checks. What each accepted one brings, `IssueCheck.issued(as:draweeName:)` makes whole.
public struct IssueChecks: Hashable, Sendable {
  public typealias Accepted = [Outcome<BatchEntry>]
  public let items: [IssueCheck]

  /// A batch.
  public init(_ items: [IssueCheck]) { self.items = items }
}

/// Questions about checks. The reply's sequence is one that all answers had seen; each may have seen more.
public struct VerifyChecks: Hashable, Sendable {
  public typealias Accepted = [Outcome<BriefVerification>]
  public let items: [VerifyCheck]

  /// A batch.
  public init(_ items: [VerifyCheck]) { self.items = items }
}

/// Something of one kind that happens to many checks.
public struct ActOnChecks: Hashable, Sendable {
  public typealias Accepted = [Outcome<BatchEntry>]
  public let kind: Kind
  public let items: [CheckAction]

  /// The events that have a batch.
  public enum Kind: Hashable, Sendable, CaseIterable {
    case present, void, confirm, refund
  }

  /// A batch; nil where an item is of another kind.
  public init?(_ kind: Kind, _ items: [CheckAction]) {
    guard items.allSatisfy({ Kind($0.event) == kind }) else { return nil }
    self.kind = kind
    self.items = items
  }

  fileprivate init(_ whole: ActOnChecks, _ range: Range<Int>) {
    kind = whole.kind
    items = Array(whole.items[range])
  }
}

extension ActOnChecks.Kind {
  /// The kind of an event; nil where it has no batch.
  public init?(_ event: CheckEvent) {
    switch event {
    case .present: self = .present
    case .void: self = .void
    case .confirm: self = .confirm
    case .refund: self = .refund
    default: return nil
    }
  }
}

extension IssueChecks { public func part(_ range: Range<Int>) -> Self { Self(Array(items[range])) } }
extension VerifyChecks { public func part(_ range: Range<Int>) -> Self { Self(Array(items[range])) } }
extension ActOnChecks { public func part(_ range: Range<Int>) -> Self { Self(self, range) } }

/// What an item of a batch did: the entry it took effect as, now or before, in brief.
public struct BatchEntry: Hashable, Sendable, BitwiseCopyable {
  public var sequence: UInt64
  public var time: Timestamp
  /// The state of the check after it.
  public var state: CheckState
  /// The sum it is about, in minor units: issued, captured, demanded, given back; 0 where there is none.
  public var amount: Int64

  /// An entry.
  public init(sequence: UInt64, time: Timestamp, state: CheckState, amount: Int64) {
    self.sequence = sequence
    self.time = time
    self.state = state
    self.amount = amount
  }
}

/// Yes, the check is good; and what for, in brief.
public struct BriefVerification: Hashable, Sendable, BitwiseCopyable {
  public var amount: Amount
  public var currency: Currency
  public var release: ReleaseRule
  public var state: CheckState
  public var confirmed: Bool
  /// Still held, in minor units.
  public var remaining: Int64
  /// Good until then, while issued.
  public var expires: Timestamp

  /// A yes about a check.
  public init(terms: CheckTerms, progress: CheckProgress) {
    self.init(
      amount: terms.amount, currency: terms.currency, release: terms.release, state: progress.state,
      confirmed: progress.confirmed, remaining: progress.remaining, expires: progress.expires)
  }

  /// A yes.
  public init(
    amount: Amount, currency: Currency, release: ReleaseRule, state: CheckState, confirmed: Bool, remaining: Int64,
    expires: Timestamp
  ) {
    self.amount = amount
    self.currency = currency
    self.release = release
    self.state = state
    self.confirmed = confirmed
    self.remaining = remaining
    self.expires = expires
  }
}

/// A batch as a server reads it: the items that can be judged, in their order, and those that cannot.
public struct RequestBatch<Item: Hashable & Sendable>: Hashable, Sendable {
  public var items: [Item]
  /// In the order of their places.
  public var invalid: [InvalidItem]

  /// A batch.
  public init(items: [Item], invalid: [InvalidItem] = []) {
    self.items = items
    self.invalid = invalid
  }
}

/// An item with a field that cannot be what it is.
public struct InvalidItem: Hashable, Sendable {
  /// Its place among all items of its batch, from 0.
  public var index: Int
  public var fault: Invalid

  /// An item.
  public init(index: Int, fault: Invalid) {
    self.index = index
    self.fault = fault
  }
}
