/// Directories, as far as identities need them.
internal import Glibc

extension Files {
  /// Makes a directory that only its owner can enter, unless there is one.
  static func makeDirectory(_ path: String) throws(IdentityError) {
    if unsafe mkdir(path, 0o700) == 0 { return }
    let code = errno
    guard code == EEXIST, isDirectory(path) else { throw .notWritable(path: path, reason: words(code)) }
  }

  /// Whether there is something of that name.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0
  }

  /// Whether there is a directory of that name.
  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in a directory, in order.
  static func list(_ path: String) throws(IdentityError) -> [String] {
    guard let stream = unsafe opendir(path) else { throw .notReadable(path: path, reason: words(errno)) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
