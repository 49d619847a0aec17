/// Moments as people write them. Read here by the letter: Foundation's reader takes a 25th hour and a 30th of February.
internal import Ledger

extension Timestamp {
  /// Reads `2027-01-31T12:00:00Z`, also with milliseconds or an offset (`+01:00`) or without seconds; or a day
  /// (`2027-01-31`), which means its end in UTC. Nothing when it is neither, or before 1970.
  init?(iso8601 text: String) {
    var rest = Array(text.utf8)[...]
    guard let year = rest.number(4), rest.take("-"), let month = rest.number(2), rest.take("-"),
      let day = rest.number(2), let days = Timestamp.days(year: year, month: month, day: day)
    else { return nil }
    let midnight = days * 86_400_000
    if rest.isEmpty {
      self.init(milliseconds: midnight + 86_399_000)
      return
    }
    guard rest.take("T"), let hour = rest.number(2), hour < 24, rest.take(":"), let minute = rest.number(2), minute < 60
    else { return nil }
    var milliseconds = midnight + hour * 3_600_000 + minute * 60_000
    if rest.take(":") {
      guard let second = rest.number(2), second < 60 else { return nil }
      milliseconds += second * 1000
      if rest.take(".") {
        guard let fraction = rest.number(3) else { return nil }
        milliseconds += fraction
      }
    }
    if !rest.take("Z") {
      let isEast = rest.take("+")
      guard isEast || rest.take("-"), let hours = rest.number(2), hours < 24, rest.take(":"),
        let minutes = rest.number(2), minutes < 60
      else { return nil }
      milliseconds -= (isEast ? 1 : -1) * (hours * 3_600_000 + minutes * 60_000)
    }
    guard rest.isEmpty, milliseconds >= 0 else { return nil }
    self.init(milliseconds: milliseconds)
  }

  /// The days from 1970-01-01 to a day of the calendar; nothing when it is none, or before.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard year >= 1970, (1...12).contains(month), (1...lengths[Int(month) - 1]).contains(day) else { return nil }
    let leapDays = (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 - 477  // Until 1970 there were 477.
    return (year - 1970) * 365 + leapDays + lengths.prefix(Int(month) - 1).reduce(0, +) + day - 1
  }
}

extension ArraySlice<UInt8> {
  /// Takes exactly so many digits.
  fileprivate mutating func number(_ digits: Int) -> Int64? {
    guard count >= digits else { return nil }
    var value: Int64 = 0
    for byte in prefix(digits) {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int64(byte - 0x30)
    }
    self = dropFirst(digits)
    return value
  }

  /// Takes one character, if it is there.
  fileprivate mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard let byte = first, UInt32(byte) == scalar.value else { return false }
    self = dropFirst()
    return true
  }
}
