/// Keys of light clients on disk: an LMDB environment of their own beside the ledger's, as they are no decision about money
/// and belong into no journal. Each change is synced before it is answered.
///
/// Absent here: the keys themselves. What is kept is a digest of each, from which it cannot be made.
internal import CVouchRecords
internal import Glibc
internal import Identities
internal import LMDB
internal import Ledger
internal import Wire

/// A key as it is kept.
struct StoredKey: Hashable, Sendable {
  /// Of its secret.
  let digest: Digest
  var record: KeyRecord
}

/// The keys' directory. One process at a time, which the ledger's lock sees to; one writer, which is its user's to see to.
struct KeyStore: Sendable {
  private let environment: Environment
  private let table: Table<KeyNumber>

  /// The name of the directory, in that of the ledger.
  static let name = "access-keys"
  /// Room for as many keys as there may be (`KeyRegister.most`), each in half a page: address space, not memory.
  private static let mapSize = 256 << 20

  /// Opens the directory, or makes it if it is missing: closed to everybody else.
  init(_ path: String) throws(KeyStoreError) {
    guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw KeyStoreError("\(path) cannot be made: \(unsafe String(cString: strerror(errno))).")
    }
    do throws(LMDBError) {
      environment = try Environment(path: path, mapSize: KeyStore.mapSize, tables: 1)
      let transaction = try WriteTransaction(environment)
      table = try Table("keys", in: transaction)
      try transaction.commit()
    } catch {
      throw KeyStoreError("\(path): \(error)")
    }
  }

  /// Opens the directory, which is there, to be looked at: nothing is changed.
  init(reading path: String) throws(KeyStoreError) {
    do throws(LMDBError) {
      environment = try Environment(path: path, mapSize: KeyStore.mapSize, tables: 1, readOnly: true)
      try environment.openForReading(["keys"])
      table = try Table(existing: "keys", in: ReadTransaction(environment))
    } catch {
      throw KeyStoreError("\(path): \(error)")
    }
  }

  /// The bytes of a copy, for a backup: a few hundred keys are a few pages.
  func copy() throws(KeyStoreError) -> [UInt8] {
    // A file without a name.
    let path = "\(environment.path)/copy"
    let file = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw KeyStoreError("\(path) cannot be made: \(unsafe String(cString: strerror(errno))).") }
    unsafe unlink(path)
    defer { close(file) }
    do throws(LMDBError) { try environment.copy(to: file) } catch {
      throw KeyStoreError("\(environment.path): \(error)")
    }
    var bytes = [UInt8](repeating: 0, count: Int(lseek(file, 0, SEEK_END)))
    guard unsafe pread(file, &bytes, bytes.count, 0) == bytes.count else {
      throw KeyStoreError("\(environment.path): it could not be copied")
    }
    return bytes
  }

  /// All of them.
  func all() throws(KeyStoreError) -> [StoredKey] {
    var keys: [StoredKey] = []
    var damaged: KeyNumber?
    do throws(LMDBError) {
      let transaction = try ReadTransaction(environment)
      try table.scan(in: transaction) { number, bytes in
        let key = unsafe bytes.withUnsafeBytes { unsafe StoredKey(Array($0), at: number) }
        if let key { keys.append(key) } else { damaged = number }
        return key != nil
      }
    } catch {
      throw KeyStoreError("\(environment.path): \(error)")
    }
    guard let damaged else { return keys }
    throw KeyStoreError(
      "\(environment.path): key \(damaged) is damaged. Restore the directory from a backup; or move it away, and give out "
        + "all keys anew.")
  }

  /// Puts a key, over what is there, and forgets others. Durable when this returns.
  func put(_ key: StoredKey, forgetting old: [UInt64]) throws(LMDBError) {
    let transaction = try WriteTransaction(environment)
    for number in old { try table.delete(KeyNumber(number), in: transaction) }
    let number = KeyNumber(key.record.number)
    try table.put(key.bytes(at: number), at: number, in: transaction)
    try transaction.commit()
  }
}

/// Why the keys could not be opened: what is wrong, where, and what to do.
struct KeyStoreError: Error, Hashable, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// A key's number as a key of the table.
struct KeyNumber: TableKey, CustomStringConvertible {
  let number: UInt64

  init(_ number: UInt64) { self.number = number }

  static var wordCount: Int { 1 }
  var words: KeyWords { KeyWords(number) }
  init?(words: KeyWords) { number = words.first }
  var description: String { AccessKeyID(number: number)?.description ?? "\(number)" }
}

// MARK: - The form on disk

extension StoredKey {
  /// A version, the digest, three times (milliseconds), the holder, the note, and a CRC-32C over the table's key and all that.
  /// Numbers are little-endian; a time that is zero is absent.
  private static let version: UInt8 = 1

  func bytes(at key: KeyNumber) -> [UInt8] {
    var bytes = [StoredKey.version] + digest.bytes
    for time in [record.issued, record.expires, record.revoked ?? Timestamp(milliseconds: 0)] {
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: time.milliseconds >> (8 * Int64($0))) }
    }
    // By its text, as a certificate has it: its numbers are nobody else's then.
    for text in [Identity(holder: record.holder)?.description ?? "", record.note.value] {
      bytes += [UInt8(text.utf8.count & 0xFF), UInt8(text.utf8.count >> 8)] + text.utf8
    }
    return bytes + StoredKey.seal(bytes, at: key)
  }

  init?(_ bytes: [UInt8], at key: KeyNumber) {
    var rest = bytes.dropLast(4)
    guard Array(bytes.suffix(4)) == StoredKey.seal(Array(rest), at: key), rest.popFirst() == StoredKey.version,
      let digest = rest.take(Digest.byteCount).flatMap({ Digest($0) }), let issued = rest.number(8),
      let expires = rest.number(8), let revoked = rest.number(8), let name = rest.text(),
      let holder = Identity(name)?.holder, let note = rest.text().flatMap({ Text($0) }), rest.isEmpty
    else { return nil }
    self.digest = digest
    record = KeyRecord(
      number: key.number, holder: holder, issued: Timestamp(milliseconds: issued),
      expires: Timestamp(milliseconds: expires),
      revoked: revoked == 0 ? nil : Timestamp(milliseconds: revoked), note: note)
  }

  private static func seal(_ bytes: [UInt8], at key: KeyNumber) -> [UInt8] {
    var number = key.number.littleEndian
    let salt = unsafe withUnsafeBytes(of: &number) { unsafe vouch_crc32c(0, $0.baseAddress, $0.count) }
    let sum = unsafe bytes.withUnsafeBytes { unsafe vouch_crc32c(salt, $0.baseAddress, $0.count) }
    return (0..<4).map { UInt8(truncatingIfNeeded: sum >> (8 * UInt32($0))) }
  }
}

extension ArraySlice<UInt8> {
  fileprivate mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard self.count >= count else { return nil }
    defer { self = dropFirst(count) }
    return prefix(count)
  }

  /// So many bytes as a little-endian number.
  fileprivate mutating func number(_ bytes: Int) -> Int64? {
    take(bytes)?.reversed().reduce(0) { $0 << 8 | Int64($1) }
  }

  /// A text after its length.
  fileprivate mutating func text() -> String? {
    number(2).flatMap { take(Int($0)) }.flatMap { String(validating: $0, as: UTF8.self) }
  }
}
