/// What moved on the account, in a period: a chart of the balance, and the same in a table.
internal import Console
internal import Ledger
internal import Pages

/// Which part of the past is looked at.
enum LookBack: String, CaseIterable, Sendable {
  case month = "30d"
  case quarter = "90d"
  case year = "365d"
  case all

  var title: String {
    switch self {
    case .month: "30 days"
    case .quarter: "90 days"
    case .year: "A year"
    case .all: "All"
    }
  }

  /// The period that ends now.
  func period(now: Timestamp) -> StatementPeriod? {
    let days: Int64? =
      switch self {
      case .month: 30
      case .quarter: 90
      case .year: 365
      case .all: nil
      }
    return StatementPeriod(from: days.map { Timestamp(milliseconds: max(now.milliseconds - $0 * 86_400_000, 1)) })
  }
}

/// What is asked for by the page's address.
struct StatementQuestion: Hashable, Sendable {
  var cover: Cover
  /// Nil: days were given.
  var lookBack: LookBack?
  var period: StatementPeriod
  /// The days as they were given.
  var first = ""
  var last = ""

  /// Reads the address's query; nothing where it says what is no period.
  init?(cover: String, period: String, from: String, to: String, now: Timestamp) {
    switch cover {
    case "", "bank": self.cover = .bank
    case "card": self.cover = .card
    default: return nil
    }
    guard !from.isEmpty || !to.isEmpty else {
      guard let lookBack = period.isEmpty ? .month : LookBack(rawValue: period), let period = lookBack.period(now: now)
      else { return nil }
      self.lookBack = lookBack
      self.period = period
      return
    }
    guard let period = StatementPeriod(firstDay: from, lastDay: to) else { return nil }
    self.period = period
    first = from
    last = to
  }

  /// The address of the same with another cover, or another look back.
  func path(cover: Cover? = nil, lookBack: LookBack? = nil) -> String {
    let cover = (cover ?? self.cover) == .bank ? "bank" : "card"
    if let lookBack { return "/statement?cover=\(cover)&period=\(lookBack.rawValue)" }
    if let own = self.lookBack { return "/statement?cover=\(cover)&period=\(own.rawValue)" }
    return "/statement?cover=\(cover)&from=\(queryEscaped(first))&to=\(queryEscaped(last))"
  }
}

/// A statement's page.
struct StatementPage {
  let question: StatementQuestion
  let statement: Result<PeriodStatement, Failure>
  let now: Timestamp

  /// How many movements a page lists, and how many it goes back through to find them.
  static let maximumRows = 500
  static let maximumMovements = 20_000

  var content: HTML {
    let covers = HTML.all(
      [Cover.bank, .card].map { cover in
        "<a href=\"\(question.path(cover: cover))\"\(HTML.when(cover == question.cover, " aria-current=\"true\""))>\(cover == .bank ? "Bank account" : "Card")</a>"
      })
    let periods = HTML.all(
      LookBack.allCases.map { each in
        "<a href=\"\(question.path(lookBack: each))\"\(HTML.when(each == question.lookBack, " aria-current=\"true\""))>\(each.title)</a>"
      })
    let found: HTML
    switch statement {
    case .failure(let failure): found = HTML.notice(failure.buyerSentence)
    case .success(let statement): found = shown(statement)
    }
    return """
      <h2>Statement</h2><nav class="tabs" aria-label="Account">\(covers)</nav><nav class="tabs" aria-label="Period">\(periods)</nav>
      <form method="get" action="/statement" class="row noprint"><input type="hidden" name="cover" value="\(question.cover == .bank ? "bank" : "card")">
      <label>From <input type="date" name="from" value="\(question.first)"></label> <label>to <input type="date" name="to" value="\(question.last)">\
      </label> <button class="quiet">Show</button></form>
      \(found)
      """
  }

  private func shown(_ statement: PeriodStatement) -> HTML {
    let currency = statement.currency
    let held: HTML = HTML.given(statement.held.flatMap { $0 == 0 ? nil : $0 }) {
      HTML.field("Held by checks now", currency.money($0))
    }
    let heading: HTML = """
      <section class="card"><dl id="sums">\(HTML.field("Before", currency.money(statement.opening)))
      \(HTML.field("Came in", currency.money(statement.paidIn)))\(HTML.field("Went out", currency.money(statement.paidOut)))
      \(HTML.field("After", currency.money(statement.closing), id: "closing"))\(held)</dl>
      """
    guard !statement.lines.isEmpty else {
      return "\(heading)<p id=\"empty\">Nothing moved in this time.</p></section>"
    }
    let shownLines = statement.lines.suffix(StatementPage.maximumRows)
    let rows = HTML.all(shownLines.reversed().map { row($0, currency) })
    let cut: HTML = HTML.when(
      shownLines.count < statement.lines.count,
      "<p class=\"faint\">These are the newest \(grouped(shownLines.count)) of \(grouped(statement.lines.count)) movements. Choose a shorter time to see the others.</p>"
    )
    return """
      \(heading)\(chart(statement).svg)</section>
      <section class="card"><h3 id="movements-title">Movements</h3><div class="wide"><table id="movements" aria-labelledby="movements-title">\
      <thead><tr><th>When</th><th>What</th><th>With</th><th class="number">Sum</th><th class="number">Balance</th></tr></thead><tbody>
      \(rows)</tbody></table></div>\(cut)</section>
      """
  }

  private func chart(_ statement: PeriodStatement) -> BalanceChart {
    let first = statement.lines.first?.time ?? now
    let last = max(statement.period.to.map { min($0, now) } ?? now, first)
    // Where nothing was before, it begins a little before the first movement: an empty month says nothing.
    let lead = max((last.milliseconds - first.milliseconds) / 20, 60_000)
    let begin = Timestamp(milliseconds: max(first.milliseconds - lead, 1))
    let from = statement.opening == 0 ? max(statement.period.from ?? begin, begin) : statement.period.from ?? begin
    return BalanceChart(
      currency: statement.currency, from: min(from, first), to: Timestamp(milliseconds: last.milliseconds + lead),
      opening: statement.opening, points: statement.lines.map { ($0.time, $0.balance) })
  }

  private func row(_ line: Statement.Line, _ currency: Currency) -> HTML {
    let about: HTML
    if case .check(let id) = line.subject {
      about = "<a href=\"/checks/\(id)\">\(line.kind.title)</a>"
    } else {
      about = "\(line.kind.title)"
    }
    return """
      <tr><td>\(line.time.html)</td><td>\(about)</td><td>\(HTML.foreign(line.counterpart.partyName))</td>\
      <td class="number\(HTML.when(line.amount > 0, " in"))">\(HTML.when(line.amount > 0, "+"))\(currency.format(line.amount))</td>\
      <td class="number">\(currency.format(line.balance))</td></tr>

      """
  }
}

extension BookAccountID {
  /// Who is on the other side.
  fileprivate var partyName: String {
    switch self {
    case .available(let id), .locked(let id), .reserve(let id): id.description
    case .bank(let id), .card(let id): id.description
    case .debt(let id): id.description
    case .clearing, .settlement: "the paying system"
    case .fees: "the check manager"
    }
  }
}
