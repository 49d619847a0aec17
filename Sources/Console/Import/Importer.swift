/// Enrols the parties of a file, many at a time.
public import CheckClient
public import Ledger
public import Wire

/// Reads records, sends them on with hundreds in flight, and counts what became of them.
public struct Importer: Sendable {
  /// Sends one command and gives its outcome.
  public typealias Submit = @Sendable (Administration) async throws(ClientError) -> Outcome<Receipt>

  /// How many lines are in flight: enough that each group the manager commits is a large one, few enough that an
  /// unreachable manager leaves few lines in doubt.
  public static let linesInFlight = 512

  private let registry: Registry
  private let rail: PaymentRail
  private let makeID: @Sendable () -> CommandID
  private let submit: Submit

  /// An importer into `registry`. Opening balances come over `rail`. `makeID` makes the id of each command.
  public init(
    _ registry: Registry, rail: PaymentRail = .book, makeID: @escaping @Sendable () -> CommandID,
    submit: @escaping Submit
  ) {
    self.registry = registry
    self.rail = rail
    self.makeID = makeID
    self.submit = submit
  }

  /// Imports what `read` gives, until it gives nothing. `firstLine` is the number of the header's line.
  ///
  /// `watch` sees the report after each line; `tell` hears of each bad line. Throws a `Failure.badData` for a header
  /// that cannot be used, and what `read` and `tell` throw. When the manager no longer answers, the report says so:
  /// what is in flight is waited for, and nothing more is read.
  public func run(
    firstLine: Int = 1, read: () throws -> [UInt8], watch: (ImportReport) -> Void, tell: (ImportIssue) throws -> Void
  ) async throws -> ImportReport {
    var report = ImportReport()
    var parser = CSVParser(firstLine: firstLine)
    var sheet: PartySheet?
    try await withThrowingTaskGroup(of: LineResult.self) { group in
      var inFlight = 0
      func take(_ result: LineResult) throws {
        inFlight -= 1
        try report.add(result, tell)
        watch(report)
      }
      var isAtEnd = false
      while !isAtEnd, report.stopped == nil {
        let bytes = try read()
        isAtEnd = bytes.isEmpty
        report.bytes += bytes.count
        var records: [CSVParser.Record] = []
        if isAtEnd { parser.finish { records.append($0) } } else { parser.push(bytes) { records.append($0) } }
        for record in records {
          guard let columns = sheet else {
            sheet = try header(record)
            continue
          }
          guard report.stopped == nil else { break }
          report.lines += 1
          guard let row = try row(record, columns, &report, tell) else {
            watch(report)
            continue
          }
          while inFlight >= Importer.linesInFlight, let result = try await group.next() { try take(result) }
          inFlight += 1
          group.addTask { await send(row, line: record.line) }
        }
      }
      while let result = try await group.next() { try take(result) }
    }
    guard sheet != nil else { throw Failure.badData("The file is empty: its first line must name the columns.") }
    return report
  }

  private func header(_ record: CSVParser.Record) throws -> PartySheet {
    switch record.content {
    case .success(let cells): try PartySheet(registry, header: cells)
    case .failure(let fault): throw Failure.badData("The header \(fault)")
    }
  }

  private func row(
    _ record: CSVParser.Record, _ sheet: PartySheet, _ report: inout ImportReport, _ tell: (ImportIssue) throws -> Void
  ) throws -> EnrolmentRow? {
    let issue: ImportIssue
    do {
      switch record.content {
      case .success(let cells): return try sheet.row(cells)
      case .failure(let fault): issue = ImportIssue(line: record.line, column: nil, reason: "\(fault)")
      }
    } catch {
      issue = ImportIssue(line: record.line, column: error.column, reason: error.reason)
    }
    try report.add(issue, tell)
    return nil
  }

  private func send(_ row: EnrolmentRow, line: Int) async -> LineResult {
    do {
      switch try await submit(Administration(id: makeID(), change: row.change)) {
      case .accepted: break
      case .refused(.alreadyEnrolled): return .alreadyEnrolled
      case .refused(let refusal):
        return .bad(ImportIssue(line: line, column: nil, reason: "refused: \(refusal.name): \(refusal.sentence)"))
      case .invalid(let invalid):
        return .bad(ImportIssue(line: line, column: nil, reason: "invalid: \(invalid)"))
      }
    } catch {
      let rest = row.opening.map { "; if it is enrolled already by then, fund it: \($0.byHand)" } ?? "."
      return .lost(
        ImportIssue(line: line, column: nil, reason: "may be enrolled or not: no answer. Import the file again\(rest)"),
        error)
    }
    return await open(row, line: line)
  }

  private func open(_ row: EnrolmentRow, line: Int) async -> LineResult {
    guard let opening = row.opening else { return .enrolled(funded: false) }
    func issue(_ reason: String) -> ImportIssue {
      ImportIssue(line: line, column: "opening_balance", reason: "enrolled, but not funded: \(reason)")
    }
    let fund = Administration(
      id: makeID(), change: .fund(opening.account, .bank, opening.amount, rail))
    do {
      switch try await submit(fund) {
      case .accepted: return .enrolled(funded: true)
      case .refused(let refusal): return .unfunded(issue("\(refusal.name): \(refusal.sentence)"), nil)
      case .invalid(let invalid): return .unfunded(issue("\(invalid)"), nil)
      }
    } catch {
      // The same id, so that asking again cannot fund it twice.
      return .unfunded(
        issue("no answer. Do it by hand: \(opening.byHand) --rail \(rail.argument) --id \(fund.id)"), error)
    }
  }
}

extension EnrolmentRow.Opening {
  /// The command that funds it.
  fileprivate var byHand: String { "vouch fund \(account) \(currency.format(amount.minorUnits))" }
}

/// What became of a line that was sent.
enum LineResult: Sendable {
  case enrolled(funded: Bool)
  case alreadyEnrolled
  case bad(ImportIssue)
  /// Enrolled, but the opening balance is not there; with an error where the manager did not answer.
  case unfunded(ImportIssue, ClientError?)
  /// The manager did not answer.
  case lost(ImportIssue, ClientError)
}
