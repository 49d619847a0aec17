/// A moment: milliseconds since 1970-01-01 UTC. The ledger reads no clock; every moment is given to it.
public struct Timestamp: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public var milliseconds: Int64

  /// A moment so many milliseconds after 1970.
  @inlinable
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// The last moment of the year 9999: the end of time here.
  public static let distantFuture = Timestamp(milliseconds: 253_402_300_799_999)

  /// The day, in UTC, counted from 1970-01-01: what a daily limit is counted by.
  public var day: UInt32 { UInt32(clamping: milliseconds / 86_400_000) }

  @inlinable
  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

  /// The moment `span` later, at most the end of time.
  public static func + (a: Timestamp, span: Span) -> Timestamp {
    // A moment past the end may come in; one that far needs no addition, and none can overflow below it.
    a >= .distantFuture
      ? .distantFuture : min(Timestamp(milliseconds: a.milliseconds + span.milliseconds), .distantFuture)
  }

  /// The span from `b` to `a`, at most the longest; nothing when `a` is not after `b`.
  public static func - (a: Timestamp, b: Timestamp) -> Span {
    let (difference, overflow) = a.milliseconds.subtractingReportingOverflow(b.milliseconds)
    guard a > b else { return .none }
    return Span(unchecked: overflow ? Span.longest : min(UInt64(difference), Span.longest))
  }

  /// A length of time, 0 … ten years of milliseconds.
  public struct Span: Hashable, Comparable, Sendable, BitwiseCopyable {
    let stored: UInt64

    /// Ten years, in milliseconds.
    static let longest: UInt64 = 315_576_000_000

    /// Takes 0 … ten years, else nothing.
    public init?(milliseconds: UInt64) {
      guard milliseconds <= Span.longest else { return nil }
      stored = milliseconds
    }

    init(unchecked milliseconds: UInt64) { stored = milliseconds }

    /// The length in milliseconds.
    public var milliseconds: Int64 { Int64(stored) }

    /// No time at all.
    public static let none = Span(unchecked: 0)

    /// So many whole days.
    public static func days(_ count: UInt16) -> Span {
      Span(unchecked: min(UInt64(count) * 86_400_000, longest))
    }

    /// So many whole minutes.
    public static func minutes(_ count: UInt16) -> Span { Span(unchecked: UInt64(count) * 60_000) }

    public static func < (a: Span, b: Span) -> Bool { a.stored < b.stored }
  }
}

extension Timestamp: CustomStringConvertible {
  /// ISO 8601 in UTC with milliseconds: `2026-11-24T08:30:00.000Z`.
  public var description: String {
    var days = milliseconds / 86_400_000
    var rest = milliseconds % 86_400_000
    if rest < 0 {
      rest += 86_400_000
      days -= 1
    }
    // The civil calendar from a day count, in eras of 400 years that begin on 1 March.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func padded(_ number: Int64, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(padded(rest / 3_600_000, 2)):"
      + "\(padded(rest / 60_000 % 60, 2)):\(padded(rest / 1000 % 60, 2)).\(padded(rest % 1000, 3))Z"
  }
}
