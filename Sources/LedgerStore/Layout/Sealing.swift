/// How a record is sealed and opened: its version first, its checksum last.
internal import CVouchRecords
internal import LMDB

/// A record of a fixed layout (see records.h).
protocol StoredRecord {
  var version: UInt8 { get set }
  var crc: UInt32 { get set }
}

/// The version of every layout but those below.
let layoutVersion: UInt8 = 1
/// The version of a journal entry's layout; 1 has every field in full.
let entryVersion: UInt8 = 2
/// The version of the layout of what the log keeps beside an entry that issued a check; 1 has every term in full.
let termsVersion: UInt8 = 2
/// The version of a check's layout; 1 is `vouch_check_record`.
let checkVersion: UInt8 = 2
/// The version of a profile's layout; 1 has it in the clear.
let profileVersion: UInt8 = 2
/// The version of an account's layout; 1 is `vouch_account_record`.
let accountVersion: UInt8 = 2

/// What is wrong with a record.
struct Fault: Error {
  let reason: String

  static let missing = Fault(reason: "it is missing")
  static let checksum = Fault(reason: "its checksum is wrong")
  static func version(_ found: UInt8) -> Fault {
    Fault(reason: "its layout has version \(found), which this program does not know")
  }
  /// The checksum is right, and yet no program writes such values.
  static let impossible = Fault(reason: "it has values that no program writes")
}

extension vouch_meta_record: StoredRecord {}
extension vouch_seller_record: StoredRecord {}
extension vouch_distributor_record: StoredRecord {}
extension vouch_clearing_record: StoredRecord {}
extension vouch_command_record: StoredRecord {}
extension vouch_due_record: StoredRecord {}
extension vouch_instruction_record: StoredRecord {}
extension vouch_history_record: StoredRecord {}
extension vouch_commits_record: StoredRecord {}
extension vouch_node_record: StoredRecord {}
extension vouch_archive_record: StoredRecord {}

/// CRC-32C of a key: what the checksum of its record begins with, so that a record at the wrong place is noticed too.
func salt(_ key: some TableKey) -> UInt32 {
  var words = key.words
  return unsafe withUnsafeBytes(of: &words) { unsafe vouch_crc32c(0, $0.baseAddress, $0.count) }
}

extension StoredRecord where Self: BitwiseCopyable {
  /// The checksum the record must end with at a key of this salt.
  private func checksum(salt: UInt32) -> UInt32 {
    var copy = self
    return unsafe withUnsafeBytes(of: &copy) {
      unsafe vouch_crc32c(salt, $0.baseAddress, MemoryLayout<Self>.size - MemoryLayout<UInt32>.size)
    }
  }

  /// The record as it is written at `key`.
  func sealed(at key: some TableKey) -> Self {
    var record = self
    record.version = layoutVersion
    record.crc = record.checksum(salt: salt(key))
    return record
  }

  /// What is wrong with the record as it was found at `key`; nil when nothing is.
  func fault(at key: some TableKey) -> Fault? {
    guard crc == checksum(salt: salt(key)) else { return .checksum }
    return version == layoutVersion ? nil : .version(version)
  }
}

extension Table {
  /// The error that names this table, the key and the fault.
  func damaged(_ key: Key, _ fault: Fault) -> StoreError {
    .damaged(table: name, key: "\(key)", reason: fault.reason)
  }
}

// MARK: - Records of a fixed layout

extension Table {
  /// The record at `key`, its checksum checked; nil when there is none.
  func sealed<Record: StoredRecord & BitwiseCopyable>(
    _ type: Record.Type, at key: Key, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> Record? {
    let record: Record?
    do throws(LMDBError) {
      record = try self.record(type, at: key, in: transaction)
    } catch {
      if case .wrongSize = error.kind { throw .damaged(table: name, key: "\(key)", reason: "\(error)") }
      throw .database(error)
    }
    guard let record else { return nil }
    if let fault = record.fault(at: key) { throw damaged(key, fault) }
    return record
  }

  /// Puts `record` at `key`, sealed.
  func seal(
    _ record: some StoredRecord & BitwiseCopyable, at key: Key, in transaction: borrowing WriteTransaction
  ) throws(StoreError) {
    do throws(LMDBError) { try put(record.sealed(at: key), at: key, in: transaction) } catch { throw .database(error) }
  }

  /// Puts `record` at `key`, sealed; the key must be after every key there is.
  func sealLast(
    _ record: some StoredRecord & BitwiseCopyable, at key: Key, in transaction: borrowing WriteTransaction
  ) throws(StoreError) {
    var sealed = record.sealed(at: key)
    try unsafe withUnsafeBytes(of: &sealed) { bytes throws(StoreError) in
      try database { () throws(LMDBError) in unsafe try append(bytes.bytes, at: key, in: transaction) }
    }
  }

  /// A record found while walking, its size and checksum checked.
  func opened<Record: StoredRecord & BitwiseCopyable>(
    _ type: Record.Type, at key: Key, _ bytes: RawSpan
  ) throws(StoreError) -> Record {
    guard bytes.byteCount == MemoryLayout<Record>.size else {
      throw damaged(key, Fault(reason: "it has \(bytes.byteCount) bytes"))
    }
    let record = unsafe bytes.unsafeLoadUnaligned(as: Record.self)
    if let fault = record.fault(at: key) { throw damaged(key, fault) }
    return record
  }
}

// MARK: - Strings of bytes

extension Table {
  /// What `read` makes of the bytes at `key`, their checksum checked; nil when there are none.
  func unsealed<Value>(
    at key: Key, newest: UInt8 = layoutVersion, in transaction: borrowing some Readable & ~Copyable,
    _ read: (inout ByteReader) -> Value?
  ) throws(StoreError) -> Value? {
    let found = try database { () throws(LMDBError) in
      try get(key, in: transaction) { bytes in
        Result { () throws(StoreError) in try opened(at: key, newest: newest, bytes, read) }
      }
    }
    return try found?.get()
  }

  /// Has `read` read the bytes at `key`, their checksum checked, to where they are wanted; it says whether they can be.
  /// Whether there are any.
  @inline(__always)
  func load(
    at key: Key, newest: UInt8, in transaction: borrowing some Readable & ~Copyable,
    _ read: (inout ByteReader) -> Bool
  ) throws(StoreError) -> Bool {
    var fault: Fault?
    let found: Void?
    do throws(LMDBError) {
      found = try get(key, in: transaction) { bytes in
        do throws(Fault) {
          try unsafe bytes.withUnsafeBytes { bytes throws(Fault) in
            var reader = try unsafe ByteReader(bytes, at: key, newest: newest)
            guard read(&reader) else { throw .impossible }
          }
        } catch { fault = error }
      }
    } catch { throw .database(error) }
    if let fault { throw damaged(key, fault) }
    return found != nil
  }

  /// What `read` makes of bytes found while walking.
  func opened<Value>(
    at key: Key, newest: UInt8 = layoutVersion, _ bytes: RawSpan, _ read: (inout ByteReader) -> Value?
  ) throws(StoreError) -> Value {
    do throws(Fault) {
      return try unsafe bytes.withUnsafeBytes { bytes throws(Fault) in
        var reader = try unsafe ByteReader(bytes, at: key, newest: newest)
        guard let value = read(&reader) else { throw .impossible }
        return value
      }
    } catch {
      throw damaged(key, error)
    }
  }
}
