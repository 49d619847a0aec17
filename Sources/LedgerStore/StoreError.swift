/// Why the store cannot do what it should: what is wrong, where, and what to do.
public import LMDB
public import Seals

/// A failure of the store. A refusal of the ledger is none of these.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no ledger in the directory.
  case notInitialised(path: String)
  /// There is a ledger in the directory already.
  case alreadyInitialised(path: String)
  /// What is in the directory was not written by Vouch.
  case foreign(path: String)
  /// The ledger was written by a newer program.
  case newerFormat(path: String, found: UInt32, known: UInt32)
  /// The ledger holds profiles in the clear, and there was nothing to seal them with.
  case inClear(path: String, format: UInt32)
  /// What was in the clear could not be sealed.
  case sealing(reason: String)
  /// Another process keeps this ledger; its process id if it is known.
  case inUse(path: String, by: Int32?)
  /// The directory or its file system cannot be written.
  case notWritable(path: String, reason: String)
  /// A record is not what was written.
  case damaged(table: String, key: String, reason: String)
  /// The ledger's history was made with another leaf secret than the one given; both by their names.
  case otherSecret(path: String, known: KeyID, given: KeyID)
  /// LMDB or the file system below it failed.
  case database(LMDBError)
  /// The log or the file system below it failed.
  case log(LogError)

  /// Whether the same may succeed once there is space again: the map or the disk is full.
  public var isOutOfSpace: Bool {
    switch self {
    case .database(let error): error.isOutOfSpace
    case .log(let error): error.isOutOfSpace
    default: false
    }
  }

  /// Whether nothing more may be written: everything but a lack of space.
  public var isFinal: Bool { !isOutOfSpace }

  /// What is wrong and what to do, in a sentence or two.
  public var description: String {
    switch self {
    case .notInitialised(let path): "There is no ledger in \(path). Make one with: vouchd init --data \(path)"
    case .alreadyInitialised(let path): "There is a ledger in \(path) already. Nothing was changed."
    case .foreign(let path):
      "What is in \(path) is no ledger of Vouch. Give the right directory, or an empty one to init."
    case .newerFormat(let path, let found, let known):
      "The ledger in \(path) has format \(found); this program knows formats up to \(known). Use a newer program."
    case .inClear(let path, let format):
      "The ledger in \(path) has format \(format), which keeps personal data in the clear. Open it with vouchd, which "
        + "seals it."
    case .sealing(let reason): "Personal data could not be sealed: \(reason)"
    case .inUse(let path, let holder):
      "The ledger in \(path) is in use by another process\(holder.map { " (pid \($0))" } ?? ""). Stop that one first."
    case .notWritable(let path, let reason):
      "The ledger in \(path) cannot be written: \(reason). Check the directory's owner and its file system."
    case .damaged(let table, let key, let reason):
      "The record \(key) of table '\(table)' is damaged: \(reason). Restore a backup."
    case .otherSecret(let path, let known, let given):
      "The history of the ledger in \(path) was made with leaf secret \(known), and \(given) was given. Put back the file "
        + "of the first: without it no entry so far can be proved."
    case .database(let error): "The database failed: \(error)."
    case .log(let error): "The log failed: \(error)."
    }
  }
}

/// Calls LMDB, and speaks of its errors as the store's.
@inline(__always)
func database<Result: ~Copyable>(_ body: () throws(LMDBError) -> Result) throws(StoreError) -> Result {
  do throws(LMDBError) { return try body() } catch { throw .database(error) }
}
