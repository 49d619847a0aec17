/// Moments as certificates write them: by the calendar, to the second, in UTC.
internal import Ledger

/// Year to second.
struct CalendarTime: Hashable {
  var year, month, day, hours, minutes, seconds: Int
}

extension Timestamp {
  /// The moment without its milliseconds: certificates have none.
  var wholeSecond: Timestamp {
    Timestamp(milliseconds: milliseconds - (milliseconds % 1000 + 1000) % 1000)
  }

  /// For sentences: `2027-01-27 17:56:18 UTC`.
  var inWords: String { "\(description.prefix(10)) \(description.dropFirst(11).prefix(8)) UTC" }

  /// The moment by the calendar. The year lies within 0 … 9999 for what a certificate can say.
  var calendar: CalendarTime {
    let seconds = Int(wholeSecond.milliseconds / 1000)
    let rest = (seconds % 86_400 + 86_400) % 86_400
    // From a day count, in eras of 400 years that begin on 1 March.
    let shifted = (seconds - rest) / 86_400 + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return CalendarTime(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month, day: dayOfYear - (153 * marchMonth + 2) / 5 + 1,
      hours: rest / 3600, minutes: rest / 60 % 60, seconds: rest % 60)
  }

  /// A moment of the calendar, whose parts lie within their bounds.
  init(_ time: CalendarTime) {
    let year = time.month <= 2 ? time.year - 1 : time.year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (time.month + (time.month > 2 ? -3 : 9)) + 2) / 5 + time.day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    self.init(
      milliseconds: Int64(days * 86_400 + time.hours * 3600 + time.minutes * 60 + time.seconds) * 1000)
  }
}
