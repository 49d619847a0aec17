/// Lines of the exchange's files: ASCII, fields with a semicolon between them, a letter first.
internal import Ledger

/// A file cut into lines and fields.
enum PostLine {
  /// The largest file: `PostOrderFile.maximumOrders` lines of the longest kind, twice over.
  static let maximumBytes = 1 << 20
  /// The longest line: ten fields of the widths below have 700 bytes.
  static let maximumLineBytes = 1_000
  /// The widest fields: an account's number as an IBAN has it at most, a name, a text.
  static let numberWidth = 34
  static let nameWidth = 70
  static let textWidth = 140

  static let separator = UInt8(ascii: ";")

  /// The fields of all lines. Throws what is no such file: the last line must end, no line is empty, and every byte is
  /// printable ASCII.
  static func split(_ bytes: [UInt8]) throws(PostFault) -> [[String]] {
    guard bytes.count <= maximumBytes else {
      throw PostFault(
        1, "the file is longer than \(maximumBytes) bytes", "Ask the post office for several smaller ones.")
    }
    var lines: [[String]] = []
    var place = 0
    while place < bytes.count {
      let number = lines.count + 1
      guard let end = bytes[place...].firstIndex(of: 0x0A) else { throw PostFault(number, "the line has no end") }
      // Files of other systems end their lines with two bytes.
      let isPair = end > place && bytes[end - 1] == 0x0D
      let line = bytes[place..<(isPair ? end - 1 : end)]
      guard !line.isEmpty else { throw PostFault(number, "the line is empty") }
      guard line.count <= maximumLineBytes else {
        throw PostFault(number, "the line is longer than \(maximumLineBytes) bytes")
      }
      if let wrong = line.firstIndex(where: { $0 < 0x20 || $0 > 0x7E }) {
        throw PostFault(number, "byte \(wrong - place + 1) of the line is no printable ASCII")
      }
      lines.append(
        line.split(separator: separator, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) })
      place = end + 1
    }
    guard !lines.isEmpty else { throw PostFault(1, "the file is empty") }
    return lines
  }

  /// A line of fields, with its end.
  static func joined(_ fields: [String]) -> String { fields.joined(separator: ";") + "\n" }

  /// A file's or an order's number: six digits at least.
  static func number(_ number: some BinaryInteger) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }

  /// Digits and nothing else, at most sixteen of them: `Amount.maximum` has as many.
  static func number(in text: String) -> Int64? {
    guard (1...16).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(text)
  }

  /// A sum of minor units, positive.
  static func amount(in text: String) -> Int64? { number(in: text).flatMap { Amount(minorUnits: $0)?.minorUnits } }

  /// `2026-11-29T09:02:03Z`
  static func isTime(_ text: String) -> Bool {
    let pattern = Array("dddd-dd-ddTdd:dd:ddZ".utf8)
    return text.utf8.count == pattern.count
      && zip(text.utf8, pattern).allSatisfy { $1 == UInt8(ascii: "d") ? (0x30...0x39).contains($0) : $0 == $1 }
  }

  static func time(_ moment: Timestamp) -> String { String(moment.description.prefix(19)) + "Z" }

  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  /// An order's id: 1 to 35 of A-Z, 0-9 and `-`.
  static func isID(_ text: String) -> Bool {
    (1...35).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || $0 == 0x2D }
  }
}

extension [[String]] {
  /// A line's fields; throws where they are of another kind, or more or fewer.
  func fields(_ line: Int, _ kind: String, _ count: Int, _ what: String) throws(PostFault) -> [String] {
    guard indices.contains(line - 1) else { throw PostFault(self.count + 1, "the \(what) is missing") }
    let fields = self[line - 1]
    guard fields[0] == kind else {
      throw PostFault(line, "it begins with '\(fields[0].prefix(20))', and the \(what) with '\(kind)'")
    }
    guard fields.count == count else {
      throw PostFault(line, "the \(what) has \(fields.count) fields, and not \(count)")
    }
    return fields
  }

  /// Checks the trailer, the last line, against what was counted.
  func checkTrailer(count: Int, sum: Int64) throws(PostFault) {
    let trailer = try fields(self.count, "T", 3, "trailer")
    guard PostLine.number(in: trailer[1]) == Int64(count) else {
      throw PostFault(self.count, "the trailer counts \(trailer[1].prefix(20)) records, and there are \(count)")
    }
    // A sum may have more digits than an amount.
    guard trailer[2] == String(sum) else {
      throw PostFault(self.count, "the trailer's sum is \(trailer[2].prefix(20)), and the records' is \(sum)")
    }
  }
}
