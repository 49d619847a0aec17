/// What happens to a check after it was issued: the state table, carried out.

extension Draft {
  /// The decision of one event. Judged in this order: the check, who acts, the state, then the event's own values.
  mutating func decide(_ action: CheckAction) throws(Refusal) {
    guard facts.hasCheck else { throw .unknownCheck }
    let column = action.event.column
    try judgeActor(action.actor, of: column)
    let state = column == .lapse ? before.state : facts.checkRecord.state(at: now)
    if let refusal = StateTable.refusal(of: column, in: state) { throw refusal }
    if column == .confirm, before.locked == 0, let refusal = state.over { throw refusal }
    guard facts.checkRecord.entryCount < action.actor.historyBound(for: column) else { throw .historyFull }

    entry.begin(
      .captured, by: action.actor, command: action.id, about: .check(facts.checkRecord.id),
      currency: terms.currency)
    entry.previousOfCheck = facts.checkRecord.lastEntry
    entry.reached = facts.checkRecord.progress
    entry.hasProgress = true
    try carryOut(action)
    try judgeBounds()
  }

  /// What the check was drawn for.
  var terms: CheckTerms { @inline(__always) get { facts.checkRecord.terms } }

  /// How far the check had come before: `entry.reached` is how far it comes.
  var before: CheckProgress { @inline(__always) get { facts.checkRecord.progress } }

  /// Throws unless the table names this actor for this event.
  private mutating func judgeActor(_ actor: Actor, of column: StateTable.Event) throws(Refusal) {
    switch column {
    case .present:
      guard case .seller(let seller) = actor else { throw .notPermitted }
      guard before.payee == nil || before.payee == seller else { throw .wrongPayee }
    case .confirm, .collectCash:
      guard case .distributor(let distributor) = actor else { throw .notPermitted }
      guard terms.distributor == distributor else { throw .wrongDistributor }
    case .failDelivery:
      switch actor {
      case .distributor(let id): guard terms.distributor == id else { throw .wrongDistributor }
      case .seller(let id): guard before.payee == id else { throw .wrongPayee }
      default: throw .notPermitted
      }
    case .extend, .chooseMethod, .withdraw:
      guard case .terminal(let drawer) = actor else { throw .notPermitted }
      guard terms.drawer == drawer else { throw .notParty }
    case .void:
      switch actor {
      case .operator: break
      case .seller(let id): guard before.payee == id else { throw .wrongPayee }
      case .terminal(let id): guard terms.drawer == id else { throw .notParty }
      default: throw .notPermitted
      }
    case .openDispute:
      switch actor {
      case .seller(let id): guard before.payee == id else { throw .notParty }
      case .terminal(let id): guard terms.drawer == id else { throw .notParty }
      case .distributor(let id): guard terms.distributor == id else { throw .notParty }
      default: throw .notPermitted
      }
    case .resolveDispute: guard actor == .operator else { throw .notPermitted }
    case .refund, .claimGuarantee:
      switch actor {
      case .operator: break
      case .seller(let id): guard before.payee == id else { throw .wrongPayee }
      default: throw .notPermitted
      }
    case .chargeBack:
      switch actor {
      case .operator, .rail: break
      default: throw .notPermitted
      }
    case .reportRail:
      switch actor {
      case .operator, .rail: break
      default: throw .notPermitted
      }
    case .lapse, .releaseProceeds: guard actor == .committer else { throw .notPermitted }
    }
  }
}

extension CheckState {
  /// The refusal of what is over with the check; nil while it is open.
  fileprivate var over: Refusal? {
    switch self {
    case .settled: .checkSettled
    case .voided: .checkVoided
    case .expired: .checkExpired
    case .issued, .committed, .frozen: nil
    }
  }
}

extension Actor {
  /// How long the check's history may be before this event. What a party can do over and over leaves room for what
  /// ends a check: a drawer cannot crowd out the payment, nor a payee the withdrawal. The manager, its operator and
  /// the paying systems are never held up, or a hold could lie for ever.
  fileprivate func historyBound(for column: StateTable.Event) -> UInt32 {
    switch self {
    case .operator, .rail, .committer: return .max
    case .terminal, .seller, .distributor: break
    }
    return switch column {
    case .extend, .chooseMethod: Bounds.entriesPerCheck / 2
    case .present, .refund, .claimGuarantee: Bounds.entriesPerCheck / 4 * 3
    default: Bounds.entriesPerCheck
    }
  }
}

extension Draft {
  mutating func carryOut(_ action: CheckAction) throws(Refusal) {
    switch action.event {
    case .present(let amount, let final): try present(amount, final: final)
    case .confirm(let proof): try confirm(proof, sealed: action.seal)
    case .collectCash(let amount): try collectCash(amount)
    case .failDelivery: end(as: .voided, kind: .deliveryFailed)
    case .extend(let until): try extend(until: until)
    case .chooseMethod(let method): try chooseMethod(method)
    case .void: try void()
    case .lapse: try lapse()
    case .openDispute: freeze()
    case .resolveDispute(let resolution): try resolve(resolution)
    case .refund(let amount): try refund(amount)
    case .withdraw: try withdraw()
    case .chargeBack(let amount): try chargeBack(amount)
    case .claimGuarantee(let amount): try claimGuarantee(amount)
    case .releaseProceeds: try releaseProceeds()
    case .reportRail(let instruction, let result): try report(instruction, result)
    }
  }

  mutating func mark(_ kind: JournalEntry.Kind, amount: Int64 = 0) {
    entry.kind = kind
    entry.amount = amount
  }
}

// MARK: - Before anything is paid

extension Draft {
  private mutating func extend(until: Timestamp) throws(Refusal) {
    guard until > entry.reached.expires else { throw .notLater }
    guard until <= now + Bounds.maximumValidity else { throw .expiryOutOfRange }
    entry.reached.expires = until
    mark(.extended)
  }

  /// The new cover is taken before the old one is let go; with cash the hold stays where it lies.
  private mutating func chooseMethod(_ method: PaymentMethod) throws(Refusal) {
    guard method != entry.reached.method else { throw .sameMethod }
    if method == .cash {
      guard terms.distributor != nil, facts.hasDistributor else { throw .distributorRequired }
      try facts.distributorRecord.status.judgeDistributor()
      try facts.distributorRecord.judgeCash(entry.reached.remaining)
    } else {
      let cover: Cover = method == .card ? .card : .bank
      if cover != entry.reached.cover {
        guard facts.hasAccount else { throw .unknownAccount }
        try facts.accountRecord[cover].standing.judge()
        guard facts.accountRecord[cover].available >= entry.reached.remaining else { throw .insufficientFunds }
        hold(entry.reached.remaining, on: cover)
        hold(-entry.reached.remaining, on: entry.reached.cover)
        entry.reached.cover = cover
      }
    }
    entry.reached.method = method
    mark(.methodChosen, amount: entry.reached.remaining)
  }

  private mutating func void() throws(Refusal) {
    if case .terminal = entry.actor {
      guard entry.reached.captured == 0 else { throw .alreadyCaptured }
      guard !entry.reached.confirmed else { throw .alreadyConfirmed }
    }
    end(as: .voided, kind: .voided)
  }

  private mutating func lapse() throws(Refusal) {
    switch facts.checkRecord.state(at: now) {
    case .expired where entry.reached.state == .issued: end(as: .expired, kind: .expired)
    case .voided where entry.reached.state == .committed: end(as: .voided, kind: .deadlineLapsed)
    default: throw .notDue
    }
  }

  private mutating func freeze() {
    entry.reached.frozenFrom = entry.reached.state
    entry.reached.frozenAt = now
    entry.reached.state = .frozen
    mark(.disputeOpened, amount: entry.reached.remaining)
  }

  private mutating func resolve(_ resolution: Resolution) throws(Refusal) {
    switch resolution {
    case .resume where entry.reached.awaitsOnlyResumption:
      let paid = entry.reached.demanded
      capture(paid, from: coverAccount)
      end(as: .settled, kind: .disputeResolved, amount: paid)
    case .resume:
      let stood = now - (entry.reached.frozenAt ?? now)
      entry.reached.state = entry.reached.frozenFrom ?? .issued
      entry.reached.expires = entry.reached.expires + stood
      entry.reached.deadline = entry.reached.deadline.map { $0 + stood }
      mark(.disputeResolved, amount: entry.reached.remaining)
    case .pay(let amount):
      guard entry.reached.payee != nil else { throw .noPayee }
      let paid = try judgeRemaining(amount)
      capture(paid, from: coverAccount)
      end(as: .settled, kind: .disputeResolved, amount: paid)
    case .void:
      end(as: .voided, kind: .disputeResolved)
    }
    entry.reached.frozenFrom = nil
    entry.reached.frozenAt = nil
  }

  /// Gives back all that remains, and ends.
  mutating func end(as state: CheckState, kind: JournalEntry.Kind, amount: Int64 = 0) {
    hold(-entry.reached.remaining, on: entry.reached.cover)
    entry.reached.released += entry.reached.remaining
    entry.reached.remaining = 0
    entry.reached.state = state
    mark(kind, amount: amount)
  }

  /// The amount named, or all that remains; more than remains is refused.
  mutating func judgeRemaining(_ amount: Amount?) throws(Refusal) -> Int64 {
    guard let amount else { return entry.reached.remaining }
    guard amount.minorUnits <= entry.reached.remaining else { throw .exceedsRemaining }
    return amount.minorUnits
  }
}
