/// What lies at a path, and how large it is.
internal import Glibc

/// The status of a file, for modules that cannot ask for it themselves: where Foundation is imported too, the compiler finds
/// `stat` in two modules.
public struct FileStatus: Hashable, Sendable {
  /// What kinds there are.
  public enum Kind: Hashable, Sendable {
    case file, directory, other
  }

  /// What it is.
  public let kind: Kind
  /// How many bytes it has.
  public let byteCount: Int

  /// Of what lies at `path`; a link is not followed. Nil where nothing is, or nothing can be known: `errno` says why.
  public init?(at path: String) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// Of what lies at `path`, or where the link there leads.
  public init?(following path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// Of an open file.
  public init?(of descriptor: Int32) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      default: .other
      }
    byteCount = Int(status.st_size)
  }
}
