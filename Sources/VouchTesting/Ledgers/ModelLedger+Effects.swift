/// What a command does that nothing is wrong with.
internal import Ledger

extension ModelLedger {
  mutating func carryOut(_ issue: IssueCheck, at now: Timestamp) {
    let terms = issue.terms
    checks[issue.id] = Instrument(
      terms: terms, issued: now, method: terms.method, cover: terms.method == .card ? .card : .bank, payee: terms.payee,
      expires: terms.expires ?? Timestamp(milliseconds: now.milliseconds + 30 * 86_400_000))
  }

  mutating func carryOut(_ action: CheckAction, at now: Timestamp) {
    guard var check = checks[action.check] else { return }
    let drawer = check.terms.drawer
    let hold: BookAccountID = check.cover == .card ? .card(drawer) : .bank(drawer)
    switch action.event {
    case .present(let amount, let final):
      if case .seller(let id) = action.actor { check.payee = id }
      let sum = amount?.minorUnits ?? check.remaining
      if check.method == .cash || (check.terms.release == .onDelivery && !check.confirmed) {
        check.state = .committed
        check.demanded = sum
        let window = check.terms.deliveryWindow?.milliseconds ?? 30 * 86_400_000
        check.deadline = Timestamp(milliseconds: now.milliseconds + window)
      } else {
        pay(sum, of: &check, from: hold, at: now)
        if final || check.unpaid == 0 { check.state = .settled }
      }
    case .confirm:
      if check.state == .committed {
        pay(check.demanded, of: &check, from: hold, at: now)
        check.state = .settled
      }
      check.confirmed = true
    case .collectCash(let amount):
      guard let distributor = check.terms.distributor else { return }
      pay(amount?.minorUnits ?? check.demanded, of: &check, from: .debt(distributor), at: now)
      check.state = .settled
      check.confirmed = true
    case .failDelivery, .void: check.state = .voided
    case .lapse: check.state = check.state == .issued ? .expired : .voided
    case .extend(let until): check.expires = until
    case .chooseMethod(let method):
      check.method = method
      if method != .cash { check.cover = method == .card ? .card : .bank }
    case .openDispute:
      check.frozen = (check.state, now)
      check.state = .frozen
    case .resolveDispute(let resolution):
      guard let frozen = check.frozen else { return }
      let stood = now.milliseconds - frozen.at.milliseconds
      check.frozen = nil
      switch resolution {
      case .resume where frozen.from == .committed && check.confirmed && check.method != .cash:
        pay(check.demanded, of: &check, from: hold, at: now)
        check.state = .settled
      case .resume:
        check.state = frozen.from
        check.expires.milliseconds += stood
        check.deadline?.milliseconds += stood
      case .pay(let amount):
        pay(amount?.minorUnits ?? check.remaining, of: &check, from: hold, at: now)
        check.state = .settled
      case .void: check.state = .voided
      }
    case .refund(let amount): giveBack(amount?.minorUnits, of: &check, withReserve: false)
    case .withdraw: giveBack(nil, of: &check, withReserve: true)
    case .chargeBack(let amount): giveBack(amount?.minorUnits, of: &check, withReserve: true)
    case .releaseProceeds:
      guard let payee = check.payee else { return }
      if let until = check.lockedUntil, until <= now {
        move(check.locked, from: .locked(payee), to: .available(payee))
        check.locked = 0
      }
      if let until = check.reservedUntil, until <= now {
        move(check.reserved, from: .reserve(payee), to: .available(payee))
        check.reserved = 0
      }
    }
    checks[action.check] = check
  }

  private mutating func pay(
    _ amount: Int64, of check: inout Instrument, from source: BookAccountID, at now: Timestamp
  ) {
    guard let payee = check.payee else { return }
    check.paid.append((amount, source))
    var retained: Int64 = 0
    if check.terms.guarantee > .none {
      retained = Int64(Int128(amount) * Int128(check.terms.reserveShare) / 10_000)
    }
    if retained > 0 {
      move(retained, from: source, to: .reserve(payee))
      check.reserved += retained
      check.reservedUntil = now + check.terms.guarantee
    }
    if check.terms.coolingOff > .none {
      move(amount - retained, from: source, to: .locked(payee))
      check.locked += amount - retained
      check.lockedUntil = now + check.terms.coolingOff
    } else {
      move(amount - retained, from: source, to: .available(payee))
    }
  }

  /// The payee gives from what is locked, then (where it may) from the reserve, then from what it can draw; the card
  /// gets back first what it paid, the bank the rest. Coin by coin it makes no difference in which order they meet.
  private mutating func giveBack(_ amount: Int64?, of check: inout Instrument, withReserve: Bool) {
    guard let payee = check.payee else { return }
    let sum = amount ?? check.captured - check.returned
    let fromLock = min(sum, check.locked)
    let fromReserve = withReserve ? min(sum - fromLock, check.reserved) : 0
    check.locked -= fromLock
    check.reserved -= fromReserve
    book[.locked(payee), default: 0] -= fromLock
    book[.reserve(payee), default: 0] -= fromReserve
    book[.available(payee), default: 0] -= sum - fromLock - fromReserve

    let toCard = min(sum, check.owedToCard)
    if toCard > 0 { check.givenBack.append((toCard, .card)) }
    if sum > toCard { check.givenBack.append((sum - toCard, .bank)) }
    book[.card(check.terms.drawer), default: 0] += toCard
    book[.bank(check.terms.drawer), default: 0] += sum - toCard
  }

  mutating func carryOut(_ change: Administration.Change) {
    switch change {
    case .enrolAccount(let enrolment):
      drawers[enrolment.id] = Drawer(status: enrolment.status, currency: enrolment.currency)
      update(enrolment.id, enrolment.update)
    case .enrolSeller(let enrolment):
      let id = SellerID(enrolment.code)
      sellers[id] = Company(status: enrolment.status, currency: enrolment.currency)
      if let limit = enrolment.update.exposureLimit { sellers[id]?.exposureLimit = limit }
    case .enrolDistributor(let enrolment):
      let id = DistributorID(enrolment.code)
      distributors[id] = Company(status: enrolment.status, currency: enrolment.currency)
      update(id, enrolment.update)
    case .updateAccount(let id, let change): update(id, change)
    case .updateSeller(let id, let change):
      if let limit = change.exposureLimit { sellers[id]?.exposureLimit = limit }
    case .updateDistributor(let id, let change): update(id, change)
    case .setStatus(.account(let id), let status): drawers[id]?.status = status
    case .setStatus(.seller(let id), let status): sellers[id]?.status = status
    case .setStatus(.distributor(let id), let status): distributors[id]?.status = status
    case .forget(.account(let id)): drawers[id]?.status = .closed
    case .forget(.seller(let id)): sellers[id]?.status = .closed
    case .forget(.distributor(let id)): distributors[id]?.status = .closed
    case .fund(let id, let cover, let amount, let rail):
      guard let currency = drawers[id]?.currency else { return }
      move(amount.minorUnits, from: .clearing(rail, currency), to: cover == .bank ? .bank(id) : .card(id))
    case .reconcile(let id, let cover, let stated, let sequence, let rail):
      guard let currency = drawers[id]?.currency else { return }
      let account: BookAccountID = cover == .bank ? .bank(id) : .card(id)
      move(stated - (book[account] ?? 0), from: .clearing(rail, currency), to: account)
      drawers[id]?.statements[cover] = sequence
    case .payOut(let id, let amount, let rail):
      guard let currency = sellers[id]?.currency else { return }
      move(amount.minorUnits, from: .available(id), to: .clearing(rail, currency))
    case .payIn(let id, let amount, let rail):
      guard let currency = distributors[id]?.currency else { return }
      move(amount.minorUnits, from: .clearing(rail, currency), to: .debt(id))
    }
  }

  private mutating func update(_ id: AccountID, _ change: AccountUpdate) {
    if let delivery = change.delivery { drawers[id]?.delivery = delivery }
    if let standing = change.bankStanding { drawers[id]?.standing[.bank] = standing }
    if let standing = change.cardStanding { drawers[id]?.standing[.card] = standing }
    if let line = change.creditLine { drawers[id]?.line = line }
    if let limits = change.limits { drawers[id]?.limits = limits }
  }

  private mutating func update(_ id: DistributorID, _ change: CompanyUpdate) {
    if let limit = change.exposureLimit { distributors[id]?.exposureLimit = limit }
    if let limit = change.cashLimit { distributors[id]?.cashLimit = limit }
    switch change.handOverKey {
    case .register(let key): distributors[id]?.key = key
    case .end: distributors[id]?.key = nil
    case nil: break
    }
    if let key = change.addressKey { distributors[id]?.readsAddresses = key.bytes.contains { $0 != 0 } }
  }
}
