/// Makes the ids of commands and checks: UUIDs of version 7, each after all before it.
internal import Glibc
public import Ledger
internal import Synchronization

/// A maker of ids. All makers of a process share one order.
public struct IDMaker: Sendable {
  private let order: Order

  /// A maker that goes by the wall clock and the system's randomness.
  public init() { order = .process }

  /// A maker with an order of its own.
  init(now: @escaping @Sendable () -> Timestamp, random: @escaping @Sendable () -> UInt64) {
    order = Order(now: now, random: random)
  }

  /// A fresh id for a command.
  public func command() -> CommandID { order.next() }

  /// A fresh number for a check.
  public func check() -> CheckID { order.next() }
}

/// The last id made, and how the next comes about.
private final class Order: Sendable {
  static let process = Order(
    now: {
      var time = timespec()
      _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
      return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }, random: { UInt64.random(in: .min ... .max) })

  /// How far the wall clock may step back and the order be kept: beyond that it was wrong, and ids that went on from the
  /// wrong time would be refused by the manager.
  static let longestStepBack: Int64 = 10_000

  private struct Last {
    var milliseconds: Int64 = 0
    /// The 12 and the 62 bits that follow the time.
    var upper: UInt64 = 0
    var lower: UInt64 = 0
  }

  private static let upperEnd: UInt64 = 1 << 12
  private static let lowerEnd: UInt64 = 1 << 62

  private let now: @Sendable () -> Timestamp
  private let random: @Sendable () -> UInt64
  private let last = Mutex(Last())

  init(now: @escaping @Sendable () -> Timestamp, random: @escaping @Sendable () -> UInt64) {
    self.now = now
    self.random = random
  }

  func next<ID: TimedID>() -> ID {
    last.withLock { last in
      let now = now().milliseconds
      if now > last.milliseconds || now < last.milliseconds - Order.longestStepBack {
        begin(now, &last)
      } else {
        // Within a millisecond the random bits count on, by a random step: still nobody guesses the next.
        last.lower += random() & 0xFFFF_FFFF + 1
        if last.lower >= Order.lowerEnd {
          last.lower -= Order.lowerEnd
          last.upper += 1
        }
        if last.upper >= Order.upperEnd { begin(last.milliseconds + 1, &last) }
      }
      return ID(at: Timestamp(milliseconds: last.milliseconds), random: (last.upper, last.lower))
    }
  }

  private func begin(_ milliseconds: Int64, _ last: inout Last) {
    last.milliseconds = milliseconds
    last.upper = random() & (Order.upperEnd - 1)
    last.lower = random() & (Order.lowerEnd - 1)
  }
}
