/// Tables of records: messages, each sealed for its table and key, so that whoever has the files reads none of them, damage
/// is named, and a record at the wrong place is noticed too.
public import LMDB
internal import Seals
public import Wire

/// A table of values kept as messages. Keys lie there as they are: none of a site's is about a person.
public struct RecordTable<Key: TableKey, Value: Record>: Sendable {
  private let table: Table<Key>
  private let seal: StoreSeal

  /// Opens the table, or makes it if it is missing.
  public init(
    _ name: String, sealedBy seal: StoreSeal, in transaction: borrowing WriteTransaction
  ) throws(LMDBError) {
    table = try Table(name, in: transaction)
    self.seal = seal
  }

  /// The value at `key`; nil when there is none.
  public func get(_ key: Key, in transaction: borrowing some Readable & ~Copyable) throws(SiteStoreError) -> Value? {
    let found: [UInt8]?
    do throws(LMDBError) { found = try table.get(key, in: transaction) { bytes($0) } } catch { throw .database(error) }
    guard let found else { return nil }
    return try value(found, at: key)
  }

  /// Whether there is a value at `key`, which is not opened for it.
  public func contains(
    _ key: Key, in transaction: borrowing some Readable & ~Copyable
  ) throws(SiteStoreError) -> Bool {
    do throws(LMDBError) {
      return try table.get(key, in: transaction) { _ in true } ?? false
    } catch {
      throw .database(error)
    }
  }

  /// Puts `value` at `key`, over what is there.
  public func put(_ value: Value, at key: Key, in transaction: borrowing WriteTransaction) throws(SiteStoreError) {
    let sealed = seal.seal(value.packed, in: table.name, at: key)
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
    let packed: [UInt8]
    do throws(SealError) {
      packed = try seal.open(sealed, in: table.name, at: key)
    } catch {
      throw .damaged(table: table.name, key: "\(key)", reason: "\(error)")
    }
    do throws(WireError) {
      return try Value(packed: packed)
    } catch {
      throw .damaged(table: table.name, key: "\(key)", reason: "it is no record of this table (\(error))")
    }
  }
}
