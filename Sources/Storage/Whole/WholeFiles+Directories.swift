/// Directories of small files, and locks on them.
internal import Glibc

extension WholeFiles {
  /// Makes a directory that only its owner can enter, durably, unless there is one. Gives whether there was none.
  @discardableResult
  package static func makeDirectory(_ path: String) throws(Failure) -> Bool {
    if unsafe mkdir(path, 0o700) == 0 {
      try sync(directory: parent(of: path))
      return true
    }
    let code = errno
    guard code == EEXIST, isDirectory(path) else { throw unwritable(path, code) }
    return false
  }

  /// Removes an empty directory, if it is there.
  package static func removeDirectory(_ path: String) throws(Failure) {
    guard unsafe rmdir(path) == 0 || errno == ENOENT else { throw unwritable(path, errno) }
  }

  /// Whether there is something of that name; a link counts by where it leads.
  package static func exists(_ path: String) -> Bool { FileStatus(following: path) != nil }

  /// Whether there is a directory of that name.
  package static func isDirectory(_ path: String) -> Bool { FileStatus(following: path)?.kind == .directory }

  /// The names in a directory, sorted, at most `bound`; no hidden ones unless asked for. Nil where there is no such directory.
  package static func list(_ path: String, bound: Int, withHidden: Bool = false) throws(Failure) -> [String]? {
    try names(path, bound: bound) { name, _ in !name.hasPrefix(".") || withHidden }
  }

  /// The names of the files in a directory, sorted, at most `bound`: no directories, no hidden ones, none that is not whole yet.
  package static func files(in path: String, bound: Int = 1_000_000) throws(Failure) -> [String] {
    let names = try names(path, bound: bound) { name, isFile in
      isFile && !name.hasPrefix(".") && !name.hasSuffix(unfinished)
    }
    guard let names else { throw unreadable(path, ENOENT) }
    return names
  }

  private static func names(
    _ path: String, bound: Int, _ isWanted: (String, _ isFile: Bool) -> Bool
  ) throws(Failure) -> [String]? {
    guard let stream = unsafe opendir(path) else {
      if errno == ENOENT { return nil }
      throw unreadable(path, errno)
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while names.count < bound, let entry = unsafe readdir(stream) {
      // Some file systems do not say what it is.
      let isFile = unsafe entry.pointee.d_type == UInt8(DT_REG) || entry.pointee.d_type == UInt8(DT_UNKNOWN)
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != "..", isWanted(name, isFile) { names.append(name) }
    }
    return names.sorted()
  }

  /// Opens, or makes, a file for `flock`, which ends with the process however it ends.
  package static func lockFile(_ path: String) throws(Failure) -> Int32 {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, secretMode)
    guard descriptor >= 0 else { throw unwritable(path, errno) }
    return descriptor
  }
}
