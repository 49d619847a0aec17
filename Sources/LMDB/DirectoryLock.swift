/// One process a directory: a lock that the kernel drops when its holder dies, however it dies.
internal import Glibc

/// Holds `flock` on a file of the directory, in which the holder's process id is written for people to read.
public final class DirectoryLock: Sendable {
  private let descriptor: Int32

  /// Why the lock could not be had.
  public enum Failure: Error, Hashable, Sendable {
    /// Another process holds it; its id if it could be read.
    case held(by: Int32?)
    case io(errno: Int32)
  }

  /// Takes the lock of the directory at `path`, or says who has it. Never waits.
  public init(directory path: String) throws(Failure) {
    let descriptor = unsafe open("\(path)/owner.pid", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .io(errno: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      var buffer = [UInt8](repeating: 0, count: 16)
      let count = unsafe pread(descriptor, &buffer, buffer.count, 0)
      close(descriptor)
      guard reason == EWOULDBLOCK else { throw .io(errno: reason) }
      let text = String(decoding: buffer.prefix(max(0, count)).prefix { $0 >= 0x30 && $0 <= 0x39 }, as: UTF8.self)
      throw .held(by: Int32(text))
    }
    let text = Array("\(getpid())\n".utf8)
    _ = ftruncate(descriptor, 0)
    _ = unsafe pwrite(descriptor, text, text.count, 0)
    self.descriptor = descriptor
  }

  deinit {
    // Closing alone would leave it to a process that is being started just now and has not yet let go of our files.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
