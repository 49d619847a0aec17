/// Files as webhooks need them: read whole within a bound, written whole or not at all, for their owner only. The door to the
/// system.
internal import Glibc
internal import Storage

enum HookFiles {
  private static let fileMode: mode_t = 0o600
  private static let directoryMode: mode_t = 0o700
  /// The end of a name that is not whole yet.
  private static let unfinished = ".part"

  /// Makes a directory that only its owner can enter. Gives whether it was not there.
  @discardableResult
  static func makeDirectory(_ path: String) throws(HookError) -> Bool {
    if unsafe mkdir(path, directoryMode) == 0 {
      try sync(directory: parent(of: path))
      return true
    }
    let code = errno
    guard code == EEXIST, FileStatus(following: path)?.kind == .directory else {
      throw .notWritable(path: path, reason: words(code))
    }
    return false
  }

  /// The names in a directory, sorted, at most `bound`; no hidden ones unless asked for. Nil where there is no such directory.
  static func list(_ path: String, bound: Int, withHidden: Bool = false) throws(HookError) -> [String]? {
    guard let stream = unsafe opendir(path) else {
      if errno == ENOENT { return nil }
      throw .notReadable(path: path, reason: words(errno))
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while names.count < bound, let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if !name.hasPrefix(".") || (withHidden && name != "." && name != "..") { names.append(name) }
    }
    return names.sorted()
  }

  /// Reads a file of at most `bound` bytes; nil where there is none.
  static func read(_ path: String, bound: Int, isSecret: Bool = false) throws(HookError) -> [UInt8]? {
    // Without blocking: a pipe of that name would wait for a writer for ever. No links: they lead elsewhere.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw .notReadable(path: path, reason: words(errno))
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .notReadable(path: path, reason: words(errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notReadable(path: path, reason: "it is no file") }
    if isSecret, status.st_mode & 0o077 != 0 { throw .openToOthers(path: path) }
    guard status.st_size <= bound else {
      throw .notReadable(path: path, reason: "it is larger than \(bound) bytes, and so not what it should be")
    }
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
        throw .notReadable(path: path, reason: words(errno))
      }
    }
    guard count < bytes.count else { throw .notReadable(path: path, reason: "it grows while it is read") }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Writes a file whole: under a hidden name first, durable, and then in the place of what was there. Where the directory is
  /// gone it fails, and makes none. One writer of a name at a time.
  static func write(_ bytes: [UInt8], to path: String) throws(HookError) {
    let draft = "\(parent(of: path))/.\(name(of: path))\(unfinished)"
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, fileMode)
    guard descriptor >= 0 else { throw .notWritable(path: path, reason: words(errno)) }
    // Before the first byte: an older draft may have other permissions.
    let failure = fchmod(descriptor, fileMode) != 0 ? errno : write(bytes, descriptor) ?? sync(descriptor)
    close(descriptor)
    if let failure { throw .notWritable(path: path, reason: words(failure)) }
    try move(draft, to: path)
  }

  /// Gives a file or a directory another name, durably.
  static func move(_ path: String, to other: String) throws(HookError) {
    guard unsafe rename(path, other) == 0 else { throw .notWritable(path: other, reason: words(errno)) }
    try sync(directory: parent(of: other))
    if parent(of: path) != parent(of: other) { try sync(directory: parent(of: path)) }
  }

  /// Removes a file, durably, if it is there.
  static func remove(_ path: String) throws(HookError) {
    guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .notWritable(path: path, reason: words(errno)) }
    try sync(directory: parent(of: path))
  }

  /// Removes an empty directory, if it is there.
  static func removeDirectory(_ path: String) throws(HookError) {
    guard unsafe rmdir(path) == 0 || errno == ENOENT else { throw .notWritable(path: path, reason: words(errno)) }
  }

  /// Opens, or makes, a file for `flock`, which ends with the process however it ends.
  static func lockFile(_ path: String) throws(HookError) -> Int32 {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, fileMode)
    guard descriptor >= 0 else { throw .notWritable(path: path, reason: words(errno)) }
    return descriptor
  }

  static func words(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

  private static func parent(of path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
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

  private static func sync(directory path: String) throws(HookError) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .notWritable(path: path, reason: words(errno)) }
    defer { close(descriptor) }
    if let failure = sync(descriptor) { throw .notWritable(path: path, reason: words(failure)) }
  }
}
