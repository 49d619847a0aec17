/// The browsers to which the wallet is open, and for how long. In memory: after a restart it is closed to all.
internal import Synchronization

/// Browsers, by the ids of their visits.
final class Guests: Sendable {
  /// How many at once: one person has few.
  static let maximum = 16
  /// How long a browser may stay, however busy it is.
  static let longest = Duration.seconds(12 * 3_600)

  private struct Stay {
    let since: ContinuousClock.Instant
    var seen: ContinuousClock.Instant
  }

  private let idle: Duration
  private let stays = Mutex<[String: Stay]>([:])

  /// - Parameter idle: how long a browser may do nothing.
  init(idle: Duration) { self.idle = idle }

  /// Opens to a visit, of which nobody knew before. Where there are too many, the one that was seen last of all goes.
  func open(_ id: String, at now: ContinuousClock.Instant = .now) {
    stays.withLock { stays in
      stays = stays.filter { isGood($0.value, at: now) }
      if stays.count >= Guests.maximum, let oldest = stays.min(by: { $0.value.seen < $1.value.seen }) {
        stays[oldest.key] = nil
      }
      stays[id] = Stay(since: now, seen: now)
    }
  }

  /// Whether it is open to a visit.
  ///
  /// - Parameter isUse: somebody did something; what a page asks by itself is none.
  func isOpen(_ id: String, isUse: Bool, at now: ContinuousClock.Instant = .now) -> Bool {
    stays.withLock { stays in
      guard let stay = stays[id] else { return false }
      guard isGood(stay, at: now) else {
        stays[id] = nil
        return false
      }
      if isUse { stays[id]?.seen = now }
      return true
    }
  }

  /// Closes to a visit.
  func close(_ id: String) { stays.withLock { $0[id] = nil } }

  private func isGood(_ stay: Stay, at now: ContinuousClock.Instant) -> Bool {
    now - stay.seen < idle && now - stay.since < Guests.longest
  }
}
