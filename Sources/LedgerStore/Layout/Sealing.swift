/// How a record is sealed and opened: its version first, its checksum last.
internal import CVouchRecords
internal import LMDB

/// A record of a fixed layout (see records.h).
protocol StoredRecord {
  var version: UInt8 { get set }
  var crc: UInt32 { get set }
}

/// The version of every layout so far.
let layoutVersion: UInt8 = 1

extension vouch_meta_record: StoredRecord {}
extension vouch_account_record: StoredRecord {}
extension vouch_seller_record: StoredRecord {}
extension vouch_distributor_record: StoredRecord {}
extension vouch_clearing_record: StoredRecord {}
extension vouch_command_record: StoredRecord {}
extension vouch_check_record: StoredRecord {}

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
  func fault(at key: some TableKey) -> String? {
    guard crc == checksum(salt: salt(key)) else { return "its checksum is wrong" }
    return version == layoutVersion ? nil : "its layout has version \(version), which this program does not know"
  }
}

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
    if let fault = record.fault(at: key) { throw .damaged(table: name, key: "\(key)", reason: fault) }
    return record
  }

  /// Puts `record` at `key`, sealed.
  func seal(
    _ record: some StoredRecord & BitwiseCopyable, at key: Key, in transaction: borrowing WriteTransaction
  ) throws(StoreError) {
    do throws(LMDBError) { try put(record.sealed(at: key), at: key, in: transaction) } catch { throw .database(error) }
  }

  /// A record found while walking, its size and checksum checked.
  func opened<Record: StoredRecord & BitwiseCopyable>(
    _ type: Record.Type, at key: Key, _ bytes: RawSpan
  ) throws(StoreError) -> Record {
    guard bytes.byteCount == MemoryLayout<Record>.size else {
      throw .damaged(table: name, key: "\(key)", reason: "it has \(bytes.byteCount) bytes")
    }
    let record = unsafe bytes.unsafeLoadUnaligned(as: Record.self)
    if let fault = record.fault(at: key) { throw .damaged(table: name, key: "\(key)", reason: fault) }
    return record
  }
}
