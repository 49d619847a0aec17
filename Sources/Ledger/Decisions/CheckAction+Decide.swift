/// What happens to a check after it was issued: the state table, carried out.

extension CheckAction {
  /// The decision of one event. Judged in this order: the check, who acts, the state, then the event's own values.
  func decide(given facts: Facts, at moment: Moment, fingerprint: UInt64) throws(Refusal) -> JournalEntry {
    guard let check = facts.check else { throw .unknownCheck }
    try judgeActor(check)
    let state = event.column == .lapse ? check.progress.state : check.state(at: moment.time)
    if let refusal = StateTable.refusal(of: event.column, in: state) { throw refusal }
    guard check.entryCount < historyBound else { throw .historyFull }

    var change = CheckChange(action: self, check: check, moment: moment, fingerprint: fingerprint)
    try change.carryOut(event, given: facts)
    return try change.finish(given: facts)
  }

  /// How long the check's history may be before this event. What a party can do over and over leaves room for what
  /// ends a check: a drawer cannot crowd out the payment, nor a payee the withdrawal. The manager, its operator and
  /// the paying systems are never held up, or a hold could lie for ever.
  private var historyBound: UInt32 {
    switch actor {
    case .operator, .rail, .committer: return .max
    case .terminal, .seller, .distributor: break
    }
    return switch event.column {
    case .extend, .chooseMethod: Bounds.entriesPerCheck / 2
    case .present, .refund: Bounds.entriesPerCheck / 4 * 3
    default: Bounds.entriesPerCheck
    }
  }

  /// Throws unless the table names this actor for this event.
  private func judgeActor(_ check: Check) throws(Refusal) {
    switch event {
    case .present:
      guard case .seller(let seller) = actor else { throw .notPermitted }
      guard check.progress.payee == nil || check.progress.payee == seller else { throw .wrongPayee }
    case .confirm, .collectCash:
      guard case .distributor(let distributor) = actor else { throw .notPermitted }
      guard check.terms.distributor == distributor else { throw .wrongDistributor }
    case .failDelivery:
      switch actor {
      case .distributor(let id): guard check.terms.distributor == id else { throw .wrongDistributor }
      case .seller(let id): guard check.progress.payee == id else { throw .wrongPayee }
      default: throw .notPermitted
      }
    case .extend, .chooseMethod, .withdraw:
      guard case .terminal(let drawer) = actor else { throw .notPermitted }
      guard check.terms.drawer == drawer else { throw .notParty }
    case .void:
      switch actor {
      case .operator: break
      case .seller(let id): guard check.progress.payee == id else { throw .wrongPayee }
      case .terminal(let id): guard check.terms.drawer == id else { throw .notParty }
      default: throw .notPermitted
      }
    case .openDispute:
      switch actor {
      case .seller(let id): guard check.progress.payee == id else { throw .notParty }
      case .terminal(let id): guard check.terms.drawer == id else { throw .notParty }
      case .distributor(let id): guard check.terms.distributor == id else { throw .notParty }
      default: throw .notPermitted
      }
    case .resolveDispute: guard actor == .operator else { throw .notPermitted }
    case .refund:
      switch actor {
      case .operator: break
      case .seller(let id): guard check.progress.payee == id else { throw .wrongPayee }
      default: throw .notPermitted
      }
    case .chargeBack:
      switch actor {
      case .operator, .rail: break
      default: throw .notPermitted
      }
    case .lapse, .releaseProceeds: guard actor == .committer else { throw .notPermitted }
    }
  }
}

/// One event on its way into an entry: the check's progress as it becomes, and the draft of holds and postings. The facts
/// are lent to each step.
struct CheckChange {
  let actor: Actor
  let check: Check
  let now: Timestamp
  var progress: CheckProgress
  var draft: Draft

  init(action: CheckAction, check: Check, moment: Moment, fingerprint: UInt64) {
    actor = action.actor
    self.check = check
    now = moment.time
    progress = check.progress
    draft = Draft(
      JournalEntry(
        at: moment, kind: .captured, actor: action.actor, command: action.id, fingerprint: fingerprint,
        subject: .check(check.id), currency: check.terms.currency, amount: 0))
    draft.entry.previousOfCheck = check.lastEntry
  }

  consuming func finish(given facts: Facts) throws(Refusal) -> JournalEntry {
    draft.entry.progress = progress
    return try draft.finish(given: facts)
  }

  mutating func carryOut(_ event: CheckEvent, given facts: Facts) throws(Refusal) {
    switch event {
    case .present(let amount, let final): try present(amount, final: final, given: facts)
    case .confirm: try confirm(given: facts)
    case .collectCash(let amount): try collectCash(amount, given: facts)
    case .failDelivery: end(as: .voided, kind: .deliveryFailed)
    case .extend(let until): try extend(until: until)
    case .chooseMethod(let method): try chooseMethod(method, given: facts)
    case .void: try void()
    case .lapse: try lapse()
    case .openDispute: freeze()
    case .resolveDispute(let resolution): try resolve(resolution, given: facts)
    case .refund(let amount): try refund(amount, given: facts)
    case .withdraw: try withdraw(given: facts)
    case .chargeBack(let amount): try chargeBack(amount, given: facts)
    case .releaseProceeds: try releaseProceeds(given: facts)
    }
  }

  mutating func mark(_ kind: JournalEntry.Kind, amount: Int64 = 0) {
    draft.entry.kind = kind
    draft.entry.amount = amount
  }
}

// MARK: - Before anything is paid

extension CheckChange {
  private mutating func extend(until: Timestamp) throws(Refusal) {
    guard until > progress.expires else { throw .notLater }
    guard until <= now + Bounds.maximumValidity else { throw .expiryOutOfRange }
    progress.expires = until
    mark(.extended)
  }

  /// The new cover is taken before the old one is let go; with cash the hold stays where it lies.
  private mutating func chooseMethod(_ method: PaymentMethod, given facts: Facts) throws(Refusal) {
    guard method != progress.method else { throw .sameMethod }
    if method == .cash {
      guard check.terms.distributor != nil, let distributor = facts.distributor else { throw .distributorRequired }
      try distributor.judgeActive()
      try distributor.judgeCash(progress.remaining)
    } else {
      let cover: Cover = method == .card ? .card : .bank
      if cover != progress.cover {
        guard let account = facts.account else { throw .unknownAccount }
        switch account[cover].standing {
        case .good: break
        case .none: throw .noCover
        case .bad: throw .standingBad
        }
        guard account[cover].available >= progress.remaining else { throw .insufficientFunds }
        draft.hold(progress.remaining, on: cover)
        draft.hold(-progress.remaining, on: progress.cover)
        progress.cover = cover
      }
    }
    progress.method = method
    mark(.methodChosen, amount: progress.remaining)
  }

  private mutating func void() throws(Refusal) {
    if case .terminal = actor {
      guard progress.captured == 0 else { throw .alreadyCaptured }
      guard !progress.confirmed else { throw .alreadyConfirmed }
    }
    end(as: .voided, kind: .voided)
  }

  private mutating func lapse() throws(Refusal) {
    switch check.state(at: now) {
    case .expired where progress.state == .issued: end(as: .expired, kind: .expired)
    case .voided where progress.state == .committed: end(as: .voided, kind: .deadlineLapsed)
    default: throw .notDue
    }
  }

  private mutating func freeze() {
    progress.frozenFrom = progress.state
    progress.frozenAt = now
    progress.state = .frozen
    mark(.disputeOpened, amount: progress.remaining)
  }

  private mutating func resolve(_ resolution: Resolution, given facts: Facts) throws(Refusal) {
    switch resolution {
    case .resume:
      let stood = now - (progress.frozenAt ?? now)
      progress.state = progress.frozenFrom ?? .issued
      progress.expires = progress.expires + stood
      progress.deadline = progress.deadline.map { $0 + stood }
      mark(.disputeResolved, amount: progress.remaining)
    case .pay(let amount):
      guard progress.payee != nil else { throw .noPayee }
      let paid = try judgeRemaining(amount)
      capture(paid, from: coverAccount, given: facts)
      end(as: .settled, kind: .disputeResolved, amount: paid)
    case .void:
      end(as: .voided, kind: .disputeResolved)
    }
    progress.frozenFrom = nil
    progress.frozenAt = nil
  }

  /// Gives back all that remains, and ends.
  mutating func end(as state: CheckState, kind: JournalEntry.Kind, amount: Int64 = 0) {
    draft.hold(-progress.remaining, on: progress.cover)
    progress.released += progress.remaining
    progress.remaining = 0
    progress.state = state
    mark(kind, amount: amount)
  }

  /// The amount named, or all that remains; more than remains is refused.
  func judgeRemaining(_ amount: Amount?) throws(Refusal) -> Int64 {
    guard let amount else { return progress.remaining }
    guard amount.minorUnits <= progress.remaining else { throw .exceedsRemaining }
    return amount.minorUnits
  }
}
