/// Codes as texts: six looks at a table instead of twelve divisions.
internal import Ledger

/// The table, as it is at hand where it is looked at again and again: finding out whether it has been made costs as much
/// as two looks.
@safe struct CodeText {
  private let pairs = unsafe CodeText.pairs

  /// The text of a code: its first six bytes, little-endian, its last six, and how many there are; the others are 0.
  @inline(__always)
  func words(of code: Code) -> (start: UInt64, end: UInt64, length: Int) {
    let half: UInt64 = 4_096_000_000
    let start = six(UInt32(truncatingIfNeeded: code.packed / half))
    let end = six(UInt32(truncatingIfNeeded: code.packed % half))
    let length = end == 0 ? bytes(start) : 6 + bytes(end)
    return (start, end, length)
  }

  /// How many bytes are not 0: they are the lower ones.
  @inline(__always)
  private func bytes(_ word: UInt64) -> Int { (71 - word.leadingZeroBitCount) / 8 }

  /// The characters of six digits to base 40.
  @inline(__always)
  private func six(_ digits: UInt32) -> UInt64 {
    let (first, second, third) = (digits / 2_560_000, digits / 1600 % 1600, digits % 1600)
    precondition(first < 1600, "a code has twelve digits")
    return unsafe UInt64(pairs[Int(first)]) | UInt64(pairs[Int(second)]) << 16 | UInt64(pairs[Int(third)]) << 32
  }

  /// The characters of each two digits, the first in the lower byte; there for as long as the process is.
  /// Nobody writes to them once they are made.
  nonisolated(unsafe) private static let pairs: UnsafePointer<UInt16> = {
    let pairs = UnsafeMutablePointer<UInt16>.allocate(capacity: 1600)
    for pair in 0..<1600 {
      let (first, second) = (character(UInt64(pair / 40)), character(UInt64(pair % 40)))
      unsafe (pairs + pair).initialize(to: UInt16(first) | UInt16(second) << 8)
    }
    return unsafe UnsafePointer(pairs)
  }()

  /// The character of a digit, as the second of a code that begins with `0`; 0 where there is none.
  private static func character(_ digit: UInt64) -> UInt8 {
    Code(packed: 3 * 419_430_400_000_000_000 + digit * 10_485_760_000_000_000)?.ascii.bytes[1] ?? 0
  }
}
