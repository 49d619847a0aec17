/// An accepted change, as people and programs read it.
public import Ledger

extension Receipt {
  /// The change for programs. `check_state` is there where a check is concerned.
  public var json: JSON {
    JSON.object([
      JSON.Member("outcome", "accepted"), JSON.Member("sequence", .unsigned(entry.sequence)),
      JSON.Member("kind", entry.kind.json), JSON.Member("time", entry.time.json),
      JSON.Member("actor", .text(entry.actor.description)), JSON.Member("command", .text(entry.command.description)),
      entry.subject.member, JSON.Member("amount", .integer(entry.amount)),
      JSON.Member("currency", .text(entry.currency.code)), JSON.Member("detail", .unlessEmpty(detail)),
      JSON.Member("check_state", entry.progress?.json ?? .null),
      JSON.Member("held_on_bank", .integer(entry.heldOnBank)), JSON.Member("held_on_card", .integer(entry.heldOnCard)),
      JSON.Member("postings", .array(entry.postings.all.map(\.json))),
      JSON.Member("instruction", .optional(entry.instruction?.description)),
    ])
  }

  /// The change for people: what happened in the first line, then what there is to know of it.
  public var text: String {
    var fields = FieldList()
    switch entry.subject {
    case .check(let id): fields.add("check", id.description)
    case .party(let party): fields.add("party", party.description)
    }
    if let progress = entry.progress { fields.add("state", progress.summary(in: entry.currency)) }
    for posting in entry.postings.all { fields.add("money", posting.summary(in: entry.currency)) }
    if let held = entry.heldSummary { fields.add("held", held) }
    fields.addUnlessEmpty("detail", detail)
    fields.add("time", entry.time.withZone)
    fields.add("sequence", grouped(entry.sequence))
    fields.add("command", entry.command.description)
    return "\(title)\n\(fields)"
  }

  /// What happened, and the sum it is about: `captured 48.50 EUR`.
  public var title: String {
    entry.amount == 0 ? entry.kind.words : "\(entry.kind.words) \(entry.currency.money(entry.amount))"
  }
}

extension JournalEntry {
  /// How the holds changed: `+48.50 EUR on bank`; nil where they did not.
  var heldSummary: String? {
    let changes = [(heldOnBank, Cover.bank), (heldOnCard, Cover.card)].filter { $0.0 != 0 }
    guard !changes.isEmpty else { return nil }
    return changes.map { "\($0.0 > 0 ? "+" : "")\(currency.money($0.0)) on \($0.1.name)" }.joined(separator: ", ")
  }
}

extension JournalEntry.Subject {
  /// `check` with its number, or `party` with kind and code.
  var member: JSON.Member {
    switch self {
    case .check(let id): JSON.Member("check", .text(id.description))
    case .party(let party): JSON.Member("party", .text(party.description))
    }
  }

  /// The check's number, or the party's kind and code.
  public var title: String {
    switch self {
    case .check(let id): id.description
    case .party(let party): party.description
    }
  }
}

extension Posting {
  /// Debit, credit and amount.
  public var json: JSON {
    ["debit": .text(debit.title), "credit": .text(credit.title), "amount": .integer(amount)]
  }

  /// `48.50 EUR  bank ALICE → available SHOP`.
  public func summary(in currency: Currency) -> String {
    "\(currency.money(amount))  \(debit.title) → \(credit.title)"
  }
}

extension CheckProgress {
  /// How far the check has come, for programs. Sums in minor units.
  public var json: JSON {
    [
      "state": state.json, "method": method.json, "cover": cover.json, "payee": .optional(payee),
      "confirmed": .boolean(confirmed), "remaining": .integer(remaining), "captured": .integer(captured),
      "captured_from_card": .integer(capturedFromCard), "released": .integer(released),
      "returned": .integer(returned), "returned_to_card": .integer(returnedToCard), "demanded": .integer(demanded),
      "expires": expires.json, "deadline": .optional(deadline), "frozen_from": .optional(frozenFrom?.name),
      "frozen_at": .optional(frozenAt), "locked": .integer(locked), "locked_until": .optional(lockedUntil),
      "reserved": .integer(reserved), "reserved_until": .optional(reservedUntil),
      "pending": .integer(pending), "returning": .integer(returning),
    ]
  }

  /// State and what became of the amount: `settled: 40.00 EUR paid, 8.50 EUR given back`.
  public func summary(in currency: Currency) -> String {
    var parts: [String] = []
    if remaining != 0 { parts.append("\(currency.money(remaining)) held on \(cover.name)") }
    if captured != 0 { parts.append("\(currency.money(captured)) paid") }
    if pending != 0 { parts.append("\(currency.money(pending)) of it being collected") }
    if returned != 0 { parts.append("\(currency.money(returned)) of it returned") }
    if returning != 0 { parts.append("\(currency.money(returning)) of that on its way back") }
    if released != 0 { parts.append("\(currency.money(released)) given back") }
    return parts.isEmpty ? state.words : "\(state.words): \(parts.joined(separator: ", "))"
  }
}
