/// A ledger of before format 5 is sealed when it is opened: first the tables, then the log.
///
/// A crash at any moment leaves either the ledger as it was, or one whose tables are sealed and whose log is still to be
/// renewed (`log_in_clear`), which the next opening goes on with.
internal import CVouchRecords
internal import Glibc
internal import LMDB
internal import Ledger
internal import Storage

extension Store {
  /// The directory of the copy, beside the original so that it can take its place by its name alone.
  private static func copyPath(_ path: String) -> String { "\(path)/sealing" }

  /// Whether the ledger at `path` holds, or may hold, personal data in the clear, so that opening it takes a sealing.
  ///
  /// - Throws: what opening it would.
  public static func isInClear(at path: String, mapSize: Int) throws(StoreError) -> Bool {
    var status = stat()
    guard unsafe stat("\(path)/data.mdb", &status) == 0, status.st_size > 0 else { throw .notInitialised(path: path) }
    let lock = try takeLock(of: path)
    defer { withExtendedLifetime(lock) {} }
    let environment = try open(path, mapSize: mapSize)
    guard try !isEmpty(environment) else { throw .notInitialised(path: path) }
    let transaction = try database { () throws(LMDBError) in try WriteTransaction(environment) }
    if let fault = try fault(of: transaction, at: path) { throw fault }
    let meta: vouch_meta_record
    do throws(LMDBError) {
      guard
        let found = try Table<UInt64>(existing: "meta", in: transaction)
          .record(vouch_meta_record.self, at: Tables.metaKey, in: transaction)
      else { return false }
      meta = found
    } catch {
      // Opening says what is wrong with it.
      return false
    }
    return meta.format < firstSealed || meta.log_in_clear != 0
  }

  /// Puts, where a ledger of before format 5 lies at `path`, one with sealed profiles in its place. The disk must have room
  /// for both.
  static func sealTables(at path: String, mapSize: Int, by sealing: ProfileSealing?) throws(StoreError) {
    try removeCopy(of: path)
    guard try makeCopy(of: path, mapSize: mapSize, by: sealing) else { return }
    // Both are closed now. LMDB's lock file says nothing once nobody has the ledger open.
    guard unsafe rename("\(copyPath(path))/data.mdb", "\(path)/data.mdb") == 0 else {
      throw .notWritable(path: path, reason: reason(errno))
    }
    try sync(path)
    try removeCopy(of: path)
  }

  /// Whether there was anything to copy.
  private static func makeCopy(
    of path: String, mapSize: Int, by sealing: ProfileSealing?
  ) throws(StoreError) -> Bool {
    let environment = try open(path, mapSize: mapSize)
    guard try !isEmpty(environment) else { return false }
    let transaction = try database { () throws(LMDBError) in try WriteTransaction(environment) }
    if let fault = try fault(of: transaction, at: path) { throw fault }
    let source: Tables
    do throws(LMDBError) { source = try Tables(creating: false, in: transaction) } catch {
      // Whoever opens it next says what is wrong.
      return false
    }
    let meta = try source.meta(in: transaction)
    do throws(LMDBError) { try transaction.commit() } catch { throw .database(error) }
    guard meta.format < firstSealed else { return false }
    guard let sealing else { throw .inClear(path: path, format: meta.format) }

    try makeDirectory(copyPath(path))
    let target = try open(copyPath(path), mapSize: mapSize)
    let making = try database { () throws(LMDBError) in try WriteTransaction(target) }
    let tables = try database { () throws(LMDBError) in try Tables(creating: true, in: making) }
    do throws(LMDBError) { try making.commit() } catch { throw .database(error) }
    let copy = SealedCopy(
      source: source, reading: try database { () throws(LMDBError) in try ReadTransaction(environment) },
      target: tables,
      environment: target, sealing: sealing)
    try copy.run()
    return true
  }

  private static func removeCopy(of path: String) throws(StoreError) {
    let copy = copyPath(path)
    for name in ["data.mdb", "lock.mdb"] { unsafe unlink("\(copy)/\(name)") }
    guard unsafe rmdir(copy) == 0 || errno == ENOENT else { throw .notWritable(path: copy, reason: reason(errno)) }
  }
}

// MARK: - The log

extension Store {
  /// Brings into the tables what the log alone had, and begins a log that never held anything in the clear.
  static func renewLog(
    after layer: Overlay, _ tables: Tables, in environment: Environment, at path: String, _ place: LogPlace,
    by sealing: ProfileSealing?
  ) throws(StoreError) -> CommandLog {
    try sealing?.makeDurable()
    let transaction = try database { () throws(LMDBError) in try WriteTransaction(environment) }
    if !layer.isEmpty {
      let fold = Fold(layers: [layer], tables: tables, exactThrough: Timestamp(milliseconds: 0))
      try fold.write(in: transaction)
    }
    var meta = try tables.meta(in: transaction)
    // From here on the tables are all there is, until there is a log again.
    meta.log_begun = 0
    try tables.meta.seal(meta, at: Tables.metaKey, in: transaction)
    do throws(LMDBError) { try transaction.commit() } catch { throw .database(error) }
    try removeLog(of: meta, at: path, place)
    try beginLog(of: meta, tables, in: environment, at: path, place)
    return try openLog(of: meta, at: path, place)
  }

  /// Removes this ledger's log; another's is left, and named.
  static func removeLog(of meta: vouch_meta_record, at path: String, _ place: LogPlace) throws(StoreError) {
    do throws(LogError) {
      try CommandLog.remove(from: try logDirectory(at: path, place, making: true), identity: LedgerIdentity(of: meta))
    } catch {
      throw .log(error)
    }
  }

  static func meta(_ tables: Tables, in environment: Environment) throws(StoreError) -> vouch_meta_record {
    let transaction = try database { () throws(LMDBError) in try ReadTransaction(environment) }
    return try tables.meta(in: transaction)
  }
}

extension CommandLog {
  /// Removes all segments of the log of the ledger `identity`, the oldest first, and the files that lay ready for it.
  static func remove(from directory: any Directory, identity: LedgerIdentity) throws(LogError) {
    let list = try SegmentList(of: directory)
    for segment in list.all { _ = try segment.open(in: directory, identity: identity) }
    do throws(StorageError) {
      for segment in list.all { try directory.remove(segment.name) }
      for spare in list.spares { try directory.remove(spare) }
    } catch {
      throw LogError(error)
    }
  }
}
