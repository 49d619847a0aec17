/// A whole environment written anew, record by record: what a change of every value takes, and what leaves no old page
/// behind.
internal import CLMDB

/// One record of a table, as bytes.
public struct RawRecord: Sendable {
  /// The table's name.
  public let table: String
  /// The key as it lies in the file: its words, each big-endian.
  public let key: [UInt8]
  public let value: [UInt8]
}

extension Environment {
  /// How many records go into one transaction: so that one of millions is not held in memory until its end.
  private static let portion = 10_000

  /// Writes every table into `copy`, which must have none: each record with the value that `change` gives for it. What was
  /// written is durable when this returns; this environment stays as it is, and may be read meanwhile.
  ///
  /// - Parameter change: nil to stop there.
  /// - Returns: whether it came to the end.
  public func rewrite(into copy: Environment, _ change: (RawRecord) -> [UInt8]?) throws(LMDBError) -> Bool {
    let source = try ReadTransaction(self)
    for name in try Environment.tableNames(source.handle) {
      guard try Environment.rewrite(name, from: source.handle, into: copy, change) else { return false }
    }
    return true
  }

  /// The names of all tables.
  public func tableNames() throws(LMDBError) -> [String] {
    let view = try ReadTransaction(self)
    return try Environment.tableNames(view.handle)
  }

  /// Opens tables for every read transaction that begins after this: where nothing is written, what one transaction opens is
  /// only its own.
  public func openForReading(_ names: some Sequence<String>) throws(LMDBError) {
    var opened: OpaquePointer?
    try check(unsafe mdb_txn_begin(pointer, nil, UInt32(MDB_RDONLY), &opened), "open tables")
    guard let transaction = unsafe opened else { throw LMDBError(.corrupted, "open tables") }
    var code = MDB_SUCCESS
    for name in names where code == MDB_SUCCESS {
      var table: MDB_dbi = 0
      code = unsafe mdb_dbi_open(transaction, name, 0, &table)
    }
    // Committed, though nothing was written: so the handles stay.
    let committed = unsafe mdb_txn_commit(transaction)
    try check(code == MDB_SUCCESS ? committed : code, "open tables")
  }

  /// LMDB keeps the tables' names as keys of a table without one.
  private static func tableNames(_ source: TransactionHandle) throws(LMDBError) -> [String] {
    var main: MDB_dbi = 0
    try check(unsafe mdb_dbi_open(source.pointer, nil, 0, &main), "list tables")
    var names: [String] = []
    unsafe try walk(main, in: source, "list tables") { key, _ in
      unsafe names.append(
        String(decoding: UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size), as: UTF8.self))
      return true
    }
    return names
  }

  private static func rewrite(
    _ name: String, from source: TransactionHandle, into copy: Environment, _ change: (RawRecord) -> [UInt8]?
  ) throws(LMDBError) -> Bool {
    var table: MDB_dbi = 0
    try check(unsafe mdb_dbi_open(source.pointer, name, 0, &table), "open table \(name)")
    var portion: [(key: [UInt8], value: [UInt8])] = []
    var isStopped = false
    // The table is made even where it has nothing.
    try append([], to: name, of: copy)
    unsafe try walk(table, in: source, "rewrite \(name)") { key, value throws(LMDBError) in
      let record = unsafe RawRecord(table: name, key: bytes(of: key), value: bytes(of: value))
      guard let changed = change(record) else {
        isStopped = true
        return false
      }
      portion.append((record.key, changed))
      if portion.count == Environment.portion {
        try append(portion, to: name, of: copy)
        portion = []
      }
      return true
    }
    guard !isStopped else { return false }
    try append(portion, to: name, of: copy)
    return true
  }

  private static func append(
    _ records: [(key: [UInt8], value: [UInt8])], to name: String, of copy: Environment
  ) throws(LMDBError) {
    let target = try WriteTransaction(copy)
    var table: MDB_dbi = 0
    try check(unsafe mdb_dbi_open(target.handle.pointer, name, UInt32(MDB_CREATE), &table), "open table \(name)")
    for record in records {
      var (key, value) = (record.key, record.value)
      let code = unsafe key.withUnsafeMutableBytes { keyBytes in
        unsafe value.withUnsafeMutableBytes { valueBytes in
          var key = unsafe MDB_val(mv_size: keyBytes.count, mv_data: keyBytes.baseAddress)
          var value = unsafe MDB_val(mv_size: valueBytes.count, mv_data: valueBytes.baseAddress)
          return unsafe mdb_put(target.handle.pointer, table, &key, &value, UInt32(MDB_APPEND))
        }
      }
      try check(code, "rewrite \(name)")
    }
    try target.commit()
  }

  private static func walk(
    _ table: MDB_dbi, in source: TransactionHandle, _ operation: String,
    _ body: (MDB_val, MDB_val) throws(LMDBError) -> Bool
  ) throws(LMDBError) {
    var opened: OpaquePointer?
    try check(unsafe mdb_cursor_open(source.pointer, table, &opened), operation)
    guard let cursor = unsafe opened else { throw LMDBError(.corrupted, operation) }
    defer { unsafe mdb_cursor_close(cursor) }
    var key = unsafe MDB_val()
    var value = unsafe MDB_val()
    while true {
      let code = unsafe mdb_cursor_get(cursor, &key, &value, MDB_NEXT)
      guard code != MDB_NOTFOUND else { return }
      try check(code, operation)
      guard unsafe try body(key, value) else { return }
    }
  }

  private static func bytes(of value: MDB_val) -> [UInt8] {
    unsafe Array(UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size))
  }
}
