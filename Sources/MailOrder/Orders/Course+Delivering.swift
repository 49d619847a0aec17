/// From the delivery instruction to the doorstep, and back (S9, S11, S12).
internal import Ledger

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
    guard word.distributor == order.distributor else {
      throw SiteRefusal(.wrongDistributor, word.distributor.description)
    }
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
    if !word.proof.isEmpty { step.order.proof = word.proof }
    if !word.page.isEmpty { step.order.tracking = word.page }
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
