/// Days counted, so that they can be held apart and against moments.
public import Ledger

extension BankDay {
  /// Days since 1970-01-01, as `Timestamp.day` counts them; negative before.
  public var number: Int {
    // The year begins in March here, so that the day that leap years have more is its last.
    let shifted = month > 2 ? year : year - 1
    let (era, yearOfEra) = (shifted / 400, shifted % 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The first moment of the day, in UTC.
  public var start: Timestamp { Timestamp(milliseconds: Int64(number) * 86_400_000) }
}

extension Timestamp {
  /// Days since 1970-01-01, negative before.
  var dayNumber: Int { Int(milliseconds.quotientRoundedDown(by: 86_400_000)) }
}

extension Int64 {
  fileprivate func quotientRoundedDown(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
