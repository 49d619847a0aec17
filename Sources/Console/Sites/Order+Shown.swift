/// Orders, as people and programs read them.
internal import Ledger
public import MailOrder

extension OrderState: Named {}
extension DeliveryState: Named {}

extension Order {
  /// The order for programs; sums in minor units.
  public var json: JSON {
    [
      "order": .text(form.id.description), "state": state.json, "account": .text(form.account.description),
      "seller": .text(form.seller.description), "distributor": .optional(distributor),
      "distributor_endpoint": .unlessEmpty(distributorEndpoint), "check": .text(check.description),
      "amount": .integer(form.amount.minorUnits), "currency": .text(form.currency.code),
      "made": form.made.json, "lines": .array(form.lines.map(\.json)), "recipient": recipient?.json ?? .null,
      "sealed_for": .optional(sealed == nil ? nil : distributor),
      "pays_later": .boolean(form.paysLater), "confirms_instruction": .boolean(form.confirmsInstruction),
      "payment_chosen": .boolean(paymentChosen), "pay_by": payBy?.json ?? .null,
      "instruction_confirmed": .boolean(instructionConfirmed),
      "method": method?.json ?? .null, "check_state": checkState?.json ?? .null,
      "delivery_state": deliveryState?.json ?? .null, "appointment": appointment?.json ?? .null,
      "download": .unlessEmpty(download), "tracking": .unlessEmpty(tracking.value),
      "events": .array(events.map(\.json)),
    ]
  }

  /// The order for people: all of it.
  public var text: String {
    var fields = FieldList()
    fields.add("account", form.account.description)
    fields.add("amount", form.currency.money(form.amount.minorUnits))
    fields.add("made", form.made.withZone)
    fields.add("check", "\(check)\(checkState.map { "  \($0.words)" } ?? "")")
    fields.add("paid by", method?.words ?? "")
    fields.add("pays", pays)
    fields.add(
      "instruction",
      form.confirmsInstruction ? (instructionConfirmed ? "confirmed" : "waits for the buyer") : "needs no confirmation")
    if let recipient {
      let place = [recipient.name.value, recipient.address.value, recipient.telephone.value]
      fields.add("goes to", place.filter { !$0.isEmpty }.joined(separator: ", "))
      fields.add("postcode", recipient.postcode.value)
    } else {
      fields.addUnlessEmpty("goes to", sealedFor)
    }
    fields.add(
      "distributor", [distributor?.description, distributorEndpoint].compactMap(\.self).joined(separator: "  "))
    fields.add("delivery", deliveryState?.words ?? "")
    fields.addUnlessEmpty("appointment", appointment?.text)
    fields.addUnlessEmpty("tracking", tracking.value)
    fields.addUnlessEmpty("download", download)
    var lines = TextTable(.text("commodity"), .number("quantity"), .number("price"), .text(""))
    for line in form.lines {
      lines.add(
        line.commodity.description, grouped(line.quantity), form.currency.format(line.price.minorUnits),
        form.currency.code)
    }
    var history = TextTable(.text("time (UTC)"), .text("state"), .text("note"))
    for event in events { history.add(event.time.toSecond, event.state.words, event.note.value) }
    return "order \(form.id)  \(state.words)\n\(fields)\n\(lines)\n\(history)"
  }

  /// `sealed for PARCEL`: who alone can read where it goes; nil where that is no secret.
  public var sealedFor: String? { sealed == nil ? nil : "sealed for \(distributor?.description ?? "the distributor")" }

  private var pays: String {
    guard form.paysLater else { return "at once" }
    if paymentChosen { return "later; chosen" }
    return "later; not chosen yet" + (awaitsChoice ? payBy.map { ", to be chosen by \($0.withZone)" } ?? "" : "")
  }

  /// Several orders for people.
  public static func table(_ orders: [Order]) -> String {
    var table = TextTable(
      .text("order"), .text("made (UTC)"), .text("account"), .text("state"), .number("amount"), .text(""),
      .text("pay by (UTC)"), .text("delivery"))
    for order in orders {
      table.add(
        order.form.id.description, order.form.made.toSecond, order.form.account.description, order.state.words,
        order.form.currency.format(order.form.amount.minorUnits), order.form.currency.code,
        order.awaitsChoice ? order.payBy?.toSecond ?? "" : "", order.deliveryState?.words ?? "")
    }
    return table.description
  }
}

extension OrderLine {
  var json: JSON {
    [
      "commodity": .text(commodity.description), "quantity": .unsigned(UInt64(quantity)),
      "price": .integer(price.minorUnits),
    ]
  }
}

extension OrderEvent {
  var json: JSON { ["time": time.json, "state": state.json, "note": .unlessEmpty(note.value)] }
}

extension Recipient {
  /// Where goods go, for programs.
  public var json: JSON {
    [
      "name": .text(name.value), "address": .text(address.value), "postcode": .unlessEmpty(postcode.value),
      "telephone": .unlessEmpty(telephone.value),
    ]
  }
}

extension Appointment {
  /// For programs.
  public var json: JSON {
    [
      "from": from.json, "until": until.json, "vehicle": .text(vehicle.description), "stop": .unsigned(UInt64(stop)),
    ]
  }

  /// `2026-11-25 08:00:00 to 2026-11-25 10:00:00 UTC, vehicle VAN-1, stop 3`.
  public var text: String { "\(from.toSecond) to \(until.toSecond) UTC, vehicle \(vehicle), stop \(stop)" }
}
