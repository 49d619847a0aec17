/// The machine's two clocks, moved by hand.
import Ledger
import NIOConcurrencyHelpers
import VouchTesting

@testable import CheckManager

final class ManualClocks: Sendable {
  private let state = NIOLockedValueBox((wall: Timestamp.start.milliseconds, boot: Int64(1_000_000)))

  /// Time goes on, on both.
  func advance(by span: Timestamp.Span) {
    state.withLockedValue {
      $0.wall += span.milliseconds
      $0.boot += span.milliseconds
    }
  }

  /// Somebody sets the wall clock.
  func jump(by milliseconds: Int64) { state.withLockedValue { $0.wall += milliseconds } }

  var wall: Timestamp { Timestamp(milliseconds: state.withLockedValue { $0.wall }) }

  var clocks: SystemClocks {
    SystemClocks(
      wall: { self.state.withLockedValue { $0.wall } }, boot: { self.state.withLockedValue { $0.boot } })
  }
}
