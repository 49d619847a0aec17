/// The way of an order in steps, as its buyer follows it. Pure.
internal import Ledger
internal import MailOrder

/// One step.
struct WayStep: Hashable, Sendable {
  enum Mark: String, Hashable, Sendable {
    case done
    case now
    case later
    /// It came to nothing here.
    case no
  }

  let title: String
  let mark: Mark
  /// When it was taken; nil: not yet, or nobody said.
  var time: Timestamp?
  /// What else there is to know; may be empty.
  var detail = ""
}

extension Purchase {
  /// The steps, from the demand for the check to the doorstep. What was given up ends where it was.
  var way: [WayStep] {
    switch state {
    case .refused:
      return [
        WayStep(
          title: "The check manager said no", mark: .no, time: time(of: .refused), detail: refusal?.buyerSentence ?? "")
      ]
    case .rejected, .cancelled, .contested: return cancelled
    case .prepared, .issued, .sent, .accepted, .returned: break
    }
    var steps = [
      step("A check is drawn on your account", reached: state != .prepared, time(of: .issued)),
      step(
        "The shop has the order and the check", reached: state != .prepared && state != .issued,
        time(of: .sent) ?? time(of: .accepted)),
      step("The shop will deliver", reached: state == .accepted || state == .returned, time(of: .accepted)),
    ]
    steps += shopsSteps
    if state == .returned || order.state == .returned {
      steps = steps.filter { $0.mark == .done }
      steps.append(WayStep(title: "Given back", mark: .done, time: time(of: .returned) ?? time(at: .returned)))
      return steps
    }
    if let index = steps.firstIndex(where: { $0.mark == .later }), order.state != .undelivered {
      let found = steps[index]
      steps[index] = WayStep(title: found.title, mark: .now, time: nil, detail: found.detail)
    }
    return steps
  }

  private var cancelled: [WayStep] {
    var steps: [WayStep] = []
    if time(of: .issued) != nil {
      steps.append(step("A check is drawn on your account", reached: true, time(of: .issued)))
    }
    if let refusal, refusal.by == .shop {
      steps.append(
        WayStep(title: "The shop said no", mark: .no, time: time(of: .rejected), detail: refusal.buyerSentence))
    }
    switch state {
    case .cancelled:
      steps.append(
        WayStep(
          title: "The check is void: nothing is held, and nothing was paid", mark: .done, time: time(of: .cancelled)))
    case .contested:
      steps.append(
        WayStep(
          title: "The check could not be taken back", mark: .no, time: time(of: .contested),
          detail: "Something was paid already. Ask the shop, or have the check disputed."))
    default: steps.append(WayStep(title: "The check is being taken back", mark: .now))
    }
    return steps
  }

  /// What the shop and the distributor do.
  private var shopsSteps: [WayStep] {
    let paid = time(at: .demanded)
    let isPaid = paid != nil || order.checkState == .settled || order.checkState == .committed
    var steps: [WayStep] = []
    if order.awaitsChoice {
      steps.append(
        WayStep(
          title: "You choose how to pay", mark: .later,
          detail: order.payBy.map { "Until \($0.inWords); after that the shop gives the order up." } ?? ""))
    }
    let payTitle =
      order.checkState == .committed
      ? "The money is promised to the shop, until the goods are here" : "The shop is paid"
    steps.append(step(payTitle, reached: isPaid, paid))
    guard order.ships else {
      steps.append(step("Your goods lie ready", reached: order.state == .delivered, time(at: .delivered)))
      return steps
    }
    let isInstructed = order.state == .instructed || order.state == .delivered || order.state == .undelivered
    if order.form.confirmsInstruction {
      steps.append(step("You agree to the delivery", reached: order.instructionConfirmed, nil))
    }
    steps.append(step("The distributor is told", reached: isInstructed, time(at: .instructed)))
    let isPlanned = order.appointment != nil || (order.deliveryState.map { $0 != .instructed } ?? false)
    steps.append(
      step(
        "The day is planned", reached: isPlanned, nil,
        order.appointment.map { "\($0.from.inWords) to \($0.until.description.dropFirst(11).prefix(5))" } ?? ""))
    switch order.deliveryState {
    case .attempted?: steps.append(WayStep(title: "Nobody took it; it will be tried again", mark: .done))
    case .failed?, .returned?:
      steps.append(
        WayStep(
          title: "It could not be delivered", mark: .no, time: time(at: .undelivered),
          detail: "What you paid is given back."))
      return steps
    default:
      let isUnderway =
        order.deliveryState == .underway || order.deliveryState == .delivered || order.state == .delivered
      steps.append(step("It is on its way", reached: isUnderway, nil))
    }
    if order.state == .undelivered {
      steps.append(
        WayStep(
          title: "It is not delivered", mark: .no, time: time(at: .undelivered), detail: "What you paid is given back.")
      )
    } else {
      steps.append(step("It is handed over", reached: order.state == .delivered, time(at: .delivered)))
    }
    return steps
  }

  private func step(_ title: String, reached: Bool, _ time: Timestamp?, _ detail: String = "") -> WayStep {
    WayStep(title: title, mark: reached ? .done : .later, time: reached ? time : nil, detail: detail)
  }

  private func time(of state: PurchaseState) -> Timestamp? { events.last { $0.state == state }?.time }

  private func time(at state: OrderState) -> Timestamp? { order.events.first { $0.state == state }?.time }

  // MARK: - In a word

  /// How it stands, in a few words.
  var standing: String {
    switch state {
    case .prepared: "asking for the check"
    case .issued: givingBack == nil ? "sending the order" : "being given back"
    case .sent: givingBack == nil ? "the shop is looking at it" : "being given back"
    case .accepted:
      if givingBack != nil {
        "being given back"
      } else if choice != nil {
        "changing how it is paid"
      } else {
        orderStanding
      }
    case .refused: "refused by the check manager"
    case .rejected: "refused by the shop; the check is taken back"
    case .cancelled: refusal == nil ? "cancelled" : "refused by the shop"
    case .contested: "refused by the shop, and the check remains"
    case .returned: "given back"
    }
  }

  private var orderStanding: String {
    switch order.state {
    case .received: "the shop has it"
    case .rejected: "the shop gave it up"
    case .accepted: order.awaitsChoice ? "choose how to pay" : "accepted"
    case .demanded:
      order.form.confirmsInstruction && !order.instructionConfirmed && order.ships ? "agree to the delivery" : "paid"
    case .instructed:
      switch order.deliveryState {
      case .planned?: "planned"
      case .underway?: "on its way"
      case .attempted?: "tried once; will be tried again"
      default: "with the distributor"
      }
    case .delivered: "delivered"
    case .undelivered: "not delivered; the money comes back"
    case .returned: "given back"
    }
  }

  /// Whether it ended well, badly, or not yet: the tag's colour.
  var tone: String {
    switch state {
    case .refused, .contested, .rejected: "bad"
    case .cancelled, .returned: "faint"
    case .prepared, .issued, .sent: "warn"
    case .accepted:
      switch order.state {
      case .delivered: "good"
      case .undelivered, .rejected: "bad"
      case .returned: "faint"
      default: next != nil || order.awaitsChoice ? "warn" : "good"
      }
    }
  }

  /// What was bought, in a line.
  var title: String {
    let lines = order.form.lines.enumerated().prefix(3).map { index, line in
      "\(line.quantity) × \(name(of: index))"
    }
    let rest = order.form.lines.count - lines.count
    return lines.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }

  /// What the commodity of a line is called.
  func name(of index: Int) -> String {
    guard telling.goods.indices.contains(index), !telling.goods[index].isEmpty else {
      return order.form.lines[index].commodity.description
    }
    return telling.goods[index].value
  }

  /// What the seller is called.
  var sellerTitle: String { telling.sellerName.isEmpty ? order.form.seller.description : telling.sellerName.value }

  // MARK: - What may be wished for

  /// Whether it makes sense to give it back, and until when.
  var mayReturn: Bool {
    guard givingBack == nil else { return false }
    switch state {
    case .prepared, .issued, .sent, .contested: return true
    case .accepted: return order.state != .returned && order.state != .rejected && order.state != .undelivered
    case .refused, .rejected, .cancelled, .returned: return false
    }
  }

  /// Whether another way to pay may be chosen.
  var mayChooseMethod: Bool {
    guard state == .accepted, givingBack == nil, choice == nil else { return false }
    return order.awaitsChoice || order.checkState == .issued || order.checkState == .committed
  }

  /// Whether the delivery instruction waits for the buyer.
  var mayConfirm: Bool {
    state == .accepted && givingBack == nil && order.form.confirmsInstruction && !order.instructionConfirmed
      && (order.state == .accepted || order.state == .demanded || order.state == .received)
  }
}
