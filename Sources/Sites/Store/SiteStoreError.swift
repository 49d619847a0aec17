/// Why a site's store cannot be opened, read or written: what is wrong and what to do.
public import LMDB

/// A failure of a store. Everything but a lack of space is final.
public enum SiteStoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Another process has it; its id where that is known.
  case inUse(path: String, by: Int32?)
  case notWritable(path: String, reason: String)
  /// It is something else's store, or of another format.
  case foreign(path: String, found: String)
  case damaged(table: String, key: String, reason: String)
  /// The file of a key cannot be used.
  case key(path: String, reason: String)
  /// The store is sealed, and the file of its key is not there.
  case keyMissing(path: String, file: String, id: String)
  /// The store is sealed by a key that is not in the file.
  case keyWrong(path: String, file: String, id: String)
  case database(LMDBError)
  /// The program is stopping.
  case stopped

  /// Whether a later try may succeed once there is space again.
  public var isOutOfSpace: Bool { if case .database(let error) = self { error.isOutOfSpace } else { false } }

  public var description: String {
    switch self {
    case .inUse(let path, let holder):
      "\(path) is in use by \(holder.map { "process \($0)" } ?? "another process"). Stop that, or give another directory."
    case .notWritable(let path, let reason): "\(path) cannot be written: \(reason)."
    case .foreign(let path, let found): "\(path) holds something else ('\(found)'). Give another directory."
    case .damaged(let table, let key, let reason):
      "The record \(key) of '\(table)' is damaged: \(reason). Restore the directory from a backup."
    case .key(let path, let reason): "The key file \(path) cannot be used: \(reason)."
    case .keyMissing(let path, let file, let id):
      "\(path) is sealed by key \(id), but its file \(file) is not there. Put it back, or say where it is (--seal-key). "
        + "Nothing was changed; without the key nothing in the store can be read."
    case .keyWrong(let path, let file, let id):
      "\(path) is sealed by key \(id), which is not in \(file). Give the file that has it (--seal-key). Nothing was changed."
    case .database(let error): "\(error)."
    case .stopped: "The program is stopping."
    }
  }
}
