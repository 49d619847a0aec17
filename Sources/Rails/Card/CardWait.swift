/// A value that comes later, once, from whoever is first to have it.
internal import Synchronization

/// One task's wait, which ends by whatever comes first.
final class CardWait<Value: Sendable>: Sendable {
  private enum State {
    case fresh
    case suspended(CheckedContinuation<Value, Never>)
    case ended(Value)
  }

  private let state = Mutex(State.fresh)

  /// Ends it, if nothing else has.
  func end(_ value: Value) {
    let continuation = state.withLock { state -> CheckedContinuation<Value, Never>? in
      switch state {
      case .fresh:
        state = .ended(value)
        return nil
      case .suspended(let continuation):
        state = .ended(value)
        return continuation
      case .ended: return nil
      }
    }
    continuation?.resume(returning: value)
  }

  /// Waits. Called once.
  var value: Value {
    get async {
      await withCheckedContinuation { continuation in
        let early = state.withLock { state -> Value? in
          if case .ended(let value) = state { return value }
          state = .suspended(continuation)
          return nil
        }
        if let early { continuation.resume(returning: early) }
      }
    }
  }
}
