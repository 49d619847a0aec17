/// The history grows with the fold, which nobody waits for: what it is made of is all in the log, so that a process that
/// dies before loses nothing of it.
internal import LMDB
internal import Ledger
internal import Seals

extension AttestedHistory {
  /// How many entries of the past one fold takes in: half a second of it, so that commands need not wait for a fold.
  private static let backlogBound = 200_000
  /// How many entries of the past make a commit, as how they were committed is known no more.
  private static let backlogCommit: UInt64 = 1024

  /// Takes in the groups of layers that were written in this transaction, the newest layer first.
  mutating func attest(
    _ layers: [Overlay], to tables: Tables, in transaction: borrowing WriteTransaction
  ) throws(StoreError) {
    var leaves = LeafMaker(salts)
    var tree = BatchTree(firstSequence: 0)
    for layer in layers.reversed() {
      try layer.journal.forEachGroup { first, decisions throws(StoreError) in
        tree.begin(at: first)
        let time = try leaves.append(decisions, to: &tree)
        guard let batch = tree.joined() else { preconditionFailure("a group has an entry") }
        try append(batch, at: time, to: tables, in: transaction)
      }
    }
    try finish(in: tables, transaction)
  }

  /// Takes in entries that were folded while there was no history: of a ledger of an older format, or one that ran without.
  mutating func catchUp(
    with folded: UInt64, of tables: Tables, in transaction: borrowing WriteTransaction
  ) throws(StoreError) {
    var leaves = LeafMaker(salts)
    var tree = BatchTree(firstSequence: 0)
    let end = min(folded, through + UInt64(AttestedHistory.backlogBound))
    while through < end {
      tree.begin(at: through + 1)
      var time = Timestamp(milliseconds: 0)
      for sequence in through + 1...min(end, through + AttestedHistory.backlogCommit) {
        let receipt = try tables.receipt(sequence, in: transaction)
        leaves.append(receipt, try tables.issuedTerms(of: receipt.entry, in: transaction), to: &tree)
        time = receipt.entry.time
      }
      guard let batch = tree.joined() else { preconditionFailure("it has an entry") }
      try append(batch, at: time, to: tables, in: transaction)
    }
    try finish(in: tables, transaction)
  }
}

extension LeafMaker {
  /// Appends a group's entries to a batch that has none yet, and gives the time it was decided at.
  fileprivate mutating func append(
    _ decisions: LoggedDecisions, to batch: inout BatchTree
  ) throws(StoreError) -> Timestamp {
    var time = Timestamp(milliseconds: 0)
    var rest = decisions
    var sequence = batch.firstSequence
    while !rest.isAtEnd {
      do throws(Fault) {
        guard let bytes = unsafe rest.next(), let supplement = unsafe rest.next() else { throw .impossible }
        time = unsafe try append(bytes, beside: supplement, at: sequence, to: &batch)
      } catch {
        throw .damaged(table: "overlay", key: "\(sequence)", reason: error.reason)
      }
      sequence += 1
    }
    return time
  }
}

extension Tables {
  /// What a check was drawn for, of an entry that issued one; nil of any other.
  func issuedTerms(
    of entry: JournalEntry, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> IssuedTerms? {
    guard entry.kind == .issued, case .check(let id) = entry.subject else { return nil }
    guard let check = try check(id, in: transaction) else { throw checks.damaged(IDKey(id), .missing) }
    return IssuedTerms(terms: check.terms, memo: try memo(of: id, in: transaction))
  }
}
