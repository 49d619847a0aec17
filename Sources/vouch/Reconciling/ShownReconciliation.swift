/// What came of a reconciliation, for people, for programs and for spreadsheets.
import ArgumentParser
import Console
import Ledger
import Rails

/// How it is written.
enum ReconciliationFormat: String, Hashable, Sendable, CaseIterable, ExpressibleByArgument {
  case table, json, csv
}

/// A report, with what it is about.
struct ShownReconciliation {
  let rules: ReconciliationRules
  let bank: BankLines
  let coversStated: Int
  let report: ReconciliationReport

  /// The report in one of its forms, with its last line break.
  func written(as format: ReconciliationFormat) -> String {
    switch format {
    case .table: text
    case .json: json.indented + "\n"
    case .csv: csv
    }
  }

  // MARK: - For people

  private var text: String {
    let tally = bank.tally
    var heading = "\(rules.ids.rail) \(bank.own)  \(rules.from) to \(rules.to)\n"
    heading += "\(grouped(tally.statements)) statements, \(grouped(tally.lines)) movements"
    for (count, words) in [
      (tally.pending, "not booked yet"), (tally.repeated, "told twice"),
      (tally.repeatedStatements, "statements repeated"),
      (tally.foreign, "of others"),
    ] where count > 0 {
      heading += ", \(grouped(count)) \(words)"
    }
    var table = TextTable(.text("matched"), .number("movements"), .number("amount"), .text(""))
    for total in report.totals {
      table.add(
        total.purpose.words, grouped(total.count), total.currency.format(total.amount), total.currency.code)
    }
    var rest = ""
    for (count, words) in [
      (report.rejected, "rejected, and not booked"), (report.open, "still on their way"),
      (coversStated, "covers funded or restated, which moves nothing here"),
    ] where count > 0 {
      rest += "\(grouped(count)) \(words)\n"
    }
    let matched = report.totals.isEmpty ? "Nothing matched.\n" : table.description
    return heading + "\n\n" + matched + rest + "\n" + findings
  }

  private var findings: String {
    guard !report.isMatched else { return "All matches.\n" }
    var table = TextTable(
      .number("no"), .text("reason"), .text("instruction"), .number("told"), .number("booked"), .text(""), .text("day"),
      .text("where"))
    var words = ""
    for (index, finding) in report.findings.enumerated() {
      let line = finding.lines.first
      let more = finding.lines.count > 1 ? " and \(finding.lines.count - 1) more" : ""
      table.add(
        String(index + 1), finding.title, finding.order?.id.description ?? finding.lines.first?.order ?? "",
        finding.told ?? "", line.flatMap { line in line.amount.map { line.currency.format($0) } } ?? "",
        (line?.currency ?? finding.currency)?.code ?? "", line?.day?.description ?? finding.day ?? "",
        line.map { "\($0.place)\(more)" } ?? "")
      words += "\n\(index + 1). \(finding.sentence.printable)\n   \(finding.nextStep.printable)\n"
    }
    let count = report.findings.count
    return "\(table)\(words)\n\(grouped(count)) \(count == 1 ? "does" : "do") not match.\n"
  }

  // MARK: - For programs

  private var json: JSON {
    let tally = bank.tally
    return [
      "outcome": .text(report.isMatched ? "matched" : "unmatched"), "rail": rules.ids.rail.json,
      "own_account": .text(bank.own), "from": .text("\(rules.from)"), "to": .text("\(rules.to)"),
      "days": .integer(Int64(rules.days)), "open_days": .integer(Int64(rules.openDays)),
      "statements": .integer(Int64(tally.statements)),
      "repeated_statements": .integer(Int64(tally.repeatedStatements)),
      "movements": .integer(Int64(tally.lines)), "pending": .integer(Int64(tally.pending)),
      "repeated": .integer(Int64(tally.repeated)), "foreign": .integer(Int64(tally.foreign)),
      "matched": .integer(Int64(report.matched)), "totals": .array(report.totals.map(\.json)),
      "rejected": .integer(Int64(report.rejected)), "open": .integer(Int64(report.open)),
      "covers_stated": .integer(Int64(coversStated)), "findings": .array(report.findings.map(\.json)),
    ]
  }

  // MARK: - For spreadsheets

  private var csv: String {
    let names = [
      "reason", "detail", "instruction", "id", "told", "told_amount", "booked", "booked_amount", "direction",
      "currency",
      "account", "file", "line", "sentence", "next_step",
    ]
    return report.findings.reduce(into: CSV.line(names)) { text, finding in
      let line = finding.lines.first
      let booked = line.flatMap { line in line.amount.map { line.currency.decimal($0) } }
      let told = finding.amount.flatMap { amount in finding.currency.map { $0.decimal(amount) } }
      text += CSV.line(
        [
          finding.kind.reason, finding.kind.detail, finding.order?.id.description ?? "", line?.order ?? "",
          finding.day ?? "", told ?? "", line?.day?.description ?? "", booked ?? "", line?.direction.name ?? "",
          (line?.currency ?? finding.currency)?.code ?? "", line?.account ?? "", line?.place.file ?? "",
          line.map { String($0.place.line) } ?? "", finding.sentence, finding.nextStep,
        ].map { CSV.cell($0.printable) })
    }
  }
}
