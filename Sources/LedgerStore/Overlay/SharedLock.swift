/// A lock that many may hold to read, or one to write; who wants to write goes before those who come to read.
internal import Glibc

@safe final class SharedLock<State>: @unchecked Sendable {
  // Sendable because `state` is read under the lock and written under it alone.
  private let lock = UnsafeMutablePointer<pthread_rwlock_t>.allocate(capacity: 1)
  private var state: State

  init(_ state: sending State) {
    self.state = state
    var attributes = pthread_rwlockattr_t()
    let codes = unsafe [
      pthread_rwlockattr_init(&attributes),
      // Many short readers would otherwise keep the writer out for as long as there are any.
      pthread_rwlockattr_setkind_np(&attributes, Int32(PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP)),
      pthread_rwlock_init(lock, &attributes), pthread_rwlockattr_destroy(&attributes),
    ]
    precondition(codes.allSatisfy { $0 == 0 }, "a lock needs no more than memory")
  }

  deinit {
    unsafe pthread_rwlock_destroy(lock)
    unsafe lock.deallocate()
  }

  /// Lends the state to read.
  func read<Result: ~Copyable, Failure: Error>(
    _ body: (borrowing State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe pthread_rwlock_rdlock(lock)
    defer { unsafe pthread_rwlock_unlock(lock) }
    return try body(state)
  }

  /// Lends the state to change.
  func change<Result: ~Copyable, Failure: Error>(
    _ body: (inout State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe pthread_rwlock_wrlock(lock)
    defer { unsafe pthread_rwlock_unlock(lock) }
    return try body(&state)
  }
}
