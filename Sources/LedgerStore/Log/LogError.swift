/// Why the log cannot be opened, read or appended to, and what to do.
public import Storage

public enum LogError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no space for another segment. An answer: nothing was appended, and the same may succeed later.
  case outOfSpace(StorageError)
  /// A write, a sync or another call failed. Final: the log takes nothing any more, and must be opened again.
  case failed(StorageError)
  /// What a power cut cannot have left: nothing is cut, nothing is served.
  case damaged(path: String, offset: Int, String)
  /// The segment belongs to another ledger.
  case foreign(path: String)
  /// The segment was written by another version of Vouch.
  case otherFormat(path: String, found: UInt32, known: UInt32)
  /// There is no log in the directory.
  case missing(path: String)
  /// There is a log in the directory already.
  case exists(path: String)
  /// The log begins after what is to be read of it.
  case begins(path: String, at: UInt64, asked: UInt64)
  /// The log ends before what is said to be in it.
  case ends(path: String, at: UInt64, asked: UInt64)

  init(_ error: StorageError) {
    self = error.isOutOfSpace ? .outOfSpace(error) : .failed(error)
  }

  /// Whether the same may succeed once there is space again.
  public var isOutOfSpace: Bool { if case .outOfSpace = self { true } else { false } }

  public var description: String {
    switch self {
    case .outOfSpace(let error): "\(error)"
    case .failed(let error): "\(error); stop, look after the disk, and start again"
    case .damaged(let path, let offset, let what):
      "\(path) is damaged at offset \(offset): \(what); restore it from a copy, or restore the ledger from a backup"
    case .foreign(let path): "\(path) belongs to another ledger; put back the log of this one"
    case .otherFormat(let path, let found, let known):
      "\(path) has format \(found), and this program reads \(known); use the program that wrote it"
    case .missing(let path):
      "\(path) holds no log of this ledger; put it back, say where it is (log), or restore the ledger from a backup"
    case .exists(let path): "\(path) holds a log already"
    case .begins(let path, let first, let asked):
      "the log in \(path) begins at sequence \(first), and \(asked) is missing; put back the segments before"
    case .ends(let path, let last, let asked):
      "the log in \(path) ends at sequence \(last), and the ledger is at \(asked); put back the segments after"
    }
  }
}
