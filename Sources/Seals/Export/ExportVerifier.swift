/// Judges an export: makes every root again, from the leaves up to the signed head.

/// Takes the items of an export in their order. One pass, without holding more than the edges of two trees.
///
/// Absent: what the leaves say. Whoever reads them looks whether their sequences are those that `expected` tells.
public struct ExportVerifier: Sendable {
  private let ring: KeyRing
  /// A head from elsewhere that the history must have had.
  private let witness: SignedHead?
  private var hasMetWitness = false
  private var history = HistoryTree()
  private var commit: ExportCommit?
  private var batch = BatchTree(firstSequence: 1)
  /// The sequence of the next entry.
  public private(set) var expected: UInt64 = 1
  /// How many entries were taken.
  public private(set) var entries: UInt64 = 0
  /// The head at the end; nil before it.
  public private(set) var head: SignedHead?

  /// - Parameters:
  ///   - ring: the keys of the ledger, had by another way than the export.
  ///   - witness: a head of the ledger that somebody kept: the history must have come by it.
  public init(ring: KeyRing, witness: SignedHead? = nil) {
    self.ring = ring
    self.witness = witness
  }

  /// How many commits the history has so far.
  public var size: UInt64 { history.size }

  /// Takes the next item, or says what is wrong with it.
  public mutating func take(_ item: ExportItem) throws(ExportFault) {
    switch item {
    case .heading(let heading): try begin(heading)
    case .commit(let commit): try begin(commit)
    case .entry(let entry): try take(entry)
    case .end(let head): try end(head)
    }
  }

  private mutating func begin(_ heading: ExportHeading) throws(ExportFault) {
    guard heading.ledger == ring.ledger else { throw .otherLedger(heading.ledger) }
    if let witness, let fault = ring.fault(of: witness) { throw .head(fault) }
    if let start = heading.start {
      if let fault = ring.fault(of: start) { throw .head(fault) }
      guard let tree = HistoryTree(size: start.statement.size, frontier: heading.frontier),
        tree.root == start.statement.root
      else { throw .start }
      history = tree
    }
    expected = heading.firstSequence
    try meetWitness()
  }

  private mutating func begin(_ commit: ExportCommit) throws(ExportFault) {
    guard commit.first == expected else { throw .missing(expected: expected, found: commit.first) }
    // Neither a count that leads past the last number nor one tree more than there can be.
    guard BatchRoot(firstSequence: commit.first, count: commit.count, root: commit.root) != nil,
      history.size < HistoryTree.maximumSize
    else { throw .root(size: history.size) }
    self.commit = commit
    batch = BatchTree(firstSequence: commit.first)
  }

  private mutating func take(_ entry: ExportEntry) throws(ExportFault) {
    guard let commit else { throw .missing(expected: expected, found: expected) }
    let leaf = Digest32.leaf(entry.document)
    guard entry.check == ExportEntry.check(of: leaf) else { throw .changed(sequence: expected) }
    batch.append(leaf)
    entries += 1
    expected &+= 1
    guard batch.count == Int(commit.count) else { return }
    guard let root = batch.root, root.root == commit.root else {
      throw .commit(first: commit.first, last: expected &- 1)
    }
    history.append(root.leaf)
    self.commit = nil
    try meetWitness()
  }

  private mutating func meetWitness() throws(ExportFault) {
    guard let witness, history.size == witness.statement.size else { return }
    guard history.root == witness.statement.root else { throw .otherHistory(size: history.size) }
    hasMetWitness = true
  }

  private mutating func end(_ head: SignedHead) throws(ExportFault) {
    if let fault = ring.fault(of: head) { throw .head(fault) }
    guard head.statement.lastSequence == expected &- 1 else {
      throw .end(expected: head.statement.lastSequence, found: expected &- 1)
    }
    guard head.statement.size == history.size, head.statement.root == history.root else {
      throw .root(size: head.statement.size)
    }
    if let witness, !hasMetWitness { throw .notReached(size: witness.statement.size) }
    self.head = head
  }
}
