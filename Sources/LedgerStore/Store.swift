/// The ledger on disk: one directory, one LMDB environment, one process.
///
/// Absent here: judgements (they are `Ledger`'s), clocks, threads and sockets.
internal import CVouchRecords
internal import Glibc
internal import LMDB
public import Ledger

/// An open ledger.
///
/// One thread writes, by one `Batch` at a time; any number read, each by its own `Snapshot`. What a committed batch wrote
/// survives the process and the machine.
public final class Store: Sendable {
  /// The format that this program writes.
  public static let format: UInt32 = 1

  /// The directory.
  public let path: String
  /// The last entry when the ledger was opened.
  public let sequence: UInt64
  /// The time of the last group when the ledger was opened.
  public let time: Timestamp
  let environment: Environment
  let tables: Tables
  private let lock: DirectoryLock

  /// "VOUCHLDG", as the first bytes of a little-endian number.
  static let magic: UInt64 = 0x4744_4C48_4355_4F56

  /// How many snapshots may be open at once: one a thread that reads, with room.
  private static let readers: UInt32 = 512

  /// Makes an empty ledger in the directory at `path`, which is made if it is missing. Whole or not at all: where a
  /// process died over it there is no ledger yet, and it can be made.
  ///
  /// - Parameters:
  ///   - identity: sixteen random bytes by which this ledger is known.
  ///   - time: now.
  public static func create(
    at path: String, identity: (UInt64, UInt64), time: Timestamp, mapSize: Int
  ) throws(StoreError) {
    if unsafe mkdir(path, 0o700) != 0, errno != EEXIST { throw .notWritable(path: path, reason: reason(errno)) }
    let lock = try takeLock(of: path)
    defer { withExtendedLifetime(lock) {} }
    let environment = try open(path, mapSize: mapSize)
    let transaction = try database { () throws(LMDBError) in try WriteTransaction(environment) }
    guard try isEmpty(environment) else {
      if let fault = try fault(of: transaction, at: path), case .foreign = fault { throw fault }
      throw .alreadyInitialised(path: path)
    }
    var meta = vouch_meta_record()
    meta.magic = magic
    meta.format = format
    meta.time = time.milliseconds
    meta.created = time.milliseconds
    meta.identity = identity
    let tables = try database { () throws(LMDBError) in try Tables(creating: true, in: transaction) }
    try tables.meta.seal(meta, at: Tables.metaKey, in: transaction)
    do throws(LMDBError) { try transaction.commit() } catch { throw .database(error) }
    // LMDB syncs its file, but not the names of the file and the directory, which are new.
    try sync(path)
    try sync("\(path)/..")
  }

  /// Makes the names in a directory durable.
  private static func sync(_ directory: String) throws(StoreError) {
    let descriptor = unsafe Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // What this process may not list it cannot sync either.
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // Some file systems cannot sync a directory, and say so by EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw .notWritable(path: directory, reason: reason(errno))
    }
  }

  /// Opens the ledger in the directory at `path`. What the last process committed is there, however it ended.
  ///
  /// - Parameter mapSize: how large the database may become, in bytes: address space, not memory.
  public init(opening path: String, mapSize: Int) throws(StoreError) {
    // An empty file is what a process leaves that died at once; LMDB would begin a database in it.
    var status = stat()
    guard unsafe stat("\(path)/data.mdb", &status) == 0, status.st_size > 0 else { throw .notInitialised(path: path) }
    self.path = path
    lock = try Store.takeLock(of: path)
    environment = try Store.open(path, mapSize: mapSize)
    guard try !Store.isEmpty(environment) else { throw .notInitialised(path: path) }
    _ = try database { [environment] () throws(LMDBError) in try environment.clearStaleReaders() }

    let transaction = try database { [environment] () throws(LMDBError) in try WriteTransaction(environment) }
    if let fault = try Store.fault(of: transaction, at: path) { throw fault }
    do throws(LMDBError) {
      tables = try Tables(creating: false, in: transaction)
    } catch {
      throw error.kind == .notFound
        ? .damaged(table: "meta", key: "0", reason: "a table is missing: \(error)") : .database(error)
    }
    let meta = try tables.meta(in: transaction)
    sequence = meta.sequence
    time = Timestamp(milliseconds: meta.time)
    do throws(LMDBError) { try transaction.commit() } catch { throw .database(error) }
  }

  /// Begins the next group, decided at `time` or, if that is later, at the time of the group before.
  ///
  /// On one thread only: the one that commits it.
  public func begin(at time: Timestamp) throws(StoreError) -> Batch {
    let transaction = try database { () throws(LMDBError) in try WriteTransaction(environment) }
    let meta = try tables.meta(in: transaction)
    return Batch(transaction: transaction, tables: tables, meta: meta, time: time)
  }

  /// What is durable now, to read from. Keep it short, or `reset` and `renew` it.
  public func snapshot() throws(StoreError) -> Snapshot {
    let transaction = try database { () throws(LMDBError) in try ReadTransaction(environment) }
    return Snapshot(transaction: transaction, tables: tables)
  }

  /// Frees what readers that died held. Gives how many there were.
  public func clearStaleReaders() throws(StoreError) -> Int {
    try database { () throws(LMDBError) in try environment.clearStaleReaders() }
  }
}

// MARK: - Opening, and what can be wrong with it

extension Store {
  private static func takeLock(of path: String) throws(StoreError) -> DirectoryLock {
    do throws(DirectoryLock.Failure) {
      return try DirectoryLock(directory: path)
    } catch {
      switch error {
      case .held(let holder): throw .inUse(path: path, by: holder)
      case .io(let code): throw .notWritable(path: path, reason: reason(code))
      }
    }
  }

  private static func open(_ path: String, mapSize: Int) throws(StoreError) -> Environment {
    do throws(LMDBError) {
      return try Environment(path: path, mapSize: mapSize, tables: Tables.count, readers: readers)
    } catch {
      throw explain(error, path)
    }
  }

  /// Whether nothing was ever committed: all that a process leaves which died while it made the ledger.
  private static func isEmpty(_ environment: Environment) throws(StoreError) -> Bool {
    try database { () throws(LMDBError) in try environment.info().lastTransaction == 0 }
  }

  private static func explain(_ error: LMDBError, _ path: String) -> StoreError {
    switch error.kind {
    case .foreign, .versionMismatch, .notFound: .foreign(path: path)
    case .permissionDenied, .readOnlyFileSystem: .notWritable(path: path, reason: "\(error)")
    case .openedTwice: .inUse(path: path, by: getpid())
    default: .database(error)
    }
  }

  /// What keeps this program from reading the ledger; nil when nothing does. Looked at first and by itself, since a newer
  /// format may have other tables.
  private static func fault(
    of transaction: borrowing WriteTransaction, at path: String
  ) throws(StoreError) -> StoreError? {
    let prefix: (magic: UInt64, format: UInt32)??
    do throws(LMDBError) {
      let meta = try Table<UInt64>(existing: "meta", in: transaction)
      prefix = try meta.get(Tables.metaKey, in: transaction) { bytes in
        guard bytes.byteCount >= 20 else { return nil }
        return unsafe (
          bytes.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self),
          bytes.unsafeLoadUnaligned(fromByteOffset: 16, as: UInt32.self)
        )
      }
    } catch {
      return explain(error, path)
    }
    guard let prefix = prefix.flatMap({ $0 }), prefix.magic == magic else { return .foreign(path: path) }
    return prefix.format > format ? .newerFormat(path: path, found: prefix.format, known: format) : nil
  }

  private static func reason(_ code: Int32) -> String {
    unsafe String(cString: strerror(code))
  }
}
