/// A statement for a browser: one page without scripts or anything from elsewhere, that prints on paper as it stands.
internal import Ledger

extension PeriodStatement {
  /// The page.
  func html(by drawee: String, at time: Timestamp) -> String {
    let title = "Statement of \(account.title)"
    let head = Markup(
      "head",
      [
        Markup("meta", with: ["charset": "utf-8"], []), Markup("title", "\(title), \(period.text)"),
        Markup("style", [Markup(raw: PeriodStatement.style)]),
      ])
    let body = Markup(
      "body",
      [
        Markup("h1", title), Markup("p", "\(drawee) · \(currency) · \(period.text) (UTC)"), summary, movements,
        Markup("footer", "Made \(time.withZone). Entry numbers are those of the manager's journal."),
      ])
    return "<!DOCTYPE html>\n" + Markup("html", with: ["lang": "en"], [head, body]).text + "\n"
  }

  private var summary: Markup {
    var rows = [("Balance before", opening), ("Paid in", paidIn), ("Paid out", -paidOut), ("Balance after", closing)]
    if let held, held != 0 { rows.append(("Of it held by open checks now", held)) }
    return Markup(
      "table", with: ["class": "summary"],
      rows.map { name, sum in
        Markup("tr", [Markup("th", name), Markup("td", with: ["class": "sum"], currency.money(sum))])
      })
  }

  private var movements: Markup {
    guard !lines.isEmpty else { return Markup("p", "Nothing moved.") }
    let names = ["Time", "Entry", "What", "Other side", "About", "Amount", "Balance"]
    let head = Markup("thead", [Markup("tr", names.map { Markup("th", $0) })])
    let rows = lines.map { line in
      let about = line.detail.isEmpty ? line.subject.title : "\(line.subject.title): \(line.detail)"
      let cells = [line.time.toSecond, String(line.sequence), line.kind.words, line.counterpart.title, about]
      let sums = [currency.format(line.amount), currency.format(line.balance)]
      return Markup("tr", cells.map { Markup("td", $0) } + sums.map { Markup("td", with: ["class": "sum"], $0) })
    }
    return Markup("table", [head, Markup("tbody", rows)])
  }

  /// Rows are not torn apart between pages, and each page has the headings.
  private static let style = """
    @page { size: A4; margin: 18mm 15mm }
    body { font: 10pt/1.4 sans-serif; color: #222; max-width: 60em; margin: 2em auto }
    h1 { font-size: 16pt; margin: 0 } table { border-collapse: collapse; width: 100%; margin: 1.2em 0 }
    table.summary { width: auto } th { text-align: left; font-weight: 600 }
    td, th { padding: .25em .8em .25em 0; vertical-align: top; border-bottom: 1px solid #ddd }
    td.sum { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
    thead { display: table-header-group } tr { break-inside: avoid } footer { color: #666; font-size: 8pt }
    """
}
