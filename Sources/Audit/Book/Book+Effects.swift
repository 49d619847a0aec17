/// What a command does that was said yes to, as the entry that must come of it.

extension Book {
  /// How long a check is good, and how long one that was demanded waits for its delivery, unless it was said otherwise.
  private static let usual: Int64 = 30 * 86_400_000

  /// Carries out `ask`, and gives the entry that must be in the journal. `ask` was judged.
  mutating func carryOut(_ ask: Ask, at time: Int64) -> Entry {
    sequence += 1
    self.time = time
    var entry = Entry(
      sequence: sequence, time: time, kind: .enrolled, role: 1, code: "", command: ask.id, check: [], party: nil,
      currency: "", amount: 0, progress: nil)
    switch ask.what {
    case .issue(let terms): issue(terms, ask.id, &entry)
    case .act(let id, let actor, let event): act(event, by: actor, on: id, &entry)
    case .enrolAccount(let buyer):
      buyers[buyer.code] = buyer
      enrol(Party(.account, buyer.code), buyer.currency, &entry)
    case .enrolSeller(let company):
      sellers[company.code] = company
      enrol(Party(.seller, company.code), company.currency, &entry)
    case .enrolDistributor(let company):
      distributors[company.code] = company
      enrol(Party(.distributor, company.code), company.currency, &entry)
    case .setStatus(let party, let status):
      entry.kind = .statusSet
      entry.party = party
      switch party.kind {
      case .account: buyers[party.code]?.status = status
      case .seller: sellers[party.code]?.status = status
      case .distributor: distributors[party.code]?.status = status
      }
      entry.currency = currency(of: party)
      updated[party] = time
    case .fund(let code, let cover, let amount):
      money(.funded, Party(.account, code), amount, &entry) {
        .clearing($0)
      } to: { _ in
        .of(code, cover)
      }
    case .payOut(let code, let amount):
      money(.paidOut, Party(.seller, code), amount, &entry) { _ in
        .available(code)
      } to: {
        .clearing($0)
      }
    case .payIn(let code, let amount):
      money(.paidIn, Party(.distributor, code), amount, &entry) {
        .clearing($0)
      } to: { _ in
        .debt(code)
      }
    case .verify, .account, .seller, .distributor, .check, .journal, .acceptClock:
      preconditionFailure("a question has no effect")
    }
    for index in entry.moves.indices { post(&entry.moves[index]) }
    for move in entry.moves { for pocket in [move.from, move.to] { lastMoved[pocket] = sequence } }
    entry.moves.sort()
    effects[ask.id] = (ask, sequence)
    return entry
  }

  private mutating func post(_ move: inout Move) {
    move.previousOfFrom = lastMoved[move.from] ?? 0
    move.previousOfTo = lastMoved[move.to] ?? 0
    pockets[move.from, default: 0] -= move.amount
    pockets[move.to, default: 0] += move.amount
  }

  private func currency(of party: Party) -> String {
    switch party.kind {
    case .account: buyers[party.code]?.currency ?? ""
    case .seller: sellers[party.code]?.currency ?? ""
    case .distributor: distributors[party.code]?.currency ?? ""
    }
  }

  private mutating func enrol(_ party: Party, _ currency: String, _ entry: inout Entry) {
    entry.party = party
    entry.currency = currency
    enrolled[party] = entry.time
    updated[party] = entry.time
  }

  private func money(
    _ kind: Entry.Kind, _ party: Party, _ amount: Int64, _ entry: inout Entry, from: (String) -> Pocket,
    to: (String) -> Pocket
  ) {
    let currency = currency(of: party)
    entry.kind = kind
    entry.party = party
    entry.currency = currency
    entry.amount = amount
    entry.moves = [Move(from: from(currency), to: to(currency), amount: amount)]
  }

  private mutating func issue(_ terms: Terms, _ id: [UInt8], _ entry: inout Entry) {
    entry.kind = .issued
    entry.role = 2
    entry.code = terms.drawer
    entry.check = id
    entry.currency = terms.currency
    entry.amount = terms.amount
    var progress = Progress()
    progress.method = terms.method
    progress.cover = terms.method == .card ? .card : .bank
    progress.payee = terms.payee
    progress.remaining = terms.amount
    progress.expires = terms.expires == 0 ? entry.time + Book.usual : terms.expires
    entry.progress = progress
    if progress.cover == .bank { entry.heldOnBank = terms.amount } else { entry.heldOnCard = terms.amount }
    checks[id] = Instrument(
      id: id, terms: terms, issued: entry.time, progress: progress, entries: [entry.sequence])
  }

  // MARK: - Events

  private mutating func act(_ event: Event, by actor: Actor, on id: [UInt8], _ entry: inout Entry) {
    guard var check = checks[id] else { preconditionFailure("judged") }
    let before = check.progress
    entry.role = actor.role
    entry.code = actor.code
    entry.check = id
    entry.currency = check.terms.currency
    entry.previousOfCheck = check.entries.last ?? 0
    (entry.kind, entry.amount) = change(&check, event, by: actor, at: entry.time, &entry.moves)
    if !check.progress.state.isOpen {
      check.progress.released += check.progress.remaining
      check.progress.remaining = 0
    }
    entry.progress = check.progress
    func held(_ cover: Cover) -> Int64 {
      (check.progress.cover == cover ? check.progress.remaining : 0) - (before.cover == cover ? before.remaining : 0)
    }
    (entry.heldOnBank, entry.heldOnCard) = (held(.bank), held(.card))
    check.entries.append(entry.sequence)
    checks[id] = check
  }

  private func change(
    _ check: inout Instrument, _ event: Event, by actor: Actor, at time: Int64, _ moves: inout [Move]
  ) -> (Entry.Kind, Int64) {
    let hold = Pocket.of(check.terms.drawer, check.progress.cover)
    switch event {
    case .present(let amount, let final):
      if check.progress.payee.isEmpty { check.progress.payee = actor.code }
      let sum = amount == 0 ? check.progress.remaining : amount
      if check.progress.method == .cash || (check.terms.release == .onDelivery && !check.progress.confirmed) {
        check.progress.state = .committed
        check.progress.demanded = sum
        check.progress.deadline = time + check.window
        return (.committed, sum)
      }
      check.pay(sum, from: hold, at: time, &moves)
      if final || check.progress.remaining == 0 { check.progress.state = .settled }
      return (.captured, sum)
    case .confirm:
      check.progress.confirmed = true
      guard check.progress.state == .committed else {
        if check.progress.state != .frozen, check.progress.lockedUntil != 0 {
          check.progress.lockedUntil = min(check.progress.lockedUntil, time + Int64(check.terms.coolingOff))
        }
        return (.deliveryConfirmed, 0)
      }
      let sum = check.progress.demanded
      check.pay(sum, from: hold, at: time, &moves)
      check.progress.state = .settled
      return (.paidOnDelivery, sum)
    case .collectCash(let amount):
      let sum = amount == 0 ? check.progress.demanded : amount
      check.progress.confirmed = true
      check.pay(sum, from: .debt(check.terms.distributor), at: time, &moves)
      check.progress.state = .settled
      return (.cashCollected, sum)
    case .failDelivery:
      check.progress.state = .voided
      return (.deliveryFailed, 0)
    case .extend(let until):
      check.progress.expires = until
      return (.extended, 0)
    case .choose(let method):
      check.progress.method = method
      if method != .cash { check.progress.cover = method == .card ? .card : .bank }
      return (.methodChosen, check.progress.remaining)
    case .void:
      check.progress.state = .voided
      return (.voided, 0)
    case .lapse:
      let wasIssued = check.progress.state == .issued
      check.progress.state = wasIssued ? .expired : .voided
      return (wasIssued ? .expired : .deadlineLapsed, 0)
    case .dispute:
      check.progress.frozenFrom = check.progress.state
      check.progress.frozenAt = time
      check.progress.state = .frozen
      return (.disputeOpened, check.progress.remaining)
    case .resolveByResuming, .resolveByPaying, .resolveByVoiding:
      return (.disputeResolved, resolve(&check, event, from: hold, at: time, &moves))
    case .refund(let amount): return (.refunded, check.giveBack(amount, withReserve: false, &moves))
    case .withdraw: return (.withdrawn, check.giveBack(0, withReserve: true, &moves))
    case .chargeBack(let amount): return (.chargedBack, check.giveBack(amount, withReserve: true, &moves))
    case .claimGuarantee(let amount):
      let all = min(check.progress.reserved, check.progress.captured - check.progress.returned)
      return (.guaranteeClaimed, check.giveBack(amount == 0 ? all : amount, reserveOnly: true, &moves))
    case .release: return (.proceedsReleased, check.release(at: time, &moves))
    }
  }

  private func resolve(
    _ check: inout Instrument, _ event: Event, from hold: Pocket, at time: Int64, _ moves: inout [Move]
  ) -> Int64 {
    let (from, stood) = (check.progress.frozenFrom ?? .issued, time - check.progress.frozenAt)
    check.progress.frozenFrom = nil
    check.progress.frozenAt = 0
    let awaitsOnlyThis = from == .committed && check.progress.confirmed && check.progress.method != .cash
    switch event {
    case .resolveByResuming where !awaitsOnlyThis:
      check.progress.state = from
      check.progress.expires += stood
      if check.progress.deadline != 0 { check.progress.deadline += stood }
      return check.progress.remaining
    case .resolveByVoiding:
      check.progress.state = .voided
      return 0
    default:
      var sum = check.progress.demanded
      if case .resolveByPaying(let amount) = event { sum = amount == 0 ? check.progress.remaining : amount }
      check.pay(sum, from: hold, at: time, &moves)
      check.progress.state = .settled
      return sum
    }
  }
}

extension Book.Instrument {
  fileprivate var window: Int64 { terms.deliveryWindow == 0 ? 30 * 86_400_000 : Int64(terms.deliveryWindow) }

  fileprivate mutating func pay(_ sum: Int64, from source: Pocket, at time: Int64, _ moves: inout [Move]) {
    progress.remaining -= sum
    progress.captured += sum
    if source.kind == .card { progress.capturedFromCard += sum }
    let retained = terms.guarantee == 0 ? 0 : sum * Int64(terms.reserveShare) / 10_000
    if retained > 0 {
      moves.append(Move(from: source, to: .reserve(progress.payee), amount: retained))
      progress.reserved += retained
      progress.reservedUntil = time + Int64(terms.guarantee)
    }
    let isThere = terms.distributor.isEmpty || progress.confirmed
    if terms.coolingOff > 0 {
      progress.locked += sum - retained
      progress.lockedUntil = time + Int64(terms.coolingOff) + (isThere ? 0 : window)
    }
    let goal: Pocket = terms.coolingOff > 0 ? .locked(progress.payee) : .available(progress.payee)
    if sum > retained { moves.append(Move(from: source, to: goal, amount: sum - retained)) }
  }

  /// From what is locked first, then from the reserve, then from what can be drawn; to the card first.
  fileprivate mutating func giveBack(
    _ amount: Int64, withReserve: Bool = true, reserveOnly: Bool = false, _ moves: inout [Move]
  ) -> Int64 {
    let sum = amount == 0 ? progress.captured - progress.returned : amount
    let fromLock = reserveOnly ? 0 : min(sum, progress.locked)
    let fromReserve = withReserve ? min(sum - fromLock, progress.reserved) : 0
    var toCard = min(sum, progress.capturedFromCard - progress.returnedToCard)
    progress.returnedToCard += toCard
    progress.returned += sum
    progress.locked -= fromLock
    progress.reserved -= fromReserve
    let sources: [(Pocket, Int64)] = [
      (.locked(progress.payee), fromLock), (.reserve(progress.payee), fromReserve),
      (.available(progress.payee), sum - fromLock - fromReserve),
    ]
    for (source, part) in sources {
      let card = min(part, toCard)
      toCard -= card
      if card > 0 { moves.append(Move(from: source, to: .of(terms.drawer, .card), amount: card)) }
      if part > card { moves.append(Move(from: source, to: .of(terms.drawer, .bank), amount: part - card)) }
    }
    return sum
  }

  fileprivate mutating func release(at time: Int64, _ moves: inout [Move]) -> Int64 {
    var sum: Int64 = 0
    if progress.locked > 0, progress.lockedUntil <= time {
      moves.append(Move(from: .locked(progress.payee), to: .available(progress.payee), amount: progress.locked))
      sum += progress.locked
      progress.locked = 0
    }
    if progress.reserved > 0, progress.reservedUntil <= time {
      moves.append(Move(from: .reserve(progress.payee), to: .available(progress.payee), amount: progress.reserved))
      sum += progress.reserved
      progress.reserved = 0
    }
    return sum
  }
}
