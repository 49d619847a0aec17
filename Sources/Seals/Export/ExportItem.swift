/// The journal as a file for auditors: every leaf, so that whoever has the ledger's public keys makes all roots again.

/// What an export consists of, in this order: a heading, commits with their entries, and a signed head at the end.
///
/// Numbers are little-endian. Nothing is optional and nothing may follow: every byte means something.
/// Absent: what an entry says, which is the reader's to judge; files.
public enum ExportItem: Hashable, Sendable {
  case heading(ExportHeading)
  case commit(ExportCommit)
  case entry(ExportEntry)
  case end(SignedHead)
}

/// How an export begins: at the beginning of the journal, or where an earlier head ended.
public struct ExportHeading: Hashable, Sendable {
  public let ledger: LedgerIdentity
  /// The head after which the export goes on; nil where it begins at the beginning.
  public let start: SignedHead?
  /// The roots of the complete subtrees of the history at that head, as `HistoryTree.frontier`; empty at the beginning.
  public let frontier: [Digest32]

  /// The heading of an export of the whole journal.
  public init(ledger: LedgerIdentity) {
    self.ledger = ledger
    start = nil
    frontier = []
  }

  /// The heading of one that goes on after a head of its ledger; nothing where `frontier` is not that of so many commits.
  public init?(after start: SignedHead, frontier: [Digest32]) {
    guard frontier.count == start.statement.size.nonzeroBitCount else { return nil }
    ledger = start.statement.ledger
    self.start = start
    self.frontier = frontier
  }

  /// The sequence of the first entry.
  public var firstSequence: UInt64 { (start?.statement.lastSequence ?? 0) &+ 1 }
}

/// Entries that became durable together. Their number is known before they come.
public struct ExportCommit: Hashable, Sendable {
  /// The sequence of the first.
  public let first: UInt64
  /// How many there are.
  public let count: UInt32
  /// The root over their leaves: so that a fault is found where it is, and not only at the end.
  public let root: Digest32

  /// A commit.
  public init(first: UInt64, count: UInt32, root: Digest32) {
    self.first = first
    self.count = count
    self.root = root
  }
}

/// A text that a leaf has only a hash of, with the salt that the hash begins with.
public struct ExportText: Hashable, Sendable {
  public let salt: LeafSalt
  /// At most `ExportText.maximumBytes` in UTF-8.
  public let text: String

  /// The longest text that is read: a reason, and the values set.
  static let maximumBytes = 8192

  /// A text and its salt.
  public init(salt: LeafSalt, text: String) {
    self.salt = salt
    self.text = text
  }
}

/// One entry: its leaf, and the text beside it.
public struct ExportEntry: Hashable, Sendable {
  /// The leaf, byte for byte.
  public let document: [UInt8]
  /// The first eight bytes of the leaf's hash. They prove nothing; where somebody changed the leaf and not them, they name
  /// the entry among those of its commit.
  public let check: UInt64
  /// Nothing where the leaf has none, or it was left out.
  public let text: ExportText?

  /// An entry.
  public init(document: [UInt8], text: ExportText?) {
    self.init(document: document, check: ExportEntry.check(of: .leaf(document)), text: text)
  }

  init(document: [UInt8], check: UInt64, text: ExportText?) {
    self.document = document
    self.check = check
    self.text = text
  }

  static func check(of leaf: Digest32) -> UInt64 { leaf.bigEndianWords.0 }
}

extension ExportItem {
  /// Of the form.
  static let version: UInt8 = 1
  /// What a file of this form begins with.
  static let magic = Array("VOUCHEXP".utf8)
  /// What a commit and the end begin with.
  static let commitTag: UInt8 = 1
  static let endTag: UInt8 = 2

  /// Appends the item's bytes:
  ///
  ///     heading  "VOUCHEXP" (8), version (1), ledger (16), 0 or 1 (1), with 1: signed head (145), hashes (32 each)
  ///     commit   1 (1), first sequence (8), number of entries (4), root (32)
  ///     entry    length (4), leaf, first bytes of its hash (8), length of the text (4), with a text: salt (16), text
  ///     end      2 (1), signed head (145)
  public func write(into bytes: inout [UInt8]) {
    switch self {
    case .heading(let heading):
      bytes += ExportItem.magic
      bytes.append(ExportItem.version)
      bytes += heading.ledger.bytes
      bytes.append(heading.start == nil ? 0 : 1)
      heading.start?.write(into: &bytes)
      for hash in heading.frontier { bytes.append(hash) }
    case .commit(let commit):
      bytes.append(ExportItem.commitTag)
      bytes.append(littleEndian: commit.first)
      bytes.append(littleEndian: commit.count)
      bytes.append(commit.root)
    case .entry(let entry):
      bytes.append(littleEndian: UInt32(entry.document.count))
      bytes += entry.document
      bytes.append(littleEndian: entry.check.byteSwapped)
      guard let text = entry.text, !text.text.isEmpty else { return bytes.append(littleEndian: 0 as UInt32) }
      let utf8 = Array(text.text.utf8)
      bytes.append(littleEndian: UInt32(utf8.count))
      text.salt.write(into: &bytes)
      bytes += utf8
    case .end(let head):
      bytes.append(ExportItem.endTag)
      head.write(into: &bytes)
    }
  }
}
