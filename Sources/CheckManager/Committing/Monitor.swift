/// A lock around a state, and a bell for the one thread that waits for it to change.
internal import Glibc

/// Conditions of NIO and Foundation time out by the wall clock: set back by an hour, it would let the committer sleep for
/// an hour. This one goes by the monotonic clock. The bell rings only while somebody waits: a busy committer is not
/// woken.
@safe final class Monitor<State>: @unchecked Sendable {
  // Sendable because `state` and `isAwaited` are touched under `mutex` only.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let bell = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var state: State
  private var isAwaited = false

  init(_ state: sending State) {
    self.state = state
    var attributes = pthread_condattr_t()
    let codes = unsafe [
      pthread_mutex_init(mutex, nil), pthread_condattr_init(&attributes),
      pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC), pthread_cond_init(bell, &attributes),
      pthread_condattr_destroy(&attributes),
    ]
    precondition(codes.allSatisfy { $0 == 0 }, "a lock needs no more than memory")
  }

  deinit {
    unsafe pthread_cond_destroy(bell)
    unsafe pthread_mutex_destroy(mutex)
    unsafe bell.deallocate()
    unsafe mutex.deallocate()
  }

  /// Changes the state, and wakes who waits for that.
  ///
  /// - Parameter wakes: whether the state is now one that somebody may wait for; to be woken for nothing costs both sides a
  ///   switch.
  func change<Result>(_ body: (inout State) -> Result, wakes: (State) -> Bool = { _ in true }) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    let result = body(&state)
    if isAwaited, wakes(state) {
      // Once: who waits says so again if it was not for this.
      isAwaited = false
      unsafe pthread_cond_signal(bell)
    }
    return result
  }

  /// Waits until `isReady`, at most `seconds`, and then changes the state. One thread at a time.
  func wait<Result>(
    atMost seconds: Double, until isReady: (State) -> Bool, then body: (inout State) -> Result
  ) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    if !isReady(state), seconds > 0 {
      var deadline = Monitor.deadline(in: seconds)
      while !isReady(state) {
        isAwaited = true
        guard unsafe pthread_cond_timedwait(bell, mutex, &deadline) == 0 else { break }
      }
      isAwaited = false
    }
    return body(&state)
  }

  private static func deadline(in seconds: Double) -> timespec {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    let nanoseconds = time.tv_nsec + Int(seconds * 1e9)
    return timespec(tv_sec: time.tv_sec + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
  }
}
