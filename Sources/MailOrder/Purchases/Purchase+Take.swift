/// What becomes of a purchase by each answer. Pure: times and ids are arguments. The table stands, cell by cell, in the
/// tests.
public import Ledger

/// What a peer answered.
public enum PurchaseAnswer: Hashable, Sendable {
  /// The check manager's yes, and how the check stands since.
  case check(CheckState)
  /// The shop's yes: the order as it stands there.
  case order(Order)
  case refusedByManager(Refusal)
  case refusedByShop(SiteRefusal)
  /// The peer cannot take the request as it is, now or ever.
  case unacceptable(PurchaseRefusal)
}

/// Ids made for the case that they are needed.
public struct FreshCommands: Hashable, Sendable {
  public var void: CommandID
  public var withdrawal: CommandID

  /// Two ids.
  public init(void: CommandID, withdrawal: CommandID) {
    self.void = void
    self.withdrawal = withdrawal
  }
}

extension Purchase {
  /// Takes the answer to `step` into account.
  public mutating func take(_ answer: PurchaseAnswer, to step: PurchaseStep, at time: Timestamp, fresh: FreshCommands) {
    // An answer to something that is not asked any more changes nothing.
    guard step == next else { return }
    switch step {
    case .demandCheck: takeDemand(answer, at: time)
    case .placeOrder, .askShop: takePlacement(answer, to: step, at: time, fresh)
    case .chooseMethod(let choice): takeChoice(choice, answer, fresh)
    case .tellChoice: takeToldChoice(answer)
    case .void: takeVoid(answer, at: time, fresh)
    case .withdraw: takeWithdrawal(answer, at: time, fresh)
    case .tellReturn: takeToldReturn(answer, at: time)
    }
  }

  private mutating func enter(_ state: PurchaseState, _ note: String = "", at time: Timestamp) {
    self.state = state
    if events.count >= Purchase.maximumEvents { events.remove(at: Purchase.maximumEvents / 2) }
    events.append(PurchaseEvent(time: time, state: state, note: Text(note) ?? .empty))
  }
}

// MARK: - S2 to S6

extension Purchase {
  private mutating func takeDemand(_ answer: PurchaseAnswer, at time: Timestamp) {
    switch answer {
    case .check(let check):
      order.checkState = check
      enter(.issued, at: time)
    case .order: break
    case .refusedByManager, .refusedByShop, .unacceptable:
      refusal = answer.refusal
      givingBack = nil
      enter(.refused, refusal?.name ?? "", at: time)
    }
  }

  private mutating func takePlacement(
    _ answer: PurchaseAnswer, to step: PurchaseStep, at time: Timestamp, _ fresh: FreshCommands
  ) {
    switch answer {
    case .order(let shops):
      guard let adopted = adopting(shops) else { return }
      self = adopted
      switch shops.state {
      case .received: if state != .sent { enter(.sent, at: time) }
      case .rejected: reject(PurchaseRefusal(rejecting: shops), at: time, fresh)
      case .accepted, .demanded, .instructed, .delivered, .undelivered, .returned: enter(.accepted, at: time)
      }
    case .refusedByShop(let no) where step == .askShop && no.reason == .unknownOrder:
      // It forgot the order: it gets it again, which has its effect once.
      enter(.issued, no.reason.name, at: time)
    case .refusedByManager, .refusedByShop, .unacceptable:
      if let no = answer.refusal { reject(no, at: time, fresh) }
    case .check: break
    }
  }

  private mutating func reject(_ no: PurchaseRefusal, at time: Timestamp, _ fresh: FreshCommands) {
    refusal = no
    givingBack = GivingBack(voidID: fresh.void, withdrawalID: fresh.withdrawal)
    enter(.rejected, no.detail.isEmpty ? no.name : "\(no.name): \(no.detail)", at: time)
  }
}

// MARK: - S7'

extension Purchase {
  private mutating func takeChoice(_ choice: PaymentChoice, _ answer: PurchaseAnswer, _ fresh: FreshCommands) {
    switch answer {
    case .check(let check):
      order.checkState = check
      order.method = choice.method
      self.choice?.managerKnows = true
    // Who says only now how it pays may choose what the check was drawn with.
    case .refusedByManager(.sameMethod) where order.form.paysLater: self.choice?.managerKnows = true
    case .refusedByManager(.idOutsideWindow): self.choice?.id = fresh.void
    case .order: break
    case .refusedByManager, .refusedByShop, .unacceptable:
      refusal = answer.refusal
      self.choice = nil
    }
  }

  private mutating func takeToldChoice(_ answer: PurchaseAnswer) {
    switch answer {
    case .order(let shops):
      guard let adopted = adopting(shops) else { return }
      self = adopted
    // A shop that does not wait for the choice needs not hear of it.
    case .refusedByShop(let no) where no.reason == .wrongState && !order.form.paysLater: break
    case .check, .refusedByManager, .refusedByShop, .unacceptable: refusal = answer.refusal
    }
    choice = nil
  }
}

// MARK: - The way back

extension Purchase {
  private mutating func takeVoid(_ answer: PurchaseAnswer, at time: Timestamp, _ fresh: FreshCommands) {
    switch answer {
    case .check(let check):
      order.checkState = check
      haveBack(at: time)
    // It is over already; whatever was paid of it may still be taken back.
    case .refusedByManager(.checkSettled), .refusedByManager(.checkVoided), .refusedByManager(.checkExpired):
      givingBack?.stage = .withdrawing
    case .refusedByManager(.unknownCheck): haveBack(at: time)
    case .refusedByManager(.idOutsideWindow): givingBack?.voidID = fresh.void
    case .order: break
    case .refusedByManager, .refusedByShop, .unacceptable: giveUp(answer.refusal, at: time)
    }
  }

  private mutating func takeWithdrawal(_ answer: PurchaseAnswer, at time: Timestamp, _ fresh: FreshCommands) {
    switch answer {
    case .check(let check):
      order.checkState = check
      haveBack(at: time)
    case .refusedByManager(.nothingCaptured): haveBack(at: time)
    case .refusedByManager(.idOutsideWindow): givingBack?.withdrawalID = fresh.withdrawal
    case .order: break
    case .refusedByManager, .refusedByShop, .unacceptable: giveUp(answer.refusal, at: time)
    }
  }

  /// The money is back. A shop that said no has nothing more to hear.
  private mutating func haveBack(at time: Timestamp) {
    guard state != .rejected else {
      givingBack = nil
      return enter(.cancelled, at: time)
    }
    givingBack?.stage = .telling
  }

  /// It cannot be taken back.
  private mutating func giveUp(_ no: PurchaseRefusal?, at time: Timestamp) {
    givingBack = nil
    // The shop's no says why there is nothing to come; why the money stays is in the history.
    if state == .rejected { enter(.contested, no?.name ?? "", at: time) } else { refusal = no }
  }

  private mutating func takeToldReturn(_ answer: PurchaseAnswer, at time: Timestamp) {
    var end = state == .accepted ? PurchaseState.returned : .cancelled
    switch answer {
    case .order(let shops):
      guard let adopted = adopting(shops) else { return }
      self = adopted
    // It never had it: nothing is to come.
    case .refusedByShop(let no) where no.reason == .unknownOrder: break
    // It has given the order up itself, as it was not paid in time: nothing is to come either.
    case .refusedByShop(SiteRefusal(.wrongState, OrderState.rejected.name)): end = .cancelled
    case .check, .refusedByManager, .refusedByShop, .unacceptable: refusal = answer.refusal
    }
    givingBack = nil
    enter(end, at: time)
  }
}

// MARK: - Noes

extension PurchaseAnswer {
  /// The no that it is; nil when it is none.
  public var refusal: PurchaseRefusal? {
    switch self {
    case .check, .order: nil
    case .refusedByManager(let no): PurchaseRefusal(by: .manager, name: no.name, sentence: no.sentence)
    case .refusedByShop(let no): PurchaseRefusal(no)
    case .unacceptable(let no): no
    }
  }
}

extension PurchaseRefusal {
  /// A shop's no.
  public init(_ no: SiteRefusal) {
    self.init(by: .shop, name: no.reason.name, sentence: no.reason.sentence, detail: no.detail)
  }

  /// The reason of an order that its shop rejects: it stands in the last event's note, by name.
  init(rejecting order: Order) {
    let note = order.events.last?.note.value ?? ""
    let name = note.prefix { $0.isASCII && ($0.isLowercase || $0 == "_") }
    guard let reason = SiteReason.allCases.first(where: { $0.name == name }) else {
      self.init(by: .shop, name: "rejected", sentence: "The shop does not take the order.", detail: note)
      return
    }
    let detail = note.dropFirst(name.count).drop { " :(".contains($0) }
    self.init(SiteRefusal(reason, String(detail.last == ")" ? detail.dropLast() : detail)))
  }
}
