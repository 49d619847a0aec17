/// Tables of records: messages, each with a checksum that is salted with its key, so that damage is named and a record
/// at the wrong place is noticed too.
internal import CVouchRecords
public import LMDB
public import Wire

/// A table of values kept as messages.
public struct RecordTable<Key: TableKey, Value: Record>: Sendable {
  private let table: Table<Key>

  /// How many bytes the checksum has; it stands last.
  private static var sealBytes: Int { 4 }

  /// Opens the table, or makes it if it is missing.
  public init(_ name: String, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    table = try Table(name, in: transaction)
  }

  /// The value at `key`; nil when there is none.
  public func get(_ key: Key, in transaction: borrowing some Readable & ~Copyable) throws(SiteStoreError) -> Value? {
    let found: [UInt8]?
    do throws(LMDBError) { found = try table.get(key, in: transaction) { bytes($0) } } catch { throw .database(error) }
    guard let found else { return nil }
    return try value(found, at: key)
  }

  /// Puts `value` at `key`, over what is there.
  public func put(_ value: Value, at key: Key, in transaction: borrowing WriteTransaction) throws(SiteStoreError) {
    let sealed = seal(value.packed, at: key)
    do throws(LMDBError) { try table.put(sealed, at: key, in: transaction) } catch { throw .database(error) }
  }

  /// Deletes the value at `key`; whether there was one.
  @discardableResult
  public func delete(_ key: Key, in transaction: borrowing WriteTransaction) throws(SiteStoreError) -> Bool {
    do throws(LMDBError) { return try table.delete(key, in: transaction) } catch { throw .database(error) }
  }

  /// How many there are.
  public func count(in transaction: borrowing some Readable & ~Copyable) throws(SiteStoreError) -> UInt64 {
    do throws(LMDBError) { return UInt64(try table.count(in: transaction)) } catch { throw .database(error) }
  }

  /// The last key; nil when the table is empty.
  public func lastKey(in transaction: borrowing some Readable & ~Copyable) throws(SiteStoreError) -> Key? {
    do throws(LMDBError) { return try table.lastKey(in: transaction) } catch { throw .database(error) }
  }

  /// Walks the values from `start` (nil: from the end there is) until `body` returns false.
  public func walk(
    from start: Key? = nil, _ direction: Direction = .forward, in transaction: borrowing some Readable & ~Copyable,
    _ body: (Key, Value) throws(SiteStoreError) -> Bool
  ) throws(SiteStoreError) {
    var failure: SiteStoreError?
    do throws(LMDBError) {
      try table.scan(from: start, direction, in: transaction) { key, span in
        do throws(SiteStoreError) {
          return try body(key, try value(bytes(span), at: key))
        } catch {
          failure = error
          return false
        }
      }
    } catch {
      throw .database(error)
    }
    if let failure { throw failure }
  }

  private func value(_ sealed: [UInt8], at key: Key) throws(SiteStoreError) -> Value {
    let packed = Array(sealed.dropLast(RecordTable.sealBytes))
    guard sealed.count >= RecordTable.sealBytes, seal(packed, at: key) == sealed else {
      throw .damaged(table: table.name, key: "\(key)", reason: "its checksum is wrong")
    }
    do throws(WireError) {
      return try Value(packed: packed)
    } catch {
      throw .damaged(table: table.name, key: "\(key)", reason: "it is no record of this table (\(error))")
    }
  }

  private func seal(_ packed: [UInt8], at key: Key) -> [UInt8] {
    var words = key.words
    let salt = unsafe withUnsafeBytes(of: &words) { unsafe vouch_crc32c(0, $0.baseAddress, $0.count) }
    let checksum = unsafe packed.withUnsafeBytes { unsafe vouch_crc32c(salt, $0.baseAddress, $0.count) }
    return packed + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
  }
}
