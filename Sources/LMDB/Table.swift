/// Tables: ordered maps from fixed keys to bytes, and to records of a fixed layout.
///
/// The generic part is inlinable and only copies values in and out; `RawTable` does the rest. Both together cost what C
/// costs: no allocation, one search a read, and none for the update after it.

/// A named table.
public struct Table<Key: TableKey>: Sendable {
  @usableFromInline let raw: RawTable

  /// The table's name in the file.
  public var name: String { raw.name }

  /// Opens the table, or makes it if it is missing. Once, before any other transaction uses it.
  public init(_ name: String, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    raw = try RawTable(name, wordCount: Key.wordCount, flags: RawTable.create, in: transaction.handle)
  }

  /// Opens the table, which must exist, without writing.
  public init(existing name: String, in transaction: borrowing some Readable & ~Copyable) throws(LMDBError) {
    raw = try RawTable(name, wordCount: Key.wordCount, flags: 0, in: transaction.handle)
  }

  /// How many records there are.
  public func count(in transaction: borrowing some Readable & ~Copyable) throws(LMDBError) -> Int {
    try raw.count(in: transaction.handle)
  }

  /// Deletes the record at `key`; whether there was one.
  @inlinable @discardableResult
  public func delete(_ key: Key, in transaction: borrowing WriteTransaction) throws(LMDBError) -> Bool {
    try raw.delete(key.words, in: transaction.handle)
  }
}

// MARK: - Bytes

extension Table {
  /// Lends the bytes at `key` to `body`; nil when there are none. They are gone when `body` returns.
  @inlinable
  public func get<Result>(
    _ key: Key, in transaction: borrowing some Readable & ~Copyable, _ body: (RawSpan) -> Result
  ) throws(LMDBError) -> Result? {
    guard let bytes = unsafe try raw.find(key.words, in: transaction.handle) else { return nil }
    return unsafe body(bytes.bytes)
  }

  /// Puts `bytes` at `key`, over what is there.
  @inlinable
  public func put(_ bytes: [UInt8], at key: Key, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    unsafe try raw.reserve(bytes.count, at: key.words, in: transaction.handle).copyBytes(from: bytes)
  }

  /// Puts `bytes` at `key`, which must be after every key there is: cheaper than `put`, and fills pages.
  @inlinable
  public func append(_ bytes: [UInt8], at key: Key, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    unsafe try raw.reserveLast(bytes.count, at: key.words, in: transaction.handle).copyBytes(from: bytes)
  }
}

extension Table {
  /// Puts bytes that are lent, over what is there.
  @inlinable
  public func put(_ bytes: RawSpan, at key: Key, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    let place = unsafe try raw.reserve(bytes.byteCount, at: key.words, in: transaction.handle)
    unsafe bytes.withUnsafeBytes { unsafe place.copyMemory(from: $0) }
  }

  /// Appends bytes that are lent.
  @inlinable
  public func append(_ bytes: RawSpan, at key: Key, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    let place = unsafe try raw.reserveLast(bytes.byteCount, at: key.words, in: transaction.handle)
    unsafe bytes.withUnsafeBytes { unsafe place.copyMemory(from: $0) }
  }
}

// MARK: - Records of a fixed layout

extension Table {
  /// The record at `key`, copied; nil when there is none.
  @inlinable
  public func record<Record: BitwiseCopyable>(
    _ type: Record.Type, at key: Key, in transaction: borrowing some Readable & ~Copyable
  ) throws(LMDBError) -> Record? {
    guard let bytes = unsafe try raw.find(key.words, in: transaction.handle) else { return nil }
    guard bytes.count == MemoryLayout<Record>.size else {
      throw LMDBError(table: raw.name, expected: MemoryLayout<Record>.size, found: bytes.count)
    }
    return unsafe bytes.loadUnaligned(as: Record.self)
  }

  /// Puts `record` at `key`: in place of the one that is there, or anew.
  @inlinable
  public func put<Record: BitwiseCopyable>(
    _ record: Record, at key: Key, in transaction: borrowing WriteTransaction
  ) throws(LMDBError) {
    let place = unsafe try raw.reserve(MemoryLayout<Record>.size, at: key.words, in: transaction.handle)
    unsafe place.storeBytes(of: record, as: Record.self)
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
    try unsafe raw.scan(from: start?.words, direction, in: transaction.handle) { words, bytes throws(LMDBError) in
      guard let key = Key(words: words) else { throw LMDBError(.foreignKey(table: name), "scan \(name)") }
      return unsafe body(key, bytes.bytes)
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
}
