/// The two clocks of the machine, in milliseconds.
internal import Glibc

/// Where time comes from: the only place that reads a clock for the ledger.
public struct SystemClocks: Sendable {
  /// Milliseconds since 1970 by the wall clock.
  public var wall: @Sendable () -> Int64
  /// Milliseconds since boot, suspension included.
  public var boot: @Sendable () -> Int64
  /// Microseconds since some moment, for how long something took.
  public var ticks: @Sendable () -> Int

  /// Clocks of one's own, for tests.
  public init(wall: @escaping @Sendable () -> Int64, boot: @escaping @Sendable () -> Int64) {
    self.init(wall: wall, boot: boot) { Int(boot() * 1000) }
  }

  private init(
    wall: @escaping @Sendable () -> Int64, boot: @escaping @Sendable () -> Int64, ticks: @escaping @Sendable () -> Int
  ) {
    self.wall = wall
    self.boot = boot
    self.ticks = ticks
  }

  /// The machine's.
  public static let machine = SystemClocks(
    wall: { read(CLOCK_REALTIME) },
    boot: { read(CLOCK_BOOTTIME) },
    ticks: {
      let time = now(CLOCK_MONOTONIC)
      return Int(time.tv_sec) * 1_000_000 + time.tv_nsec / 1000
    })

  private static func read(_ clock: clockid_t) -> Int64 {
    let time = now(clock)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  private static func now(_ clock: clockid_t) -> timespec {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return time
  }
}
