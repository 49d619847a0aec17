/// Work beside the committer, on a thread of its own: done when it is asked for, and now and then by itself.
internal import Foundation
internal import LedgerStore

/// A chore. What it cannot do for want of space it tries again; any other failure is told once, and is its end.
final class Chore: Sendable {
  private struct State {
    var isWanted = false
    var isStopping = false
    var hasEnded = false
  }

  /// How long it lets be after a lack of space, in microseconds.
  private static let pause: UInt32 = 100_000

  let name: String
  private let urgency: Thread.Urgency
  private let interval: Double
  private let state = Monitor(State())
  private let work: @Sendable () throws(StoreError) -> Void

  /// - Parameter interval: how long it sleeps at most, in seconds.
  init(
    _ name: String, every interval: Double, urgency: Thread.Urgency = .answer,
    _ work: @escaping @Sendable () throws(StoreError) -> Void
  ) {
    self.name = name
    self.urgency = urgency
    self.interval = interval
    self.work = work
  }

  /// - Parameter failed: called on its thread for every failure.
  func start(failed: @escaping @Sendable (StoreError) -> Void) {
    Thread.start(name, urgency: urgency) { self.run(failed) }
  }

  /// Has it done soon.
  func request() {
    state.change { $0.isWanted = true }
  }

  /// Has it done a last time, and waits for that. Once it was started.
  func finish() async {
    state.change { $0.isStopping = true }
    // The bell wakes one thread, which is the chore's: this one looks for itself.
    while !state.change({ $0.hasEnded }) { try? await Task.sleep(for: .milliseconds(1)) }
  }

  private func run(_ failed: (StoreError) -> Void) {
    var isStopping = false
    while !isStopping {
      isStopping = state.wait(atMost: interval, until: { $0.isWanted || $0.isStopping }) { state in
        state.isWanted = false
        return state.isStopping
      }
      do throws(StoreError) {
        try work()
      } catch {
        failed(error)
        if error.isFinal { break }
        // Space does not come back faster for being asked for.
        usleep(Chore.pause)
      }
    }
    state.change { $0.hasEnded = true }
  }
}
