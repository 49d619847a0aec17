/// The bound on calls under way: so many have a place, the others wait for theirs in the order they came.
internal import NIOCore
internal import Synchronization

final class Places: Sendable {
  private struct State {
    /// Above zero only while nobody waits.
    var free: Int
    var line = CircularBuffer<Wait<Void>>()
    var isClosed = false
  }

  private let state: Mutex<State>
  private let loop: any EventLoop

  init(_ count: Int, loop: any EventLoop) {
    state = Mutex(State(free: max(count, 1)))
    self.loop = loop
  }

  /// Takes a place, which must be given back; waits for it until `deadline`.
  func take(until deadline: NIODeadline) async throws(ClientError) {
    let wait = try state.withLock { state throws(ClientError) -> Wait<Void>? in
      guard !state.isClosed else { throw .closed }
      guard state.free == 0 else {
        state.free -= 1
        return nil
      }
      let wait = Wait<Void>()
      state.line.append(wait)
      return wait
    }
    try await wait?.value(until: deadline, on: loop)
  }

  /// How many are in the line, those included who wait no longer.
  var waitingCount: Int { state.withLock { $0.line.count } }

  /// Gives a place back: to the first who still waits.
  func giveBack() {
    while true {
      let next = state.withLock { state -> Wait<Void>? in
        guard let next = state.line.popFirst() else {
          state.free += 1
          return nil
        }
        return next
      }
      guard let next, !next.end(.success(())) else { return }
    }
  }

  /// Gives out no more places.
  func close() {
    let line = state.withLock { state in
      state.isClosed = true
      defer { state.line.removeAll() }
      return state.line
    }
    for wait in line { wait.end(.failure(.closed)) }
  }
}
