/// What tells one message to the host from all others: its number and its time.
internal import Ledger

/// The system trace audit number of a message, and when it was first sent. Repeats bear the same.
struct CardTrace: Hashable, Sendable {
  /// Field 11: 1 … 999,999.
  let number: UInt32
  /// Seconds since 1970-01-01 UTC; fields 7, 12 and 13.
  let second: Int64

  static let largestNumber: UInt32 = 999_999

  /// Field 11: six digits.
  var stan: String { CardTrace.padded(number, 6) }

  /// Field 7: `MMDDhhmmss`, in UTC.
  var transmitted: String {
    let text = Timestamp(milliseconds: second * 1000).description.filter { $0.isASCII && $0.isNumber }
    return String(text.dropFirst(4).prefix(10))
  }

  /// `000017@1772445600`, as the journal has it.
  var text: String { "\(stan)@\(second)" }

  init(number: UInt32, second: Int64) {
    self.number = number
    self.second = second
  }

  /// Reads `text`.
  init?(_ text: Substring) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 6, let number = UInt32(parts[0]), number > 0,
      let second = Int64(parts[1]), second >= 0, second <= Timestamp.distantFuture.milliseconds / 1000
    else { return nil }
    self.init(number: number, second: second)
  }

  static func padded(_ number: some BinaryInteger, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
