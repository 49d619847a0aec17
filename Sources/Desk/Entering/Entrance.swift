/// Who is let in: the browser that shows the pass of this process first, and nobody else.
internal import NIOConcurrencyHelpers
internal import Pages

/// The door.
final class Entrance: Sendable {
  /// How long a browser is let in.
  static let stay = Duration.seconds(12 * 3600)

  /// 128 random bits, told to whoever started the process.
  let pass = Visit.freshID()
  private let state = NIOLockedValueBox(State())

  private struct State {
    var isUsed = false
    var visit: String?
    var until = ContinuousClock.now
  }

  /// Lets a visit in that shows the pass; once.
  ///
  /// - Returns: whether it is in now.
  func enter(_ visit: Visit, showing shown: String) -> Bool {
    guard Entrance.isSame(shown, pass) else { return false }
    return state.withLockedValue { state in
      guard !state.isUsed else { return false }
      state = State(isUsed: true, visit: visit.id, until: .now + Entrance.stay)
      return true
    }
  }

  /// Whether a visit was let in.
  func isIn(_ visit: Visit) -> Bool {
    guard !visit.isNew else { return false }
    return state.withLockedValue { state in
      guard let known = state.visit, ContinuousClock.now < state.until else { return false }
      return Entrance.isSame(known, visit.id)
    }
  }

  /// Sends a visit out.
  func leave(_ visit: Visit) {
    state.withLockedValue { if $0.visit == visit.id { $0.visit = nil } }
  }

  /// How long it takes says nothing of where they differ.
  private static func isSame(_ one: String, _ other: String) -> Bool {
    let (one, other) = (Array(one.utf8), Array(other.utf8))
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
