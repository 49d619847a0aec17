/// JSON lines as the CSV that an import reads: an object of texts a line, its keys the columns.
internal import Foundation

/// Reads lines of JSON, and gives lines of CSV: the header first, then one for each, so that lines keep their numbers.
struct JSONLines {
  private let columns: [String]
  private var rest: [UInt8] = []
  private var line = 0
  private var hasHeader = false
  private var isAtEnd = false

  init(_ registry: Registry) { columns = PartySheet.columnNames(of: registry) }

  /// The next bytes of CSV; none at the end. Throws a `Failure.badData` for a line that is no such object, and what `read`
  /// throws.
  mutating func next(_ read: () throws -> [UInt8]) throws -> [UInt8] {
    var made: [UInt8] = []
    if !hasHeader {
      hasHeader = true
      made += CSV.line(columns).utf8
    }
    while made.isEmpty, !isAtEnd {
      let bytes = try read()
      isAtEnd = bytes.isEmpty
      rest += isAtEnd && !rest.isEmpty ? [0x0A] : bytes
      var start = 0
      while let end = rest[start...].firstIndex(of: 0x0A) {
        made += try csv(rest[start..<end])
        start = end + 1
      }
      rest.removeFirst(start)
      guard rest.count <= CSVParser.recordBytes else { throw fault("is longer than \(CSVParser.recordBytes) bytes") }
    }
    return made
  }

  private mutating func csv(_ bytes: ArraySlice<UInt8>) throws -> [UInt8] {
    line += 1
    if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) { return [0x0A] }
    guard let object = try? JSONDecoder().decode([String: String?].self, from: Data(bytes)) else {
      line -= 1
      throw fault("is no JSON object of texts, such as {\"code\":\"ALICE\",\"currency\":\"EUR\"}")
    }
    if let unknown = object.keys.filter({ !columns.contains($0) }).min() {
      line -= 1
      throw fault("has the unknown key '\(unknown.printable)'; known are \(columns.joined(separator: ", "))")
    }
    return Array(CSV.line(columns.map { (object[$0] ?? nil) ?? "" }).utf8)
  }

  private func fault(_ reason: String) -> Failure {
    .badData("Line \(line + 1) \(reason). What stood before it was imported.")
  }
}
