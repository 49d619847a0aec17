/// A table without types: bytes at keys, by one cursor a transaction. All of C's part in reading and writing is here.
internal import CLMDB

/// What `Table` rests on. A pointer it gives is good until the next write of the same transaction, or its end.
@usableFromInline
struct RawTable: Sendable {
  @usableFromInline let name: String
  @usableFromInline let handle: UInt32
  /// How many bytes a key has.
  @usableFromInline let keySize: Int

  /// The flag that makes a missing table.
  static let create = MDB_CREATE

  init(_ name: String, wordCount: Int, flags: Int32, in transaction: TransactionHandle) throws(LMDBError) {
    var handle: MDB_dbi = 0
    let code = unsafe mdb_dbi_open(transaction.pointer, name, UInt32(flags), &handle)
    guard code != MDB_NOTFOUND else { throw LMDBError(.notFound, "open table \(name)") }
    try check(code, "open table \(name)")
    self.name = name
    self.handle = handle
    keySize = wordCount * 8
  }

  func count(in transaction: TransactionHandle) throws(LMDBError) -> Int {
    var status = MDB_stat()
    try check(unsafe mdb_stat(transaction.pointer, handle, &status), "count \(name)")
    return status.ms_entries
  }

  /// The bytes at `key`; nil when there are none.
  @usableFromInline
  func find(_ key: KeyWords, in transaction: TransactionHandle) throws(LMDBError) -> UnsafeRawBufferPointer? {
    let cursor = unsafe try transaction.cursor(of: self)
    var value = unsafe MDB_val()
    let code = unsafe withKey(key) { unsafe mdb_cursor_get(cursor, $0, &value, MDB_SET) }
    guard code != MDB_NOTFOUND else { return nil }
    try check(code, "get \(name)")
    return unsafe UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
  }

  /// Where to write `size` bytes for `key`: in place of those that are there, or anew.
  @usableFromInline
  func reserve(
    _ size: Int, at key: KeyWords, in transaction: TransactionHandle
  ) throws(LMDBError) -> UnsafeMutableRawBufferPointer {
    let cursor = unsafe try transaction.cursor(of: self)
    var value = unsafe MDB_val()
    let code = unsafe withKey(key) { key in
      let found = unsafe mdb_cursor_get(cursor, key, &value, MDB_SET)
      guard found == MDB_SUCCESS || found == MDB_NOTFOUND else { return found }
      // The cursor stands on the record already: no second search.
      let flags = found == MDB_SUCCESS ? MDB_CURRENT | MDB_RESERVE : MDB_RESERVE
      unsafe value = MDB_val(mv_size: size, mv_data: nil)
      return unsafe mdb_cursor_put(cursor, key, &value, UInt32(flags))
    }
    try check(code, "put \(name)")
    return unsafe UnsafeMutableRawBufferPointer(start: value.mv_data, count: size)
  }

  /// Where to write `size` bytes for `key`, which must be after every key there is.
  @usableFromInline
  func reserveLast(
    _ size: Int, at key: KeyWords, in transaction: TransactionHandle
  ) throws(LMDBError) -> UnsafeMutableRawBufferPointer {
    let cursor = unsafe try transaction.cursor(of: self)
    var value = unsafe MDB_val(mv_size: size, mv_data: nil)
    let code = unsafe withKey(key) { unsafe mdb_cursor_put(cursor, $0, &value, UInt32(MDB_APPEND | MDB_RESERVE)) }
    try check(code, "append \(name)")
    return unsafe UnsafeMutableRawBufferPointer(start: value.mv_data, count: size)
  }

  /// Deletes what is at `key`; whether there was something.
  @usableFromInline
  func delete(_ key: KeyWords, in transaction: TransactionHandle) throws(LMDBError) -> Bool {
    let cursor = unsafe try transaction.cursor(of: self)
    var value = unsafe MDB_val()
    let found = unsafe withKey(key) { unsafe mdb_cursor_get(cursor, $0, &value, MDB_SET) }
    guard found != MDB_NOTFOUND else { return false }
    try check(found, "delete \(name)")
    try check(unsafe mdb_cursor_del(cursor, 0), "delete \(name)")
    return true
  }

  @inline(__always)
  private func withKey<Result>(_ key: KeyWords, _ body: (UnsafeMutablePointer<MDB_val>) -> Result) -> Result {
    var words = key.bigEndian
    return unsafe withUnsafeMutableBytes(of: &words) { bytes in
      var value = unsafe MDB_val(mv_size: keySize, mv_data: bytes.baseAddress)
      return unsafe body(&value)
    }
  }
}

// MARK: - Walking

extension RawTable {
  /// Walks from `start`, or from the end there is, on a cursor of its own, so that walks may be nested.
  func scan(
    from start: KeyWords?, _ direction: Direction, in transaction: TransactionHandle,
    _ body: (KeyWords, UnsafeRawBufferPointer) throws(LMDBError) -> Bool
  ) throws(LMDBError) {
    var opened: OpaquePointer?
    try check(unsafe mdb_cursor_open(transaction.pointer, handle, &opened), "scan \(name)")
    guard let cursor = unsafe opened else { throw LMDBError(.corrupted, "scan \(name)") }
    defer { unsafe mdb_cursor_close(cursor) }

    var key = unsafe MDB_val()
    var value = unsafe MDB_val()
    var code: Int32
    if let start {
      code = unsafe place(cursor, at: start, direction, &key, &value)
    } else {
      code = unsafe mdb_cursor_get(cursor, &key, &value, direction == .forward ? MDB_FIRST : MDB_LAST)
    }
    while code != MDB_NOTFOUND {
      try check(code, "scan \(name)")
      let bytes = unsafe UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
      guard try unsafe body(try words(of: key), bytes) else { return }
      code = unsafe mdb_cursor_get(cursor, &key, &value, direction == .forward ? MDB_NEXT : MDB_PREV)
    }
  }

  /// Forward, the first key not before `start`; backward, the last one not after it.
  private func place(
    _ cursor: OpaquePointer, at start: KeyWords, _ direction: Direction, _ key: inout MDB_val, _ value: inout MDB_val
  ) -> Int32 {
    var words = start.bigEndian
    let code = unsafe withUnsafeMutableBytes(of: &words) { bytes in
      unsafe key = MDB_val(mv_size: keySize, mv_data: bytes.baseAddress)
      return unsafe mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE)
    }
    guard direction == .backward else { return code }
    if code == MDB_NOTFOUND { return unsafe mdb_cursor_get(cursor, &key, &value, MDB_LAST) }
    guard code == MDB_SUCCESS, unsafe (try? self.words(of: key)) != start else { return code }
    return unsafe mdb_cursor_get(cursor, &key, &value, MDB_PREV)
  }

  private func words(of key: MDB_val) throws(LMDBError) -> KeyWords {
    let bytes = unsafe UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size)
    guard bytes.count == keySize else {
      throw LMDBError(.wrongSize(table: name, expected: keySize, found: bytes.count), "scan \(name)")
    }
    var words = KeyWords(0)
    unsafe withUnsafeMutableBytes(of: &words) { unsafe $0.copyMemory(from: bytes) }
    return words.bigEndian
  }
}
