/// The ledger on disk: one directory, one process. A log makes what is decided durable, LMDB keeps it, and memory holds
/// what is between.
///
/// Absent here: judgements (they are `Ledger`'s), clocks, threads and sockets.
internal import CVouchRecords
internal import Glibc
internal import LMDB
public import Ledger
public import Seals
internal import Storage
internal import Synchronization

/// An open ledger.
///
/// One thread writes, by one `Batch` at a time; any number read, each by its own `Reader` or `Snapshot`; one folds. What
/// a committed batch wrote survives the process and the machine.
///
/// Invariants:
/// 1. What the layers and LMDB hold together is every entry of the log, each once, and nothing else.
/// 2. A layer is listed until LMDB has what it holds, so whoever takes the list first and looks at LMDB then misses
///    nothing.
/// 3. The log keeps every entry that LMDB has not got.
public final class Store: Sendable {
  /// The format that this program writes. 2: entries may be in the log that are not in the tables yet. 3: checks and
  /// accounts are byte strings, as entries are, and all are told from what was written before by their version. 4: there
  /// may be a history that proves entries, and distributors have hand-over keys. 5: profiles are sealed, and nothing that
  /// lies anywhere in the ledger has one in the clear. 6: captures may be collected over paying systems outside, which are
  /// told so by instructions. 7: what archives have may be gone.
  public static let format: UInt32 = 7

  /// The first format in which nothing lies in the clear.
  static let firstSealed: UInt32 = 5
  /// The first format in which paying systems are told something.
  static let firstTelling: UInt32 = 6

  /// The directory.
  public let path: String
  /// The sixteen random bytes by which the ledger is known, as `create` was given them.
  public let identity: (UInt64, UInt64)
  /// The last entry when the ledger was opened.
  public let sequence: UInt64
  /// The time of the last group when the ledger was opened.
  public let time: Timestamp
  /// How many entries were found in the log alone.
  public let replayed: UInt64
  /// What a crash had left of a group that nobody was told of; nil when there was nothing.
  public let cut: CommandLog.CutTail?
  let environment: Environment
  let tables: Tables
  let commandLog: CommandLog
  let published: SharedLock<Published>
  let writer: Writer
  /// Held while one folds.
  let folding: Mutex<FoldState>
  /// See `attested`.
  let attestedThrough: Atomic<UInt64>
  /// See `archived`.
  let archivedThrough: Atomic<UInt64>
  /// Whether what archives have has not been let go of to the end.
  let isPruning: Atomic<Bool>
  /// Why the last fold came to nothing; nil when it did not.
  let lack = Mutex<StoreError?>(nil)
  private let lock: DirectoryLock

  /// What everybody may see.
  struct Published {
    /// The newest first. The first takes what is published; the others are sealed.
    var layers: [Overlay]
    /// Counts the changes of the list.
    var generation: UInt64 = 0
  }

  /// "VOUCHLDG", as the first bytes of a little-endian number.
  static let magic: UInt64 = 0x4744_4C48_4355_4F56

  /// How many snapshots may be open at once: one a thread that reads, with room.
  static let readers: UInt32 = 512

  /// A million accounts and some.
  public static let accountCacheBytes = 256 << 20

  /// Makes an empty ledger in the directory at `path`, which is made if it is missing. Whole or not at all: where a
  /// process died over it there is no ledger yet, and it can be made.
  ///
  /// - Parameters:
  ///   - identity: sixteen random bytes by which this ledger is known.
  ///   - time: now.
  public static func create(
    at path: String, identity: (UInt64, UInt64), time: Timestamp, mapSize: Int, log: LogPlace = LogPlace()
  ) throws(StoreError) {
    try makeDirectory(path)
    let lock = try takeLock(of: path)
    defer { withExtendedLifetime(lock) {} }
    let environment = try open(path, mapSize: mapSize)
    let transaction = try database { () throws(LMDBError) in try WriteTransaction(environment) }
    guard try isEmpty(environment) else {
      if let fault = try fault(of: transaction, at: path), case .foreign = fault { throw fault }
      throw .alreadyInitialised(path: path)
    }
    // Before anything is made that would be a ledger: a place for the log that cannot be is told while nothing is there.
    if log.directory == nil { try makeDirectory(log.path(in: path)) }
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
    try beginLog(of: meta, tables, in: environment, at: log.path(in: path), log)
  }

  /// Whether there is a database in the directory at `path`; whether it is a ledger, opening it tells.
  public static func isThere(at path: String) -> Bool {
    // An empty file is what a process leaves that died at once; LMDB would begin a database in it.
    var status = stat()
    return unsafe stat("\(path)/data.mdb", &status) == 0 && status.st_size > 0
  }

  /// Opens the ledger in the directory at `path`. What the last process committed is there, however it ended.
  ///
  /// - Parameters:
  ///   - mapSize: how large the database may become, in bytes: address space, not memory.
  ///   - salts: what hides the leaves of the history that proves entries: always the same for one ledger. Without, entries
  ///     are not taken into the history; they are once the ledger is opened with it again.
  ///   - accountCacheBytes: about how much memory keeps accounts that were lately decided on.
  ///   - sealing: seals what a ledger of before format 5 has in the clear; such a one is not opened without.
  public init(
    opening path: String, mapSize: Int, log: LogPlace = LogPlace(), attesting salts: LeafSalts? = nil,
    accountCacheBytes: Int = Store.accountCacheBytes, sealing: ProfileSealing? = nil
  ) throws(StoreError) {
    guard Store.isThere(at: path) else { throw .notInitialised(path: path) }
    self.path = path
    lock = try Store.takeLock(of: path)
    try Store.sealTables(at: path, mapSize: mapSize, by: sealing)
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
    var meta = try tables.meta(in: transaction)
    if meta.format < Store.format {
      meta.bringToThisFormat()
      try tables.meta.seal(meta, at: Tables.metaKey, in: transaction)
    }
    do throws(LMDBError) { try transaction.commit() } catch { throw .database(error) }

    let logPath = log.path(in: path)
    if meta.log_begun == 0 {
      if meta.log_in_clear != 0 { try Store.removeLog(of: meta, at: logPath, log) }
      try Store.beginLog(of: meta, tables, in: environment, at: logPath, log)
    }
    var commandLog = try Store.openLog(of: meta, at: logPath, log)
    cut = commandLog.cut
    var replayed = try Replay(after: meta, tables: tables, environment: environment, sealing: sealing).run(commandLog)
    let found = replayed.count
    var folded = meta.sequence
    if meta.log_begun != 0, meta.log_in_clear != 0 {
      commandLog = try Store.renewLog(after: replayed.layer, tables, in: environment, at: logPath, log, by: sealing)
      let renewed = try Store.meta(tables, in: environment)
      folded = renewed.sequence
      replayed = try Replay(after: renewed, tables: tables, environment: environment, sealing: nil)
        .run(commandLog)
    }
    try Store.noteWhatTells(after: replayed.sequence, tables, in: environment)
    self.commandLog = commandLog
    identity = meta.identity
    var folding = FoldState(folded: folded)
    if let salts {
      let view = try database { [environment] () throws(LMDBError) in try ReadTransaction(environment) }
      folding.history = try AttestedHistory(of: tables, in: view, salts: salts, path: path)
    }
    attestedThrough = Atomic(folding.history?.through ?? 0)
    let archive = try Store.archive(tables, in: environment)
    archivedThrough = Atomic(archive?.through ?? 0)
    isPruning = Atomic(archive.map { $0.stage != PruningStage.done.rawValue } ?? false)
    self.folding = Mutex(folding)
    self.replayed = found
    sequence = replayed.sequence
    time = replayed.time
    let active = replayed.layer
    published = SharedLock(Published(layers: [active]))
    let view = try database { [environment] () throws(LMDBError) in try ReadTransaction(environment) }
    writer = Writer(
      desk: Desk(
        view: Snapshot(transaction: view, tables: tables, layers: []), payloadBytes: log.shape.payloadBytes,
        sequence: sequence, recent: RecentAccounts(bytes: accountCacheBytes)), time: time)
  }

  /// The last entry that can be proved; 0 where none can.
  public var attested: UInt64 { attestedThrough.load(ordering: .acquiring) }

  /// Begins the next group, decided at `time` or, if that is later, at the time of the group before.
  ///
  /// On one thread only, and one group at a time.
  public func begin(at time: Timestamp) throws(StoreError) -> Batch {
    precondition(!writer.isBusy, "a group is being made")
    writer.isBusy = true
    do throws(StoreError) { try refresh() } catch {
      writer.isBusy = false
      throw error
    }
    return Batch(store: self, writer: writer, time: time)
  }

  /// Has the writer see the layers there are, and LMDB as it is below them.
  private func refresh() throws(StoreError) {
    // After it was said that a group begins: see `archive`.
    see(&writer.desk.view)
    try published.read { (state: borrowing Published) throws(StoreError) in
      guard state.generation != writer.generation else { return }
      writer.desk.view.transaction.reset()
      try database { () throws(LMDBError) in try writer.desk.view.transaction.renew() }
      writer.desk.view.layers = [writer.desk.group] + state.layers
      writer.generation = state.generation
      writer.sweptThrough = nil
    }
  }

  /// Makes the group in the making durable.
  func log(_ writer: Writer, at time: Timestamp) throws(StoreError) {
    if let lack = lack.withLock({ $0 }) { throw lack }
    do throws(LogError) {
      try unsafe writer.desk.group.journal.payload.withBytes { bytes throws(LogError) in
        unsafe try commandLog.append(
          bytes.bytes, first: writer.desk.group.journal.first, count: UInt32(writer.desk.group.journal.count),
          time: UInt64(bitPattern: time.milliseconds))
      }
    } catch {
      throw .log(error)
    }
  }

  /// Lets everybody see a group that is durable, and empties it.
  func publish(_ group: Overlay, at time: Timestamp) {
    group.time = time
    published.change { $0.layers[0].take(group) }
  }

  /// Frees what readers that died held. Gives how many there were.
  public func clearStaleReaders() throws(StoreError) -> Int {
    try database { () throws(LMDBError) in try environment.clearStaleReaders() }
  }
}
