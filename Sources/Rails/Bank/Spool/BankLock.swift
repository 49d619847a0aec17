/// One connector to a directory of messages: two would both send what one of them has.
internal import Glibc
internal import Storage

/// A directory held against every other process, until this is gone or the process has ended, however it ended.
public final class BankLock: Sendable {
  private let descriptor: Int32

  /// Takes hold of a directory, which is made if it is missing. Throws where another process has it.
  public init(_ directory: String) throws(BankError) {
    try BankFiles.makeDirectory(directory)
    descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .notReadable(path: directory, reason: BankFiles.words(errno)) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      guard code == EWOULDBLOCK else { throw .notReadable(path: directory, reason: BankFiles.words(code)) }
      throw .setting("Another connector works in '\(directory)': stop it, or give this one a directory of its own.")
    }
  }

  deinit { close(descriptor) }
}
