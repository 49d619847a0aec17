/// Deliveries, as people and programs read them.
internal import Ledger
public import MailOrder

extension Delivery {
  /// The delivery for programs; sums in minor units.
  public var json: JSON {
    [
      "order": .text(instruction.order.description), "state": state.json,
      "seller": .text(instruction.seller.description), "distributor": .text(instruction.distributor.description),
      "check": .text(instruction.check.description), "recipient": instruction.recipient?.json ?? .null,
      "sealed": .boolean(instruction.sealed != nil),
      "goods": .text(instruction.goods.value), "litres": .unsigned(UInt64(instruction.litres)),
      "cash": instruction.cash.map { .integer($0.minorUnits) } ?? .null,
      "currency": .text(instruction.currency.code), "on_delivery": .boolean(instruction.onDelivery),
      "code_asked": .boolean(asksForCode), "has_proof": .boolean(!proof.isEmpty),
      "appointment": appointment?.json ?? .null,
      "page": .unlessEmpty(page.value),
      "collected": .integer(collected), "taken_by": .unlessEmpty(takenBy.value),
      "seller_knows": .boolean(sellerKnows), "manager_knows": .boolean(managerKnows),
      "manager_refusal": .unlessEmpty(managerRefusal),
      "events": .array(
        events.map { ["time": $0.time.json, "state": $0.state.json, "note": .unlessEmpty($0.note.value)] }),
    ]
  }

  /// The delivery for people: all of it.
  public var text: String {
    var fields = FieldList()
    let (recipient, currency) = (instruction.recipient, instruction.currency)
    fields.add("seller", instruction.seller.description)
    fields.add("goods", instruction.goods.value)
    fields.add("litres", grouped(instruction.litres))
    if let recipient {
      fields.add(
        "goes to",
        [recipient.name, recipient.address, recipient.telephone].map(\.value).filter { !$0.isEmpty }.joined(
          separator: ", "))
      fields.add("postcode", recipient.postcode.value)
    } else {
      fields.add("goes to", "sealed for \(instruction.distributor)")
    }
    fields.add("check", "\(instruction.check)\(instruction.onDelivery ? "  paid on delivery" : "")")
    if let cash = instruction.cash {
      fields.add("cash", "\(currency.money(cash.minorUnits)) due, \(currency.money(collected)) collected")
    }
    if asksForCode { fields.add("code", "the buyer has one: ask for it") }
    if let appointment {
      fields.add("window", "\(appointment.from.day(and: appointment.until)) UTC")
      fields.add("vehicle", "\(appointment.vehicle), stop \(appointment.stop)")
    }
    fields.addUnlessEmpty("taken by", takenBy.value)
    fields.addUnlessEmpty("its buyer sees", page.value)
    if !proof.isEmpty { fields.add("proof", "signed: vouch-distributor proof gives it") }
    if state.isEnd {
      fields.add("the seller", sellerKnows ? "knows" : "is being told")
      let refusal = managerRefusal.isEmpty ? "knows" : "knows, and says no: \(managerRefusal)"
      fields.add("the check manager", managerKnows ? refusal : "is being told")
    }
    var history = TextTable(.text("time (UTC)"), .text("state"), .text("note"))
    for event in events { history.add(event.time.toSecond, event.state.words, event.note.value) }
    return "delivery \(instruction.order)  \(state.words)\n\(fields)\n\(history)"
  }

  /// Several deliveries for people.
  public static func table(_ deliveries: [Delivery]) -> String {
    var table = TextTable(
      .text("order"), .text("seller"), .text("state"), .text("window (UTC)"), .text("vehicle"), .number("stop"),
      .text("postcode"), .number("litres"), .number("cash"), .text(""), .text("told"))
    for delivery in deliveries {
      let (instruction, appointment) = (delivery.instruction, delivery.appointment)
      table.add(
        instruction.order.description, instruction.seller.description, delivery.state.words,
        appointment.map { $0.from.day(and: $0.until) } ?? "", appointment?.vehicle.description ?? "",
        appointment.map { "\($0.stop)" } ?? "", instruction.recipient?.postcode.value ?? "",
        grouped(instruction.litres),
        instruction.cash.map { instruction.currency.format($0.minorUnits) } ?? "",
        instruction.cash == nil ? "" : instruction.currency.code, delivery.told)
    }
    return table.description
  }

  /// Who knows of the end, in a word.
  private var told: String {
    guard state.isEnd else { return "" }
    return switch (sellerKnows, managerKnows) {
    case (true, true): managerRefusal.isEmpty ? "both" : "both; \(managerRefusal)"
    case (true, false): "seller"
    case (false, true): "manager"
    case (false, false): "nobody yet"
    }
  }
}

extension Timestamp {
  /// `2026-11-25 08:30–09:30`.
  func day(and until: Timestamp) -> String { "\(toSecond.prefix(16))–\(until.clock)" }

  /// `08:30`. The end of a day is 24:00, as people say it, where it is the end of something.
  var clock: String {
    let text = String(toSecond.dropFirst(11).prefix(5))
    return text == "00:00" ? "24:00" : text
  }
}
