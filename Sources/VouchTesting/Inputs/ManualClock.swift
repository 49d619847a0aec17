/// A clock that stands until it is told to go.
public import Ledger
internal import Synchronization

/// The time of a test: everybody who holds the clock sees it move at once.
public final class ManualClock: Sendable {
  private let moment: Mutex<Timestamp>

  /// A clock that shows `start`.
  public init(at start: Timestamp) { moment = Mutex(start) }

  /// What it shows.
  public var now: Timestamp { moment.withLock { $0 } }

  /// Moves it forward.
  public func advance(by span: Timestamp.Span) { moment.withLock { $0 = $0 + span } }

  /// Sets it, backwards too: clocks of machines do that.
  public func set(_ time: Timestamp) { moment.withLock { $0 = time } }
}
