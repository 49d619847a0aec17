/// Files as identities need them: read whole within a bound, written whole or not at all. The door to the system.
internal import Glibc

enum Files {
  /// The permissions of what only its owner may read.
  static let secretMode: mode_t = 0o600
  /// The permissions of what everybody may read.
  static let publicMode: mode_t = 0o644

  /// Reads a file of at most `bound` bytes.
  ///
  /// A secret is taken only if nobody else can read it. As PostgreSQL has it: closed to group and others when it is one's
  /// own, and readable for a group at most when it is root's, as systemd hands credentials over.
  static func read(_ path: String, bound: Int, isSecret: Bool = false) throws(IdentityError) -> [UInt8] {
    // Without blocking: a pipe of that name would wait for a writer for ever.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { throw .missing(path: path) }
      throw .notReadable(path: path, reason: words(errno))
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .notReadable(path: path, reason: words(errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notReadable(path: path, reason: "it is no file") }
    if isSecret {
      let closed: mode_t = status.st_uid == 0 && geteuid() != 0 ? 0o037 : 0o077
      guard status.st_mode & closed == 0 else { throw .openToOthers(path: path, mode: status.st_mode & 0o777) }
    }
    guard status.st_size <= bound else { throw .tooLarge(path: path, bound: bound) }
    // A byte more, so that a file that grows meanwhile is seen to.
    var bytes = [UInt8](repeating: 0, count: status.st_size + 1)
    var count = 0
    while count < bytes.count {
      let taken = unsafe bytes.withUnsafeMutableBytes {
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: $0[count...])
        return unsafe Glibc.read(descriptor, rest.baseAddress, rest.count)
      }
      if taken == 0 { break }
      if taken > 0 {
        count += taken
      } else if errno != EINTR {
        throw .notReadable(path: path, reason: words(errno))
      }
    }
    guard count < bytes.count else { throw .notReadable(path: path, reason: "it grows while it is read") }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Writes a file whole: under another name first, durable, and then in the place of what was there. Whoever reads it
  /// meanwhile, or after a crash, has the one or the other.
  ///
  /// One writer at a time: the other name is always the same, so that what a killed writer left is written over.
  static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(IdentityError) {
    let draft = "\(path).new"
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw .notWritable(path: path, reason: words(errno)) }
    // Before the first byte: an older draft may have other permissions than were asked for.
    let failure = fchmod(descriptor, mode) != 0 ? errno : write(bytes, to: descriptor) ?? sync(descriptor)
    close(descriptor)
    if let failure { throw .notWritable(path: path, reason: words(failure)) }
    guard unsafe rename(draft, path) == 0 else { throw .notWritable(path: path, reason: words(errno)) }
    try syncDirectory(of: path)
  }

  /// Removes a file, if it is there.
  static func remove(_ path: String) { unsafe unlink(path) }

  /// What the operating system's code means.
  static func words(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: $0[done...])
        return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }

  private static func sync(_ descriptor: Int32) -> Int32? { fsync(descriptor) == 0 ? nil : errno }

  private static func syncDirectory(of path: String) throws(IdentityError) {
    let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .notWritable(path: path, reason: words(errno)) }
    defer { close(descriptor) }
    if let failure = sync(descriptor) { throw .notWritable(path: path, reason: words(failure)) }
  }
}
