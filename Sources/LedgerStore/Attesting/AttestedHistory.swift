/// The history that proves entries, as it grows: with each fold, by the commits that are folded.
internal import CVouchRecords
internal import LMDB
internal import Ledger
internal import Seals

/// The right edge of the history, and what is needed to go on from there.
///
/// A value: whoever folds changes a copy, and keeps that once the transaction is durable.
struct AttestedHistory: Sendable {
  private var tree = HistoryTree()
  /// The last entry that is in it.
  private(set) var through: UInt64 = 0
  private var time = Timestamp(milliseconds: 0)
  /// The secret of its leaves.
  let salts: LeafSalts
  /// The record of the commits that came last, and whether the table has it as it was before.
  private var last = vouch_commits_record()
  private var isLastThere = false

  /// The history that a ledger has; an empty one where it has none yet.
  init(
    of tables: Tables, in transaction: borrowing some Readable & ~Copyable, salts: LeafSalts, path: String
  ) throws(StoreError) {
    self.salts = salts
    guard let record = try tables.history(in: transaction) else { return }
    guard record.salts == salts.id.number else {
      throw .otherSecret(path: path, known: KeyID(record.salts), given: salts.id)
    }
    let frontier = try tables.historyFrontier(of: record.size, in: transaction)
    guard let tree = HistoryTree(size: record.size, frontier: frontier), tree.root == Digest32(stored: record.root)
    else { throw tables.meta.damaged(Tables.historyKey, Fault(reason: "its root is not that of its commits")) }
    self.tree = tree
    through = record.through
    time = Timestamp(milliseconds: record.time)
    if record.size % UInt64(HistoryLayout.commits) != 0 {
      last = try tables.commits(record.size >> UInt64(HistoryLayout.height), in: transaction)
      isLastThere = true
    }
  }

  /// Appends a commit: what its entries came to, and the time of its last one.
  mutating func append(
    _ batch: BatchRoot, at time: Timestamp, to tables: Tables, in transaction: borrowing WriteTransaction
  ) throws(StoreError) {
    precondition(batch.firstSequence == through + 1, "entry \(batch.firstSequence) after \(through)")
    last.append(batch)
    let number = tree.size >> UInt64(HistoryLayout.height)
    try tree.append(batch.leaf) { node throws(StoreError) in
      guard node.level >= HistoryLayout.height else { return }
      var record = vouch_node_record()
      record.hash = node.hash.stored
      try tables.nodes.sealLast(
        record, at: HistoryLayout.key(level: node.level, index: node.index), in: transaction)
    }
    through = batch.lastSequence
    self.time = time
    guard last.commits == UInt32(HistoryLayout.commits) else { return }
    try writeLast(number, to: tables, in: transaction)
    last = vouch_commits_record()
    isLastThere = false
  }

  /// Writes what was appended last, and how far the history is now.
  mutating func finish(in tables: Tables, _ transaction: borrowing WriteTransaction) throws(StoreError) {
    guard tree.size > 0 else { return }
    if last.commits > 0 {
      try writeLast(tree.size >> UInt64(HistoryLayout.height), to: tables, in: transaction)
    }
    var record = vouch_history_record()
    record.size = tree.size
    record.through = through
    record.time = time.milliseconds
    record.root = tree.root.stored
    record.salts = salts.id.number
    try tables.meta.seal(record, at: Tables.historyKey, in: transaction)
  }

  private mutating func writeLast(
    _ number: UInt64, to tables: Tables, in transaction: borrowing WriteTransaction
  ) throws(StoreError) {
    if isLastThere {
      try tables.commits.seal(last, at: number, in: transaction)
    } else {
      try tables.commits.sealLast(last, at: number, in: transaction)
    }
    isLastThere = true
  }
}
