/// Why a key of a person is not at hand, or a profile not opened: what is wrong, where, and what to do. Never whose name.
public import Ledger
public import Seals
public import Storage

/// A failure of the keys of persons. What a party may hear of it is a refusal or a state.
public enum PersonsError: Error, Hashable, Sendable {
  /// The file of sealing keys is not there.
  case noSealingKeys(path: String)
  /// The file of sealing keys is there and cannot be used.
  case sealingKeys(path: String, reason: String)
  /// There are no keys of persons where they should be.
  case noPersons(path: String)
  /// There are keys of persons where none should be.
  case notLost(path: String)
  /// Another process has the keys of persons; its process id if it is known.
  case inUse(path: String, by: Int32?)
  /// A key of a person was wrapped by a sealing key that is not in the file.
  case wrongSealingKey(KeyID, path: String)
  /// A party's key is not there.
  case keyMissing(Party)
  /// Both copies of a party's key are damaged, or one was changed.
  case keyBroken(Party, SealError)
  /// A field was sealed under another key, or changed, or is another's.
  case fieldBroken(Party, ProfileField, SealError)
  /// The files of the keys of persons, or the file system below them.
  case storage(StorageError)
}

extension PersonsError: CustomStringConvertible {
  /// What is wrong and what to do, in a sentence or two.
  public var description: String {
    switch self {
    case .noSealingKeys(let path):
      "There are no sealing keys in \(path). Put back the file, or name it with 'sealing_keys'. Without it nothing that "
        + "is kept of persons can be read."
    case .sealingKeys(let path, let reason): "The sealing keys in \(path) cannot be used: \(reason)."
    case .noPersons(let path):
      "There are no keys of persons in \(path). Restore them, or name their directory with 'persons'. If they are lost for "
        + "good, with all copies, the ledger can be opened without: vouchd persons renew."
    case .notLost(let path):
      "There are keys of persons in \(path), which would be lost. Should they be no use to anybody, move them away first."
    case .inUse(let path, let process):
      "The keys of persons in \(path) are in use\(process.map { " by process \($0)" } ?? ""). One manager has them at a "
        + "time: stop the other, or name another directory with 'persons'."
    case .wrongSealingKey(let key, let path):
      "The keys of persons in \(path) are sealed by key \(key), which is not in the file of sealing keys. Put it back, "
        + "in a line of its own after the first."
    case .keyMissing(let party): "The key of \(party) is not at hand. Restore the keys of persons."
    case .keyBroken(let party, let error):
      "The key of \(party) is not what was written: \(error). Restore the keys of persons."
    case .fieldBroken(let party, let field, let error):
      "What is kept of \(party) as \(field.name) is not what was written: \(error). Restore a backup."
    case .storage(let error): "The keys of persons: \(error)"
    }
  }
}

/// Calls the storage, and speaks of its errors as of this module's.
func stored<Result>(_ body: () throws(StorageError) -> Result) throws(PersonsError) -> Result {
  do throws(StorageError) { return try body() } catch { throw .storage(error) }
}
