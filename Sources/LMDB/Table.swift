/// Tables: ordered maps from fixed keys to bytes, and to records of a fixed layout.
internal import CLMDB

/// A named table of byte strings.
public struct Table<Key: TableKey>: Sendable {
  /// The table's name in the file.
  public let name: String
  let handle: MDB_dbi

  /// Opens the table, or makes it if it is missing. Once, before any other transaction uses it.
  public init(_ name: String, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    var handle: MDB_dbi = 0
    try check(unsafe mdb_dbi_open(transaction.handle.pointer, name, UInt32(MDB_CREATE), &handle), "open table \(name)")
    self.name = name
    self.handle = handle
  }

  /// Opens the table, which must exist, without writing.
  public init(existing name: String, in transaction: borrowing some Readable & ~Copyable) throws(LMDBError) {
    var handle: MDB_dbi = 0
    let code = unsafe mdb_dbi_open(transaction.handle.pointer, name, 0, &handle)
    guard code != MDB_NOTFOUND else { throw LMDBError(.notFound, "open table \(name)") }
    try check(code, "open table \(name)")
    self.name = name
    self.handle = handle
  }

  /// How many records there are.
  public func count(in transaction: borrowing some Readable & ~Copyable) throws(LMDBError) -> Int {
    var status = MDB_stat()
    try check(unsafe mdb_stat(transaction.handle.pointer, handle, &status), "count \(name)")
    return status.ms_entries
  }

  /// Lends the bytes at `key` to `body`; nil when there are none. They are gone when `body` returns.
  public func get<Result>(
    _ key: Key, in transaction: borrowing some Readable & ~Copyable, _ body: (RawSpan) -> Result
  ) throws(LMDBError) -> Result? {
    var value = unsafe MDB_val()
    let code = unsafe withKey(key) { unsafe mdb_get(transaction.handle.pointer, handle, $0, &value) }
    guard code != MDB_NOTFOUND else { return nil }
    try check(code, "get \(name)")
    return unsafe body(UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size).bytes)
  }

  /// Puts the bytes of `record` at `key`, over what is there.
  public func put<Record: BitwiseCopyable>(
    _ record: Record, at key: Key, in transaction: borrowing WriteTransaction
  ) throws(LMDBError) {
    var record = record
    let code = unsafe withUnsafeMutableBytes(of: &record) { unsafe put($0, at: key, in: transaction, flags: 0) }
    try check(code, "put \(name)")
  }

  /// Puts `bytes` at `key`, over what is there.
  public func put(_ bytes: [UInt8], at key: Key, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    var bytes = bytes
    let code = unsafe bytes.withUnsafeMutableBytes { unsafe put($0, at: key, in: transaction, flags: 0) }
    try check(code, "put \(name)")
  }

  /// Puts `bytes` at `key`, which must be after every key there is: cheaper than `put`, and fills pages.
  public func append(_ bytes: [UInt8], at key: Key, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    var bytes = bytes
    let code = unsafe bytes.withUnsafeMutableBytes {
      unsafe put($0, at: key, in: transaction, flags: UInt32(MDB_APPEND))
    }
    try check(code, "append \(name)")
  }

  /// Deletes the record at `key`; whether there was one.
  @discardableResult
  public func delete(_ key: Key, in transaction: borrowing WriteTransaction) throws(LMDBError) -> Bool {
    let code = unsafe withKey(key) { unsafe mdb_del(transaction.handle.pointer, handle, $0, nil) }
    guard code != MDB_NOTFOUND else { return false }
    try check(code, "delete \(name)")
    return true
  }

  private func put(
    _ bytes: UnsafeMutableRawBufferPointer, at key: Key, in transaction: borrowing WriteTransaction, flags: UInt32
  ) -> Int32 {
    var value = unsafe MDB_val(mv_size: bytes.count, mv_data: bytes.baseAddress)
    return unsafe withKey(key) { unsafe mdb_put(transaction.handle.pointer, handle, $0, &value, flags) }
  }

  private func withKey<Result>(_ key: Key, _ body: (UnsafeMutablePointer<MDB_val>) -> Result) -> Result {
    var words = key.words.bigEndian
    return unsafe withUnsafeMutableBytes(of: &words) { bytes in
      var value = unsafe MDB_val(mv_size: Key.wordCount * 8, mv_data: bytes.baseAddress)
      return unsafe body(&value)
    }
  }
}

// MARK: - Records of a fixed layout

extension Table {
  /// The record at `key`, copied; nil when there is none.
  public func record<Record: BitwiseCopyable>(
    _ type: Record.Type, at key: Key, in transaction: borrowing some Readable & ~Copyable
  ) throws(LMDBError) -> Record? {
    var found = 0
    let record: Record?? = try get(key, in: transaction) { bytes in
      found = bytes.byteCount
      guard bytes.byteCount == MemoryLayout<Record>.size else { return nil }
      return unsafe bytes.unsafeLoadUnaligned(as: Record.self)
    }
    guard let record else { return nil }
    guard let record else {
      throw LMDBError(.wrongSize(table: name, expected: MemoryLayout<Record>.size, found: found), "get \(name)")
    }
    return record
  }
}

// MARK: - Walking

/// Which way a walk goes.
public enum Direction: Sendable {
  case forward, backward
}

extension Table {
  /// Walks the table in the order of its keys and lends each record to `body` until it returns false.
  ///
  /// - Parameter start: the first key: at or after it forward, at or before it backward; nil: from the end there is.
  public func scan(
    from start: Key? = nil, _ direction: Direction = .forward, in transaction: borrowing some Readable & ~Copyable,
    _ body: (Key, RawSpan) -> Bool
  ) throws(LMDBError) {
    var opened: OpaquePointer?
    try check(unsafe mdb_cursor_open(transaction.handle.pointer, handle, &opened), "scan \(name)")
    guard let cursor = unsafe opened else { throw LMDBError(.corrupted, "scan \(name)") }
    defer { unsafe mdb_cursor_close(cursor) }

    var key = unsafe MDB_val()
    var value = unsafe MDB_val()
    var code: Int32
    if let start {
      var words = start.words.bigEndian
      // The first key not before `start`: right for a forward walk, one too far for a backward one unless it is `start`.
      code = unsafe withUnsafeMutableBytes(of: &words) { bytes in
        unsafe key = MDB_val(mv_size: Key.wordCount * 8, mv_data: bytes.baseAddress)
        return unsafe mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE)
      }
      if direction == .backward {
        if code == MDB_NOTFOUND {
          code = unsafe mdb_cursor_get(cursor, &key, &value, MDB_LAST)
        } else if code == MDB_SUCCESS, unsafe read(key)?.words != start.words {
          code = unsafe mdb_cursor_get(cursor, &key, &value, MDB_PREV)
        }
      }
    } else {
      code = unsafe mdb_cursor_get(cursor, &key, &value, direction == .forward ? MDB_FIRST : MDB_LAST)
    }
    while code != MDB_NOTFOUND {
      try check(code, "scan \(name)")
      guard let current = unsafe read(key) else {
        throw unsafe LMDBError(.wrongSize(table: name, expected: Key.wordCount * 8, found: key.mv_size), "scan \(name)")
      }
      let goesOn = unsafe body(current, UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size).bytes)
      guard goesOn else { return }
      code = unsafe mdb_cursor_get(cursor, &key, &value, direction == .forward ? MDB_NEXT : MDB_PREV)
    }
  }

  /// The last key; nil when the table is empty.
  public func lastKey(in transaction: borrowing some Readable & ~Copyable) throws(LMDBError) -> Key? {
    var last: Key?
    try scan(.backward, in: transaction) { key, _ in
      last = key
      return false
    }
    return last
  }

  private func read(_ key: MDB_val) -> Key? {
    let bytes = unsafe UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size)
    guard bytes.count == Key.wordCount * 8 else { return nil }
    func word(_ index: Int) -> UInt64 {
      index < Key.wordCount ? unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)) : 0
    }
    return Key(words: KeyWords(word(0), word(1), word(2)))
  }
}
