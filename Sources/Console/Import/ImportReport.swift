/// What became of the lines of a file.
public import CheckClient

/// A bad line.
public struct ImportIssue: Hashable, Sendable {
  /// The line it begins on, from 1; the header is line 1.
  public var line: Int
  /// The column, if it is one column's fault.
  public var column: String?
  /// What is wrong and what to do.
  public var reason: String

  /// `line 17: per_check: it is negative.`
  public var text: String {
    (["line \(grouped(line))", column, reason].compactMap { $0 }).joined(separator: ": ").printable
  }

  /// Line, column and reason as a record of CSV; see `csvHeader`.
  public var csv: String { CSV.line([String(line), column ?? "", reason.printable]) }

  /// The header of a file of bad lines.
  public static let csvHeader = CSV.line(["line", "column", "reason"])

  var json: JSON { ["line": .integer(Int64(line)), "column": .optional(column), "reason": .text(reason)] }
}

/// The counts, and the first bad lines.
public struct ImportReport: Sendable {
  /// Records read, the header apart.
  public var lines = 0
  /// Bytes read.
  public var bytes = 0
  /// Parties enrolled by this import.
  public var imported = 0
  /// Of those, accounts that got their opening balance.
  public var funded = 0
  /// Parties that were there before; their opening balance was not given again.
  public var alreadyEnrolled = 0
  /// Bad lines. An account enrolled that could not get its opening balance is counted here, and as imported.
  public var failed = 0
  /// Pictures put.
  public var pictures = 0
  /// Lines whose fate is known.
  public private(set) var settled = 0
  /// The first bad lines that were found, in the order of the file.
  public private(set) var issues: [ImportIssue] = []
  /// Why the import ended before the file did; nil where it did not.
  public private(set) var stopped: ClientError?

  /// How many bad lines are told one by one.
  public static let issuesShown = 20

  /// Nothing read.
  public init() {}

  mutating func add(_ result: LineResult, _ tell: (ImportIssue) throws -> Void) throws {
    switch result {
    case .enrolled(let isFunded):
      settled += 1
      imported += 1
      if isFunded { funded += 1 }
    case .alreadyEnrolled:
      settled += 1
      alreadyEnrolled += 1
    case .bad(let issue): try add(issue, tell)
    case .unfunded(let issue, let error):
      imported += 1
      stopped = stopped ?? error
      try add(issue, tell)
    case .lost(let issue, let error):
      stopped = stopped ?? error
      try add(issue, tell)
    }
  }

  mutating func add(_ issue: ImportIssue, _ tell: (ImportIssue) throws -> Void) throws {
    settled += 1
    failed += 1
    try tell(issue)
    if issues.count < ImportReport.issuesShown {
      issues.insert(issue, at: issues.firstIndex { $0.line > issue.line } ?? issues.endIndex)
    }
  }
}

extension ImportReport {
  /// The report for programs.
  public func json(file: String, elapsed: Duration) -> JSON {
    [
      "outcome": stopped == nil ? "done" : "stopped", "file": .text(file), "lines": .integer(Int64(lines)),
      "imported": .integer(Int64(imported)), "funded": .integer(Int64(funded)),
      "already_enrolled": .integer(Int64(alreadyEnrolled)), "failed": .integer(Int64(failed)),
      "milliseconds": .integer(elapsed.milliseconds), "errors": .array(issues.map(\.json)),
    ]
  }

  /// The report for people.
  public func text(file: String, elapsed: Duration) -> String {
    let rate = elapsed.milliseconds > 0 ? ", \(grouped(Int64(settled) * 1000 / elapsed.milliseconds)) a second" : ""
    let seconds = Double(elapsed.milliseconds) / 1000
    var table = TextTable(.text("result"), .number("lines"))
    table.add("enrolled", grouped(imported))
    if funded > 0 { table.add("  with opening balance", grouped(funded)) }
    table.add("already enrolled", grouped(alreadyEnrolled))
    table.add("bad", grouped(failed))
    let tenths = Int64((seconds * 10).rounded())
    return
      "\(file.printable): \(grouped(lines)) \(lines == 1 ? "line" : "lines") in \(tenths / 10).\(tenths % 10) s\(rate)\n\n\(table)"
  }

  /// The first bad lines and how many more there are, for people; empty without any.
  public func complaints(errorsFile: String?) -> String {
    var text = issues.map { "\($0.text)\n" }.joined()
    let more = failed - issues.count
    if more > 0 { text += "… and \(grouped(more)) more\(errorsFile == nil ? "; --errors FILE writes them all" : "")\n" }
    if let errorsFile, failed > 0 { text += "All bad lines are in \(errorsFile.printable).\n" }
    return text
  }
}

extension Duration {
  /// In whole milliseconds.
  var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
