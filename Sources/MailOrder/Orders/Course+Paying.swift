/// From the check's judgement to its payment (S5'' to S8, S4', S5', S7').
internal import Ledger

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
    // Only the one on the check could read it.
    if order.ships, order.sealed != nil, order.form.distributor == nil { return reject(.unknownDistributor) }
    if order.ships, order.recipient == nil, order.sealed == nil { errand(.askAddressee) } else { accept() }
  }

  mutating func addressee(_ recipient: Recipient?) {
    guard order.state == .received else { return }
    guard let recipient else { return reject(.addressMissing) }
    step.order.recipient = recipient
    accept()
  }

  mutating func sealedAddressee(_ sealed: SealedRecipient) {
    guard order.state == .received else { return }
    guard order.form.distributor != nil else { return reject(.unknownDistributor) }
    step.order.sealed = sealed
    accept()
  }

  private mutating func accept() {
    enter(.accepted)
    if !order.form.paysLater || order.paymentChosen { demand() }
  }
}

// MARK: - Paying (S7, S8, S7')

extension Course {
  mutating func demand() {
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
    switch order.state {
    case .received, .accepted:
      if order.paymentChosen { return }
      step.order.paymentChosen = true
      step.order.method = method
      if order.state == .accepted, order.demandID == nil { demand() }
    case .demanded, .instructed:
      // How a demanded check is paid is the manager's to say, not the buyer's.
      step.order.paymentChosen = true
      errand(.look)
    case .rejected, .delivered, .undelivered, .returned:
      if !order.paymentChosen { throw wrongState }
    }
  }

  mutating func paymentOverdue() {
    guard order.awaitsChoice, let payBy = order.payBy, payBy <= time else { return }
    reject(.paymentOverdue)
    step.order.refundID = fresh.giveBack
    errand(.void(fresh.giveBack))
  }

  mutating func seen(_ check: CheckState, _ method: PaymentMethod) {
    switch order.state {
    case .demanded, .instructed:
      let changesCash = (order.method == .cash) != (method == .cash)
      step.order.checkState = check
      step.order.method = method
      // The driver must not collect what is paid otherwise by now, nor leave without what is due.
      if changesCash, order.ships, !order.form.confirmsInstruction || order.instructionConfirmed { errand(.instruct) }
    case .delivered, .undelivered, .returned:
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
