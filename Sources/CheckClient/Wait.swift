/// One task's wait: it ends once, by whichever comes first: what is waited for, the deadline, the task's cancellation.
internal import NIOCore
internal import Synchronization

final class Wait<Value: Sendable>: Sendable {
  typealias End = Result<Value, ClientError>

  private enum State {
    case fresh
    case suspended(CheckedContinuation<End, Never>)
    case ended(End)
  }

  private let state = Mutex(State.fresh)

  /// Ends it, if nothing else has.
  ///
  /// - Returns: whether this ended it; then the waiting task has it.
  @discardableResult
  func end(_ end: End) -> Bool {
    let (isFirst, continuation) = state.withLock { state -> (Bool, CheckedContinuation<End, Never>?) in
      switch state {
      case .fresh:
        state = .ended(end)
        return (true, nil)
      case .suspended(let continuation):
        state = .ended(end)
        return (true, continuation)
      case .ended: return (false, nil)
      }
    }
    continuation?.resume(returning: end)
    return isFirst
  }

  /// Waits. Called once.
  func value(until deadline: NIODeadline, on loop: any EventLoop) async throws(ClientError) -> Value {
    let timer = loop.scheduleTask(deadline: deadline) { _ = self.end(.failure(.deadline)) }
    let end = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let early: End? = state.withLock { state in
          if case .ended(let end) = state { return end }
          state = .suspended(continuation)
          return nil
        }
        if let early { continuation.resume(returning: early) }
      }
    } onCancel: {
      self.end(.failure(.cancelled))
    }
    timer.cancel()
    return try end.get()
  }
}
