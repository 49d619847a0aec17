/// The journal as an auditor gets it: leaves, and how the commits divide them.

/// A text beside a leaf, which has only its hash. It may be left out, or forgotten, and the leaf stays provable.
public struct AttestedText: Hashable, Sendable {
  /// `Receipt.detail`: the reason given, and the values set.
  public var text: String
  /// What its hash begins with.
  public var salt: AttestedEntry.Salt

  /// A text and its salt.
  public init(text: String, salt: AttestedEntry.Salt) {
    self.text = text
    self.salt = salt
  }
}

/// A leaf of the history, and the text beside it.
public struct AttestedLeaf: Hashable, Sendable {
  /// The canonical bytes of an `AttestedEntry`.
  public var document: [UInt8]
  /// Nothing where the entry has none, or it is not told.
  public var text: AttestedText?

  /// A leaf.
  public init(document: [UInt8], text: AttestedText? = nil) {
    self.document = document
    self.text = text
  }
}

/// Entries that became durable together: a leaf of the history of commits.
public struct AttestedCommit: Hashable, Sendable {
  /// Its place in the history, from 0.
  public var index: UInt64
  /// The sequence of its first entry.
  public var first: UInt64
  /// How many entries it has, 1 or more.
  public var count: UInt32

  /// A commit.
  public init(index: UInt64, first: UInt64, count: UInt32) {
    self.index = index
    self.first = first
    self.count = count
  }

  /// The sequence of its last entry.
  public var last: UInt64 { first &+ UInt64(count) &- 1 }
}

/// Part of the attested journal: leaves of entries without gaps, and the commits that they belong to, of which the first and
/// the last may reach beyond the page.
public struct AttestedPage: Hashable, Sendable {
  /// The sequence of the first leaf.
  public var first: UInt64
  public var leaves: [AttestedLeaf]
  public var commits: [AttestedCommit]

  /// A page.
  public init(first: UInt64, leaves: [AttestedLeaf], commits: [AttestedCommit]) {
    self.first = first
    self.leaves = leaves
    self.commits = commits
  }
}
