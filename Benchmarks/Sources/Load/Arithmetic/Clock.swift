/// The clocks of the harness.
internal import Glibc

public enum Clock {
  /// The monotonic clock, in nanoseconds.
  public static func now() -> Int64 { read(CLOCK_MONOTONIC) }

  /// Milliseconds since 1970, for ids.
  public static func milliseconds() -> Int64 { read(CLOCK_REALTIME) / 1_000_000 }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    _ = unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
