/// One table of an export as a file: CSV or a JSON object a line, with its count and digest.
public import ArgumentParser
internal import Crypto
internal import Foundation

/// The forms that an export comes in.
public enum ExportFormat: String, Hashable, Sendable, CaseIterable, ExpressibleByArgument {
  /// For spreadsheets and databases: a line of names, then a line a record.
  case csv
  /// For programs: an object a line.
  case jsonl
}

/// A table with named columns.
struct ExportTable: Hashable, Sendable {
  /// The name of the file without its ending.
  let name: String
  let columns: [String]
}

/// A file that is being written, for its owner only: what is in it are people's data.
struct ExportFile {
  let table: ExportTable
  let name: String
  private let format: ExportFormat
  private let path: String
  private let handle: FileHandle
  private var buffer: [UInt8] = []
  private var hash = SHA256()
  private(set) var records: UInt64 = 0
  private(set) var bytes: UInt64 = 0

  /// How much is written at once.
  private static let chunkBytes = 1 << 18

  /// Makes the file in a directory where there is none of its name.
  init(_ table: ExportTable, as format: ExportFormat, in directory: String) throws(Failure) {
    self.table = table
    self.format = format
    name = "\(table.name).\(format.rawValue)"
    path = "\(directory)/\(name)"
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .io("\(path) could not be made: \(unsafe String(cString: strerror(errno)))") }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    if format == .csv { buffer = Array(CSV.line(table.columns).utf8) }
  }

  /// Writes a record: a value for each column, in their order. More or fewer is a bug.
  mutating func write(_ values: [JSON]) throws(Failure) {
    precondition(values.count == table.columns.count, "a record of \(table.name) has not the columns of its table")
    switch format {
    case .csv: buffer += CSV.line(values.map(\.cell)).utf8
    case .jsonl:
      buffer += "\(JSON.object(zip(table.columns, values).map { JSON.Member($0, $1) }))\n".utf8
    }
    records += 1
    if buffer.count >= ExportFile.chunkBytes { try flush() }
  }

  /// Makes the file durable, and says of it what the manifest says.
  mutating func close() throws(Failure) -> JSON {
    try flush()
    do {
      try handle.synchronize()
      try handle.close()
    } catch {
      throw .io("\(path) could not be written: \(error.reason)")
    }
    let digest = hash.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    return [
      "name": .text(name), "records": .unsigned(records), "bytes": .unsigned(bytes), "sha256": .text(digest),
    ]
  }

  private mutating func flush() throws(Failure) {
    do { try handle.write(contentsOf: Data(buffer)) } catch {
      throw .io("\(path) could not be written: \(error.reason)")
    }
    hash.update(data: buffer)
    bytes += UInt64(buffer.count)
    buffer.removeAll(keepingCapacity: true)
  }
}

extension JSON {
  /// The value as a cell of CSV: nothing for null, and JSON where it has parts. Texts stand as they are, also those that a
  /// spreadsheet would take for a formula: another byte, and they would come back as something else.
  fileprivate var cell: String {
    switch self {
    case .null: ""
    case .text(let text): text
    case .boolean, .integer, .unsigned, .decimal, .array, .object: description
    }
  }
}
