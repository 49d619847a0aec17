/// Letting go of what archives have, a stretch at a time, while others decide, read and fold.
///
/// Nothing of it can be found any more when it goes: `archive` saw to that, and whatever was decided before has been folded.
/// So what goes is read by nobody but verifications and histories, and it goes with its whole check.
internal import CVouchRecords
internal import LMDB
internal import Ledger
internal import Seals
internal import Synchronization

extension Store {
  /// How many records are looked at, and how many entries go, in one transaction, until a check or a commit is whole: the fold
  /// waits for it, and nobody for the fold.
  static let pruningStretch = 8192

  /// Lets go of what is archived and was not let go of yet. Between two transactions, how far it has come is told; where the
  /// answer is no, it ends there, and another call goes on. Only one may be under way.
  ///
  /// - Parameters:
  ///   - wait: waits a moment.
  /// - Throws: a lack of space, after which it can be tried again; or what is final.
  public func prune(_ goesOn: (ArchiveState) -> Bool, wait: () -> Void) throws(StoreError) {
    guard let state = try archiveState(), !state.isPruned else { return }
    try settle(wait)
    guard let salts = folding.withLock({ $0.history?.salts }) else { return }
    var pruning = Pruning(tables: tables, salts: salts)
    var isDone = false
    while !isDone {
      let transaction = try database { () throws(LMDBError) in try WriteTransaction(environment) }
      isDone = try pruning.step(in: transaction)
      do throws(LMDBError) { try transaction.commit() } catch { throw .database(error) }
      if isDone { isPruning.store(false, ordering: .sequentiallyConsistent) }
      guard let state = try archiveState(), goesOn(state) else { return }
    }
  }

  /// Waits until no group is in the making that was begun before it was said what is archived, and folds: then what LMDB has
  /// of that is the last of it.
  private func settle(_ wait: () -> Void) throws(StoreError) {
    let turn = writer.turns.load(ordering: .sequentiallyConsistent)
    while turn & 1 == 1, writer.turns.load(ordering: .sequentiallyConsistent) == turn { wait() }
    try fold()
  }
}

/// A pruning under way.
struct Pruning {
  let tables: Tables
  /// Where the stage goes on; nil: at its beginning.
  private var next: KeyWords?
  private var leaves: LeafMaker

  init(tables: Tables, salts: LeafSalts) {
    self.tables = tables
    leaves = LeafMaker(salts)
  }

  /// Does a stretch; whether that was the last of the last stage.
  mutating func step(in transaction: borrowing WriteTransaction) throws(StoreError) -> Bool {
    guard var record = try tables.archive(in: transaction), let stage = PruningStage(rawValue: record.stage) else {
      throw tables.meta.damaged(Tables.archiveKey, .missing)
    }
    var gone = Gone()
    switch stage {
    case .ways: next = try keepWays(record, in: transaction)
    case .checks: next = try letChecksGo(record, &gone, in: transaction)
    case .administrations: next = try letAdministrationsGo(record, &gone, in: transaction)
    case .done: return true
    }
    try carry(gone.postings, in: transaction)
    record.checks += gone.checks
    record.entries += gone.entries
    if next == nil { record.stage += 1 }
    try tables.meta.seal(record, at: Tables.archiveKey, in: transaction)
    return record.stage == PruningStage.done.rawValue
  }

  /// What went in one transaction.
  struct Gone {
    var checks: UInt64 = 0
    var entries: UInt64 = 0
    /// What the entries that went posted, and the last of them.
    var postings: [BookAccountID: Balance] = [:]
  }

  // MARK: Ways

  /// Keeps the ways of entries that stay, for commits of which others go: none has gone before this stage has ended.
  private mutating func keepWays(
    _ record: vouch_archive_record, in transaction: borrowing WriteTransaction
  ) throws(StoreError) -> KeyWords? {
    guard let history = try tables.historySummary(in: transaction) else {
      throw tables.meta.damaged(Tables.historyKey, .missing)
    }
    var first = next?.first ?? record.from + 1
    let end = first + UInt64(Store.pruningStretch)
    while first <= record.through, first < end {
      guard let commit = try tables.commit(of: first, in: history, transaction) else { break }
      try keepWays(of: commit, record, in: transaction)
      first = commit.last + 1
    }
    return first <= record.through ? KeyWords(first) : nil
  }

  private mutating func keepWays(
    of commit: AttestedCommit, _ record: vouch_archive_record, in transaction: borrowing WriteTransaction
  ) throws(StoreError) {
    var kept: [Int] = []
    for sequence in commit.first...commit.last {
      let entry = try tables.receipt(sequence, in: transaction).entry
      if try !goes(entry, record, in: transaction) { kept.append(Int(sequence - commit.first)) }
    }
    // Where all stay, too: some may go by another pruning, when this commit is not gone through again.
    for index in kept { try keepWay(index, of: commit, in: transaction) }
  }

  private mutating func keepWay(
    _ index: Int, of commit: AttestedCommit, in transaction: borrowing WriteTransaction
  ) throws(StoreError) {
    if hashesOf != commit.first {
      hashes = []
      for sequence in commit.first...commit.last {
        let receipt = try tables.receipt(sequence, in: transaction)
        hashes.append(leaves.hash(of: receipt, try tables.issuedTerms(of: receipt.entry, in: transaction)))
      }
      hashesOf = commit.first
    }
    guard let path = BatchTree.path(of: index, in: hashes) else { preconditionFailure("it is one of them") }
    try tables.keepWay(path, of: commit.first + UInt64(index), in: transaction)
  }

  /// The hashes of the leaves of a commit, and its first entry.
  private var hashes: [Digest32] = []
  private var hashesOf: UInt64 = 0

  /// Whether an entry up to `through` goes: one of a check that goes, or one about a party that told no paying system anything
  /// that has not ended.
  private func goes(
    _ entry: JournalEntry, _ record: vouch_archive_record, in transaction: borrowing WriteTransaction
  ) throws(StoreError) -> Bool {
    switch entry.subject {
    case .check(let id):
      guard let check = try tables.check(id, in: transaction) else { throw tables.checks.damaged(IDKey(id), .missing) }
      return goes(check, record)
    case .party: return try tables.hasEnded(entry.instructions, in: transaction)
    }
  }

  private func goes(_ check: borrowing Check, _ record: vouch_archive_record) -> Bool {
    guard check.lastEntry <= record.through else { return false }
    return check.progress.isClosed
  }

  // MARK: Checks

  /// Each check goes with its entries, so that whatever becomes of this process, a check that is there is there as a whole.
  private func letChecksGo(
    _ record: vouch_archive_record, _ gone: inout Gone, in transaction: borrowing WriteTransaction
  ) throws(StoreError) -> KeyWords? {
    // A check's id bears the time at which its drawer made it, which is little later than that of its first entry.
    let last = Timestamp(milliseconds: record.time) + Bounds.idFuture
    var lookedAt = 0
    var going: [Check] = []
    var entriesGoing = 0
    var check = Check.blank
    let after = try walk(tables.checks, from: next.flatMap { IDKey(words: $0) }, in: transaction) {
      key, bytes throws(StoreError) in
      let id = CheckID(high: key.high, low: key.low)
      guard id.time <= last else { return .end }
      guard lookedAt < Store.pruningStretch, entriesGoing < Store.pruningStretch else { return .pause }
      lookedAt += 1
      _ = try tables.checks.opened(at: key, newest: checkVersion, bytes) { check.read(&$0, id: id) ? true : nil }
      if goes(check, record) {
        going.append(check)
        entriesGoing += Int(check.entryCount)
      }
      return .goOn
    }
    for check in going {
      var sequence = check.lastEntry
      while sequence != 0 {
        let entry = try tables.receipt(sequence, in: transaction).entry
        guard entry.subject == .check(check.id), entry.previousOfCheck < sequence else {
          throw tables.checks.damaged(IDKey(check.id), Fault(reason: "its history leads to entry \(sequence)"))
        }
        try letGo(entry, &gone, in: transaction)
        if let due = entry.progress?.due {
          // What it said before may still stand on the list.
          _ = try database { () throws(LMDBError) in
            try tables.due.delete(DueKey(time: due, check: check.id), in: transaction)
          }
        }
        sequence = entry.previousOfCheck
      }
      try database { () throws(LMDBError) in
        try tables.memos.delete(IDKey(check.id), in: transaction)
        try tables.checks.delete(IDKey(check.id), in: transaction)
      }
      gone.checks += 1
    }
    return after?.words
  }

  // MARK: Entries

  private func letAdministrationsGo(
    _ record: vouch_archive_record, _ gone: inout Gone, in transaction: borrowing WriteTransaction
  ) throws(StoreError) -> KeyWords? {
    var lookedAt = 0
    var going: [JournalEntry] = []
    var receipt = Receipt.blank
    let after = try walk(tables.journal, from: next?.first, in: transaction) { sequence, bytes throws(StoreError) in
      guard sequence <= record.through else { return .end }
      guard lookedAt < Store.pruningStretch else { return .pause }
      lookedAt += 1
      let isRead = try tables.journal.opened(at: sequence, newest: entryVersion, bytes) { receipt.read(&$0) }
      guard isRead else { throw tables.journal.damaged(sequence, .impossible) }
      guard case .party = receipt.entry.subject else { return .goOn }
      if try tables.hasEnded(receipt.entry.instructions, in: transaction) { going.append(receipt.entry) }
      return .goOn
    }
    for entry in going {
      try letGo(entry, &gone, in: transaction)
      _ = try database { () throws(LMDBError) in try tables.commands.delete(IDKey(entry.command), in: transaction) }
    }
    return after.map { KeyWords($0) }
  }

  private func letGo(
    _ entry: JournalEntry, _ gone: inout Gone, in transaction: borrowing WriteTransaction
  ) throws(StoreError) {
    for index in 0..<entry.postings.count {
      let posting = entry.postings[index]
      for (account, amount) in [(posting.debit, -posting.amount), (posting.credit, posting.amount)] {
        let before = gone.postings[account] ?? Balance()
        gone.postings[account] = Balance(
          posted: before.posted &+ amount, lastEntry: max(before.lastEntry, entry.sequence))
      }
    }
    try database { () throws(LMDBError) in
      for told in entry.instructions {
        try tables.instructions.delete(InstructionKey(told.id, isOpen: false), in: transaction)
      }
      try tables.ways.delete(entry.sequence, in: transaction)
      try tables.journal.delete(entry.sequence, in: transaction)
    }
    gone.entries += 1
  }

  /// Adds to what went before.
  private func carry(
    _ postings: [BookAccountID: Balance], in transaction: borrowing WriteTransaction
  ) throws(StoreError) {
    for (account, balance) in postings {
      let before = try tables.carried(account, in: transaction)
      var record = vouch_clearing_record()
      record.balance =
        Balance(posted: before.posted &+ balance.posted, lastEntry: max(before.lastEntry, balance.lastEntry)).record
      try tables.carried.seal(record, at: BookKey(account), in: transaction)
    }
  }

  // MARK: Walking

  private enum Step {
    case goOn
    /// Here the next stretch begins.
    case pause
    /// Nothing more is to be done.
    case end
  }

  /// Walks until it is told not to; where to go on, nil: nowhere. Nothing may be deleted meanwhile.
  private func walk<Key: TableKey>(
    _ table: Table<Key>, from start: Key?, in transaction: borrowing WriteTransaction,
    _ body: (Key, RawSpan) throws(StoreError) -> Step
  ) throws(StoreError) -> Key? {
    var after: Key?
    var failure: StoreError?
    try database { () throws(LMDBError) in
      try table.scan(from: start, in: transaction) { key, bytes in
        do throws(StoreError) {
          switch try body(key, bytes) {
          case .goOn: return true
          case .pause: after = key
          case .end: break
          }
        } catch { failure = error }
        return false
      }
    }
    if let failure { throw failure }
    return after
  }
}

extension Tables {
  /// What entries that went posted to an account.
  func carried(
    _ account: BookAccountID, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> Balance {
    try carried.sealed(vouch_clearing_record.self, at: BookKey(account), in: transaction).map { Balance($0.balance) }
      ?? Balance()
  }

  /// Whether none of these instructions is open.
  fileprivate func hasEnded(
    _ instructions: [RailInstruction], in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> Bool {
    for told in instructions {
      if let kept = try instruction(told.id, in: transaction), kept.state.isOpen { return false }
    }
    return true
  }
}
