/// So many at once, and the others in turn.
internal import Synchronization

/// A bound on how many orders are under way.
final class CardPermits: Sendable {
  private struct State {
    var free: Int
    var waiting: [CardWait<Void>] = []
  }

  private let state: Mutex<State>

  init(_ count: Int) { state = Mutex(State(free: count)) }

  /// Runs `body` when it is its turn.
  func run<Value, Failure: Error>(_ body: () async throws(Failure) -> Value) async throws(Failure) -> Value {
    let wait = state.withLock { state -> CardWait<Void>? in
      if state.free > 0 {
        state.free -= 1
        return nil
      }
      let wait = CardWait<Void>()
      state.waiting.append(wait)
      return wait
    }
    await wait?.value
    defer { give() }
    return try await body()
  }

  private func give() {
    let next = state.withLock { state -> CardWait<Void>? in
      if !state.waiting.isEmpty { return state.waiting.removeFirst() }
      state.free += 1
      return nil
    }
    next?.end(())
  }
}
