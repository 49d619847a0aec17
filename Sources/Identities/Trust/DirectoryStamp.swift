/// How one sees that the files of an identity directory have changed, without reading them.
internal import Glibc

/// The files of a directory at one moment: equal while nobody has changed or replaced one of them.
public struct DirectoryStamp: Hashable, Sendable {
  private struct File: Hashable {
    let device: UInt64
    let node: UInt64
    let bytes: Int64
    let seconds: Int64
    let nanoseconds: Int64
  }

  private let files: [String: File]

  /// Looks at the files. One that is not there, or cannot be looked at, is left out.
  public init(_ path: String) {
    var files: [String: File] = [:]
    let names = [
      IdentityDirectory.authorityFile, IdentityDirectory.certificateFile, IdentityDirectory.keyFile,
      IdentityDirectory.revokedFile,
    ]
    for name in names {
      var status = stat()
      guard unsafe stat("\(path)/\(name)", &status) == 0 else { continue }
      files[name] = File(
        device: UInt64(status.st_dev), node: UInt64(status.st_ino), bytes: Int64(status.st_size),
        seconds: Int64(status.st_mtim.tv_sec), nanoseconds: Int64(status.st_mtim.tv_nsec))
    }
    self.files = files
  }
}
