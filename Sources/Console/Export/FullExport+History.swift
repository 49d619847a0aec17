/// What cannot be imported again: checks as they were at the export's moment, and the journal up to it.
internal import Ledger
internal import Wire

extension FullExport {
  private static let checks = ExportTable(
    name: "checks",
    columns: [
      "check", "issued", "drawer", "payee", "distributor", "currency", "amount", "state", "remaining", "captured",
      "returned", "memo", "terms", "check_state",
    ])

  mutating func checks() async throws(Failure) {
    var file = try ExportFile(FullExport.checks, as: format, in: directory)
    var query = CheckQuery()
    query.limit = PageBounds.maximum
    repeat {
      let (page, sequence) = try await session.reply(to: query)
      try await meanwhile.advance(to: sequence, session)
      for check in page.items {
        guard let then = meanwhile.progress(of: check) else { continue }
        let terms = check.terms
        try file.write([
          .text(check.id.description), check.issued.json, .text(terms.drawer.description), .optional(terms.payee),
          .optional(terms.distributor), .text(terms.currency.code), .integer(terms.amount.minorUnits), then.state.json,
          .integer(then.remaining), .integer(then.captured), .integer(then.returned), .unlessEmpty(check.memo.value),
          terms.json, then.json,
        ])
      }
      progress.show("checks", file.records)
      query.from = page.next
    } while query.from != nil
    files.append(try file.close())
  }

  private static let journal = ExportTable(
    name: "journal",
    columns: [
      "sequence", "time", "kind", "actor", "command", "fingerprint", "check", "party", "currency", "amount", "detail",
      "held_on_bank", "held_on_card", "postings", "instruction", "instructed", "previous_of_check", "check_state",
    ])

  mutating func journal() async throws(Failure) {
    var file = try ExportFile(FullExport.journal, as: format, in: directory)
    // What archives alone have is in them, and not here.
    let archived = try await session.ask(GetStatus()).archived?.through ?? 0
    var next = archived + 1
    while next <= meanwhile.moment {
      let limit = Int(min(UInt64(PageBounds.maximum), meanwhile.moment - next + 1))
      let page = try await session.ask(ReadJournal(from: next, limit: limit))
      guard page.items.first?.entry.sequence == next else {
        throw .badData("The journal has no entry \(next). Was a backup put back meanwhile?")
      }
      for receipt in page.items { try file.write(receipt.exported) }
      next += UInt64(page.items.count)
      progress.show("journal entries", file.records, of: meanwhile.moment)
    }
    files.append(try file.close())
  }
}

extension Receipt {
  /// All fields of an entry, in the order of the journal's columns. Sums in minor units.
  fileprivate var exported: [JSON] {
    var (check, party): (JSON, JSON) = (.null, .null)
    switch entry.subject {
    case .check(let id): check = .text(id.description)
    case .party(let one): party = .text(one.description)
    }
    return [
      .unsigned(entry.sequence), entry.time.json, entry.kind.json, .text(entry.actor.description),
      .text(entry.command.description), .unsigned(entry.fingerprint), check, party, .text(entry.currency.code),
      .integer(entry.amount), .unlessEmpty(detail), .integer(entry.heldOnBank), .integer(entry.heldOnCard),
      .array(
        entry.postings.all.map {
          $0.json.merging([
            "previous_of_debit": .unsigned($0.previousOfDebit), "previous_of_credit": .unsigned($0.previousOfCredit),
          ])
        }), .optional(entry.instruction),
      .array(entry.instructions.map { .text($0.id.description) }),
      entry.previousOfCheck == 0 ? .null : .unsigned(entry.previousOfCheck), entry.progress?.json ?? .null,
    ]
  }
}
