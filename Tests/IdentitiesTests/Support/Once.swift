/// A mark that is set once, and seen from elsewhere.
import Synchronization

final class Once: Sendable {
  private let mark = Atomic(false)
  var isSet: Bool { mark.load(ordering: .acquiring) }
  func set() { mark.store(true, ordering: .releasing) }
}
