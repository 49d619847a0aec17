/// Transactions: one writer at a time, any number of readers, each of which sees one moment.
internal import CLMDB

/// Whatever can be read from.
public protocol Readable: ~Copyable {
  /// LMDB's transaction; for this module only.
  var handle: TransactionHandle { get }
}

/// LMDB's transaction, wrapped so that no other module sees a pointer.
@safe public struct TransactionHandle {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }
}

/// The write transaction. What it wrote is there, whole and synced, once `commit` has returned, and not at all if it is
/// dropped before.
@safe public struct WriteTransaction: ~Copyable, Readable {
  public let handle: TransactionHandle
  // Keeps the environment open as long as the transaction is; unmanaged, as `discard` asks for trivial fields.
  private let environment: Unmanaged<Environment>

  /// Begins, after waiting for the writer before.
  public init(_ environment: Environment) throws(LMDBError) {
    var transaction: OpaquePointer?
    try check(unsafe mdb_txn_begin(environment.pointer, nil, 0, &transaction), "begin write")
    guard let transaction = unsafe transaction else { throw LMDBError(.corrupted, "begin write") }
    handle = unsafe TransactionHandle(transaction)
    unsafe self.environment = Unmanaged.passRetained(environment)
  }

  deinit {
    unsafe mdb_txn_abort(handle.pointer)
    unsafe environment.release()
  }

  /// Makes everything durable. After an error nothing was.
  public consuming func commit() throws(LMDBError) {
    let transaction = unsafe handle.pointer
    let environment = unsafe environment
    discard self
    // LMDB frees the transaction whether the commit succeeds or not.
    let code = unsafe mdb_txn_commit(transaction)
    unsafe environment.release()
    try check(code, "commit")
  }
}

/// A read transaction: it sees what was committed when it began or was last renewed. Keep it short: the pages it may
/// still read cannot be used again.
public struct ReadTransaction: ~Copyable, Readable {
  public let handle: TransactionHandle
  private let environment: Environment

  /// Begins.
  public init(_ environment: Environment) throws(LMDBError) {
    var transaction: OpaquePointer?
    try check(unsafe mdb_txn_begin(environment.pointer, nil, UInt32(MDB_RDONLY), &transaction), "begin read")
    guard let transaction = unsafe transaction else { throw LMDBError(.corrupted, "begin read") }
    handle = unsafe TransactionHandle(transaction)
    self.environment = environment
  }

  deinit {
    unsafe mdb_txn_abort(handle.pointer)
  }

  /// Lets go of the moment seen, but keeps the reader's slot.
  public mutating func reset() { unsafe mdb_txn_reset(handle.pointer) }

  /// Sees the newest moment again, after `reset`.
  public mutating func renew() throws(LMDBError) {
    try check(unsafe mdb_txn_renew(handle.pointer), "renew")
  }
}

// A handle is used by one thread at a time: whoever owns the noncopyable transaction. With MDB_NOTLS that may be
// another thread than the one that began it.
extension TransactionHandle: @unchecked Sendable {}
