/// What a command does that nothing is wrong with.
internal import Ledger

extension ModelLedger {
  mutating func carryOut(_ issue: IssueCheck, at now: Timestamp) {
    let terms = issue.terms
    checks[issue.id] = Instrument(
      id: issue.id, terms: terms, issued: now, method: terms.method, cover: terms.method == .card ? .card : .bank,
      payee: terms.payee,
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
      check.confirmed = true
      if check.state == .committed {
        pay(check.demanded, of: &check, from: hold, at: now)
        check.state = .settled
      }
      if check.state != .frozen, let until = check.lockedUntil {
        check.lockedUntil = min(until, now + check.terms.coolingOff)
      }
    case .collectCash(let amount):
      guard let distributor = check.terms.distributor else { return }
      check.confirmed = true
      pay(amount?.minorUnits ?? check.demanded, of: &check, from: .debt(distributor), at: now)
      check.state = .settled
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
    case .refund(let amount): giveBack(amount?.minorUnits, of: &check, withReserve: false, overRails: action.check)
    case .withdraw: giveBack(nil, of: &check, withReserve: true, overRails: action.check)
    case .claimGuarantee(let amount):
      giveBack(
        amount?.minorUnits ?? min(check.reserved, check.captured - check.returned), of: &check, withReserve: true,
        reserveOnly: true, overRails: action.check)
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
    case .reportRail(let id, let result): hear(result, of: id, about: &check, at: now)
    }
    checks[action.check] = check
  }

  private mutating func pay(
    _ amount: Int64, of check: inout Instrument, from source: BookAccountID, at now: Timestamp
  ) {
    guard check.payee != nil else { return }
    check.paid.append((amount, source))
    let rail: PaymentRail
    switch source {
    case .bank(let drawer): rail = drawers[drawer]?.rails[.bank] ?? .book
    case .card(let drawer): rail = drawers[drawer]?.rails[.card] ?? .book
    default: rail = .book
    }
    guard rail != .book else { return reach(amount, of: &check, from: source, at: now) }
    let currency = check.terms.currency
    move(amount, from: source, to: .clearing(rail, currency))
    tell(rail, Told(way: .fromDrawer, check: check.id, seller: nil, amount: amount, currency: currency))
  }

  private mutating func tell(_ rail: PaymentRail, _ what: Told) {
    let id = InstructionID(rail: rail, sequence: sequence)
    if told[id] == nil { told[id] = what } else { told[id]?.amount += what.amount }
  }

  /// What a paying system says of what it was told about a check.
  private mutating func hear(
    _ result: RailResult, of id: InstructionID, about check: inout Instrument, at now: Timestamp
  ) {
    guard let what = told[id], let payee = check.payee else { return }
    let clearing = BookAccountID.clearing(id.rail, what.currency)
    let drawer = check.terms.drawer
    let cover: Cover = id.rail == .card ? .card : .bank
    let account: BookAccountID = cover == .card ? .card(drawer) : .bank(drawer)
    defer { told[id]?.last = result == .returned && what.isOpen ? .rejected : result }
    switch (what.way, result) {
    case (_, .unsure): break
    case (.fromDrawer, .accepted): reach(what.amount, of: &check, from: clearing, at: now)
    case (.toDrawer, .accepted): move(what.amount, from: clearing, to: account)
    case (.fromDrawer, _) where what.isOpen:
      check.givenBack.append((what.amount, cover))
      move(what.amount, from: clearing, to: account)
    case (.toDrawer, _):
      check.givenBack.append((-what.amount, cover))
      move(what.amount, from: what.isOpen ? clearing : account, to: .available(payee))
    case (.fromDrawer, _):
      let pending = told.values.filter { $0.check == what.check && $0.way == .fromDrawer && $0.isOpen }
        .reduce(0) { $0 + $1.amount }
      let from = check.paid.filter { ($0.from == .card(drawer)) == (cover == .card) }.reduce(0) { $0 + $1.amount }
      let to = check.givenBack.filter { $0.to == cover }.reduce(0) { $0 + $1.amount }
      let due = min(what.amount, check.captured - check.returned - pending, from - to)
      if due > 0 { takeFromPayee(due, of: &check, withReserve: true, for: [(due, cover, account)]) }
      // The payee gave it, and the bank took it: the drawer has it from both.
      if due < what.amount { move(what.amount - due, from: .fees(what.currency), to: account) }
    case (.toSeller, _): break
    }
  }

  /// The payee has `amount` now: some of it in reserve, the rest at hand or locked.
  private mutating func reach(
    _ amount: Int64, of check: inout Instrument, from source: BookAccountID, at now: Timestamp
  ) {
    guard let payee = check.payee else { return }
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
      let window = check.terms.deliveryWindow?.milliseconds ?? 30 * 86_400_000
      let isThere = check.confirmed || check.terms.distributor == nil
      check.lockedUntil = Timestamp(
        milliseconds: now.milliseconds + check.terms.coolingOff.milliseconds + (isThere ? 0 : window))
    } else {
      move(amount - retained, from: source, to: .available(payee))
    }
  }

  /// The payee gives from what is locked, then (where it may) from the reserve, then from what it can draw; the card
  /// gets back first what it paid, the bank the rest. Coin by coin it makes no difference in which order they meet.
  private mutating func giveBack(
    _ amount: Int64?, of check: inout Instrument, withReserve: Bool, reserveOnly: Bool = false,
    overRails id: CheckID? = nil
  ) {
    let sum = amount ?? check.captured - check.returned
    let toCard = min(sum, check.owedToCard)
    let drawer = check.terms.drawer
    let parts: [(Int64, Cover, BookAccountID)] = [(toCard, .card, .card(drawer)), (sum - toCard, .bank, .bank(drawer))]
    takeFromPayee(
      sum, of: &check, withReserve: withReserve, reserveOnly: reserveOnly,
      for: parts.filter { $0.0 > 0 }.map { amount, cover, account in
        guard let id, let rail = drawers[drawer]?.rails[cover], rail != .book else { return (amount, cover, account) }
        let currency = check.terms.currency
        tell(rail, Told(way: .toDrawer, check: id, seller: nil, amount: amount, currency: currency))
        return (amount, cover, .clearing(rail, currency))
      })
  }

  private mutating func takeFromPayee(
    _ sum: Int64, of check: inout Instrument, withReserve: Bool, reserveOnly: Bool = false,
    for parts: [(Int64, Cover, BookAccountID)]
  ) {
    guard let payee = check.payee else { return }
    let fromLock = reserveOnly ? 0 : min(sum, check.locked)
    let fromReserve = withReserve ? min(sum - fromLock, check.reserved) : 0
    check.locked -= fromLock
    check.reserved -= fromReserve
    book[.locked(payee), default: 0] -= fromLock
    book[.reserve(payee), default: 0] -= fromReserve
    book[.available(payee), default: 0] -= sum - fromLock - fromReserve
    for (amount, cover, account) in parts {
      check.givenBack.append((amount, cover))
      book[account, default: 0] += amount
    }
  }

  /// Money that nobody was told to send comes out of what the paying system has.
  private func source(_ rail: PaymentRail, _ currency: Currency) -> BookAccountID {
    rail == .book ? .clearing(rail, currency) : .settlement(rail, currency)
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
      move(amount.minorUnits, from: source(rail, currency), to: cover == .bank ? .bank(id) : .card(id))
    case .reconcile(let id, let cover, let stated, let seen, let sequence, let rail):
      guard let currency = drawers[id]?.currency else { return }
      let account: BookAccountID = cover == .bank ? .bank(id) : .card(id)
      move(stated - (seen ?? book[account] ?? 0), from: source(rail, currency), to: account)
      drawers[id]?.statements[cover] = sequence
    case .payOut(let id, let amount, let rail):
      guard let currency = sellers[id]?.currency else { return }
      move(amount.minorUnits, from: .available(id), to: .clearing(rail, currency))
      if rail != .book {
        tell(rail, Told(way: .toSeller, check: nil, seller: id, amount: amount.minorUnits, currency: currency))
      }
    case .chargeFee(let id, let amount):
      guard let currency = sellers[id]?.currency else { return }
      move(amount.minorUnits, from: .available(id), to: .fees(currency))
    case .payIn(let id, let amount, let rail):
      guard let currency = distributors[id]?.currency else { return }
      move(amount.minorUnits, from: source(rail, currency), to: .debt(id))
    case .reportPayOut(let seller, let id, let result):
      guard let what = told[id] else { return }
      let clearing = BookAccountID.clearing(id.rail, what.currency)
      let settlement = BookAccountID.settlement(id.rail, what.currency)
      switch result {
      case .unsure: break
      case .accepted: move(what.amount, from: clearing, to: settlement)
      case .rejected, .returned: move(what.amount, from: what.isOpen ? clearing : settlement, to: .available(seller))
      }
      told[id]?.last = result == .returned && what.isOpen ? .rejected : result
    }
  }

  private mutating func update(_ id: AccountID, _ change: AccountUpdate) {
    if let delivery = change.delivery { drawers[id]?.delivery = delivery }
    if let standing = change.bankStanding { drawers[id]?.standing[.bank] = standing }
    if let standing = change.cardStanding { drawers[id]?.standing[.card] = standing }
    if let line = change.creditLine { drawers[id]?.line = line }
    if let limits = change.limits { drawers[id]?.limits = limits }
    if let rail = change.bankRail { drawers[id]?.rails[.bank] = rail }
    if let rail = change.cardRail { drawers[id]?.rails[.card] = rail }
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
