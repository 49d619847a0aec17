/// Statements of the past: found by walking back from now, page by page, as each movement knows the one before it.
internal import Foundation
public import Ledger
internal import Wire

extension Session {
  /// Shows the statement of a period, or of all time.
  public func showStatement(
    of account: BookAccountID, in period: StatementPeriod?, as format: StatementFormat?
  ) async throws {
    guard let period = period ?? StatementPeriod() else { throw Failure.usage("The period ends before it begins.") }
    let statement = try await statement(of: account, in: period)
    let status = try await ask(GetStatus())
    let format = format ?? (output == .json ? .json : .table)
    try Terminal.write(statement.written(as: format, by: status.draweeName, at: status.time))
  }

  /// Shows the balance after everything up to a moment of the past.
  public func showBalance(of account: BookAccountID, at moment: Timestamp) async throws {
    guard let period = StatementPeriod(from: moment, to: moment) else { throw Failure.usage("That is no moment.") }
    let statement = try await statement(of: account, in: period)
    try show(
      "\(account.title)  balance \(statement.currency.money(statement.closing))  at \(moment.withZone)\n",
      json: [
        "account": .text(account.title), "currency": .text(statement.currency.code), "at": moment.json,
        "balance": .integer(statement.closing),
      ])
  }

  /// The statement of a period. The older the period, the longer it takes: how far back it is gone is told on a terminal,
  /// where somebody waits at one.
  ///
  /// - Parameter limit: how many movements are looked through at most; past it the period is too long.
  public func statement(
    of account: BookAccountID, in period: StatementPeriod, isWaitedFor: Bool = true, limit: Int = .max
  ) async throws(Failure) -> PeriodStatement {
    var page = try await ask(StatementQuery(account: account, limit: PageBounds.maximum))
    var statement = PeriodStatement(of: page, in: period)
    var walk = Walk(isShown: isWaitedFor && isatty(STDERR_FILENO) == 1)
    var seen = 0
    while statement.take(page.lines) {
      if let archived = page.archivedThrough, let from = period.from { throw .archived(from, through: archived) }
      guard let next = page.next else { break }
      walk.note(page.lines)
      seen += page.lines.count
      guard seen < limit else {
        throw .usage("More than \(grouped(limit)) movements lie between that time and now. Ask for a later time.")
      }
      page = try await ask(StatementQuery(account: account, from: next, limit: PageBounds.maximum))
    }
    walk.end()
    statement.finish()
    if let gap = statement.gap {
      throw .io("The manager's lines do not add up at entry \(gap). Have its operator run `vouchd verify`.")
    }
    return statement
  }
}

/// Says on a terminal how far back a long walk has come.
private struct Walk {
  private var lines = 0
  let isShown: Bool
  private var isBegun = false

  init(isShown: Bool) { self.isShown = isShown }

  mutating func note(_ page: [Statement.Line]) {
    lines += page.count
    guard isShown, let oldest = page.last else { return }
    isBegun = true
    Terminal.note("\r\(grouped(lines)) movements back, to \(oldest.time.toSecond) ")
  }

  func end() { if isBegun { Terminal.note("\r\u{1B}[K") } }
}
