/// The history read: how long it is, and the ways through it. All of it is in LMDB: what is in memory is not attested yet.
internal import CVouchRecords
internal import LMDB
public import Ledger
public import Seals

/// What a ledger's history comes to at a moment.
public struct HistorySummary: Hashable, Sendable {
  /// How many commits it has.
  public let size: UInt64
  /// The root over all of them.
  public let root: Digest32
  /// The sequence of the last entry of the last commit; 0 where there is none.
  public let lastSequence: UInt64
  /// The time of that entry.
  public let time: Timestamp

  /// Of a ledger of which nothing is attested.
  static let empty = HistorySummary(size: 0, root: .empty, lastSequence: 0, time: Timestamp(milliseconds: 0))
}

/// A leaf with its way to the root.
public struct ProvedLeaf: Hashable, Sendable {
  /// The canonical bytes of an `AttestedEntry`.
  public let document: [UInt8]
  /// Its way.
  public let proof: EntryProof
}

extension Snapshot {
  /// What the history comes to.
  public func history() throws(StoreError) -> HistorySummary {
    try tables.historySummary(in: transaction) ?? .empty
  }

  /// The leaf of an entry, and its way to the history's root. Nothing where the entry is not attested.
  ///
  /// All leaves of its commit are made again, 3 µs each; where archives have those beside it, its way was kept.
  /// - Throws: `damaged` too, where they do not come to what was written, as with another secret.
  public func proof(of sequence: UInt64, salts: LeafSalts) throws(StoreError) -> ProvedLeaf? {
    let history = try history()
    guard let commit = try commit(of: sequence, in: history) else { return nil }
    var way = try kept(sequence, of: commit, salts)
    if way == nil { way = try madeAgain(sequence, of: commit, salts) }
    guard let (document, batchPath) = way else { preconditionFailure("it was kept or made") }
    guard
      let historyPath = try HistoryTree.inclusionPath(
        of: commit.index, in: history.size,
        node: { level, index throws(StoreError) in try node(level, index) }),
      let proof = EntryProof(
        firstSequence: commit.first, count: commit.count, index: UInt32(sequence - commit.first), batchPath: batchPath,
        batchIndex: commit.index, size: history.size, historyPath: historyPath)
    else { preconditionFailure("what is in the history has a way") }
    return ProvedLeaf(document: document, proof: proof)
  }

  /// An entry's leaf, and its way as it was kept.
  private func kept(
    _ sequence: UInt64, of commit: AttestedCommit, _ salts: LeafSalts
  ) throws(StoreError) -> (document: [UInt8], path: [Digest32])? {
    guard sequence <= archived, let path = try tables.way(of: sequence, in: transaction) else { return nil }
    var leaves = LeafMaker(salts)
    let receipt = try tables.receipt(sequence, in: transaction)
    let terms = try tables.issuedTerms(of: receipt.entry, in: transaction)
    let leaf = commit.leaf(over: leaves.hash(of: receipt, terms), at: sequence, path)
    try expect(leaf, of: commit)
    return (leaves.leaf(of: receipt, terms).document, path)
  }

  /// An entry's leaf, and its way from all leaves of its commit.
  private func madeAgain(
    _ sequence: UInt64, of commit: AttestedCommit, _ salts: LeafSalts
  ) throws(StoreError) -> (document: [UInt8], path: [Digest32]) {
    var leaves = LeafMaker(salts)
    var document: [UInt8] = []
    var hashes: [Digest32] = []
    for entry in commit.first...commit.last {
      let receipt = try tables.receipt(entry, in: transaction)
      let terms = try tables.issuedTerms(of: receipt.entry, in: transaction)
      hashes.append(leaves.hash(of: receipt, terms))
      if entry == sequence { document = leaves.leaf(of: receipt, terms).document }
    }
    var tree = BatchTree(firstSequence: commit.first)
    for hash in hashes { tree.append(hash) }
    try expect(tree.root?.leaf, of: commit)
    guard let path = BatchTree.path(of: Int(sequence - commit.first), in: hashes) else {
      preconditionFailure("it is one of them")
    }
    return (document, path)
  }

  private func expect(_ leaf: Digest32?, of commit: AttestedCommit) throws(StoreError) {
    guard try leaf == tables.historyNode(level: 0, index: commit.index, in: transaction) else {
      throw tables.commits.damaged(
        commit.index >> UInt64(HistoryLayout.height),
        Fault(reason: "entries \(commit.first) to \(commit.last) do not come to what it says"))
    }
  }

  /// The hashes that show that the history of `later` commits (nil: as many as there are) begins with that of `earlier`;
  /// nothing where it never had so many, or none.
  public func consistencyPath(from earlier: UInt64, to later: UInt64?) throws(StoreError) -> [Digest32]? {
    let size = try history().size
    guard later ?? size <= size else { return nil }
    return try HistoryTree.consistencyPath(from: earlier, to: later ?? size) { level, index throws(StoreError) in
      try node(level, index)
    }
  }

  /// The roots of the complete subtrees of the history's first `size` commits, as `HistoryTree.frontier`; nothing where it
  /// never had so many.
  public func frontier(of size: UInt64) throws(StoreError) -> [Digest32]? {
    guard try size <= history().size else { return nil }
    return try tables.historyFrontier(of: size, in: transaction)
  }

  /// The attested journal from an entry on, at most `limit` entries; empty past its end. As with `journal`, `start` is not before
  /// `firstEntry`.
  public func attested(
    from start: UInt64, limit: Int, salts: LeafSalts
  ) throws(StoreError) -> AttestedPage {
    let history = try history()
    let first = max(firstEntry, start)
    var page = AttestedPage(first: first, leaves: [], commits: [])
    guard first <= history.lastSequence, limit > 0 else { return page }
    var leaves = LeafMaker(salts)
    let end = min(history.lastSequence, first + UInt64(limit) - 1)
    for sequence in first...end {
      let receipt = try tables.receipt(sequence, in: transaction)
      page.leaves.append(leaves.leaf(of: receipt, try tables.issuedTerms(of: receipt.entry, in: transaction)))
    }
    var next = try commit(of: first, in: history)
    while let commit = next {
      page.commits.append(commit)
      next = commit.last < end ? try self.commit(of: commit.last + 1, in: history) : nil
    }
    return page
  }

  private func node(_ level: Int, _ index: UInt64) throws(StoreError) -> Digest32 {
    try tables.historyNode(level: level, index: index, in: transaction)
  }

  /// The commit that an entry is of.
  func commit(of sequence: UInt64, in history: HistorySummary) throws(StoreError) -> AttestedCommit? {
    try tables.commit(of: sequence, in: history, transaction)
  }
}

extension Tables {
  /// What the history comes to; nil where there is none.
  func historySummary(in transaction: borrowing some Readable & ~Copyable) throws(StoreError) -> HistorySummary? {
    try history(in: transaction).map { record in
      HistorySummary(
        size: record.size, root: Digest32(stored: record.root), lastSequence: record.through,
        time: Timestamp(milliseconds: record.time))
    }
  }

  /// The commit that an entry is of. Looked for by halves, as commits have no index: some twenty looks among a million.
  func commit(
    of sequence: UInt64, in history: HistorySummary, _ transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> AttestedCommit? {
    guard sequence > 0, sequence <= history.lastSequence else { return nil }
    var (low, high) = (0 as UInt64, (history.size - 1) >> UInt64(HistoryLayout.height))
    while low < high {
      let middle = high - (high - low) / 2
      if try commits(middle, in: transaction).first <= sequence { low = middle } else { high = middle - 1 }
    }
    let record = try commits(low, in: transaction)
    var first = record.first
    for place in 0..<Int(record.commits) {
      let commit = AttestedCommit(
        index: low << UInt64(HistoryLayout.height) + UInt64(place), first: first, count: record.count(place))
      guard commit.count > 0, sequence >= first else { break }
      if sequence <= commit.last { return commit }
      first = commit.last + 1
    }
    throw commits.damaged(low, Fault(reason: "it does not have entry \(sequence), which it should"))
  }
}
