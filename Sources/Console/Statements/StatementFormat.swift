/// The forms that a statement comes in.
public import ArgumentParser
public import Ledger

/// How a statement is written.
public enum StatementFormat: String, Hashable, Sendable, CaseIterable, ExpressibleByArgument {
  /// For people, at a terminal.
  case table
  /// For programs: sums in minor units.
  case json
  /// For spreadsheets: sums as decimals.
  case csv
  /// For a browser, and from there for a printer or a PDF.
  case html
  /// For accounting programs: ISO 20022, camt.053.001.08.
  case camt053 = "camt.053"
}

extension PeriodStatement {
  /// The statement in one of its forms, with its last line break.
  ///
  /// - Parameters:
  ///   - drawee: the manager's name, which stands on it.
  ///   - time: when it is made.
  public func written(as format: StatementFormat, by drawee: String, at time: Timestamp) -> String {
    switch format {
    case .table: text
    case .json: json.indented + "\n"
    case .csv: csv
    case .html: html(by: drawee, at: time)
    case .camt053: camt053(by: drawee, at: time)
    }
  }
}

extension PeriodStatement {
  /// The statement for people, oldest first.
  var text: String {
    let table = Statement.table(of: lines, in: currency)
    var summary = TextTable(.text("summary"), .number("lines"), .number("amount"))
    summary.add("balance before", "", currency.format(opening))
    for sum in sums { summary.add(sum.kind.words, String(sum.count), currency.format(sum.amount)) }
    summary.add("balance after", String(lines.count), currency.format(closing))
    if let held, held != 0 { summary.add("held of it now", "", currency.format(held)) }
    let heading = "\(account.title)  \(currency)  \(period.text)\n\n"
    return heading + (lines.isEmpty ? "Nothing moved.\n" : table.description) + "\n" + summary.description
  }

  /// The statement for programs. Sums in minor units.
  var json: JSON {
    [
      "account": .text(account.title), "currency": .text(currency.code), "from": .optional(period.from),
      "to": .optional(period.to), "opening": .integer(opening), "paid_in": .integer(paidIn),
      "paid_out": .integer(paidOut), "closing": .integer(closing), "held": held.map { .integer($0) } ?? .null,
      "lines": .array(lines.map(\.json)),
    ]
  }

  /// The statement as CSV: a line of names, then a line a movement.
  var csv: String {
    let names = ["entry", "time", "kind", "amount", "balance", "currency", "counterpart", "about", "detail"]
    return lines.reduce(into: CSV.line(names)) { text, line in
      text += CSV.line([
        String(line.sequence), line.time.description, line.kind.name, currency.decimal(line.amount),
        currency.decimal(line.balance), currency.code, line.counterpart.title.cell, line.subject.title.cell,
        line.detail.cell,
      ])
    }
  }
}

extension Currency {
  /// A sum without the grouping that people like and programs stumble over: `-1234.50`.
  public func decimal(_ minorUnits: Int64) -> String {
    format(minorUnits).filter { $0.isNumber || $0 == "." || $0 == "-" }
  }
}

extension String {
  /// A text as a cell that no spreadsheet takes for a formula: parties write what stands in it.
  fileprivate var cell: String { CSV.cell(self) }
}
