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
    for layer in layers.reversed() {
      try layer.journal.forEachGroup { first, decisions throws(StoreError) in
        let (batch, time) = try leaves.batch(of: decisions, from: first)
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
    let end = min(folded, through + UInt64(AttestedHistory.backlogBound))
    while through < end {
      var tree = BatchTree(firstSequence: through + 1)
      var time = Timestamp(milliseconds: 0)
      for sequence in through + 1...min(end, through + AttestedHistory.backlogCommit) {
        let receipt = try tables.receipt(sequence, in: transaction)
        tree.append(leaves.hash(of: receipt, try tables.issuedTerms(of: receipt.entry, in: transaction)))
        time = receipt.entry.time
      }
      guard let batch = tree.root else { preconditionFailure("it has an entry") }
      try append(batch, at: time, to: tables, in: transaction)
    }
    try finish(in: tables, transaction)
  }
}

extension LeafMaker {
  /// The root over a group's entries, and the time it was decided at.
  fileprivate mutating func batch(
    of decisions: LoggedDecisions, from first: UInt64
  ) throws(StoreError) -> (BatchRoot, Timestamp) {
    var (tree, time) = (BatchTree(firstSequence: first), Timestamp(milliseconds: 0))
    var rest = decisions
    var sequence = first
    while !rest.isAtEnd {
      do throws(Fault) {
        guard let bytes = unsafe rest.next(), let supplement = unsafe rest.next() else { throw .impossible }
        let (leaf, when) = unsafe try hash(reading: bytes, beside: supplement, at: sequence)
        tree.append(leaf)
        time = when
      } catch {
        throw .damaged(table: "overlay", key: "\(sequence)", reason: error.reason)
      }
      sequence += 1
    }
    guard let batch = tree.root else { preconditionFailure("a group has an entry") }
    return (batch, time)
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
