/// A check as it is handed to people: what was drawn, how far it has come, and the names on it.
public struct CheckDocument: Hashable, Sendable {
  public var id: CheckID
  public var terms: CheckTerms
  public var issued: Timestamp
  public var progress: CheckProgress
  public var memo: Text
  /// The names of the parties as they stand on the check; empty where none is kept, or none is told.
  public var drawerName: Text
  public var payeeName: Text
  public var distributorName: Text
  /// The manager's own name.
  public var draweeName: Text
  /// How many entries its history has; 0 where that is not told.
  public var entryCount: UInt32

  /// A check without names.
  public init(id: CheckID, terms: CheckTerms, issued: Timestamp, progress: CheckProgress, memo: Text) {
    self.id = id
    self.terms = terms
    self.issued = issued
    self.progress = progress
    self.memo = memo
    drawerName = .empty
    payeeName = .empty
    distributorName = .empty
    draweeName = .empty
    entryCount = 0
  }
}

/// A journal entry with what was said beside it.
public struct Receipt: Hashable, Sendable {
  public var entry: JournalEntry
  /// The reason given, and the values set: `Command.detail`.
  public var detail: String

  /// An entry and its detail.
  public init(entry: JournalEntry, detail: String) {
    self.entry = entry
    self.detail = detail
  }
}

/// A check and all that happened to it, oldest first.
public struct CheckHistory: Hashable, Sendable {
  public var check: CheckDocument
  public var entries: [Receipt]

  /// A check and its entries.
  public init(check: CheckDocument, entries: [Receipt]) {
    self.check = check
    self.entries = entries
  }
}

/// Which checks to list, newest first. What is nil is not asked.
public struct CheckQuery: Hashable, Sendable {
  public var account: AccountID?
  public var seller: SellerID?
  public var state: CheckState?
  /// Where to go on: `Page.next` of the page before.
  public var from: CheckID?
  /// How many at most, 1 … `PageBounds.maximum`.
  public var limit: Int

  /// All checks.
  public init() { limit = PageBounds.usual }
}
