/// What becomes of an order: for each state and each piece of news the next state, and what the shop has to do.
///
/// Answers that come too late are passed over: the order stays as it is. What a caller asks for at the wrong time is
/// refused by name. The table stands, cell by cell, in the tests.
public import Ledger

extension Order {
  /// How many events are kept: far more than an honest delivery has. Past it the middle ones go, so that a distributor
  /// that reports for ever fills no disk.
  public static let maximumEvents = 100

  /// Whether anything of it is shipped. Settled when it is placed: a shop that calls a commodity digital later does not
  /// change what was ordered.
  public var ships: Bool { distributor != nil }

  /// The order after `news`, at `time`.
  ///
  /// - Throws: `SiteRefusal` when a caller asks for what cannot be now.
  public func after(_ news: OrderNews, at time: Timestamp, fresh: FreshIDs) throws(SiteRefusal) -> OrderStep {
    var course = Course(step: OrderStep(order: self), time: time, fresh: fresh)
    switch news {
    case .placed: course.placed()
    case .claimed: if state == .received { course.errand(.verify) }
    case .verified(let release, let method): course.verified(release, method)
    case .addressee(let recipient): course.addressee(recipient)
    case .demanded(let check, let method): course.demanded(check, method)
    case .givenBack(let check): course.givenBack(check)
    case .seen(let check, let method): course.seen(check, method)
    case .refusedByManager(let reason): course.refusedByManager(reason)
    case .instructed: if state == .demanded { course.enter(.instructed) }
    case .refusedByDistributor(let reason): course.refusedByDistributor(reason)
    case .paymentChosen(let method): try course.paymentChosen(method)
    case .instructionConfirmed: try course.instructionConfirmed()
    case .reported(let word): try course.reported(word)
    case .withdrawn(let check, let note): try course.withdrawn(check, note)
    }
    return course.step
  }
}

/// One piece of news on its way into an order.
private struct Course {
  var step: OrderStep
  let time: Timestamp
  let fresh: FreshIDs

  private var order: Order { step.order }
  private var wrongState: SiteRefusal { SiteRefusal(.wrongState, order.state.name) }

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
  private mutating func restock() {
    guard !order.restocked else { return }
    step.order.restocked = true
    step.restocks = true
  }

  private mutating func reject(_ reason: SiteReason, _ detail: String = "") {
    enter(.rejected, SiteRefusal(reason, detail).note)
    restock()
  }
}

// MARK: - Judging (S5'', S5', S6)

extension Course {
  mutating func placed() {
    guard order.state == .received, order.events.isEmpty else { return }
    note(.empty)
    errand(order.secret.map { .claim(secret: $0) } ?? .verify)
  }

  mutating func verified(_ release: ReleaseRule, _ method: PaymentMethod) {
    guard order.state == .received else { return }
    step.order.checkState = .issued
    step.order.method = method
    if release == .onDelivery || method == .cash {
      // Such a check is paid when the distributor that it names says so: it must be known who that is.
      guard order.ships else { return reject(.checkRefused, "on_delivery") }
      guard order.form.distributor != nil else { return reject(.unknownDistributor) }
    }
    if order.ships, order.recipient == nil { errand(.askAddressee) } else { accept() }
  }

  mutating func addressee(_ recipient: Recipient?) {
    guard order.state == .received else { return }
    guard let recipient else { return reject(.addressMissing) }
    step.order.recipient = recipient
    accept()
  }

  private mutating func accept() {
    enter(.accepted)
    if !order.form.paysLater || order.paymentChosen { demand() }
  }
}

// MARK: - Paying (S7, S8, S7')

extension Course {
  private mutating func demand() {
    step.order.demandID = fresh.demand
    errand(.demand(fresh.demand))
  }

  mutating func demanded(_ check: CheckState, _ method: PaymentMethod) {
    guard order.state == .accepted else { return }
    step.order.checkState = check
    step.order.method = method
    enter(.demanded, text("check_\(check)"))
    step.sells = true
    guard order.ships else {
      step.order.download = fresh.download
      return enter(.delivered)
    }
    if !order.form.confirmsInstruction || order.instructionConfirmed { errand(.instruct) }
  }

  mutating func paymentChosen(_ method: PaymentMethod) throws(SiteRefusal) {
    if order.paymentChosen { return }
    switch order.state {
    case .received, .accepted:
      step.order.paymentChosen = true
      step.order.method = method
      if order.state == .accepted, order.demandID == nil { demand() }
    case .demanded, .instructed:
      // How a demanded check is paid is the manager's to say, not the buyer's.
      step.order.paymentChosen = true
      errand(.look)
    case .rejected, .delivered, .undelivered, .returned: throw wrongState
    }
  }

  mutating func seen(_ check: CheckState, _ method: PaymentMethod) {
    switch order.state {
    case .demanded, .instructed, .delivered, .undelivered, .returned:
      step.order.checkState = check
      step.order.method = method
    case .received, .rejected, .accepted: break
    }
  }

  mutating func givenBack(_ check: CheckState) {
    guard order.state == .undelivered else { return }
    step.order.checkState = check
    note(text("money_back"))
  }

  mutating func refusedByManager(_ reason: String) {
    switch order.state {
    case .received, .accepted: reject(.checkRefused, reason)
    case .undelivered: note(SiteRefusal(.checkRefused, reason).note)
    case .rejected, .demanded, .instructed, .delivered, .returned: break
    }
  }
}

// MARK: - Delivering (S9, S11, S12)

extension Course {
  mutating func instructionConfirmed() throws(SiteRefusal) {
    if order.instructionConfirmed { return }
    switch order.state {
    case .received, .accepted, .instructed: step.order.instructionConfirmed = true
    case .demanded:
      step.order.instructionConfirmed = true
      if order.form.confirmsInstruction { errand(.instruct) }
    case .rejected, .delivered, .undelivered, .returned: throw wrongState
    }
  }

  mutating func refusedByDistributor(_ reason: String) {
    guard order.state == .demanded else { return }
    undeliver(text("refused by the distributor: \(reason)"))
    // Nobody else will tell the manager: the distributor has nothing to do with it.
    if order.checkState == .committed {
      step.order.refundID = fresh.giveBack
      errand(.fail(fresh.giveBack))
    }
  }

  mutating func reported(_ word: DeliveryWord) throws(SiteRefusal) {
    guard word.distributor == order.distributor else { throw SiteRefusal(.wrongDistributor, word.distributor.description) }
    if word.number <= order.lastReport { return }
    switch order.state {
    case .received, .rejected, .accepted: throw wrongState
    // It is at work: so it has the instruction, whatever became of its answer.
    case .demanded: enter(.instructed)
    case .delivered: guard word.event.state == .delivered else { throw wrongState }
    case .undelivered: guard word.event.state == .failed || word.event.state == .returned else { throw wrongState }
    case .instructed, .returned: break
    }
    step.order.lastReport = word.number
    step.order.deliveryState = word.event.state
    if let appointment = word.appointment { step.order.appointment = appointment }
    guard order.state == .instructed else { return note(told(word.event)) }
    switch word.event.state {
    case .instructed, .planned, .underway, .attempted: note(told(word.event))
    case .delivered:
      enter(.delivered, told(word.event))
      // The delivery may have paid the check.
      if order.checkState == .committed { errand(.look) }
    case .failed, .returned: undeliver(told(word.event))
    }
  }

  private mutating func undeliver(_ note: Text) {
    enter(.undelivered, note)
    restock()
    if order.checkState == .settled {
      step.order.refundID = fresh.giveBack
      errand(.refund(fresh.giveBack))
    }
  }

  private func told(_ event: DeliveryEvent) -> Text {
    event.note.value.isEmpty ? text(event.state.name) : text("\(event.state.name): \(event.note)")
  }

  mutating func withdrawn(_ check: CheckState, _ note: Text) throws(SiteRefusal) {
    switch order.state {
    case .returned: return
    case .rejected: throw wrongState
    case .received, .accepted, .demanded, .instructed, .delivered, .undelivered:
      step.order.checkState = check
      enter(.returned, note)
      restock()
    }
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

extension OrderState {
  /// The name on the wire and in JSON.
  public var name: String { "\(self)" }
}

extension DeliveryState {
  /// The name on the wire and in JSON.
  public var name: String { "\(self)" }
}
