/// A directory of the file system.
internal import Glibc

/// Files of fixed size in a directory of the file system.
public struct DiskDirectory: Directory {
  public let path: String
  private let isReadOnly: Bool

  /// A file that is being made has this at the end of its name, and is nobody's until it has lost it.
  private static let unfinished = ".part"
  /// What is zero-written at once.
  private static let zeroBytes = 1 << 20

  /// A directory that exists. Files that a crash left unfinished are removed.
  public init(path: String) throws(StorageError) {
    self.path = path
    isReadOnly = false
    for name in try names() where name.hasSuffix(Self.unfinished) { try remove(name) }
  }

  /// A directory that exists, of which nothing is changed: its files cannot be written.
  public init(reading path: String) throws(StorageError) {
    self.path = path
    isReadOnly = true
    _ = try names()
  }

  /// The same, made if it is missing.
  public init(making path: String) throws(StorageError) {
    if unsafe mkdir(path, 0o700) != 0, errno != EEXIST { throw StorageError(errno: errno, "create", path) }
    try self.init(path: path)
  }

  public func list() throws(StorageError) -> [String] {
    try names().filter { !$0.hasSuffix(Self.unfinished) }.sorted()
  }

  public func create(_ name: String, size: Int) throws(StorageError) -> any StoredFile {
    let part = name + Self.unfinished
    let descriptor = unsafe Glibc.open(path(of: part), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StorageError(errno: errno, "create", path(of: name)) }
    let file = DiskFile(descriptor: descriptor, name: name, path: path(of: name), size: size)
    do throws(StorageError) {
      try allocate(file)
      try rename(part, to: name)
    } catch {
      // Half a file would hold the space that it was refused for.
      unsafe unlink(path(of: part))
      throw error
    }
    return file
  }

  public func open(_ name: String) throws(StorageError) -> any StoredFile {
    let descriptor = unsafe Glibc.open(path(of: name), (isReadOnly ? O_RDONLY : O_RDWR) | O_CLOEXEC)
    guard descriptor >= 0 else { throw StorageError(errno: errno, "open", path(of: name)) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw StorageError(errno: code, "open", path(of: name))
    }
    return DiskFile(descriptor: descriptor, name: name, path: path(of: name), size: Int(status.st_size))
  }

  public func rename(_ name: String, to newName: String) throws(StorageError) {
    guard unsafe Glibc.rename(path(of: name), path(of: newName)) == 0 else {
      throw StorageError(errno: errno, "rename", path(of: name))
    }
    try sync()
  }

  public func remove(_ name: String) throws(StorageError) {
    guard unsafe unlink(path(of: name)) == 0 else { throw StorageError(errno: errno, "remove", path(of: name)) }
    try sync()
  }

  private func path(of name: String) -> String { "\(path)/\(name)" }

  private func allocate(_ file: DiskFile) throws(StorageError) {
    try file.allocate()
    let zeros = [UInt8](repeating: 0, count: min(Self.zeroBytes, file.size))
    var offset = 0
    while offset < file.size {
      let count = min(zeros.count, file.size - offset)
      unsafe try file.write(zeros.span.extracting(0..<count).bytes, at: offset)
      offset += count
    }
    // Size and extents too, not only the data: from here on fdatasync finds nothing else to write.
    try file.syncAll()
  }

  /// Makes the names durable.
  private func sync() throws(StorageError) {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StorageError(errno: errno, "open", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw StorageError(.syncFailed(errno: errno), "sync", path) }
  }

  private func names() throws(StorageError) -> [String] {
    guard let stream = unsafe opendir(path) else { throw StorageError(errno: errno, "list", path) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw StorageError(errno: errno, "list", path) }
    return names
  }
}
