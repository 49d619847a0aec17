/// What people write about days, hours and deliveries, read into values.
internal import ArgumentParser
internal import Ledger
internal import MailOrder

extension Read {
  /// A day of the calendar, `2026-11-25`, counted from 1970-01-01 UTC.
  public static func day(_ text: String) throws -> UInt32 {
    guard text.utf8.count == 10, let time = Timestamp(iso8601: text) else {
      throw ValidationError("a day is written 2026-11-25.")
    }
    return time.day
  }

  /// A time of day, `08:30` … `24:00`, in minutes after midnight.
  public static func clock(_ text: String) throws -> UInt32 {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }),
      let hours = UInt32(parts[0]), let minutes = UInt32(parts[1]), minutes < 60,
      hours * 60 + minutes <= Vehicle.midnight
    else { throw ValidationError("a time of day is written 08:30, and 24:00 is the end of the day.") }
    return hours * 60 + minutes
  }

  /// A whole number of litres, 1 or more.
  public static func room(_ text: String) throws -> UInt32 {
    guard let litres = UInt32(text), litres > 0, text.utf8.first != UInt8(ascii: "+") else {
      throw ValidationError("give whole litres from 1 to \(UInt32.max).")
    }
    return litres
  }
}
