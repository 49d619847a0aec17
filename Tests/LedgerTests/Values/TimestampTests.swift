// Moments and spans: their texts, their arithmetic, and that nothing overflows.
import FoundationEssentials
import Ledger
import Testing
import VouchTesting

@Suite struct `a moment` {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.001Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (951_782_400_000, "2000-02-29T00:00:00.000Z"), (951_868_800_000, "2000-03-01T00:00:00.000Z"),
      (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
      (1_772_445_600_000, "2026-03-02T10:00:00.000Z"), (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (253_402_300_800_000, "10000-01-01T00:00:00.000Z"),
    ] as [(Int64, String)])
  func `is written as ISO 8601 in UTC`(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).description == text)
  }

  @Test func `is written as another calendar writes it, on any day`() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    var random = SeededGenerator(seed: 11)
    for _ in 0..<500 {
      let milliseconds = Int64.random(in: 0...Timestamp.distantFuture.milliseconds, using: &random)
      let date = Date(timeIntervalSince1970: Double(milliseconds / 1000))
      let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
      let text = Timestamp(milliseconds: milliseconds).description
      let numbers = text.split { "-T:.Z".contains($0) }.compactMap { Int($0) }
      #expect(
        numbers == [
          parts.year ?? 0, parts.month ?? 0, parts.day ?? 0, parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0,
          Int(milliseconds % 1000),
        ], "\(milliseconds)")
    }
  }

  @Test(
    arguments: [
      (0, 0), (86_399_999, 0), (86_400_000, 1), (1_772_445_600_000, 20_514), (-1, 0), (.min, 0), (.max, .max),
    ] as [(Int64, UInt32)])
  func `lies on a day`(milliseconds: Int64, day: UInt32) {
    #expect(Timestamp(milliseconds: milliseconds).day == day)
  }

  @Test(
    arguments: [
      (0, 5, 5), (-10, 3, -7), (Timestamp.distantFuture.milliseconds - 1, 5, Timestamp.distantFuture.milliseconds),
      (.max, 1, Timestamp.distantFuture.milliseconds), (.min, 1, .min + 1),
    ] as [(Int64, UInt64, Int64)])
  func `and a span make a later one, up to the end of time`(start: Int64, span: UInt64, sum: Int64) throws {
    let span = try #require(Timestamp.Span(milliseconds: span))
    #expect((Timestamp(milliseconds: start) + span).milliseconds == sum)
  }

  @Test(
    arguments: [
      (5, 0, 5), (0, 5, 0), (5, 5, 0), (-5, -10, 5), (315_576_000_000, 0, 315_576_000_000),
      (315_576_000_001, 0, 315_576_000_000),
      (.max, .min, 315_576_000_000), (.min, .max, 0), (.max, 0, 315_576_000_000),
    ] as [(Int64, Int64, Int64)])
  func `and an earlier one make a span, none backwards and none too long`(later: Int64, earlier: Int64, span: Int64) {
    #expect((Timestamp(milliseconds: later) - Timestamp(milliseconds: earlier)).milliseconds == span)
  }
}

@Suite struct `a span` {
  @Test(
    arguments: [(0, true), (1, true), (315_576_000_000, true), (315_576_000_001, false), (.max, false)]
      as [(UInt64, Bool)])
  func `is at most ten years`(milliseconds: UInt64, isSpan: Bool) {
    #expect((Timestamp.Span(milliseconds: milliseconds) != nil) == isSpan)
  }

  @Test func `is counted in days and minutes`() {
    #expect(Timestamp.Span.days(1).milliseconds == 86_400_000)
    #expect(Timestamp.Span.days(3652).milliseconds == 315_532_800_000)
    #expect(Timestamp.Span.days(.max).milliseconds == 315_576_000_000)
    #expect(Timestamp.Span.minutes(1).milliseconds == 60_000)
    #expect(Timestamp.Span.none < .minutes(1) && Timestamp.Span.minutes(1) < .days(1))
  }

  @Test func `of every bound is what its name says`() {
    #expect(Bounds.defaultValidity == .days(30))
    #expect(Bounds.maximumValidity.milliseconds == 400 * 86_400_000)
    #expect(Bounds.maximumGuarantee.milliseconds == 3650 * 86_400_000)
    #expect(Bounds.idPast.milliseconds == 604_800_000)
    #expect(Bounds.idFuture.milliseconds == 600_000)
  }
}
