/// One process at a time: a lock that the kernel drops when its holder dies, however it dies.
internal import Glibc
internal import Storage

/// Holds `flock` on a file.
struct FileLock {
  private let descriptor: Int32

  /// How often, and with how many microseconds between, another holder is waited for: ten seconds, when issuing takes
  /// milliseconds.
  private static let attempts = 500
  private static let pause: UInt32 = 20_000

  /// Takes the lock, or nothing when another has it for long.
  init?(_ path: String) throws(IdentityError) {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, Files.secretMode)
    guard descriptor >= 0 else { throw .notWritable(path: path, reason: Files.words(errno)) }
    for _ in 0..<FileLock.attempts {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        self.descriptor = descriptor
        return
      }
      guard errno == EWOULDBLOCK || errno == EINTR else {
        let reason = Files.words(errno)
        close(descriptor)
        throw .notWritable(path: path, reason: reason)
      }
      usleep(FileLock.pause)
    }
    close(descriptor)
    return nil
  }

  /// Lets the next one have it.
  func release() { close(descriptor) }
}
