/// What may happen to a delivery in which state, and what comes of it (S11). Pure: no clock, no store, no hash.
public import Ledger

/// What can happen to a delivery once it was instructed.
public enum DeliveryStep: UInt8, Hashable, Sendable, CaseIterable {
  /// It gets a date, a window, a vehicle and a place on its route, or other ones.
  case plan
  /// Its vehicle leaves.
  case depart
  case attempt, handOver, fail, bringBack

  /// The step that a report tells of; nil: a state that nobody reports.
  public init?(reporting state: DeliveryState) {
    switch state {
    case .attempted: self = .attempt
    case .delivered: self = .handOver
    case .failed: self = .fail
    case .returned: self = .bringBack
    case .instructed, .planned, .underway: return nil
    }
  }
}

extension DeliveryState {
  /// The state after `step`; nil where it cannot happen.
  ///
  /// | state | plan | depart | attempt | hand over | fail | bring back |
  /// | --- | --- | --- | --- | --- | --- | --- |
  /// | instructed | planned | – | – | – | failed | returned |
  /// | planned | planned | underway | – | – | failed | returned |
  /// | underway | – | – | attempted | delivered | failed | returned |
  /// | attempted | planned | – | attempted | delivered | failed | returned |
  /// | delivered | – | – | – | – | – | – |
  /// | failed | – | – | – | – | – | returned |
  /// | returned | – | – | – | – | – | – |
  public func after(_ step: DeliveryStep) -> DeliveryState? {
    switch (self, step) {
    case (.instructed, .plan), (.planned, .plan), (.attempted, .plan): .planned
    case (.planned, .depart): .underway
    case (.underway, .attempt), (.attempted, .attempt): .attempted
    // After an attempt the parcel is still in the vehicle, or lies at the depot where it can be fetched.
    case (.underway, .handOver), (.attempted, .handOver): .delivered
    case (.instructed, .fail), (.planned, .fail), (.underway, .fail), (.attempted, .fail): .failed
    case (.instructed, .bringBack), (.planned, .bringBack), (.underway, .bringBack), (.attempted, .bringBack): .returned
    // What failed goes home.
    case (.failed, .bringBack): .returned
    default: nil
    }
  }

  /// Whether the seller and the check manager wait for this word.
  public var isEnd: Bool {
    switch self {
    case .delivered, .failed, .returned: true
    case .instructed, .planned, .underway, .attempted: false
    }
  }
}

/// What the check manager is told of an end (S12).
public enum Completion: Hashable, Sendable {
  case collected(Amount)
  case handedOver
  case notDelivered
}

extension Delivery {
  /// How many events a delivery may have: a parcel that was tried dozens of times is brought back, not carried on; and
  /// each record stays a message of some kilobytes.
  public static let maximumEvents = 100

  /// How many different wrong codes may be given: slips of the tongue, but no search. Four digits make ten thousand.
  public static let maximumWrongCodes = 10

  /// Takes an instruction that says anew how it is paid: the buyer has switched after it was sent (S7'). Everything else
  /// must be as it was.
  public func after(_ instruction: Instruction, at time: Timestamp) throws(SiteRefusal) -> Delivery {
    var same = instruction
    same.cash = self.instruction.cash
    same.onDelivery = self.instruction.onDelivery
    guard same == self.instruction else { throw SiteRefusal(.idReused) }
    guard !state.isEnd else { throw SiteRefusal(.wrongState, "\(state)") }
    var changed = self
    changed.instruction = instruction
    let due = instruction.cash.map { "\(instruction.currency.format($0.minorUnits)) \(instruction.currency)" }
    changed.note(Text("to be collected now: \(due ?? "nothing")") ?? .empty, at: time)
    return changed
  }

  /// Gives it an appointment.
  public mutating func plan(_ appointment: Appointment, note: Text, at time: Timestamp) throws(SiteRefusal) {
    try add(.plan, note: note, at: time)
    self.appointment = appointment
  }

  /// Its vehicle leaves.
  public mutating func depart(at time: Timestamp) throws(SiteRefusal) { try add(.depart, note: .empty, at: time) }

  /// Takes a report, or refuses it and stays as it was; but a wrong code is remembered.
  ///
  /// Judged in this order: the state, the vehicle, whether codes may still be tried, the buyer's code, the cash.
  ///
  /// - Parameter code: the digest of the code in the report; nil: it has none.
  public mutating func take(_ report: DeliveryReport, code: Digest?, at time: Timestamp) throws(SiteRefusal) {
    guard let step = DeliveryStep(reporting: report.state) else { throw SiteRefusal(.wrongState, "\(report.state)") }
    var taken = self
    try taken.add(step, note: report.note, at: time)
    if let vehicle = report.vehicle, vehicle != appointment?.vehicle {
      throw SiteRefusal(.wrongVehicle, appointment.map { "it is in \($0.vehicle)" } ?? "it is in none")
    }
    if step == .handOver {
      try judgeCode(code)
      try judgeCash(report.collected)
      taken.collected = report.collected?.minorUnits ?? 0
      taken.takenBy = report.takenBy
    } else if report.collected != nil {
      throw SiteRefusal(.wrongState, "cash is collected on hand-over only")
    }
    // A second end is news to the seller, not to the check manager: the check was given up at the first.
    if taken.state.isEnd { taken.sellerKnows = false }
    taken.taken.append(report.id)
    self = taken
  }

  /// What the check manager is to be told after a change from `before`; nil: nothing, or it was told already.
  public func completion(after before: DeliveryState) -> Completion? {
    guard state.isEnd, !before.isEnd else { return nil }
    return completion
  }

  /// What the check manager is told of the state it has come to; nil: that is no end.
  public var completion: Completion? {
    switch state {
    case .delivered:
      // Cash due and delivered: `take` saw to it that just that was collected.
      if instruction.cash != nil, let collected = Amount(minorUnits: collected) {
        .collected(collected)
      } else {
        .handedOver
      }
    case .failed, .returned: .notDelivered
    case .instructed, .planned, .underway, .attempted: nil
    }
  }

  /// Notes something that does not change where it stands. At the bound of events it is not noted: a note is not worth a
  /// refusal.
  public mutating func note(_ note: Text, at time: Timestamp) {
    guard events.count < Delivery.maximumEvents, events.last?.note != note else { return }
    events.append(DeliveryEvent(time: max(time, events.last?.time ?? time), state: state, note: note))
  }

  private mutating func add(_ step: DeliveryStep, note: Text, at time: Timestamp) throws(SiteRefusal) {
    guard let next = state.after(step) else { throw SiteRefusal(.wrongState, "\(state)") }
    // Ends are always taken: whoever has the parcel must be able to say what became of it.
    guard next.isEnd || events.count < Delivery.maximumEvents else {
      throw SiteRefusal(.wrongState, "\(state), with \(events.count) events: hand it over, fail it or return it")
    }
    state = next
    // Events are in order even when the wall clock is not.
    events.append(DeliveryEvent(time: max(time, events.last?.time ?? time), state: next, note: note))
  }

  private mutating func judgeCode(_ code: Digest?) throws(SiteRefusal) {
    guard let wanted = instruction.code else { return }
    guard wrongCodes.count < Delivery.maximumWrongCodes else { throw SiteRefusal(.codeLocked) }
    guard let code else { throw SiteRefusal(.wrongCode, "missing") }
    guard code != wanted else { return }
    // The same wrong code again, as a report sent twice has it, finds out nothing.
    if !wrongCodes.contains(code) { wrongCodes.append(code) }
    throw SiteRefusal(.wrongCode, "wrong; \(Delivery.maximumWrongCodes - wrongCodes.count) tries left")
  }

  private func judgeCash(_ collected: Amount?) throws(SiteRefusal) {
    let currency = instruction.currency
    switch (instruction.cash, collected) {
    case (nil, nil): return
    case (let due?, let collected?) where due == collected: return
    case (let due?, nil): throw SiteRefusal(.cashMissing, "\(currency.format(due.minorUnits)) \(currency) is due")
    case (let due?, let collected?):
      throw SiteRefusal(
        .cashMissing,
        "\(currency.format(due.minorUnits)) \(currency) is due, \(currency.format(collected.minorUnits)) was reported")
    case (nil, _?): throw SiteRefusal(.wrongState, "no cash is due")
    }
  }
}
