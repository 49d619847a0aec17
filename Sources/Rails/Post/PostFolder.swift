/// The directories of an exchange: this rail's one door to the file system.
internal import Glibc
internal import Storage

/// A directory with others in it that only its owner can enter, held against every other process.
final class PostFolder: Sendable {
  /// What files are in a directory for.
  enum Place: String, CaseIterable {
    /// Ours, for whoever carries files to the post office.
    case out
    /// Ours, which the post office has.
    case sent
    /// The post office's, not taken yet.
    case into = "in"
    /// The post office's, taken.
    case done
    /// The post office's, which cannot be taken.
    case refused
  }

  private let path: String
  private let lock: Int32

  init(_ path: String) throws(PostError) {
    self.path = path
    for directory in [path] + Place.allCases.map({ "\(path)/\($0.rawValue)" }) {
      if unsafe mkdir(directory, 0o700) != 0, errno != EEXIST { throw PostFolder.failure(directory) }
    }
    lock = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0 else { throw PostFolder.failure(path) }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      throw errno == EWOULDBLOCK ? .inUse(path: path) : PostFolder.failure(path)
    }
    try sync(path)
  }

  deinit { if lock >= 0 { Glibc.close(lock) } }

  /// Gives the directory free for another process.
  func release() { flock(lock, LOCK_UN) }

  /// Where a file is.
  func path(_ place: Place, _ name: String = "") -> String {
    name.isEmpty ? "\(path)/\(place.rawValue)" : "\(path)/\(place.rawValue)/\(name)"
  }

  /// The names of the whole files of a directory, in order: what begins with a dot or ends in `.part` is still being
  /// written.
  func names(_ place: Place) throws(PostError) -> [String] {
    try all(place).filter { !$0.hasPrefix(".") && !$0.hasSuffix(".part") && isFile(path(place, $0)) }.sorted()
  }

  /// Removes what a former process of ours did not end writing: nobody had it.
  func removeDrafts(_ place: Place) throws(PostError) {
    for name in try all(place) where name.hasPrefix(".") && name.hasSuffix(".part") {
      guard unsafe unlink(path(place, name)) == 0 || errno == ENOENT else {
        throw PostFolder.failure(path(place, name))
      }
    }
  }

  /// A file's bytes, `PostLine.maximumBytes` and one at most.
  func read(_ place: Place, _ name: String) throws(PostError) -> [UInt8] {
    // Without blocking: a pipe of that name would wait for a writer for ever.
    let descriptor = unsafe open(path(place, name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { throw PostFolder.failure(path(place, name)) }
    defer { Glibc.close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: PostLine.maximumBytes + 1)
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeMutableBytes {
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: $0[done...])
        return unsafe Glibc.read(descriptor, rest.baseAddress, rest.count)
      }
      if count == 0 { break }
      if count < 0, errno != EINTR { throw PostFolder.failure(path(place, name)) }
      done += max(count, 0)
    }
    return Array(bytes.prefix(done))
  }

  /// Writes a file whole or not at all, under another name first; it is durable when this returns. Throws where there is
  /// one of that name.
  func write(_ text: String, to place: Place, _ name: String) throws(PostError) {
    let (draft, path) = (path(place, ".\(name).part"), path(place, name))
    _ = unsafe unlink(draft)
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw PostFolder.failure(draft) }
    let isWritten = PostFolder.write(Array(text.utf8), to: descriptor) && fsync(descriptor) == 0
    let code = errno
    Glibc.close(descriptor)
    guard isWritten else { throw PostFolder.failure(draft, code) }
    guard !exists(path) else { throw .io(path: path, reason: "it is there already") }
    guard unsafe rename(draft, path) == 0 else { throw PostFolder.failure(path) }
    try sync(self.path(place))
  }

  /// Moves a file from one directory to another, under a name like the wanted one that no file there has.
  func move(_ name: String, from: Place, to: Place, as wanted: String) throws(PostError) {
    let free = try freeName(wanted, in: to)
    guard unsafe rename(path(from, name), path(to, free)) == 0 else { throw PostFolder.failure(path(from, name)) }
    try sync(path(to))
    try sync(path(from))
  }

  /// Whether there is something of that name.
  func has(_ place: Place, _ name: String) -> Bool { exists(path(place, name)) }

  /// The name, or one like it that no file of a directory has.
  func freeName(_ name: String, in place: Place) throws(PostError) -> String {
    // A thousand files of one name are a fault of the sender's, and no reason to look on for ever.
    for attempt in 1...1_000 {
      let free = attempt == 1 ? name : "\(name).\(attempt)"
      if !exists(path(place, free)) { return free }
    }
    throw .io(path: path(place, name), reason: "a thousand files of this name are there; move some elsewhere")
  }

  private func exists(_ path: String) -> Bool { FileStatus(at: path) != nil }

  private func isFile(_ path: String) -> Bool { FileStatus(at: path)?.kind == .file }

  private func all(_ place: Place) throws(PostError) -> [String] {
    guard let stream = unsafe opendir(path(place)) else { throw PostFolder.failure(path(place)) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  private func sync(_ directory: String) throws(PostError) {
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw PostFolder.failure(directory) }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw PostFolder.failure(directory) }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: $0[done...])
        return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if count < 0, errno != EINTR { return false }
      done += max(count, 0)
    }
    return true
  }

  private static func failure(_ path: String, _ code: Int32 = errno) -> PostError {
    .io(path: path, reason: unsafe String(cString: strerror(code)))
  }
}
