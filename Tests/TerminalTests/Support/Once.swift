/// Something that happens once.
import NIOConcurrencyHelpers

final class Once: Sendable {
  private let isDone = NIOLockedValueBox(false)

  /// Whether this is the first time it is asked.
  func first() -> Bool {
    isDone.withLockedValue { isDone in
      defer { isDone = true }
      return !isDone
    }
  }
}
