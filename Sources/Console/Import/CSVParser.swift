/// A reader of comma-separated values (RFC 4180) that takes bytes as they come and gives records with their lines.
///
/// Quotes, doubled quotes, commas and line breaks within quotes, LF, CRLF and CR ends, a missing last end and a byte
/// order mark are taken. A broken record is given as a fault, and reading goes on at the next line.
public struct CSVParser: Sendable {
  /// A record, or what is wrong with it.
  public struct Record: Hashable, Sendable {
    /// The line it begins on, from 1.
    public var line: Int
    /// Its fields, or the fault.
    public var content: Result<[String], Fault>

    /// A record.
    public init(line: Int, content: Result<[String], Fault>) {
      self.line = line
      self.content = content
    }
  }

  /// What can be wrong with a record.
  public enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
    case strayQuote, textAfterQuote, unclosedQuote, tooLong, invalidUTF8

    /// What is wrong and what would be right.
    public var description: String {
      switch self {
      case .strayQuote: "has a quote within a field that is not quoted; quote the field and double the quote."
      case .textAfterQuote: "has text after a closing quote; a quote within a quoted field is doubled."
      case .unclosedQuote: "opens a quote that is never closed."
      case .tooLong: "is longer than \(CSVParser.recordBytes) bytes; is a quote not closed?"
      case .invalidUTF8: "is no UTF-8; save the file as UTF-8."
      }
    }
  }

  /// The longest record, in bytes: all texts of a party at their longest fit many times, an unclosed quote does not
  /// swallow the file.
  public static let recordBytes = 65_536

  private enum State { case lineStart, fieldStart, plain, quoted, quoteInQuoted, skipping }

  private var state = State.lineStart
  private var line = 1
  private var recordLine = 1
  private var field: [UInt8] = []
  private var fields: [String] = []
  private var byteCount = 0
  private var isInvalid = false
  private var wasCarriageReturn = false
  /// How many bytes of a byte order mark were seen; nil once the beginning is past.
  private var markBytes: Int? = 0

  /// A parser at the beginning of a file, whose first line has that number.
  public init(firstLine: Int = 1) {
    line = firstLine
    recordLine = firstLine
  }

  /// Takes the next bytes, and gives each record that they end. Empty lines are passed over.
  public mutating func push(_ bytes: some Sequence<UInt8>, _ take: (Record) -> Void) {
    for byte in bytes {
      if let seen = markBytes {
        if seen < 3, byte == [0xEF, 0xBB, 0xBF][seen] {
          markBytes = seen + 1
          continue
        }
        // Part of a mark is no mark: it is text, and no UTF-8.
        if seen == 1 || seen == 2 { isInvalid = true }
        markBytes = nil
      }
      step(byte, take)
    }
  }

  /// Takes the end of the file: a last record without a line end is given too.
  public mutating func finish(_ take: (Record) -> Void) {
    switch state {
    case .lineStart, .skipping: break
    case .quoted: take(Record(line: recordLine, content: .failure(.unclosedQuote)))
    case .fieldStart, .plain, .quoteInQuoted: endRecord(take)
    }
    state = .lineStart
  }

  private mutating func step(_ byte: UInt8, _ take: (Record) -> Void) {
    let isSecondHalf = wasCarriageReturn && byte == 0x0A
    wasCarriageReturn = byte == 0x0D
    let isLineEnd = byte == 0x0A || byte == 0x0D
    if isLineEnd, !isSecondHalf { line += 1 }
    // The LF of a CRLF belongs to the record that the CR ended, unless both are within quotes.
    if isSecondHalf, state == .lineStart { return }

    if state == .skipping {
      if isLineEnd { state = .lineStart }
      return
    }
    byteCount += 1
    guard byteCount <= CSVParser.recordBytes else {
      fail(.tooLong, atLineEnd: isLineEnd, take)
      return
    }

    switch (state, byte) {
    case (.lineStart, 0x0A), (.lineStart, 0x0D):
      byteCount = 0
    case (.quoted, 0x22): state = .quoteInQuoted
    case (.quoted, _): field.append(byte)
    case (.quoteInQuoted, 0x22):
      field.append(byte)
      state = .quoted
    case (_, 0x2C):
      if state == .lineStart { recordLine = line }
      endField()
      state = .fieldStart
    case (_, 0x0A), (_, 0x0D): endRecord(take)
    case (.quoteInQuoted, _): fail(.textAfterQuote, atLineEnd: false, take)
    case (.lineStart, 0x22), (.fieldStart, 0x22):
      if state == .lineStart { recordLine = line }
      state = .quoted
    case (_, 0x22): fail(.strayQuote, atLineEnd: false, take)
    default:
      if state == .lineStart { recordLine = line }
      field.append(byte)
      state = .plain
    }
  }

  private mutating func endField() {
    if let text = String(validating: field, as: UTF8.self) { fields.append(text) } else { isInvalid = true }
    field.removeAll(keepingCapacity: true)
  }

  private mutating func endRecord(_ take: (Record) -> Void) {
    endField()
    take(Record(line: recordLine, content: isInvalid ? .failure(.invalidUTF8) : .success(fields)))
    begin()
  }

  private mutating func fail(_ fault: Fault, atLineEnd: Bool, _ take: (Record) -> Void) {
    take(Record(line: recordLine, content: .failure(fault)))
    begin()
    if !atLineEnd { state = .skipping }
  }

  private mutating func begin() {
    state = .lineStart
    field.removeAll(keepingCapacity: true)
    fields.removeAll(keepingCapacity: true)
    byteCount = 0
    isInvalid = false
  }
}

/// Writing comma-separated values.
public enum CSV {
  /// A record with its line end; fields are quoted where they must be.
  public static func line(_ fields: [String]) -> String {
    fields.map { field in
      let mustQuote = field.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
      guard mustQuote else { return field }
      // Scalar by scalar: a quote that an accent follows is another character, and still a quote to whoever reads.
      var quoted = String.UnicodeScalarView("\"".unicodeScalars)
      for scalar in field.unicodeScalars {
        if scalar == "\"" { quoted.append(scalar) }
        quoted.append(scalar)
      }
      quoted.append("\"")
      return String(quoted)
    }.joined(separator: ",") + "\n"
  }

  /// A text as a cell that no spreadsheet takes for a formula: strangers write what stands in it (OWASP, CSV injection).
  public static func cell(_ text: String) -> String {
    guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) else { return text }
    return "'" + text
  }
}
