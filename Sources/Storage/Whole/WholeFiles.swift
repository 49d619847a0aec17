/// Small files that are read whole within a bound, and written whole or not at all. The door to the system for all who keep
/// some beside a ledger.
internal import Glibc

/// Files, whose faults are `Failure`s.
///
/// Absent here: what is in a file.
package enum WholeFiles<Failure: FileFailure> {
  /// The permissions of what only its owner may read.
  package static var secretMode: UInt32 { 0o600 }
  /// The permissions of what everybody may read.
  package static var publicMode: UInt32 { 0o644 }
  /// The end of a name that is not whole yet; such names begin with a dot.
  package static var unfinished: String { ".part" }

  /// Reads a file of at most `bound` bytes; nil where there is none.
  ///
  /// - Parameters:
  ///   - isSecret: takes it only if nobody else can read it. As PostgreSQL has it: closed to group and others when it is one's
  ///     own, and readable for a group at most when it is root's, as systemd hands credentials over.
  ///   - followsLinks: whether it may be a link, which leads elsewhere.
  package static func read(
    _ path: String, bound: Int, isSecret: Bool = false, followsLinks: Bool = false
  ) throws(Failure) -> [UInt8]? {
    // Without blocking: a pipe of that name would wait for a writer for ever.
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW)
    let descriptor = unsafe open(path, flags)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw unreadable(path, errno)
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw unreadable(path, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(.notReadable(path: path, reason: "it is no file")) }
    if isSecret {
      let closed: mode_t = status.st_uid == 0 && geteuid() != 0 ? 0o037 : 0o077
      guard status.st_mode & closed == 0 else {
        throw Failure(.openToOthers(path: path, mode: status.st_mode & 0o777))
      }
    }
    guard status.st_size <= bound else { throw Failure(.tooLarge(path: path, bound: bound)) }
    // A byte more, so that a file that grows meanwhile is seen to.
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
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
        throw unreadable(path, errno)
      }
    }
    guard count < bytes.count else {
      throw Failure(.notReadable(path: path, reason: "it grows while it is read"))
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Reads a file that must be there; it may be a link.
  package static func need(_ path: String, bound: Int, isSecret: Bool = false) throws(Failure) -> [UInt8] {
    guard let bytes = try read(path, bound: bound, isSecret: isSecret, followsLinks: true) else {
      throw Failure(.missing(path: path))
    }
    return bytes
  }

  /// Writes a file whole: under a hidden name first, durable, and then in the place of what was there. Whoever reads it
  /// meanwhile, or after a crash, has the one or the other. Where the directory is gone it fails, and makes none.
  ///
  /// One writer of a name at a time: the hidden name is always the same, so that what a killed writer left is written over.
  package static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = secretMode) throws(Failure) {
    let draft = "\(parent(of: path))/.\(name(of: path))\(unfinished)"
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw unwritable(path, errno) }
    // Before the first byte: an older draft may have other permissions than were asked for.
    let failure = fchmod(descriptor, mode) != 0 ? errno : write(bytes, descriptor) ?? sync(descriptor)
    close(descriptor)
    if let failure { throw unwritable(path, failure) }
    try move(draft, to: path)
  }

  /// Gives a file or a directory another name, durably, in the place of what was there.
  package static func move(_ path: String, to other: String) throws(Failure) {
    guard unsafe rename(path, other) == 0 else { throw unwritable(other, errno) }
    try sync(directory: parent(of: other))
    if parent(of: path) != parent(of: other) { try sync(directory: parent(of: path)) }
  }

  /// Removes a file, durably, if it is there.
  package static func remove(_ path: String) throws(Failure) {
    guard unsafe unlink(path) == 0 || errno == ENOENT else { throw unwritable(path, errno) }
    try sync(directory: parent(of: path))
  }

  /// What the operating system's code means.
  package static func words(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

  static func unreadable(_ path: String, _ code: Int32) -> Failure {
    Failure(.notReadable(path: path, reason: words(code)))
  }

  static func unwritable(_ path: String, _ code: Int32) -> Failure {
    Failure(.notWritable(path: path, reason: words(code)))
  }

  static func parent(of path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "" : String(path[..<$0]) } ?? "."
  }

  private static func name(of path: String) -> Substring {
    path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
  }

  private static func write(_ bytes: [UInt8], _ descriptor: Int32) -> Int32? {
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

  static func sync(directory path: String) throws(Failure) {
    let descriptor = unsafe open(path.isEmpty ? "/" : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unwritable(path, errno) }
    defer { close(descriptor) }
    if let failure = sync(descriptor) { throw unwritable(path, failure) }
  }
}
