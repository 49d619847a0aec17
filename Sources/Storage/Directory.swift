/// Files as a log needs them: few, of fixed size, written in place and synced. On a disk, or simulated.

/// A flat directory of files of fixed size.
///
/// What a call changed in the directory is durable when it returns: a name that `list` shows after a crash is a file
/// that was created whole.
public protocol Directory: Sendable {
  /// What the directory is called in messages.
  var path: String { get }

  /// The names of all files that were created whole, in order.
  func list() throws(StorageError) -> [String]

  /// Creates a file of `size` bytes, allocated *and* zero-written, so that writing into it later needs no more space
  /// and a sync of it no metadata. A file of that name is replaced.
  func create(_ name: String, size: Int) throws(StorageError) -> any StoredFile

  /// Opens a file for reading and writing in place.
  func open(_ name: String) throws(StorageError) -> any StoredFile

  /// Gives a file another name; a file that had it is gone.
  func rename(_ name: String, to newName: String) throws(StorageError)

  /// Removes a file.
  func remove(_ name: String) throws(StorageError)
}

/// An open file of fixed size.
///
/// After a failed write or a failed sync nobody knows what the disk holds, and a second sync would only hide it: from
/// then on every call throws the failure again. Running out of space is no such failure: it is an answer, and the same
/// write may succeed later.
public protocol StoredFile: AnyObject, Sendable {
  /// What the file is called in its directory when it was opened.
  var name: String { get }

  /// Its size, in bytes.
  var size: Int { get }

  /// Writes the bytes at `offset`, durable once `sync` has returned. They lie within the size.
  func write(_ bytes: RawSpan, at offset: Int) throws(StorageError)

  /// As `write`, and makes it durable where that is one with writing it. Gives whether it is: if not, `sync` must follow.
  ///
  /// It is one where place, length and memory lie in whole `DiskUnits.pageBytes`.
  func writeThrough(_ bytes: RawSpan, at offset: Int) throws(StorageError) -> Bool

  /// Makes durable what was written.
  func sync() throws(StorageError)

  /// Has what is read from now on be what the disk has: makes durable what a process before this one wrote and did not live
  /// to sync, and forgets what the system's cache holds beyond that after a sync that failed.
  func settle() throws(StorageError)

  /// Reads `count` bytes from `offset` on, which lie within the size, to the front of `buffer`, which has room for them.
  func read(_ count: Int, at offset: Int, into buffer: inout [UInt8]) throws(StorageError)
}

extension StoredFile {
  /// Writes, and no more.
  public func writeThrough(_ bytes: RawSpan, at offset: Int) throws(StorageError) -> Bool {
    try write(bytes, at: offset)
    return false
  }
}

/// Sizes that a disk sets.
public enum DiskUnits {
  /// What can be written past the system's cache of files: every disk takes places, lengths and memory in whole pages.
  public static let pageBytes = 4096
  /// What a disk writes whole or not at all, if it keeps its promise; 512 bytes are the least any disk has.
  public static let sectorBytes = 512
  /// What memory hands over whole: a sector torn by a power cut is torn between two of these words.
  public static let wordBytes = 8
}
