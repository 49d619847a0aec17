/// An LMDB environment: one directory with one memory-mapped file of tables. Safe, and without policy.
///
/// Absent here: what is stored, and what it means.
internal import CLMDB
internal import Glibc
internal import Synchronization

/// An open environment. It is closed when the last reference goes; no transaction may be open then.
///
/// Flags are LMDB's defaults (each commit is synced), with readers that are not tied to threads.
@safe public final class Environment: @unchecked Sendable {
  // Sendable because LMDB serialises writers by its own mutex, readers are independent of threads (MDB_NOTLS), and
  // `pointer` never changes.
  let pointer: OpaquePointer
  /// The directory, as it was given.
  public let path: String
  /// Handles of tables are below this: LMDB keeps the first two for itself.
  let handleCount: Int
  private let identity: Identity

  /// A directory is known by device and inode, whatever it is called.
  private struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  /// POSIX locks belong to a process: a second opening would, on closing, drop the locks of the first.
  private static let open = Mutex<Set<Identity>>([])

  /// Opens, or creates, the environment in the directory at `path`, which must exist.
  ///
  /// - Parameters:
  ///   - mapSize: the largest size of the file, in bytes; address space, not memory.
  ///   - tables: how many tables there may be.
  ///   - readers: how many read transactions may be open at once.
  ///   - readOnly: whether nothing is written, neither by this process nor by another one meanwhile, which its user sees to:
  ///     so no lock file is needed either.
  public init(path: String, mapSize: Int, tables: UInt32, readers: UInt32 = 126, readOnly: Bool = false)
    throws(LMDBError)
  {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw LMDBError(code: errno, "open \(path)") }
    let identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    guard Environment.open.withLock({ $0.insert(identity).inserted }) else {
      throw LMDBError(.openedTwice, "open \(path)")
    }
    var created: OpaquePointer?
    do throws(LMDBError) {
      try check(unsafe mdb_env_create(&created), "open \(path)")
      guard let environment = unsafe created else { throw LMDBError(.corrupted, "open \(path)") }
      unsafe pointer = environment
      try check(unsafe mdb_env_set_mapsize(environment, mapSize), "set map size")
      try check(unsafe mdb_env_set_maxdbs(environment, tables), "set tables")
      try check(unsafe mdb_env_set_maxreaders(environment, readers), "set readers")
      let flags = UInt32(MDB_NOTLS) | UInt32(MDB_NORDAHEAD) | (readOnly ? UInt32(MDB_RDONLY | MDB_NOLOCK) : 0)
      try check(unsafe mdb_env_open(environment, path, flags, 0o600), "open \(path)")
    } catch {
      if let created = unsafe created { unsafe mdb_env_close(created) }
      Environment.open.withLock { _ = $0.remove(identity) }
      throw error
    }
    self.path = path
    handleCount = Int(tables) + 2
    self.identity = identity
  }

  deinit {
    unsafe mdb_env_close(pointer)
    Environment.open.withLock { _ = $0.remove(identity) }
  }

  /// How full the environment is and who reads it.
  public struct Info: Hashable, Sendable {
    /// The largest size of the file, in bytes.
    public let mapSize: Int
    /// What is used of it, in bytes.
    public let usedSize: Int
    /// The number of the last committed write transaction.
    public let lastTransaction: UInt64
    /// How many reader slots were ever in use at once.
    public let readers: UInt32
  }

  /// How full the environment is now.
  public func info() throws(LMDBError) -> Info {
    var info = unsafe MDB_envinfo()
    var status = MDB_stat()
    try check(unsafe mdb_env_info(pointer, &info), "info")
    try check(unsafe mdb_env_stat(pointer, &status), "info")
    return unsafe Info(
      mapSize: info.me_mapsize, usedSize: (info.me_last_pgno + 1) * Int(status.ms_psize),
      lastTransaction: UInt64(info.me_last_txnid), readers: info.me_numreaders)
  }

  /// Frees the slots of readers that died; they would keep old pages from being used again. Gives how many there were.
  public func clearStaleReaders() throws(LMDBError) -> Int {
    var dead: Int32 = 0
    try check(unsafe mdb_reader_check(pointer, &dead), "clear stale readers")
    return Int(dead)
  }

  /// Makes the map larger. No transaction may be open in this process.
  public func growMap(to size: Int) throws(LMDBError) {
    try check(unsafe mdb_env_set_mapsize(pointer, size), "grow map")
  }

  /// Writes a consistent, compacted copy into the empty directory at `path`, while others read and write.
  public func copy(to path: String) throws(LMDBError) {
    try check(unsafe mdb_env_copy2(pointer, path, UInt32(MDB_CP_COMPACT)), "copy to \(path)")
  }

  /// Writes a consistent, compacted copy to a pipe or a file, while others read and write.
  public func copy(to descriptor: Int32) throws(LMDBError) {
    try check(unsafe mdb_env_copyfd2(pointer, descriptor, UInt32(MDB_CP_COMPACT)), "copy")
  }
}
