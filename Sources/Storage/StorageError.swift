/// What storage answers when something cannot be done: the operation, the file, the reason.
internal import Glibc

/// A failure of the file system, or no space in it.
public struct StorageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What to do about it depends on this.
  public enum Kind: Error, Hashable, Sendable {
    /// The file system is full, or a quota reached. An answer: it heals when there is space again.
    case outOfSpace
    /// A write failed. Final for its file.
    case writeFailed(errno: Int32)
    /// A sync failed: what was written before may be lost, and no later sync can tell. Final for its file.
    case syncFailed(errno: Int32)
    case readFailed(errno: Int32)
    /// The file is shorter than what was to be read of it.
    case tooShort
    case notFound
    case permissionDenied
    case readOnlyFileSystem
    /// Another error of the operating system.
    case io(errno: Int32)
    /// The simulated power is off.
    case powerOff
  }

  public let kind: Kind
  /// What was tried: `create`, `write`, `sync`, …
  public let operation: String
  /// The path of the file, or of the directory.
  public let path: String

  /// A failure of `operation` on what lies at `path`.
  public init(_ kind: Kind, _ operation: String, _ path: String) {
    self.kind = kind
    self.operation = operation
    self.path = path
  }

  /// The failure that a code of the operating system means where nothing was written yet.
  public init(errno code: Int32, _ operation: String, _ path: String) {
    let kind: Kind =
      switch code {
      case ENOSPC, EDQUOT: .outOfSpace
      case ENOENT: .notFound
      case EACCES, EPERM: .permissionDenied
      case EROFS: .readOnlyFileSystem
      case let code: .io(errno: code)
      }
    self.init(kind, operation, path)
  }

  /// Whether the same may succeed once there is space again.
  public var isOutOfSpace: Bool { kind == .outOfSpace }

  /// The operation, the file and the failure in words.
  public var description: String { "\(operation) \(path): \(reason)" }

  private var reason: String {
    switch kind {
    case .outOfSpace: "no space left; free some, and it goes on"
    case .writeFailed(let code): "a write failed, and nothing more is written here: \(Self.words(code))"
    case .syncFailed(let code): "a sync failed, and nothing more is written here: \(Self.words(code))"
    case .readFailed(let code): "cannot be read: \(Self.words(code))"
    case .tooShort: "the file is shorter than it was made"
    case .notFound: "no such file or directory"
    case .permissionDenied: "permission denied"
    case .readOnlyFileSystem: "the file system is read-only"
    case .io(let code): Self.words(code)
    case .powerOff: "the power is off"
    }
  }

  private static func words(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
