/// How a store's records are sealed, and how those of an older store are taken over.
internal import CVouchRecords
internal import LMDB
internal import Seals

/// What the tables of one store seal with. Made by opening the store.
public struct StoreSeal: Sendable {
  let ring: RecordSeal

  /// The bytes that a record lies at `key` of `table` as.
  func seal(_ packed: [UInt8], in table: String, at key: some TableKey) -> [UInt8] {
    ring.seal(packed, for: StoreSeal.place(table, StoreSeal.bytes(of: key)))
  }

  /// The record, or why it is none.
  func open(_ sealed: [UInt8], in table: String, at key: some TableKey) throws(SealError) -> [UInt8] {
    try ring.open(sealed, at: StoreSeal.place(table, StoreSeal.bytes(of: key)))
  }

  /// A record as the current key has it; `isSealed`: it is sealed already, else it lies there in clear, with a checksum.
  func reseal(_ record: RawRecord, isSealed: Bool) throws(SiteStoreError) -> [UInt8] {
    let place = StoreSeal.place(record.table, record.key)
    let packed: [UInt8]
    if isSealed {
      do throws(SealError) {
        packed = try ring.open(record.value, at: place)
      } catch {
        throw StoreSeal.damage(record, "\(error)")
      }
    } else {
      guard let checked = ClearRecord.packed(record) else {
        throw StoreSeal.damage(record, "its checksum is wrong")
      }
      packed = checked
    }
    return ring.seal(packed, for: place)
  }

  private static func damage(_ record: RawRecord, _ reason: String) -> SiteStoreError {
    .damaged(table: record.table, key: KeyFile.hexadecimal(record.key), reason: reason)
  }

  /// Table and key: no table's name has a zero in it.
  private static func place(_ table: String, _ key: [UInt8]) -> [UInt8] { Array(table.utf8) + [0] + key }

  /// The key as it lies in the file.
  private static func bytes<Key: TableKey>(of key: Key) -> [UInt8] {
    let words = key.words
    return [words.first, words.second, words.third].prefix(Key.wordCount).flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
    }
  }
}

/// A record of stores of format 1: in clear, and behind it a CRC-32C that is salted with its key. Read when such a store is
/// sealed, and written no more.
enum ClearRecord {
  private static let checksumBytes = 4

  /// The record without its checksum; nil where that is wrong.
  static func packed(_ record: RawRecord) -> [UInt8]? {
    let packed = Array(record.value.dropLast(checksumBytes))
    return record.value.count >= checksumBytes && value(packed, at: record.key) == record.value ? packed : nil
  }

  /// The record with its checksum; also how tests make a store of old.
  static func value(_ packed: [UInt8], at key: [UInt8]) -> [UInt8] {
    // Three words of the machine's order, whatever the key has.
    let words = (0..<3).flatMap { word in
      let bytes = key.dropFirst(8 * word).prefix(8)
      return bytes.isEmpty ? Array(repeating: 0, count: 8) : Array(bytes.reversed())
    }
    let salt = unsafe words.withUnsafeBytes { unsafe vouch_crc32c(0, $0.baseAddress, $0.count) }
    let checksum = unsafe packed.withUnsafeBytes { unsafe vouch_crc32c(salt, $0.baseAddress, $0.count) }
    return packed + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
  }
}
