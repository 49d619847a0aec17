/// The book: statements, the balance sheet, and how the manager is. Values ↔ messages.
internal import CVouchProtos
internal import Ledger

extension Reader {
  func statement(_ m: PbStatement) throws(Invalid) -> Statement {
    var lines: [Statement.Line] = []
    unsafe lines.reserveCapacity(m.n_lines)
    for index in unsafe 0..<m.n_lines { unsafe lines.append(try line(try need(m.lines?[index], "statement.lines"))) }
    return unsafe Statement(
      account: try bookAccount(try need(m.account, "statement.account"), "statement.account"),
      currency: try currency(m.currency, "statement.currency"), balance: m.balance, held: m.held, lines: lines,
      next: m.next == 0 ? nil : Statement.Place(entry: m.next, balance: m.next_balance),
      archivedThrough: m.archived_through == 0 ? nil : m.archived_through)
  }

  private func line(_ m: PbStatementLine) throws(Invalid) -> Statement.Line {
    unsafe Statement.Line(
      sequence: m.sequence, time: try time(m.time, "line.time"), kind: try needCase(m.kind.rawValue, "line.kind"),
      subject: try subject(check: m.check, party: m.party),
      counterpart: try bookAccount(try need(m.counterpart, "line.counterpart"), "line.counterpart"), amount: m.amount,
      balance: m.balance, detail: try string(m.detail, "line.detail"))
  }

  func balanceSheet(_ m: PbBalanceSheet) throws(Invalid) -> BalanceSheet {
    var sheets: [BalanceSheet.CurrencySheet] = []
    for index in unsafe 0..<m.n_sheets { unsafe sheets.append(try sheet(try need(m.sheets?[index], "sheets"))) }
    return BalanceSheet(sheets: sheets)
  }

  private func sheet(_ m: PbCurrencySheet) throws(Invalid) -> BalanceSheet.CurrencySheet {
    var lines: [BalanceSheet.Line] = []
    for index in unsafe 0..<m.n_lines {
      let line = unsafe try need(m.lines?[index], "sheet.lines")
      unsafe lines.append(
        BalanceSheet.Line(
          kind: try needCase(line.kind.rawValue, "line.kind"), rail: try optionalCase(line.rail.rawValue, "line.rail"),
          accounts: line.accounts, posted: line.posted))
    }
    return unsafe BalanceSheet.CurrencySheet(
      currency: try currency(m.currency, "sheet.currency"), lines: lines, total: m.total, held: m.held,
      remaining: m.remaining)
  }

  func status(_ m: PbStatus) throws(Invalid) -> ManagerStatus {
    let readOnly = unsafe try string(m.read_only, "status.read_only")
    return unsafe ManagerStatus(
      draweeName: try string(m.drawee_name, "status.drawee_name"), version: try string(m.version, "status.version"),
      time: try time(m.time, "status.time"), started: try time(m.started, "status.started"), accounts: m.accounts,
      sellers: m.sellers, distributors: m.distributors, checks: m.checks, openChecks: m.open_checks,
      clockJump: m.clock.rawValue == ClockState.jumped ? m.clock_jump : nil,
      readOnly: readOnly.isEmpty ? nil : readOnly,
      archived: m.archived_through == 0
        ? nil
        : ManagerStatus.Archived(
          through: m.archived_through, time: try time(m.archived_time, "status.archived_time")))
  }
}

/// The numbers of the contract's `ClockState`.
private enum ClockState {
  static let steady: UInt32 = 1
  static let jumped: UInt32 = 2
}

extension Builder {
  func statement(_ statement: Statement) -> UnsafeMutablePointer<PbStatement> {
    let m = unsafe make(vouch__v1__statement__init)
    unsafe m.pointee.account = bookAccount(statement.account)
    unsafe m.pointee.currency = string(statement.currency)
    unsafe m.pointee.balance = statement.balance
    unsafe (m.pointee.n_lines, m.pointee.lines) = list(statement.lines.count) { unsafe line(statement.lines[$0]) }
    unsafe m.pointee.next = statement.next?.entry ?? 0
    unsafe m.pointee.next_balance = statement.next?.balance ?? 0
    unsafe m.pointee.held = statement.held
    unsafe m.pointee.archived_through = statement.archivedThrough ?? 0
    return unsafe m
  }

  private func line(_ line: Statement.Line) -> UnsafeMutablePointer<PbStatementLine> {
    let m = unsafe make(vouch__v1__statement_line__init)
    unsafe m.pointee.sequence = line.sequence
    unsafe m.pointee.time = line.time.milliseconds
    unsafe m.pointee.kind = entryKind(line.kind)
    unsafe m.pointee.counterpart = bookAccount(line.counterpart)
    unsafe m.pointee.amount = line.amount
    unsafe m.pointee.balance = line.balance
    unsafe (m.pointee.check, m.pointee.party) = subject(line.subject)
    unsafe m.pointee.detail = string(line.detail)
    return unsafe m
  }

  func balanceSheet(_ sheet: BalanceSheet) -> UnsafeMutablePointer<PbBalanceSheet> {
    let m = unsafe make(vouch__v1__balance_sheet__init)
    unsafe (m.pointee.n_sheets, m.pointee.sheets) = list(sheet.sheets.count) { unsafe currencySheet(sheet.sheets[$0]) }
    return unsafe m
  }

  private func currencySheet(_ sheet: BalanceSheet.CurrencySheet) -> UnsafeMutablePointer<PbCurrencySheet> {
    let m = unsafe make(vouch__v1__currency_sheet__init)
    unsafe m.pointee.currency = string(sheet.currency)
    unsafe (m.pointee.n_lines, m.pointee.lines) = list(sheet.lines.count) { unsafe sheetLine(sheet.lines[$0]) }
    unsafe m.pointee.total = sheet.total
    unsafe m.pointee.held = sheet.held
    unsafe m.pointee.remaining = sheet.remaining
    return unsafe m
  }

  private func sheetLine(_ line: BalanceSheet.Line) -> UnsafeMutablePointer<Vouch__V1__BalanceSheetLine> {
    let m = unsafe make(vouch__v1__balance_sheet_line__init)
    unsafe m.pointee.kind = Vouch__V1__BookAccountKind(rawValue: line.kind.wire)
    unsafe m.pointee.rail = rail(line.rail)
    unsafe m.pointee.accounts = line.accounts
    unsafe m.pointee.posted = line.posted
    return unsafe m
  }

  func status(_ status: ManagerStatus) -> UnsafeMutablePointer<PbStatus> {
    let m = unsafe make(vouch__v1__status__init)
    unsafe m.pointee.drawee_name = string(status.draweeName)
    unsafe m.pointee.version = string(status.version)
    unsafe m.pointee.time = status.time.milliseconds
    unsafe m.pointee.started = status.started.milliseconds
    unsafe m.pointee.accounts = status.accounts
    unsafe m.pointee.sellers = status.sellers
    unsafe m.pointee.distributors = status.distributors
    unsafe m.pointee.checks = status.checks
    unsafe m.pointee.open_checks = status.openChecks
    unsafe m.pointee.clock = Vouch__V1__ClockState(
      rawValue: status.clockJump == nil ? ClockState.steady : ClockState.jumped)
    unsafe m.pointee.clock_jump = status.clockJump ?? 0
    unsafe m.pointee.read_only = string(status.readOnly ?? "")
    unsafe m.pointee.archived_through = status.archived?.through ?? 0
    unsafe m.pointee.archived_time = status.archived?.time.milliseconds ?? 0
    return unsafe m
  }
}
