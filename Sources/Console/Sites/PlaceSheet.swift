/// A carrier's map: a file of postcodes and where they lie, read and put a thousand at a time.
internal import Foundation
internal import Ledger
public import MailOrder
public import Wire

/// The columns of one file, in the order of its header.
public struct PlaceSheet: Sendable {
  private let postcode: Int
  private let east: Int
  private let north: Int
  private let count: Int

  /// The columns that there must be.
  public static let columns = ["postcode", "east", "north"]

  /// Reads a header. Throws a `Failure.badData` for a column unknown, missing or twice there.
  public init(header: [String]) throws(Failure) {
    let names = header.map { $0.lowercased().filter { $0 != " " } }
    guard names.count == Set(names).count, Set(names) == Set(PlaceSheet.columns),
      let postcode = names.firstIndex(of: "postcode"), let east = names.firstIndex(of: "east"),
      let north = names.firstIndex(of: "north")
    else {
      throw .badData(
        "The header is '\(header.joined(separator: ",").printable)'. The first line must name the columns: "
          + "\(PlaceSheet.columns.joined(separator: ",")), in any order, each once.")
    }
    (self.postcode, self.east, self.north, count) = (postcode, east, north, names.count)
  }

  /// Reads a row. Throws what is wrong with it first.
  public func row(_ cells: [String]) throws(RowFault) -> Place {
    guard cells.count == count else {
      throw RowFault(column: nil, reason: "has \(cells.count) fields; the header has \(count).")
    }
    guard let code = Text(cells[postcode]), !code.value.isEmpty else {
      throw RowFault(column: "postcode", reason: "is empty, or no line of text.")
    }
    return Place(postcode: code, east: try metres(cells[east], "east"), north: try metres(cells[north], "north"))
  }

  private func metres(_ cell: String, _ column: String) throws(RowFault) -> Int32 {
    guard let metres = Int32(cell), cell.utf8.first != UInt8(ascii: "+") else {
      throw RowFault(column: column, reason: "is '\(cell.printable)'; give whole metres, west and south negative.")
    }
    return metres
  }
}

extension SiteSession where Service == DistributionMethod {
  /// Puts the places of a file (`-`: stdin), and shows what became of its lines. Bad lines are told, the others taken.
  ///
  /// Throws a `Failure`: `noInput`, `io`, `badData`, `answeredBadData` where lines were bad, or why it stopped.
  public func importPlaces(file: String, progress: Bool) async throws {
    let source = try ByteSource(file)
    var parser = CSVParser()
    var sheet: PlaceSheet?
    var waiting: [Place] = []
    var (put, bad) = (0, 0)
    let isShown = progress || isatty(STDERR_FILENO) == 1
    let started = ContinuousClock.now
    func tell(_ line: Int, _ fault: String) {
      bad += 1
      if bad <= ImportReport.issuesShown { Terminal.note("line \(line) \(fault)\n") }
    }
    func send() async throws {
      guard !waiting.isEmpty else { return }
      _ = try await ask(PutPlaces(waiting))
      put += waiting.count
      waiting = []
      if isShown { Terminal.note("\(grouped(put)) places\n") }
    }
    var isAtEnd = false
    while !isAtEnd {
      let bytes = try source.next()
      isAtEnd = bytes.isEmpty
      var records: [CSVParser.Record] = []
      if isAtEnd { parser.finish { records.append($0) } } else { parser.push(bytes) { records.append($0) } }
      for record in records {
        let cells: [String]
        switch record.content {
        case .success(let found): cells = found
        case .failure(let fault):
          guard sheet != nil else { throw Failure.badData("The header \(fault)") }
          tell(record.line, "\(fault)")
          continue
        }
        guard let columns = sheet else {
          sheet = try PlaceSheet(header: cells)
          continue
        }
        do {
          waiting.append(try columns.row(cells))
        } catch {
          tell(record.line, "\(error.column.map { "\($0): " } ?? "")\(error.reason)")
        }
        if waiting.count == PageBounds.maximum { try await send() }
      }
    }
    guard sheet != nil else { throw Failure.badData("The file is empty: its first line must name the columns.") }
    try await send()
    if bad > ImportReport.issuesShown { Terminal.note("… and \(grouped(bad - ImportReport.issuesShown)) more\n") }
    let milliseconds = (ContinuousClock.now - started).milliseconds
    try show(
      "\(source.name.printable): \(grouped(put)) places put, \(grouped(bad)) lines bad, in \(milliseconds) ms\n",
      json: [
        "outcome": "done", "file": .text(source.name), "put": .integer(Int64(put)), "failed": .integer(Int64(bad)),
        "milliseconds": .integer(milliseconds),
      ])
    if bad > 0 { throw Failure.answeredBadData }
  }
}
