/// A day as a bank writes it: a date of its own calendar, without a time and without a zone.
public import Ledger

/// A date of the Gregorian calendar, 1900 … 9999.
public struct BankDay: Hashable, Comparable, Sendable {
  public let year: Int
  public let month: Int
  public let day: Int

  /// Reads `2026-12-01`, alone or at the beginning of a moment (`2026-12-01T09:00:00+01:00`), else nothing.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8.prefix(11))
    guard bytes.count >= 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return nil }
    // Behind a date comes a time, or its zone.
    if bytes.count > 10, !"TZ+-".utf8.contains(bytes[10]) { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var number = 0
      for byte in bytes[range] {
        guard (0x30...0x39).contains(byte) else { return nil }
        number = number * 10 + Int(byte - 0x30)
      }
      return number
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
    guard (1900...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
    guard day <= BankDay.length(of: month, in: year) else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// The day of a moment, in UTC; nothing before 1900 or past 9999.
  public init?(_ time: Timestamp) { self.init(time.description) }

  private static func length(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  public static func < (a: BankDay, b: BankDay) -> Bool { (a.year, a.month, a.day) < (b.year, b.month, b.day) }
}

extension BankDay: CustomStringConvertible {
  /// `2026-12-01`
  public var description: String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(year)-\(two(month))-\(two(day))"
  }
}
