/// Making a ledger's directory and opening it, and everything that can be wrong with it.
internal import CVouchRecords
internal import Glibc
internal import LMDB
internal import Ledger
internal import Storage

extension Store {
  /// Makes the names in a directory durable.
  static func sync(_ directory: String) throws(StoreError) {
    let descriptor = unsafe Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // What this process may not list it cannot sync either.
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // Some file systems cannot sync a directory, and say so by EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw .notWritable(path: directory, reason: reason(errno))
    }
  }

  static func takeLock(of path: String) throws(StoreError) -> DirectoryLock {
    do throws(DirectoryLock.Failure) {
      return try DirectoryLock(directory: path)
    } catch {
      switch error {
      case .held(let holder): throw .inUse(path: path, by: holder)
      case .io(let code): throw .notWritable(path: path, reason: reason(code))
      }
    }
  }

  static func open(_ path: String, mapSize: Int) throws(StoreError) -> Environment {
    do throws(LMDBError) {
      return try Environment(path: path, mapSize: mapSize, tables: Tables.count, readers: readers)
    } catch {
      throw explain(error, path)
    }
  }

  /// Whether nothing was ever committed: all that a process leaves which died while it made the ledger.
  static func isEmpty(_ environment: Environment) throws(StoreError) -> Bool {
    try database { () throws(LMDBError) in try environment.info().lastTransaction == 0 }
  }

  static func explain(_ error: LMDBError, _ path: String) -> StoreError {
    switch error.kind {
    case .foreign, .versionMismatch, .notFound: .foreign(path: path)
    case .permissionDenied, .readOnlyFileSystem: .notWritable(path: path, reason: "\(error)")
    case .openedTwice: .inUse(path: path, by: getpid())
    default: .database(error)
    }
  }

  /// What keeps this program from reading the ledger; nil when nothing does. Looked at first and by itself, since a newer
  /// format may have other tables.
  static func fault(
    of transaction: borrowing some Readable & ~Copyable, at path: String
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

  static func reason(_ code: Int32) -> String {
    unsafe String(cString: strerror(code))
  }
}

// MARK: - The log

extension Store {
  /// Makes the log of a ledger that has none yet, and says so in the ledger: from then on the one is nothing without the
  /// other. A process may have died over it.
  static func beginLog(
    of meta: vouch_meta_record, _ tables: Tables, in environment: Environment, at path: String, _ place: LogPlace
  ) throws(StoreError) {
    do throws(LogError) {
      try CommandLog.create(
        in: try logDirectory(at: path, place, making: true), identity: LedgerIdentity(of: meta),
        first: meta.sequence + 1, shape: place.shape, newSalt: place.newSalt)
    } catch {
      // One that was begun: whether it is this ledger's, opening it will tell.
      guard case .exists = error else { throw .log(error) }
    }
    var meta = meta
    meta.format = format
    meta.log_begun = 1
    meta.log_in_clear = 0
    meta.folded_through = meta.sequence
    let transaction = try database { () throws(LMDBError) in try WriteTransaction(environment) }
    try tables.meta.seal(meta, at: Tables.metaKey, in: transaction)
    do throws(LMDBError) { try transaction.commit() } catch { throw .database(error) }
  }

  /// Notes where the entries of formats in which nobody was told anything end: with the log as it is when such a ledger is
  /// opened for the first time, before anything is added to it. A process may have died since it was opened.
  static func noteWhatTells(after last: UInt64, _ tables: Tables, in environment: Environment) throws(StoreError) {
    let transaction = try database { () throws(LMDBError) in try WriteTransaction(environment) }
    var meta = try tables.meta(in: transaction)
    guard meta.tells_from == .max else { return }
    meta.tells_from = last + 1
    try tables.meta.seal(meta, at: Tables.metaKey, in: transaction)
    do throws(LMDBError) { try transaction.commit() } catch { throw .database(error) }
  }

  static func openLog(
    of meta: vouch_meta_record, at path: String, _ place: LogPlace
  ) throws(StoreError) -> CommandLog {
    do throws(LogError) {
      return try CommandLog(
        opening: try logDirectory(at: path, place, making: false), identity: LedgerIdentity(of: meta),
        shape: place.shape, newSalt: place.newSalt)
    } catch {
      throw .log(error)
    }
  }

  static func makeDirectory(_ path: String) throws(StoreError) {
    if unsafe mkdir(path, 0o700) != 0, errno != EEXIST { throw .notWritable(path: path, reason: reason(errno)) }
  }

  static func logDirectory(
    at path: String, _ place: LogPlace, making: Bool
  ) throws(LogError) -> any Directory {
    if let directory = place.directory { return directory }
    if !making, unsafe access(path, F_OK) != 0, errno == ENOENT { throw .missing(path: path) }
    do throws(StorageError) {
      return try making ? DiskDirectory(making: path) : DiskDirectory(path: path)
    } catch {
      throw LogError(error)
    }
  }
}

extension LedgerIdentity {
  init(of meta: vouch_meta_record) { self.init(meta.identity.0, meta.identity.1) }
}

extension vouch_meta_record {
  /// The first entry that may have told a paying system something.
  var firstTelling: UInt64 { format < Store.firstTelling ? .max : tells_from }

  /// Notes this program's format: no older one opens the ledger from here on.
  mutating func bringToThisFormat() {
    if format < Store.firstTelling { tells_from = .max }
    format = Store.format
  }
}
