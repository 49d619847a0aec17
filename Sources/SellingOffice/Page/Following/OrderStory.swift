/// What has become of an order, as its buyer reads it: each step S5 to S12 with its time, and what comes next. Nothing in it says
/// who the buyer is: of what drivers write only why nobody took it is shown.
internal import Ledger
internal import MailOrder

/// An order's way so far.
struct OrderStory: Hashable, Sendable {
  struct Step: Hashable, Sendable {
    enum Look: Hashable, Sendable { case done, waiting, bad }

    /// In plain words, for whoever looks for it on the page.
    let id: String
    let title: String
    let sentence: String
    let time: Timestamp?
    let look: Look
  }

  /// Oldest first; what is waited for stands last.
  private(set) var steps: [Step] = []
  private let order: Order
  private let carrier: String

  /// - Parameter carrier: the distributor's name; empty where nobody is known.
  init(of order: Order, carrier: String) {
    self.order = order
    self.carrier = carrier.isEmpty ? "The distributor" : carrier
    for event in order.events { tell(event) }
    wait()
  }

  private mutating func add(
    _ id: String, _ title: String, _ sentence: String = "", _ time: Timestamp?, _ look: Step.Look = .done
  ) {
    steps.append(Step(id: id, title: title, sentence: sentence, time: time, look: look))
  }

  private mutating func tell(_ event: OrderEvent) {
    let note = event.note.value
    switch event.state {
    case .received:
      add("received", "Order received", "The shop asks the check manager about your check.", event.time)
    case .rejected: add("rejected", "Order not accepted", RejectionNote.forBuyers(note), event.time, .bad)
    case .accepted:
      add("judged", "Check judged", "The check manager says that it is good for this order.", event.time)
      add(
        "accepted", "Order accepted",
        order.ships ? "The goods will be delivered." : "The goods will be sent over the network.",
        event.time)
    case .demanded: add("demanded", "Payment demanded", paid, event.time)
    case .instructed: tellDelivery(note, event.time)
    case .delivered: tellArrival(note, event.time)
    case .undelivered:
      if note == "money_back" {
        add("money-back", "Money given back", "What was paid is on your account again.", event.time)
      } else if note.hasPrefix(SiteReason.checkRefused.name) {
        add("money-late", "Money not given back yet", "The shop will look into it.", event.time, .bad)
      } else {
        add("undelivered", "Not delivered", notDelivered(note), event.time, .bad)
      }
    case .returned:
      // Reports of what drivers still do come later than the return.
      if !steps.contains(where: { $0.id == "returned" }) {
        add("returned", "Order given back", "You have your money back, or none was taken.", event.time)
      }
    }
  }

  private var paid: String {
    switch (order.checkState, order.method) {
    case (_, .cash?): "You pay the driver in cash."
    case (.committed?, _): "Your money is set aside, and the shop has it once the goods are delivered."
    default: "Your check pays the shop."
    }
  }

  private mutating func tellDelivery(_ note: String, _ time: Timestamp) {
    let (state, reason) = Self.parts(of: note)
    switch state {
    case nil: add("instructed", "Instruction sent", "\(carrier) knows where the goods go.", time)
    case .planned?:
      add(
        "planned", "Delivery planned",
        order.appointment.map { "\(carrier) comes \($0.inWords)." } ?? "\(carrier) has a day and a vehicle for it.",
        time)
    case .underway?: add("underway", "On the way", "The vehicle has left.", time)
    case .attempted?:
      add(
        "attempted", "Delivery attempted",
        reason.isEmpty ? "Nobody took it. It is tried again." : "Nobody took it: \(reason). It is tried again.", time,
        .bad)
    default: break
    }
  }

  private mutating func tellArrival(_ note: String, _ time: Timestamp) {
    // Said again, it is still one arrival.
    guard !steps.contains(where: { $0.id == "delivered" }) else { return }
    add(
      "delivered", "Delivered",
      order.ships ? "The goods were handed over." : "Your wallet has what you fetch the goods with.", time)
    guard !order.proof.isEmpty else { return }
    add(
      "proof", "Hand-over proved", "\(carrier) has signed for it: the shop and the check manager have the proof.", time)
  }

  private func notDelivered(_ note: String) -> String {
    let (state, reason) = Self.parts(of: note)
    if note.hasPrefix("refused by the distributor") { return "\(carrier) did not take the order." }
    let why = reason.isEmpty ? "." : ": \(reason)."
    return state == .returned ? "The goods are back at the shop\(why)" : "\(carrier) could not deliver it\(why)"
  }

  /// `attempted: nobody at home`: what happened, and why.
  private static func parts(of note: String) -> (DeliveryState?, reason: String) {
    let parts = note.split(separator: ":", maxSplits: 1)
    let state = parts.first.flatMap { name in DeliveryState.allCases.first { $0.name == name } }
    let reason = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
    return (state, reason.hasSuffix(".") ? String(reason.dropLast()) : reason)
  }

  /// What is waited for.
  private mutating func wait() {
    switch order.state {
    case .received: add("judging", "Your check is being judged", "", nil, .waiting)
    case .accepted where order.form.paysLater && !order.paymentChosen:
      let until = order.payBy.map { " until \($0.date), \($0.clock) UTC" } ?? ""
      add("choosing", "Say how you pay", "Choose it in your wallet\(until).", nil, .waiting)
    case .accepted: add("demanding", "The payment is being demanded", "", nil, .waiting)
    case .demanded where order.form.confirmsInstruction && !order.instructionConfirmed:
      add(
        "confirming", "Confirm where it goes", "The distributor hears of it once you have agreed in your wallet.", nil,
        .waiting)
    case .demanded: add("instructing", "The distributor is being told", "", nil, .waiting)
    case .instructed:
      switch order.deliveryState {
      case nil, .instructed?, .attempted?: add("planning", "A day and a vehicle are being found", "", nil, .waiting)
      case .planned?: add("leaving", "The vehicle leaves on the day", "", nil, .waiting)
      case .underway?: add("arriving", "It is being brought to you", "", nil, .waiting)
      case .delivered?, .failed?, .returned?: break
      }
    case .undelivered where order.checkState == .settled && !steps.contains { $0.id == "money-back" }:
      add("refunding", "Your money is being given back", "", nil, .waiting)
    case .undelivered, .rejected, .delivered, .returned: break
    }
  }
}

extension OrderStory {
  /// The way in a line: how many of its stages lie behind, and whether it has ended badly.
  var stages: (names: [String], done: Int, isBad: Bool) {
    let names =
      order.ships
      ? ["Ordered", "Accepted", "Paid", "On the way", "Delivered"] : ["Ordered", "Accepted", "Paid", "Delivered"]
    let done =
      switch order.state {
      case .received: 1
      case .rejected: 1
      case .accepted: 2
      case .demanded: 3
      case .instructed: order.deliveryState == .underway ? 4 : 3
      case .delivered: names.count
      case .undelivered: 3
      case .returned:
        steps.contains { $0.id == "delivered" } ? names.count : steps.contains { $0.id == "demanded" } ? 3 : 1
      }
    return (names, done, [.rejected, .undelivered, .returned].contains(order.state))
  }

  /// Whether nothing more will be told.
  var isOver: Bool { order.state == .rejected || order.state == .returned }

  /// How long the buyer may give it back.
  enum Return: Hashable, Sendable {
    case no
    /// Before it has come, always; and so long after it has.
    case untilItCame(Timestamp.Span)
    case until(Timestamp)
    case over(Timestamp)
  }

  /// - Parameter coolingOff: the longest of what was ordered, as it stands on the check.
  func giveBack(within coolingOff: Timestamp.Span, at now: Timestamp) -> Return {
    switch order.state {
    case .received, .accepted, .demanded, .instructed: return .untilItCame(coolingOff)
    case .rejected, .undelivered, .returned: return .no
    case .delivered:
      guard coolingOff != .none, let time = steps.first(where: { $0.id == "delivered" })?.time else { return .no }
      let end = time + coolingOff
      return now < end ? .until(end) : .over(end)
    }
  }
}
