/// Files of secret keys: 32 bytes a line in hexadecimal, the newest first, for nobody but their owner.
///
/// Absent here: what the keys are for.
internal import Foundation
internal import Glibc

/// A file of keys. What is `#` at the beginning of a line is for people.
public struct KeyFile: Hashable, Sendable {
  /// Where it is.
  public let path: String
  /// Whether it is this program's to make and to change; a credential of the system's is not.
  public let isOwn: Bool

  /// How many keys a file has at most: each a rotation.
  public static let maximumKeys = 64
  /// How many bytes: far more than so many lines have.
  private static let maximumBytes = 16 << 10
  private static let keyBytes = 32

  /// A file of this program's own.
  public init(_ path: String) {
    self.path = path
    isOwn = true
  }

  private init(credential path: String) {
    self.path = path
    isOwn = false
  }

  /// Where a key is to be found: in the file that was `given`; else in the credentials of the service (systemd's
  /// `LoadCredential=NAME:…`); else in the directory of the data.
  public static func find(
    _ name: String, given: String?, in directory: String,
    environment: [String: String]? = nil
  ) -> KeyFile {
    if let given { return KeyFile(given) }
    let environment = environment ?? ProcessInfo.processInfo.environment
    if let credentials = environment["CREDENTIALS_DIRECTORY"], !credentials.isEmpty {
      let file = KeyFile(credential: "\(credentials)/\(name)")
      if FileManager.default.fileExists(atPath: file.path) { return file }
    }
    return KeyFile("\(directory)/\(name)")
  }

  /// The keys, newest first; nil where there is no such file. Throws `SiteStoreError.key` for one that others can read or
  /// that is no file of keys.
  public func read() throws(SiteStoreError) -> [[UInt8]]? {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw failure("it cannot be read: \(words(errno))") }
    defer { Glibc.close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw failure("it cannot be read: \(words(errno))") }
    guard status.st_mode & S_IFMT == S_IFREG else { throw failure("it is no file") }
    // What the system hands out bears an access list, and shows the group's bits for it.
    guard status.st_mode & (isOwn ? 0o077 : 0o007) == 0 else {
      throw failure("others can read it: chmod 600 it, and think about who has")
    }
    var bytes = [UInt8](repeating: 0, count: KeyFile.maximumBytes + 1)
    let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw failure("it cannot be read: \(words(errno))") }
    guard count <= KeyFile.maximumBytes else { throw failure("it is too long for a file of keys") }
    return try keys(in: bytes.prefix(count))
  }

  private func keys(in text: ArraySlice<UInt8>) throws(SiteStoreError) -> [[UInt8]] {
    var keys: [[UInt8]] = []
    for line in text.split(separator: 0x0A)
    where line.first != 0x23 && line.contains(where: { $0 != 0x20 && $0 != 0x0D }) {
      let digits = line.filter { $0 != 0x20 && $0 != 0x0D }
      guard let key = KeyFile.bytes(hexadecimal: digits), key.count == KeyFile.keyBytes else {
        throw failure("a line of it is no key of 64 hexadecimal digits")
      }
      keys.append(key)
    }
    guard !keys.isEmpty else { throw failure("no key is in it") }
    guard keys.count <= KeyFile.maximumKeys else { throw failure("it has more than \(KeyFile.maximumKeys) keys") }
    return keys
  }

  /// Writes the file, over what is there: whole or not at all, and durable when this returns.
  public func write(_ keys: [[UInt8]], saying what: String) throws(SiteStoreError) {
    guard isOwn else { throw failure("it is a credential of the system's: change it where it comes from") }
    let text = "# \(what)\n" + keys.map { KeyFile.hexadecimal($0) + "\n" }.joined()
    let fresh = "\(path).new"
    _ = unsafe unlink(fresh)
    let descriptor = unsafe Glibc.open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("it cannot be written: \(words(errno))") }
    let bytes = Array(text.utf8)
    let isWritten = unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
    let reason = errno
    Glibc.close(descriptor)
    guard isWritten else { throw failure("it cannot be written: \(words(reason))") }
    guard unsafe rename(fresh, path) == 0 else { throw failure("it cannot be written: \(words(errno))") }
    syncDirectory(of: path)
  }

  private func failure(_ reason: String) -> SiteStoreError { .key(path: path, reason: reason) }

  /// Lower case, two digits a byte.
  public static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func bytes(hexadecimal digits: [UInt8]) -> [UInt8]? {
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      let pair = String(decoding: digits[place..<place + 2], as: UTF8.self)
      guard pair.first != "+", pair.first != "-", let byte = UInt8(pair, radix: 16) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}

/// An error of the system in words.
func words(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

/// Makes what was renamed in a file's directory durable. Best effort: where a directory cannot be synced, nothing is.
func syncDirectory(of path: String) {
  let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
  let descriptor = unsafe Glibc.open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  _ = fsync(descriptor)
  Glibc.close(descriptor)
}
