/// Statements, the journal and the balance sheet, as people and programs read them.
public import Ledger

extension Statement {
  /// The statement for programs; `next` of a page is no use to them, so it only says whether there is more.
  public var json: JSON {
    [
      "account": .text(account.title), "currency": .text(currency.code), "balance": .integer(balance),
      "held": .integer(held), "lines": .array(lines.map(\.json)), "more": .boolean(next != nil),
      "archived_through": archivedThrough.map { .unsigned($0) } ?? .null,
    ]
  }

  /// The statement for people, newest first.
  public var text: String {
    let table = Statement.table(of: lines, in: currency)
    let archived = archivedThrough.map { "What moved before is in archives, to entry \(grouped($0)).\n" } ?? ""
    let more = next == nil ? archived : "There are older lines: --limit shows more.\n"
    let held = held == 0 ? "" : "  held \(currency.money(held))"
    return "\(account.title)  balance \(currency.money(balance))\(held)\n\(lines.isEmpty ? "" : "\n\(table)")\(more)"
  }
}

extension Statement {
  /// Movements for people, in the order given.
  static func table(of lines: [Line], in currency: Currency) -> TextTable {
    var table = TextTable(
      .text("time (UTC)"), .number("entry"), .text("what"), .number("amount"), .number("balance"), .text("other side"),
      .text("about"), .text("detail"))
    for line in lines {
      table.add(
        line.time.toSecond, String(line.sequence), line.kind.words, currency.format(line.amount),
        currency.format(line.balance), line.counterpart.title, line.subject.title, line.detail)
    }
    return table
  }
}

extension Statement.Line {
  var json: JSON {
    .object([
      JSON.Member("sequence", .unsigned(sequence)), JSON.Member("time", time.json), JSON.Member("kind", kind.json),
      subject.member, JSON.Member("counterpart", .text(counterpart.title)), JSON.Member("amount", .integer(amount)),
      JSON.Member("balance", .integer(balance)), JSON.Member("detail", .unlessEmpty(detail)),
    ])
  }
}

extension Receipt {
  /// The columns of a journal. Wide enough from the start, so that a journal that is followed stays aligned.
  public static let journalHeadings = journalLine(
    sequence: "ENTRY", time: "TIME (UTC)", kind: "WHAT", amount: "AMOUNT", actor: "WHO", subject: "ABOUT",
    detail: "DETAIL")

  /// The entry as a line of the journal, with its line break.
  public var journalLine: String {
    let subject = entry.subject.title
    let postings = entry.postings.all.map { "\($0.debit.title) → \($0.credit.title)" }
    return Receipt.journalLine(
      sequence: String(entry.sequence), time: entry.time.toSecond, kind: entry.kind.words,
      amount: entry.amount == 0 ? TextTable.nothing : entry.currency.money(entry.amount),
      actor: entry.actor.description, subject: subject,
      detail: (postings + [detail]).filter { !$0.isEmpty }.joined(separator: "; "))
  }

  private static func journalLine(
    sequence: String, time: String, kind: String, amount: String, actor: String, subject: String, detail: String
  ) -> String {
    let columns = [
      sequence.padded(to: 8, trailing: true), time.padded(to: 19), kind.padded(to: 18),
      amount.padded(to: 16, trailing: true), actor.padded(to: 24), subject.padded(to: 36),
    ]
    return (columns + [detail.isEmpty ? TextTable.nothing : detail]).joined(separator: "  ").printable + "\n"
  }
}

extension BalanceSheet {
  /// The sheet for programs. Sums in minor units.
  public var json: JSON {
    [
      "conserved": .boolean(isConserved),
      "sheets": .array(
        sheets.map { sheet in
          [
            "currency": .text(sheet.currency.code),
            "lines": .array(
              sheet.lines.map { line in
                [
                  "kind": line.kind.json, "rail": .optional(line.rail?.name), "accounts": .unsigned(line.accounts),
                  "posted": .integer(line.posted),
                ]
              }),
            "total": .integer(sheet.total), "held": .integer(sheet.held), "remaining": .integer(sheet.remaining),
          ]
        }),
    ]
  }

  /// The sheet for people: each currency's accounts, their sum, what is held, and whether money was conserved.
  public var text: String {
    let tables = sheets.map { sheet in
      var table = TextTable(.text("\(sheet.currency) accounts"), .number("number"), .number("posted"))
      for line in sheet.lines {
        table.add(
          line.rail.map { "\(line.kind.words), \($0.words)" } ?? line.kind.words, grouped(line.accounts),
          sheet.currency.format(line.posted))
      }
      table.add("sum", "", sheet.currency.format(sheet.total))
      table.add("held on covers", "", sheet.currency.format(sheet.held))
      table.add("remaining on open checks", "", sheet.currency.format(sheet.remaining))
      return "\(table)\n"
    }
    return "\(tables.joined())conserved: \(isConserved ? "yes" : "no")\n"
  }
}
