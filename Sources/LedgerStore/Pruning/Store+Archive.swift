/// What archives have: how far they go, and that nothing they have is found here any more, before any of it is let go of.
internal import CVouchRecords
internal import LMDB
public import Ledger
internal import Synchronization

/// How far a ledger is archived.
public struct ArchiveState: Hashable, Sendable {
  /// The last entry that archives have.
  public let through: UInt64
  /// Its time.
  public let time: Timestamp
  /// How many checks were let go of in all.
  public let checks: UInt64
  /// How many entries.
  public let entries: UInt64
  /// Whether all was let go of that could be; else `Store.prune` has more to do.
  public let isPruned: Bool
}

/// How far a pruning has come: its stages follow each other, each is done a stretch at a time, and one that was begun and not
/// ended begins again.
enum PruningStage: UInt8 {
  /// Ways are kept for entries that stay among such as go.
  case ways = 1
  /// Checks go, with their entries.
  case checks = 2
  /// Entries about parties go.
  case administrations = 3
  case done = 4
}

extension Store {
  /// The last entry that archives have; 0 where nothing was ever archived.
  public var archived: UInt64 { archivedThrough.load(ordering: .sequentiallyConsistent) }

  /// How far the ledger is archived; nil where nothing ever was.
  public func archiveState() throws(StoreError) -> ArchiveState? {
    guard let record = try Store.archive(tables, in: environment) else { return nil }
    return ArchiveState(
      through: record.through, time: Timestamp(milliseconds: record.time), checks: record.checks,
      entries: record.entries, isPruned: record.stage == PruningStage.done.rawValue)
  }

  /// How far one could archive: the last commit of which every entry was decided before `time`, and none after `sequence`; nil
  /// where there is none that is not archived yet. Nothing that is so young that its id could still come again: one that is gone
  /// could not be told from one that never was.
  public func archivable(before time: Timestamp, notAfter sequence: UInt64) throws(StoreError) -> UInt64? {
    let snapshot = try snapshot()
    let history = try snapshot.history()
    let newest = try snapshot.sequence()
    guard newest > archived, attested > archived else { return nil }
    let now = try snapshot.receipt(newest).entry.time
    let window = Bounds.idPast.milliseconds + Bounds.idFuture.milliseconds
    let time = min(time, Timestamp(milliseconds: now.milliseconds - window))
    let first = archived + 1
    var (low, high) = (first, min(sequence, history.lastSequence, attested))
    guard low <= high, try snapshot.receipt(low).entry.time < time else { return nil }
    while low < high {
      let middle = high - (high - low) / 2
      if try snapshot.receipt(middle).entry.time < time { low = middle } else { high = middle - 1 }
    }
    guard let commit = try snapshot.commit(of: low, in: history) else { return nil }
    let last = commit.last == low ? low : commit.first - 1
    return last >= first ? last : nil
  }

  /// Says that archives have everything up to an entry, which must be one that `archivable` gave. From here on no command and no
  /// question finds a check that had closed by then; `prune` lets go of it. Durable when this returns.
  public func archive(through sequence: UInt64) throws(StoreError) {
    precondition(sequence > archived && sequence <= attested, "entry \(sequence) cannot be archived")
    let time = try snapshot().receipt(sequence).entry.time
    let transaction = try database { () throws(LMDBError) in try WriteTransaction(environment) }
    var record = try tables.archive(in: transaction) ?? vouch_archive_record()
    precondition(record.stage == 0 || record.stage == PruningStage.done.rawValue, "a pruning has not ended")
    record.stage = PruningStage.ways.rawValue
    record.from = record.through
    record.through = sequence
    record.time = time.milliseconds
    try tables.meta.seal(record, at: Tables.archiveKey, in: transaction)
    do throws(LMDBError) { try transaction.commit() } catch { throw .database(error) }
    isPruning.store(true, ordering: .sequentiallyConsistent)
    archivedThrough.store(sequence, ordering: .sequentiallyConsistent)
  }

  /// Has a moment see how far the ledger is archived.
  func see(_ snapshot: inout Snapshot) {
    snapshot.archived = archived
    snapshot.isPruning = isPruning.load(ordering: .sequentiallyConsistent)
  }

  static func archive(_ tables: Tables, in environment: Environment) throws(StoreError) -> vouch_archive_record? {
    let view = try database { () throws(LMDBError) in try ReadTransaction(environment) }
    return try tables.archive(in: view)
  }
}

extension Tables {
  /// How far the ledger is archived; nil where nothing ever was.
  func archive(in transaction: borrowing some Readable & ~Copyable) throws(StoreError) -> vouch_archive_record? {
    let record = try meta.sealed(vouch_archive_record.self, at: Tables.archiveKey, in: transaction)
    guard let record else { return nil }
    guard PruningStage(rawValue: record.stage) != nil, record.from < record.through else {
      throw meta.damaged(Tables.archiveKey, .impossible)
    }
    return record
  }
}
