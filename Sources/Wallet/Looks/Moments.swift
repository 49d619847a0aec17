/// Moments and spans as people read them.
internal import Ledger
internal import Pages

extension Timestamp {
  /// `24 Nov 2026, 08:30 UTC`
  var inWords: String { "\(dayInWords), \(description.dropFirst(11).prefix(5)) UTC" }

  /// `24 Nov 2026`
  var dayInWords: String {
    let text = description
    let month = Int(text.dropFirst(5).prefix(2)) ?? 1
    let day = Int(text.dropFirst(8).prefix(2)) ?? 1
    return "\(day) \(Timestamp.months[(month - 1) % 12]) \(text.prefix(4))"
  }

  /// `24 Nov`
  var shortDay: String { dayInWords.split(separator: " ").prefix(2).joined(separator: " ") }

  /// For people and programs.
  var html: HTML { "<time datetime=\"\(description)\">\(inWords)</time>" }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}

extension Timestamp.Span {
  /// `14 days`, `36 hours`, `90 minutes`; nil for none.
  var inWords: String? {
    for (unit, length) in [("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000), ("second", 1000)]
      as [(String, Int64)]
    where milliseconds >= length && milliseconds % length == 0 {
      let count = milliseconds / length
      return count == 1 ? "1 \(unit)" : "\(count) \(unit)s"
    }
    return milliseconds == 0 ? nil : "less than a second"
  }

  /// `about 15 minutes`: how long something still takes.
  var roughly: String {
    let seconds = (milliseconds + 999) / 1000
    if seconds < 90 { return seconds == 1 ? "a second" : "\(seconds) seconds" }
    if seconds < 5_400 { return "\((seconds + 59) / 60) minutes" }
    return "\((seconds + 3_599) / 3_600) hours"
  }
}
