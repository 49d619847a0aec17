/// Something that many use and that one closes while others may still keep it.
///
/// Absent here: what it is.
internal import NIOConcurrencyHelpers

/// A resource until it is closed: closing waits for those who use it, and lets go of it however many keep this value.
final class Closable<Resource: Sendable>: Sendable {
  private struct State {
    /// Nil once closed.
    var resource: Resource?
    var users = 0
    /// Who waits for the last user to go. With one of them waiting nobody new comes in.
    var closers: [CheckedContinuation<Void, Never>] = []
  }
  private let state: NIOLockedValueBox<State>

  init(_ resource: Resource) { state = NIOLockedValueBox(State(resource: resource)) }

  /// Lends the resource; throws `stopped` once it is closed, or about to be.
  func use<Result>(_ body: (Resource) throws(SiteStoreError) -> Result) throws(SiteStoreError) -> Result {
    let isOpen = state.withLockedValue { state in
      guard state.closers.isEmpty, state.resource != nil else { return false }
      state.users += 1
      return true
    }
    guard isOpen else { throw .stopped }
    defer { release { $0.users -= 1 } }
    return try lend(body)
  }

  /// Not inlined: what is lent must be let go of before the closer hears that nobody uses it.
  @inline(never)
  private func lend<Result>(_ body: (Resource) throws(SiteStoreError) -> Result) throws(SiteStoreError) -> Result {
    guard let resource = state.withLockedValue({ $0.resource }) else { throw .stopped }
    return try body(resource)
  }

  /// Returns when nobody uses the resource and it is gone.
  func close() async {
    await withCheckedContinuation { closer in release { $0.closers.append(closer) } }
  }

  /// Makes a change after which nobody may be left who uses it.
  private func release(_ change: (inout State) -> Void) {
    let closers: [CheckedContinuation<Void, Never>] = state.withLockedValue { state in
      change(&state)
      guard state.users == 0, !state.closers.isEmpty else { return [] }
      state.resource = nil
      defer { state.closers = [] }
      return state.closers
    }
    for closer in closers { closer.resume() }
  }
}
