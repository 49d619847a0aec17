/// A clock that follows the wall clock as long as that goes as the boot clock goes.
import Foundation
import Ledger
import Testing
import VouchTesting

@testable import CheckManager

@Suite struct `a trusted clock` {
  private static let minute: Int64 = 60_000
  private static let bound = TrustedClock.bound

  /// What the clocks show, after its start at (0, 0), and what is made of it.
  struct Reading: Sendable {
    let wall: Int64
    let boot: Int64
    let time: Int64
    let alarm: Int64?

    init(_ wall: Int64, _ boot: Int64, gives time: Int64, alarm: Int64? = nil) {
      self.wall = wall
      self.boot = boot
      self.time = time
      self.alarm = alarm
    }
  }

  static let stories: [(String, [Reading])] = [
    ("goes with both", [Reading(0, 0, gives: 0), Reading(5, 5, gives: 5), Reading(minute, minute, gives: minute)]),
    (
      "follows a drift",
      [Reading(minute + 3, minute, gives: minute + 3), Reading(minute + 5, minute + 1, gives: minute + 5)]
    ),
    ("follows a step up to the bound", [Reading(bound, 0, gives: bound), Reading(bound + 1, 1, gives: bound + 1)]),
    (
      "follows steps that each are within the bound",
      [Reading(bound, 0, gives: bound), Reading(2 * bound, 0, gives: 2 * bound)]
    ),
    (
      "does not follow a jump ahead, and goes on by the old distance",
      [
        Reading(bound + 1, 0, gives: 0, alarm: bound + 1), Reading(bound + 11, 10, gives: 10, alarm: bound + 1),
        Reading(10 * bound, 20, gives: 20, alarm: 10 * bound - 20),
      ]
    ),
    (
      "does not follow a jump back",
      [
        Reading(minute, minute, gives: minute),
        Reading(-bound, minute + 1, gives: minute + 1, alarm: -bound - minute - 1),
      ]
    ),
    (
      "trusts again when the wall clock comes back",
      [
        Reading(10 * bound, 0, gives: 0, alarm: 10 * bound), Reading(9, 7, gives: 9), Reading(20, 18, gives: 20),
      ]
    ),
    ("never goes back, even within the bound", [Reading(100, 100, gives: 100), Reading(50, 101, gives: 100)]),
  ]

  @Test(arguments: stories.indices)
  func `tells the time`(index: Int) {
    let (story, readings) = `a trusted clock`.stories[index]
    var clock = TrustedClock(wall: 0, boot: 0, last: Timestamp(milliseconds: 0))
    for reading in readings {
      let time = clock.time(wall: reading.wall, boot: reading.boot)
      #expect(time.milliseconds == reading.time, "\(story)")
      #expect(clock.alarm == reading.alarm, "\(story)")
    }
  }

  @Test func `goes by the new time once that is accepted`() {
    var clock = TrustedClock(wall: 0, boot: 0, last: Timestamp(milliseconds: 0))
    let jump = 100 * TrustedClock.bound
    _ = clock.time(wall: jump, boot: 0)
    #expect(clock.alarm == jump)
    clock.accept(wall: jump, boot: 0)
    #expect(clock.alarm == nil)
    #expect(clock.time(wall: jump + 1, boot: 1).milliseconds == jump + 1)
  }

  @Test func `stands still after a jump back was accepted, until the wall clock has caught up`() {
    var clock = TrustedClock(wall: 0, boot: 0, last: Timestamp(milliseconds: 0))
    let hour = 60 * `a trusted clock`.minute
    _ = clock.time(wall: hour, boot: hour)
    clock.accept(wall: 0, boot: hour)
    #expect(clock.time(wall: 1, boot: hour + 1).milliseconds == hour)
    #expect(clock.time(wall: hour + 1, boot: 2 * hour + 1).milliseconds == hour + 1)
  }

  @Test(arguments: [0, 1, TrustedClock.bound])
  func `starts a little behind the last entry without alarm, and waits for it`(behind: Int64) {
    let last = Timestamp.start
    var clock = TrustedClock(wall: last.milliseconds - behind, boot: 7, last: last)
    #expect(clock.alarm == nil)
    #expect(clock.time(wall: last.milliseconds - behind, boot: 7) == last)
    #expect(clock.alarm == nil)
  }

  @Test func `starts far behind the last entry with an alarm, and goes on from the entry`() {
    let last = Timestamp.start
    let jump = -TrustedClock.bound - 1
    var clock = TrustedClock(wall: last.milliseconds + jump, boot: 7, last: last)
    #expect(clock.alarm == jump)
    #expect(clock.time(wall: last.milliseconds + jump + 10, boot: 17).milliseconds == last.milliseconds + 10)
    #expect(clock.alarm == jump)
  }

  /// The run before trusted a distance of 7 between the clocks, and the wall clock was set wrong while nobody watched.
  @Test(
    arguments: [-1, 1] as [Int64], [TrustedClock.bound, TrustedClock.bound + 1, 100_000 * `a trusted clock`.minute])
  func `starts with an alarm where the wall clock jumped since the run before, and goes on by the boot clock`(
    way: Int64, size: Int64
  ) {
    let (last, jump) = (Timestamp.start, way * size)
    let boot = last.milliseconds - 7
    var clock = TrustedClock(wall: last.milliseconds + jump, boot: boot, last: last, mark: 7)
    let isTrusted = size <= TrustedClock.bound
    #expect(clock.alarm == (isTrusted ? nil : jump))
    let time = clock.time(wall: last.milliseconds + jump + 10, boot: boot + 10).milliseconds
    #expect(time == last.milliseconds + (isTrusted ? max(0, jump + 10) : 10))
    // It is set right.
    #expect(clock.time(wall: last.milliseconds + 20, boot: boot + 20).milliseconds == max(time, last.milliseconds + 20))
    #expect(clock.alarm == nil)
  }

  @Test func `a mark counts in the boot that it was made in, and no other`() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var mark = ClockMark(path: path, boot: "one")
    #expect(mark.offset == nil)
    mark.keep(1_000_000)
    #expect(ClockMark(path: path, boot: "one").offset == 1_000_000)
    #expect(ClockMark(path: path, boot: "two").offset == nil)
    #expect(ClockMark(path: path, boot: "").offset == nil)
    mark.keep(1_000_500)
    #expect(ClockMark(path: path, boot: "one").offset == 1_000_000, "too little to be written down")
    mark.keep(-5)
    #expect(ClockMark(path: path, boot: "one").offset == -5)
    for damage in ["", "one", "one 5 6", "one five", "\u{0}\u{ff}"] {
      try damage.write(toFile: path, atomically: true, encoding: .utf8)
      #expect(ClockMark(path: path, boot: "one").offset == nil, "\(damage)")
    }
  }
}
