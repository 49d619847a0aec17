/// What LMDB answers when something cannot be done: the operation, the code, and what to do.
internal import CLMDB
internal import Glibc

/// A failure of LMDB or of the file system below it. "Not found" and "exists already" are results, not errors.
public struct LMDBError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of failure, as far as a caller can act on it.
  public enum Kind: Hashable, Sendable {
    /// The map is full: open with a larger one.
    case mapFull
    /// The file system is full, or the quota is reached.
    case diskFull
    /// As many read transactions are open as there may be.
    case readersFull
    /// The file is not LMDB's.
    case foreign
    /// The file was written by another version of LMDB's format.
    case versionMismatch
    /// Pages contradict each other.
    case corrupted
    case permissionDenied
    case readOnlyFileSystem
    case notFound
    /// The same environment is open in this process already; LMDB's locks forbid a second opening.
    case openedTwice
    /// A value of a fixed layout has another size.
    case wrongSize(table: String, expected: Int, found: Int)
    /// A key is none of its table's.
    case foreignKey(table: String)
    /// Keys were to be appended in order and were not.
    case outOfOrder
    /// Another error of the operating system.
    case io(errno: Int32)
    case other(code: Int32)
  }

  /// What to do about it depends on this.
  public let kind: Kind
  /// What was tried: `open`, `commit`, `put`, …
  public let operation: String

  init(_ kind: Kind, _ operation: String) {
    self.kind = kind
    self.operation = operation
  }

  /// A record of a fixed layout has another size.
  @usableFromInline
  init(table: String, expected: Int, found: Int) {
    self.init(.wrongSize(table: table, expected: expected, found: found), "get \(table)")
  }

  init(code: Int32, _ operation: String) {
    self.operation = operation
    kind =
      switch code {
      case MDB_MAP_FULL: .mapFull
      case ENOSPC, EDQUOT: .diskFull
      case MDB_READERS_FULL: .readersFull
      case MDB_INVALID: .foreign
      case MDB_VERSION_MISMATCH: .versionMismatch
      case MDB_CORRUPTED, MDB_PAGE_NOTFOUND, MDB_PANIC: .corrupted
      case EACCES, EPERM: .permissionDenied
      case EROFS: .readOnlyFileSystem
      case ENOENT: .notFound
      case MDB_KEYEXIST: .outOfOrder
      case let code where code > 0: .io(errno: code)
      default: .other(code: code)
      }
  }

  /// Whether the next transaction may succeed once there is space again.
  public var isOutOfSpace: Bool { kind == .mapFull || kind == .diskFull }

  /// The operation and the failure in words.
  public var description: String { "\(operation): \(reason)" }

  private var reason: String {
    switch kind {
    case .mapFull: "the database has reached its largest size; set a larger map"
    case .diskFull: "the disk is full"
    case .readersFull: "too many readers"
    case .foreign: "the file is not a database of LMDB"
    case .versionMismatch: "the file was written by another version of LMDB"
    case .corrupted: "the database is damaged"
    case .permissionDenied: "permission denied"
    case .readOnlyFileSystem: "the file system is read-only"
    case .notFound: "no such file or directory"
    case .openedTwice: "the database is open in this process already"
    case .wrongSize(let table, let expected, let found):
      "a record of '\(table)' has \(found) bytes instead of \(expected)"
    case .foreignKey(let table): "a key of '\(table)' is none that belongs there"
    case .outOfOrder: "the key is not after the last one"
    case .io(let code), .other(let code): unsafe String(cString: mdb_strerror(code))
    }
  }
}

/// Throws unless `code` is success.
@inline(__always)
func check(_ code: Int32, _ operation: @autoclosure () -> String) throws(LMDBError) {
  guard code == MDB_SUCCESS else { throw LMDBError(code: code, operation()) }
}
