/// What a buyer's terminal keeps of an order, as people and programs read it.
internal import Ledger
public import MailOrder

extension PurchaseState: Named {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension PurchasePeer: Named {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension PurchaseRefusal {
  /// The no for programs: whose it is, reason, sentence, detail.
  public var json: JSON {
    [
      "by": by.json, "reason": .text(name), "sentence": .text(sentence), "detail": .unlessEmpty(detail),
    ]
  }

  /// The no in a line: `out_of_stock (BOOK-1): The shop has fewer pieces than this.`
  public var line: String { "\(detail.isEmpty ? name : "\(name) (\(detail))"): \(sentence)" }
}

extension Purchase {
  /// What came of it so far, in a word for programs: `unfinished`, `refused` or `accepted`.
  public var outcome: String { next != nil ? "unfinished" : refusal == nil ? "accepted" : "refused" }

  /// The purchase for programs; sums in minor units. Without the secret that claims its check.
  public var json: JSON {
    let terms = demand.terms
    return [
      "outcome": .text(outcome), "order": .text(id.description), "check": .text(demand.id.description),
      "state": state.json, "refusal": refusal?.json ?? .null, "shop": .text(shop),
      "account": .text(terms.drawer.description), "seller": .text(order.form.seller.description),
      "payee": .optional(terms.payee), "distributor": .optional(order.distributor),
      "distributor_endpoint": .unlessEmpty(order.distributorEndpoint), "amount": .integer(terms.amount.minorUnits),
      "currency": .text(terms.currency.code), "method": (order.method ?? terms.method).json,
      "release": terms.release.json, "made": order.form.made.json, "lines": .array(order.form.lines.map(\.json)),
      "recipient": order.recipient?.json ?? .null,
      "seals_address": .boolean(terms.sealsAddress), "pays_later": .boolean(order.form.paysLater),
      "confirms_instruction": .boolean(order.form.confirmsInstruction), "payment_chosen": .boolean(order.paymentChosen),
      "pay_by": order.payBy?.json ?? .null,
      "instruction_confirmed": .boolean(order.instructionConfirmed),
      "id_only": .boolean(order.secret != nil), "order_state": .optional(shopHasIt ? order.state.name : nil),
      "check_state": .optional(order.checkState?.name),
      "delivery_state": .optional(order.deliveryState?.name), "appointment": order.appointment?.json ?? .null,
      "download": .unlessEmpty(order.download), "hand_over_code": .unlessEmpty(handOverCode),
      "has_proof": .boolean(!order.proof.isEmpty), "events": .array(events.map(\.json)),
    ]
  }

  /// Whether the shop was ever heard to have the order.
  private var shopHasIt: Bool { !order.events.isEmpty || state == .sent || state == .accepted || state == .returned }

  /// The purchase for people: all of it but the secret that claims its check.
  public var text: String {
    let terms = demand.terms
    var fields = FieldList()
    fields.add("shop", "\(order.form.seller)  \(shop)")
    fields.add("account", terms.drawer.description)
    fields.add("amount", terms.currency.money(terms.amount.minorUnits))
    fields.add("made", order.form.made.withZone)
    fields.add("check", "\(demand.id)\(order.checkState.map { "  \($0.words)" } ?? "")")
    fields.add("payable", "\(terms.release.words), by \((order.method ?? terms.method).words)")
    if order.awaitsChoice { fields.addUnlessEmpty("choose by", order.payBy?.withZone) }
    if let recipient = order.recipient { fields.add("goes to", recipient.line) }
    if terms.sealsAddress { fields.add("address", "sealed for \(terms.distributor?.description ?? "the distributor")") }
    fields.addUnlessEmpty("distributor", order.distributor?.description)
    if shopHasIt { fields.add("at the shop", order.state.words) }
    fields.addUnlessEmpty("delivery", order.deliveryState?.words)
    fields.addUnlessEmpty("appointment", order.appointment?.text)
    fields.addUnlessEmpty("code for driver", handOverCode)
    if !order.proof.isEmpty { fields.add("proof", "handed over and signed for: vouch-terminal proof gets it") }
    fields.addUnlessEmpty("download", order.download)
    fields.addUnlessEmpty("refused", refusal.map { "by the \($0.by.words): \($0.line)" })
    if next != nil { fields.add("unfinished", "vouch-terminal resume goes on") }
    var history = TextTable(.text("time (UTC)"), .text("state"), .text("note"))
    for event in events { history.add(event.time.toSecond, event.state.words, event.note.value) }
    return "order \(id)  \(state.words)\n\(fields)\n\(order.form.table)\n\(history)"
  }

  /// Several purchases for people.
  public static func table(_ purchases: [Purchase]) -> String {
    var table = TextTable(
      .text("order"), .text("made (UTC)"), .text("seller"), .text("state"), .number("amount"), .text(""),
      .text("at the shop"), .text("delivery"))
    for purchase in purchases {
      let form = purchase.order.form
      table.add(
        purchase.id.description, form.made.toSecond, form.seller.description,
        purchase.next == nil ? purchase.state.words : "\(purchase.state.words) *",
        form.currency.format(form.amount.minorUnits), form.currency.code,
        purchase.shopHasIt ? purchase.order.state.words : "", purchase.order.deliveryState?.words ?? "")
    }
    let isUnfinished = purchases.contains { $0.next != nil }
    return table.description + (isUnfinished ? "* unfinished: vouch-terminal resume goes on\n" : "")
  }
}

extension OrderForm {
  /// The lines for people.
  public var table: String {
    var table = TextTable(.text("commodity"), .number("quantity"), .number("price"), .text(""))
    for line in lines {
      table.add(
        line.commodity.description, grouped(line.quantity), currency.format(line.price.minorUnits), currency.code)
    }
    return table.description
  }
}

extension Recipient {
  /// Where goods go, in a line.
  public var line: String {
    [name.value, address.value, postcode.value, telephone.value].filter { !$0.isEmpty }.joined(separator: ", ")
  }
}

extension PurchaseEvent {
  var json: JSON { ["time": time.json, "state": state.json, "note": .unlessEmpty(note.value)] }
}
