/// The time that decisions are made by: the wall clock, as long as it goes as the boot clock goes.
internal import Ledger

/// A wall clock that jumps (a wrong battery, a wrong administrator) must not free holds by expiring every check. So its
/// distance from the boot clock is watched: within `bound` it is followed; beyond, the old distance is kept and an alarm
/// stands until the operator accepts the new time or the wall clock comes back.
///
/// Both clocks are arguments: the type reads none itself.
struct TrustedClock {
  /// How far the wall clock may step against the boot clock between two readings, in milliseconds: time daemons step
  /// by seconds, people by hours.
  static let bound: Int64 = 5 * 60 * 1000

  /// Wall clock minus boot clock, in milliseconds, as last trusted.
  private(set) var offset: Int64
  /// The last time given out, which no later one is before.
  private var last: Timestamp
  /// How far the wall clock has jumped, in milliseconds; nil while it is trusted.
  private(set) var alarm: Int64?

  /// A clock that goes on from `last`, the time of the newest entry.
  ///
  /// A wall clock that jumped since `mark`, or stands before `last`, by more than the bound raises the alarm at once.
  ///
  /// - Parameter mark: wall clock minus boot clock, in milliseconds, when it was last trusted in this boot; nil where
  ///   nobody knows.
  init(wall: Int64, boot: Int64, last: Timestamp, mark: Int64? = nil) {
    offset = wall - boot
    self.last = last
    if let mark, abs(offset - mark) > TrustedClock.bound {
      alarm = offset - mark
      offset = mark
    }
    if boot + offset < last.milliseconds - TrustedClock.bound {
      alarm = wall - last.milliseconds
      offset = last.milliseconds - boot
    }
  }

  /// The time of a group decided now; both clocks in milliseconds.
  mutating func time(wall: Int64, boot: Int64) -> Timestamp {
    let step = wall - boot - offset
    if abs(step) <= TrustedClock.bound {
      offset = wall - boot
      alarm = nil
    } else {
      alarm = step
    }
    last = max(last, Timestamp(milliseconds: boot + offset))
    return last
  }

  /// The operator says that the wall clock is right.
  mutating func accept(wall: Int64, boot: Int64) {
    offset = wall - boot
    alarm = nil
  }
}
