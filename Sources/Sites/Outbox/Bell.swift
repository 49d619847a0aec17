/// Wakes one task: rung by whoever has something for it.
internal import Synchronization

/// A bell. A ring that nobody waits for is heard by the next who waits; it may also ring for nothing.
final class Bell: Sendable {
  private enum State {
    case silent
    case rung
    case waiting(CheckedContinuation<Void, Never>)
  }

  private let state = Mutex(State.silent)

  /// Rings.
  func ring() {
    let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
      if case .waiting(let continuation) = state {
        state = .silent
        return continuation
      }
      state = .rung
      return nil
    }
    waiting?.resume()
  }

  /// Waits for a ring, the end of `duration` if there is one, or the task's cancellation. One task at a time.
  func wait(atMost duration: Duration?) async {
    let alarm = duration.map { duration in
      Task {
        try await Task.sleep(for: duration)
        ring()
      }
    }
    defer { alarm?.cancel() }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isRung = state.withLock { state in
          if case .rung = state {
            state = .silent
            return true
          }
          state = .waiting(continuation)
          return false
        }
        if isRung { continuation.resume() }
      }
    } onCancel: {
      ring()
    }
  }
}
