/// Checks as the operator sees them: terms, state, and all that happened.
public import Ledger

extension CheckHistory {
  /// The check for programs, with its entries, oldest first.
  public var json: JSON { check.json.merging(["entries": .array(entries.map(\.json))]) }

  /// The check for people.
  public var text: String {
    let terms = check.terms
    let progress = check.progress
    let currency = terms.currency
    var fields = FieldList()
    fields.add("amount", currency.money(terms.amount.minorUnits))
    fields.add("drawer", CheckHistory.party(terms.drawer, check.drawerName))
    fields.add("payee", CheckHistory.party(terms.payee, check.payeeName))
    if terms.payee == nil, let payee = progress.payee { fields.add("presented by", payee.description) }
    fields.add("distributor", CheckHistory.party(terms.distributor, check.distributorName))
    fields.addUnlessEmpty("memo", check.memo.value)
    fields.addUnlessEmpty("order", terms.order?.description)
    fields.add("release", terms.release.words)
    fields.add("method", "\(progress.method.words), held on \(progress.cover.words)")
    fields.add("issued", check.issued.withZone)
    fields.add("expires", progress.expires.withZone)
    fields.addUnlessEmpty("deadline", progress.deadline?.withZone)
    fields.addUnlessEmpty(
      "frozen", progress.frozenAt.map { "\($0.withZone), was \(progress.frozenFrom?.words ?? "open")" })
    fields.add("remaining", currency.money(progress.remaining))
    if progress.demanded != 0 { fields.add("demanded", currency.money(progress.demanded)) }
    fields.add("paid", currency.money(progress.captured))
    fields.add("given back", currency.money(progress.released))
    fields.add("returned", currency.money(progress.returned))
    if progress.confirmed { fields.add("delivery", "confirmed") }
    if terms.coolingOff != .none {
      fields.add(
        "cooling off", CheckHistory.retained(terms.coolingOff, progress.locked, progress.lockedUntil, currency))
    }
    if terms.guarantee != .none {
      let held = CheckHistory.retained(terms.guarantee, progress.reserved, progress.reservedUntil, currency)
      fields.add("guarantee", "\(percent(terms.reserveShare)), \(held)")
    }

    var history = TextTable(
      .number("entry"), .text("time (UTC)"), .text("what"), .number("amount"), .text("who"), .text("money"),
      .text("detail"))
    for receipt in entries {
      let entry = receipt.entry
      history.add(
        String(entry.sequence), entry.time.toSecond, entry.kind.words,
        entry.amount == 0 ? "" : currency.format(entry.amount), entry.actor.description,
        entry.postings.all.map { "\(currency.format($0.amount)) \($0.debit.title) → \($0.credit.title)" }
          .joined(separator: ", "), receipt.detail)
    }
    return "check \(check.id)  \(progress.state.words)\n\(fields)\n\(history)"
  }

  private static func party(_ id: (some PartyID)?, _ name: Text) -> String {
    guard let id else { return "" }
    return name.value.isEmpty ? id.description : "\(id)  \(name)"
  }

  private static func retained(_ span: Timestamp.Span, _ sum: Int64, _ until: Timestamp?, _ currency: Currency)
    -> String
  {
    guard sum != 0, let until else { return span.shown }
    return "\(span.shown), \(currency.money(sum)) until \(until.withZone)"
  }
}

extension CheckDocument {
  /// Several checks for people.
  public static func table(_ checks: [CheckDocument]) -> String {
    var table = TextTable(
      .text("check"), .text("issued (UTC)"), .text("state"), .number("amount"), .number("remaining"), .number("paid"),
      .text(""), .text("drawer"), .text("payee"), .text("distributor"), .text("method"))
    for check in checks {
      let currency = check.terms.currency
      table.add(
        check.id.description, check.issued.toSecond, check.progress.state.words,
        currency.format(check.terms.amount.minorUnits), currency.format(check.progress.remaining),
        currency.format(check.progress.captured), currency.code, check.terms.drawer.description,
        check.progress.payee?.description ?? "", check.terms.distributor?.description ?? "", check.progress.method.words
      )
    }
    return table.description
  }
}
