/// The file of sealing keys: made, read, and written anew when they are rotated.
internal import Glibc
public import Seals

/// A text file that nobody but its owner may read: a key a line, in 64 hexadecimal digits; the first one seals, the others
/// only open. Lines that begin with `#` and empty ones are passed over.
///
/// It is apart from the keys of persons and from the ledger, so that whoever has a copy of one of them has nothing.
public struct SealingKeyFile: Sendable {
  public let path: String

  /// More keys than anybody keeps; a file of another kind is not read to its end.
  private static let maximumBytes = 64 << 10
  private static let preamble = """
    # Sealing keys of a Vouch check manager: the first one seals, the others only open what was sealed before.
    # Keep a copy of this file, apart from copies of the ledger and of the keys of persons.

    """

  /// The file at `path`, which need not be there yet.
  public init(path: String) { self.path = path }

  /// Whether there is such a file.
  public var exists: Bool { unsafe access(path, F_OK) == 0 }

  /// Makes the file with one new key; one that is there stays as it is.
  public func create() throws(PersonsError) {
    guard !exists else { return }
    try write([SealingKey()], to: path + ".new")
    try takePlace()
  }

  /// The keys of the file.
  ///
  /// - Throws: `noSealingKeys`, or `sealingKeys` for a file that others may read, is not this user's, or has no keys.
  public func load() throws(PersonsError) -> SealRing {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { throw .noSealingKeys(path: path) }
      throw failure(errno)
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw failure(errno) }
    // As systemd hands a credential over: root's, and by its access list readable for the service, which shows as the group.
    let closed: mode_t = status.st_uid == 0 && geteuid() != 0 ? 0o037 : 0o077
    guard status.st_mode & closed == 0 else {
      throw .sealingKeys(path: path, reason: "others may read or write it. Do: chmod 600 \(path)")
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw .sealingKeys(path: path, reason: "it belongs to another user. Do: chown it to the one that vouchd runs as")
    }
    var bytes = [UInt8](repeating: 0, count: SealingKeyFile.maximumBytes)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw failure(errno) }
    defer { for index in bytes.indices { bytes[index] = 0 } }
    return try ring(bytes[..<count])
  }

  private func ring(_ bytes: ArraySlice<UInt8>) throws(PersonsError) -> SealRing {
    var keys: [SealingKey] = []
    for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      guard let first = line.first, first != UInt8(ascii: "#") else { continue }
      guard let key = SealingKey(hex: line) else {
        throw .sealingKeys(path: path, reason: "line \(number + 1) is no key: 64 hexadecimal digits are expected")
      }
      if !keys.contains(where: { $0.id == key.id }) { keys.append(key) }
    }
    guard let current = keys.first else { throw .sealingKeys(path: path, reason: "it has no key") }
    return SealRing(current: current, old: Array(keys.dropFirst()))
  }

  /// Puts `ring` in the place of what the file has, durably, and overwrites what it had.
  public func replace(with ring: SealRing) throws(PersonsError) {
    let former = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard former >= 0 else { throw failure(errno) }
    defer { close(former) }
    var status = stat()
    guard unsafe fstat(former, &status) == 0 else { throw failure(errno) }
    try write([ring.current] + ring.old, to: path + ".new")
    try takePlace()
    // Its name is gone; what it held goes too, as far as the file system writes in place.
    let zeros = [UInt8](repeating: 0, count: Int(status.st_size))
    guard unsafe pwrite(former, zeros, zeros.count, 0) == zeros.count, fsync(former) == 0 else { throw failure(errno) }
  }

  private func write(_ keys: [SealingKey], to path: String) throws(PersonsError) {
    let text = SealingKeyFile.preamble + keys.map { $0.hex + "\n" }.joined()
    unsafe unlink(path)
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw failure(errno)
    }
  }

  private func takePlace() throws(PersonsError) {
    guard unsafe rename(path + ".new", path) == 0 else { throw failure(errno) }
    let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(errno) }
  }

  private func failure(_ code: Int32) -> PersonsError {
    .sealingKeys(path: path, reason: unsafe String(cString: strerror(code)))
  }
}

extension SealingKey {
  fileprivate init?(hex line: ArraySlice<UInt8>) {
    let digits = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: digits.startIndex, to: digits.endIndex, by: 2) {
      guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) else { return nil }
      bytes.append(byte)
    }
    self.init(bytes)
  }

  fileprivate var hex: String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
