/// Days, times, states and sums as people read them.
internal import Ledger
internal import MailOrder
internal import Pages

/// `Wednesday 25 November 2026`, of a day counted from 1970-01-01 UTC.
func longDay(_ day: UInt32) -> String {
  let weekdays = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"]
  let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  let parts = dayName(day).split(separator: "-").compactMap { Int($0) }
  guard parts.count == 3, months.indices.contains(parts[1] - 1) else { return dayName(day) }
  return "\(weekdays[Int(day % 7)]) \(parts[2]) \(months[parts[1] - 1]) \(parts[0])"
}

/// The day that `YYYY-MM-DD` names, counted from 1970-01-01 UTC; nil: that is no day that can be shown.
func dayNumber(_ text: some StringProtocol) -> UInt32? {
  let parts = text.split(separator: "-", omittingEmptySubsequences: false)
  guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
    text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }),
    let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1970...2999).contains(year)
  else { return nil }
  // The days before a month, by the same calendar as Timestamp's own: eras of 400 years that begin in March.
  let shifted = month > 2 ? year : year - 1
  let yearOfEra = shifted % 400
  let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  let days = shifted / 400 * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  guard let number = UInt32(exactly: days), dayName(number) == text else { return nil }
  return number
}

/// `08:05`, of minutes after midnight; the end of a day is 24:00.
func clock(_ minute: Int) -> String {
  let (hours, minutes) = minute.quotientAndRemainder(dividingBy: 60)
  return "\(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
}

extension Timestamp {
  /// Minutes after its own midnight, in UTC.
  var minute: Int { Int((milliseconds / 60_000) % 1440) }
}

extension Appointment {
  /// `09:00–10:00`.
  var window: String {
    // The end of a day, not the beginning of the next.
    "\(clock(from.minute))–\(clock(until.day > from.day && until.minute == 0 ? 1440 : until.minute))"
  }
}

extension Instruction {
  /// `48.50 EUR`, where something is to be collected.
  var cashDue: String? { cash.map { "\(currency.format($0.minorUnits)) \(currency.code)" } }
}

extension DeliveryState {
  /// Where it stands, in words, as the carrier's people say it.
  var inWords: String {
    switch self {
    case .instructed: "waits for a plan"
    case .planned: "planned"
    case .underway: "on its way"
    case .attempted: "tried in vain"
    case .delivered: "delivered"
    case .failed: "given up"
    case .returned: "back at the seller"
    }
  }

  /// The same as a tag.
  var tag: HTML {
    let look =
      switch self {
      case .instructed, .planned: "faint"
      case .underway: ""
      case .attempted, .returned: "warn"
      case .delivered: "good"
      case .failed: "bad"
      }
    return "<span class=\"tag \(look)\">\(inWords)</span>"
  }
}

/// `12.4 km`.
func kilometres(_ metres: Int) -> String {
  let tenths = (metres + 50) / 100
  return "\(tenths / 10).\(tenths % 10) km"
}

/// `1 stop`, `2 stops`.
func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }
