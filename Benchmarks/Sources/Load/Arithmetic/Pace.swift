/// The open loop's timetable: op n is meant for `start + n / rate`, whatever became of the ops before it.
///
/// A server that stalls does not slow its users down: they go on asking. So an op's latency counts from the moment it was
/// meant for, not from when there was a free place to send it; otherwise one stall would hide all that waited behind it.

/// A worker's part of the timetable: of all ops it has each `count`th, from the `index`th on.
public struct Pace: Hashable, Sendable {
  /// When op 0 is meant for, in nanoseconds.
  public let start: Int64
  /// Ops a second, of all workers together.
  public let rate: Int64
  let index: Int64
  let count: Int64

  /// A timetable.
  ///
  /// - Precondition: `rate` and `count` are 1 or more, `index` is below `count`.
  public init(start: Int64, rate: Int64, worker index: Int = 0, of count: Int = 1) {
    precondition(rate >= 1 && count >= 1 && index >= 0 && index < count)
    self.start = start
    self.rate = rate
    self.index = Int64(index)
    self.count = Int64(count)
  }

  /// When this worker's op `n` is meant for.
  public func moment(of n: Int) -> Int64 {
    let op = Int64(n) * count + index
    let (high, low) = op.multipliedFullWidth(by: 1_000_000_000)
    return start + rate.dividingFullWidth((high, low)).quotient
  }

  /// How many of this worker's ops are meant for `now` or before.
  public func due(at now: Int64) -> Int {
    guard now >= start else { return 0 }
    // Op n is due when n · 10⁹ / rate, rounded down, is at most what has passed: so when n · 10⁹ < (passed + 1) · rate.
    let (high, low) = (now - start + 1).multipliedFullWidth(by: rate)
    let (quotient, remainder) = Int64(1_000_000_000).dividingFullWidth((high, low))
    let all = quotient + (remainder > 0 ? 1 : 0)
    return Int(all <= index ? 0 : (all - index + count - 1) / count)
  }
}
