/// Transactions: one writer at a time, any number of readers, each of which sees one moment.
internal import CLMDB
internal import Glibc

/// Whatever can be read from.
public protocol Readable: ~Copyable {
  /// LMDB's transaction; for this module only.
  var handle: TransactionHandle { get }
}

/// LMDB's transaction, wrapped so that no other module sees a pointer.
@safe public struct TransactionHandle {
  let pointer: OpaquePointer
  /// One cursor a table, by the table's handle; each is opened when it is first asked for.
  private let cursors: UnsafeMutableBufferPointer<OpaquePointer?>

  init(_ pointer: OpaquePointer, of environment: Environment) {
    unsafe self.pointer = pointer
    unsafe cursors = .allocate(capacity: environment.handleCount)
    unsafe cursors.initialize(repeating: nil)
  }

  /// The transaction's cursor of `table`.
  @inline(__always)
  func cursor(of table: RawTable) throws(LMDBError) -> OpaquePointer {
    if let cursor = unsafe cursors[Int(table.handle)] { return unsafe cursor }
    return unsafe try openCursor(of: table)
  }

  @inline(never)
  private func openCursor(of table: RawTable) throws(LMDBError) -> OpaquePointer {
    var opened: OpaquePointer?
    try check(unsafe mdb_cursor_open(pointer, table.handle, &opened), "open cursor of \(table.name)")
    guard let opened = unsafe opened else { throw LMDBError(.corrupted, "open cursor of \(table.name)") }
    unsafe cursors[Int(table.handle)] = opened
    return unsafe opened
  }

  /// Binds the cursors to a read transaction that was renewed.
  func renewCursors() throws(LMDBError) {
    for index in unsafe cursors.indices {
      if let cursor = unsafe cursors[index] { try check(unsafe mdb_cursor_renew(pointer, cursor), "renew") }
    }
  }

  /// Closes the cursors of a read transaction. Those of a write transaction LMDB closes itself, when it ends.
  func closeCursors() {
    for index in unsafe cursors.indices {
      if let cursor = unsafe cursors[index] { unsafe mdb_cursor_close(cursor) }
    }
  }

  /// Forgets the cursors.
  func deallocate() { unsafe cursors.deallocate() }
}

/// The write transaction. What it wrote is there, whole and synced, once `commit` has returned, and not at all if it is
/// dropped before.
@safe public struct WriteTransaction: ~Copyable, Readable {
  /// LMDB's transaction; for this module only.
  public let handle: TransactionHandle
  // Keeps the environment open as long as the transaction is; unmanaged, as `discard` asks for trivial fields.
  private let environment: Unmanaged<Environment>

  /// Begins, after waiting for the writer before.
  public init(_ environment: Environment) throws(LMDBError) {
    var transaction: OpaquePointer?
    try check(unsafe mdb_txn_begin(environment.pointer, nil, 0, &transaction), "begin write")
    guard let transaction = unsafe transaction else { throw LMDBError(.corrupted, "begin write") }
    handle = unsafe TransactionHandle(transaction, of: environment)
    unsafe self.environment = Unmanaged.passRetained(environment)
  }

  deinit {
    unsafe mdb_txn_abort(handle.pointer)
    handle.deallocate()
    unsafe environment.release()
  }

  /// Makes everything durable. After an error nothing was.
  public consuming func commit() throws(LMDBError) {
    let handle = handle
    let environment = unsafe environment
    discard self
    // LMDB frees the transaction whether the commit succeeds or not.
    errno = 0
    var code = unsafe mdb_txn_commit(handle.pointer)
    // A write that only in part found room is short, and LMDB calls that an input/output error, though the system named
    // none. Nothing of the transaction is in the database, as when there was no room at all.
    if code == EIO, errno != EIO { code = ENOSPC }
    handle.deallocate()
    unsafe environment.release()
    try check(code, "commit")
  }
}

/// A read transaction: it sees what was committed when it began or was last renewed. Keep it short: the pages it may
/// still read cannot be used again.
public struct ReadTransaction: ~Copyable, Readable {
  /// LMDB's transaction; for this module only.
  public let handle: TransactionHandle
  private let environment: Environment

  /// Begins.
  public init(_ environment: Environment) throws(LMDBError) {
    var transaction: OpaquePointer?
    try check(unsafe mdb_txn_begin(environment.pointer, nil, UInt32(MDB_RDONLY), &transaction), "begin read")
    guard let transaction = unsafe transaction else { throw LMDBError(.corrupted, "begin read") }
    handle = unsafe TransactionHandle(transaction, of: environment)
    self.environment = environment
  }

  deinit {
    handle.closeCursors()
    unsafe mdb_txn_abort(handle.pointer)
    handle.deallocate()
  }

  /// Lets go of the moment seen, but keeps the reader's slot.
  public mutating func reset() { unsafe mdb_txn_reset(handle.pointer) }

  /// Sees the newest moment again, after `reset`.
  public mutating func renew() throws(LMDBError) {
    try check(unsafe mdb_txn_renew(handle.pointer), "renew")
    try handle.renewCursors()
  }
}

// A handle is used by one thread at a time: whoever owns the noncopyable transaction. With MDB_NOTLS that may be
// another thread than the one that began it.
extension TransactionHandle: @unchecked Sendable {}
