/// A lock of a directory that ends with the process, however that ends.
internal import Glibc
internal import Storage

/// Held while it lives.
final class HookLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock of that file.
  ///
  /// - Parameter waits: whether to wait for whoever has it: only where that takes no longer than writing a few files.
  init(_ path: String, waits: Bool) throws(HookError) {
    descriptor = try HookFiles.lockFile(path)
    while flock(descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(descriptor)
      throw code == EWOULDBLOCK
        ? .served(path: String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex)))
        : .notWritable(path: path, reason: HookFiles.words(code))
    }
  }

  deinit { close(descriptor) }
}
