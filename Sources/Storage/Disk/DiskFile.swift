/// An open file of the file system.
internal import Glibc
internal import Synchronization

/// A file of fixed size, written with `pwrite` and synced with `fdatasync`, or past the cache by `DirectWriter`.
final class DiskFile: StoredFile {
  let name: String
  let size: Int
  private let path: String
  private let descriptor: Int32
  /// The failure after which nothing is written any more.
  private let failure = Mutex<StorageError?>(nil)
  private let direct: DirectWriter

  init(descriptor: Int32, name: String, path: String, size: Int) {
    self.descriptor = descriptor
    self.name = name
    self.path = path
    self.size = size
    direct = DirectWriter(of: descriptor)
  }

  deinit { close(descriptor) }

  func write(_ bytes: RawSpan, at offset: Int) throws(StorageError) {
    precondition(offset >= 0 && bytes.byteCount <= size - offset, "written past the end of \(path)")
    try refuseAfterFailure()
    let code = unsafe bytes.withUnsafeBytes { unsafe Self.write($0, at: offset, to: descriptor) }
    guard code != 0 else { return }
    if code == ENOSPC || code == EDQUOT { throw StorageError(.outOfSpace, "write", path) }
    throw fail(.writeFailed(errno: code), "write")
  }

  func writeThrough(_ bytes: RawSpan, at offset: Int) throws(StorageError) -> Bool {
    precondition(offset >= 0 && bytes.byteCount <= size - offset, "written past the end of \(path)")
    try refuseAfterFailure()
    switch unsafe bytes.withUnsafeBytes({ unsafe direct.write($0, at: offset) }) {
    case .durable: return true
    case .impossible:
      try write(bytes, at: offset)
      return false
    case .failed(let code):
      if code == ENOSPC || code == EDQUOT { throw StorageError(.outOfSpace, "write", path) }
      throw fail(.writeFailed(errno: code), "write")
    }
  }

  func sync() throws(StorageError) {
    try refuseAfterFailure()
    // Not even an interrupted sync is tried again: it has reported, and so forgotten, what it found.
    guard fdatasync(descriptor) == 0 else { throw fail(.syncFailed(errno: errno), "sync") }
  }

  func settle() throws(StorageError) {
    try sync()
    // What a failed sync could not write is clean in the cache, and is not on the disk. It is only a wish; where there is no
    // such cache it is granted.
    _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
  }

  func read(_ count: Int, at offset: Int, into buffer: inout [UInt8]) throws(StorageError) {
    precondition(offset >= 0 && count <= size - offset, "read past the end of \(path)")
    try refuseAfterFailure()
    let kind = unsafe buffer.withUnsafeMutableBytes {
      unsafe Self.read(UnsafeMutableRawBufferPointer(rebasing: $0[..<count]), at: offset, from: descriptor)
    }
    if let kind { throw StorageError(kind, "read", path) }
  }

  /// Has the file system set the space aside, so that a full one says so before anything is written.
  func allocate() throws(StorageError) {
    let code = posix_fallocate(descriptor, 0, off_t(size))
    guard code == 0 else { throw StorageError(errno: code, "create", path) }
  }

  /// Makes durable data, size and extents.
  func syncAll() throws(StorageError) {
    try refuseAfterFailure()
    guard fsync(descriptor) == 0 else { throw fail(.syncFailed(errno: errno), "sync") }
  }

  private func refuseAfterFailure() throws(StorageError) {
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  private func fail(_ kind: StorageError.Kind, _ operation: String) -> StorageError {
    let error = StorageError(kind, operation, path)
    failure.withLock { $0 = error }
    return error
  }

  /// 0, or what the operating system said.
  private static func write(_ bytes: UnsafeRawBufferPointer, at offset: Int, to descriptor: Int32) -> Int32 {
    var done = 0
    while done < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        return EIO
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }

  /// nil when all was read.
  private static func read(
    _ bytes: UnsafeMutableRawBufferPointer, at offset: Int, from descriptor: Int32
  ) -> StorageError.Kind? {
    var done = 0
    while done < bytes.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
      let count = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        return .tooShort
      } else if errno != EINTR {
        return .readFailed(errno: errno)
      }
    }
    return nil
  }
}
