/// One piece of news on its way into an order: the step it becomes, and what all of them may do to it.
internal import Ledger

/// The step, and what it is made of. The facets beside it say what each piece of news does.
struct Course {
  var step: OrderStep
  let time: Timestamp
  let fresh: FreshIDs

  var order: Order { step.order }
  var wrongState: SiteRefusal { SiteRefusal(.wrongState, order.state.name) }

  mutating func errand(_ errand: OrderErrand) { step.errands.append(errand) }

  mutating func enter(_ state: OrderState, _ note: Text = .empty) {
    step.order.state = state
    self.note(note)
  }

  mutating func note(_ note: Text) {
    if order.events.count >= Order.maximumEvents { step.order.events.remove(at: Order.maximumEvents / 2) }
    step.order.events.append(OrderEvent(time: time, state: order.state, note: note))
  }

  /// The goods stay in the shop, or come back: once.
  mutating func restock() {
    guard !order.restocked else { return }
    step.order.restocked = true
    step.restocks = true
  }

  mutating func reject(_ reason: SiteReason, _ detail: String = "") {
    enter(.rejected, SiteRefusal(reason, detail).note)
    restock()
  }
}

extension SiteRefusal {
  /// Reason and detail, as an order's event keeps them.
  var note: Text { text(detail.isEmpty ? reason.name : "\(reason.name): \(detail)") }
}

/// A note of what may be too long for one, cut short.
func text(_ string: String) -> Text {
  if let text = Text(string) { return text }
  var cut = String(String.UnicodeScalarView(string.unicodeScalars.filter { $0.properties.generalCategory != .control }))
  while cut.utf8.count > Text.maximumBytes - 3 { cut.removeLast() }
  return Text(cut + "…") ?? .empty
}
