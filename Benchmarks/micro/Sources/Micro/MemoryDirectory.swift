/// Files in memory, on no disk: what an append then costs is the log's own.
internal import Storage
internal import Synchronization

final class MemoryDirectory: Directory {
  let path = "memory"
  private let files = Mutex<[String: MemoryFile]>([:])

  func list() throws(StorageError) -> [String] { files.withLock { $0.keys.sorted() } }

  func create(_ name: String, size: Int) throws(StorageError) -> any StoredFile {
    let file = MemoryFile(name: name, size: size)
    files.withLock { $0[name] = file }
    return file
  }

  func open(_ name: String) throws(StorageError) -> any StoredFile {
    guard let file = files.withLock({ $0[name] }) else { throw StorageError(.notFound, "open", name) }
    // A file is called what it was called when it was opened.
    return MemoryFile(name: name, of: file)
  }

  func rename(_ name: String, to newName: String) throws(StorageError) {
    files.withLock { $0[newName] = $0.removeValue(forKey: name) }
  }

  func remove(_ name: String) throws(StorageError) { files.withLock { $0[name] = nil } }
}

final class MemoryFile: StoredFile {
  private final class Bytes: Sendable {
    let all: Mutex<[UInt8]>

    init(count: Int) { all = Mutex([UInt8](repeating: 0, count: count)) }
  }

  let name: String
  let size: Int
  private let bytes: Bytes

  init(name: String, size: Int) {
    self.name = name
    self.size = size
    bytes = Bytes(count: size)
  }

  init(name: String, of other: MemoryFile) {
    self.name = name
    size = other.size
    bytes = other.bytes
  }

  func write(_ new: RawSpan, at offset: Int) throws(StorageError) {
    bytes.all.withLock { bytes in
      bytes.withUnsafeMutableBytes { all in
        new.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: all[offset...]).copyMemory(from: $0) }
      }
    }
  }

  func sync() throws(StorageError) {}

  func read(_ count: Int, at offset: Int, into buffer: inout [UInt8]) throws(StorageError) {
    bytes.all.withLock { bytes in for index in 0..<count { buffer[index] = bytes[offset + index] } }
  }
}
