/// The calls about what the manager signs. Proofs, heads and keys are bytes here, as they are kept and handed on.
public import Ledger

/// Prove that this check was issued.
public struct ProveCheck: Hashable, Sendable {
  public typealias Accepted = ProvedCheck
  public var check: CheckID

  /// The question.
  public init(_ check: CheckID) { self.check = check }
}

/// A check's proof: what `CheckProof` of Seals reads.
public struct ProvedCheck: Hashable, Sendable {
  public var proof: [UInt8]

  /// A proof.
  public init(proof: [UInt8]) { self.proof = proof }
}

/// What is the whole history, signed?
public struct GetHead: Hashable, Sendable {
  public typealias Accepted = HistoryHead
  /// The question.
  public init() {}
}

/// A head with the keys that signed it and all before: what `SignedHead` and `KeyRing` of Seals read.
public struct HistoryHead: Hashable, Sendable {
  public var head: [UInt8]
  public var keys: [UInt8]

  /// A head.
  public init(head: [UInt8], keys: [UInt8]) {
    self.head = head
    self.keys = keys
  }
}

/// Prove that the history begins with its first so many commits.
public struct ProveConsistency: Hashable, Sendable {
  public typealias Accepted = HistoryConsistency
  /// 1 or more.
  public var size: UInt64
  /// How many commits the later history had; nil: as many as it has now.
  public var later: UInt64?

  /// The question.
  public init(size: UInt64, later: UInt64? = nil) {
    self.size = size
    self.later = later
  }
}

/// The head of the history as it is, and the way from an earlier root to a later one.
public struct HistoryConsistency: Hashable, Sendable {
  public var head: [UInt8]
  public var path: [Digest]
  /// The roots of the complete subtrees of the earlier history, the largest first.
  public var frontier: [Digest]

  /// A way.
  public init(head: [UInt8], path: [Digest], frontier: [Digest]) {
    self.head = head
    self.path = path
    self.frontier = frontier
  }
}

/// The journal as it is signed, from an entry on. Past the end of what is signed comes an empty page.
public struct ReadAttested: Hashable, Sendable {
  public typealias Accepted = AttestedPage
  /// The first entry wanted, 1 or more.
  public var from: UInt64
  public var limit: Int
  /// Whether the texts beside the leaves are wanted.
  public var withTexts: Bool

  /// The question.
  public init(from: UInt64 = 1, limit: Int = PageBounds.usual, withTexts: Bool = true) {
    self.from = from
    self.limit = limit
    self.withTexts = withTexts
  }
}
