/// What is said to a request: nil for yes, else the refusal's name. The order is that of docs/refusals.md.

extension Book {
  /// How old an id may be, and how far ahead, in milliseconds.
  private static let idPast: Int64 = 7 * 86_400_000
  private static let idAhead: Int64 = 10 * 60_000
  /// How long a check may be good.
  private static let longest: Int64 = 400 * 86_400_000

  /// What is said to a command at `time`; to one that took effect before, yes.
  func judge(_ ask: Ask, at time: Int64) -> String? {
    if ask.isCommand {
      if let effect = effects[ask.id] { return effect.ask.what == ask.what ? nil : "id_reused" }
      let made = ask.id.prefix(6).reduce(0) { $0 << 8 | Int64($1) }
      if made > time + Book.idAhead || time > made + Book.idPast { return "id_outside_window" }
    }
    switch ask.what {
    case .issue(let terms): return judge(terms, at: time)
    case .act(let id, let actor, let event):
      guard let check = checks[id] else { return "unknown_check" }
      return judge(event, by: actor, on: check, at: time)
    case .enrolAccount(let buyer): return buyers[buyer.code] == nil ? nil : "already_enrolled"
    case .enrolSeller(let company): return sellers[company.code] == nil ? nil : "already_enrolled"
    case .enrolDistributor(let company): return distributors[company.code] == nil ? nil : "already_enrolled"
    case .setStatus(let party, let status): return judge(status, of: party)
    case .fund(let code, let cover, _):
      guard let buyer = buyers[code] else { return "unknown_account" }
      if buyer.status == .closed { return "account_closed" }
      return (cover == .bank ? buyer.bank : buyer.card) == .none ? "no_cover" : nil
    case .payOut(let code, let amount):
      guard let seller = sellers[code] else { return "unknown_seller" }
      if seller.status == .closed { return "seller_closed" }
      return posted(.available(code)) < amount ? "payee_insufficient" : nil
    case .payIn(let code, let amount):
      guard distributors[code] != nil else { return "unknown_distributor" }
      return -posted(.debt(code)) < amount ? "exceeds_debt" : nil
    case .verify(let id, let seller, let distributor, let amount):
      guard let check = checks[id] else { return "unknown_check" }
      if !seller.isEmpty, !check.progress.payee.isEmpty, check.progress.payee != seller { return "wrong_payee" }
      let state = check.state(at: time)
      if state != .issued { return state.refusal }
      if !distributor.isEmpty, distributor != check.terms.distributor { return "terms_mismatch" }
      return amount > check.progress.remaining ? "exceeds_remaining" : nil
    case .account(let code): return buyers[code] == nil ? "unknown_account" : nil
    case .seller(let code): return sellers[code] == nil ? "unknown_seller" : nil
    case .distributor(let code): return distributors[code] == nil ? "unknown_distributor" : nil
    case .check(let id): return checks[id] == nil ? "unknown_check" : nil
    case .journal, .acceptClock: return nil
    }
  }

  private func judge(_ status: PartyStatus, of party: Party) -> String? {
    let now: PartyStatus?
    switch party.kind {
    case .account: now = buyers[party.code]?.status
    case .seller: now = sellers[party.code]?.status
    case .distributor: now = distributors[party.code]?.status
    }
    guard let now else { return "unknown_\(party.kind)" }
    if now == .closed { return "\(party.kind)_closed" }
    // The simulation closes nobody.
    return now == status ? "same_status" : nil
  }

  private func judge(_ terms: Terms, at time: Int64) -> String? {
    guard let buyer = buyers[terms.drawer] else { return "unknown_account" }
    if let refusal = buyer.status.refusal(of: "account") { return refusal }
    if buyer.currency != terms.currency { return "currency_mismatch" }
    let cover: Cover = terms.method == .card ? .card : .bank
    if let refusal = judge(terms.drawer, terms.amount, on: cover) { return refusal }
    if buyer.perCheck > 0, terms.amount > buyer.perCheck { return "over_check_limit" }
    let used = used(terms.drawer, at: time)
    if buyer.perDay > 0, used.amount + terms.amount > buyer.perDay { return "over_daily_amount" }
    if buyer.checksPerDay > 0, used.count >= buyer.checksPerDay { return "over_daily_count" }
    if !terms.payee.isEmpty {
      if let refusal = judge(seller: terms.payee, for: terms.currency) { return refusal }
    }
    if terms.distributor.isEmpty {
      if terms.release == .onDelivery || terms.method == .cash { return "distributor_required" }
    } else {
      guard let distributor = distributors[terms.distributor] else { return "unknown_distributor" }
      if let refusal = distributor.status.refusal(of: "distributor") { return refusal }
      if distributor.currency != terms.currency { return "distributor_currency_mismatch" }
    }
    if !terms.payee.isEmpty, isOverExposure(terms.payee, terms.amount) { return "over_seller_exposure" }
    if let distributor = distributors[terms.distributor] {
      if distributor.exposureLimit > 0,
        exposure(ofDistributor: terms.distributor) + terms.amount > distributor.exposureLimit
      {
        return "over_distributor_exposure"
      }
      if terms.method == .cash, isOverCash(terms.distributor, terms.amount) { return "over_cash_limit" }
    }
    if terms.expires != 0, terms.expires <= time || terms.expires > time + Book.longest {
      return "expiry_out_of_range"
    }
    return nil
  }

  private func judge(_ buyer: String, _ amount: Int64, on cover: Cover) -> String? {
    switch cover == .bank ? buyers[buyer]?.bank : buyers[buyer]?.card {
    case .good: break
    case .bad: return "standing_bad"
    case nil, .some(.none): return "no_cover"
    }
    return available(buyer, cover) < amount ? "insufficient_funds" : nil
  }

  private func judge(seller code: String, for currency: String) -> String? {
    guard let seller = sellers[code] else { return "unknown_seller" }
    if let refusal = seller.status.refusal(of: "seller") { return refusal }
    return seller.currency == currency ? nil : "seller_currency_mismatch"
  }

  private func isOverExposure(_ seller: String, _ amount: Int64) -> Bool {
    let limit = sellers[seller]?.exposureLimit ?? 0
    return limit > 0 && exposure(ofSeller: seller) + amount > limit
  }

  private func isOverCash(_ distributor: String, _ amount: Int64) -> Bool {
    cashPending(distributor) - posted(.debt(distributor)) + amount > distributors[distributor]?.cashLimit ?? 0
  }

  // MARK: - Events

  private func judge(_ event: Event, by actor: Actor, on check: Instrument, at time: Int64) -> String? {
    if let refusal = event.judge(actor, on: check) { return refusal }
    let state = event == .lapse ? check.progress.state : check.state(at: time)
    if let refusal = event.refusal(in: state, isLocked: check.progress.locked > 0) { return refusal }
    return judgeOwn(event, by: actor, on: check, at: time)
  }

  private func judgeOwn(_ event: Event, by actor: Actor, on check: Instrument, at time: Int64) -> String? {
    let progress = check.progress
    switch event {
    case .present(let amount, _):
      if progress.payee.isEmpty {
        if let refusal = judge(seller: actor.code, for: check.terms.currency) { return refusal }
        if isOverExposure(actor.code, progress.remaining) { return "over_seller_exposure" }
      } else if sellers[actor.code]?.status == .closed {
        return "seller_closed"
      }
      return amount > progress.remaining ? "exceeds_remaining" : nil
    case .confirm:
      if progress.state != .committed { return progress.confirmed ? "already_confirmed" : nil }
      return progress.method == .cash ? "cash_due" : nil
    case .collectCash(let amount):
      if progress.method != .cash { return "not_cash" }
      return amount > progress.remaining ? "exceeds_remaining" : nil
    case .failDelivery, .dispute, .resolveByResuming, .resolveByVoiding: return nil
    case .extend(let until):
      if until <= progress.expires { return "not_later" }
      return until > time + Book.longest ? "expiry_out_of_range" : nil
    case .choose(let method):
      if method == progress.method { return "same_method" }
      if method == .cash {
        guard let distributor = distributors[check.terms.distributor] else { return "distributor_required" }
        if let refusal = distributor.status.refusal(of: "distributor") { return refusal }
        return isOverCash(check.terms.distributor, progress.remaining) ? "over_cash_limit" : nil
      }
      let cover: Cover = method == .card ? .card : .bank
      return cover == progress.cover ? nil : judge(check.terms.drawer, progress.remaining, on: cover)
    case .void:
      guard case .terminal = actor else { return nil }
      if progress.captured > 0 { return "already_captured" }
      return progress.confirmed ? "already_confirmed" : nil
    case .resolveByPaying(let amount):
      if progress.payee.isEmpty { return "no_payee" }
      return amount > progress.remaining ? "exceeds_remaining" : nil
    case .refund(let amount):
      if let refusal = judgeReturn(amount, of: progress) { return refusal }
      let sum = amount == 0 ? progress.captured - progress.returned : amount
      return progress.locked + max(0, posted(.available(progress.payee))) < sum ? "payee_insufficient" : nil
    case .withdraw:
      if let refusal = judgeReturn(0, of: progress) { return refusal }
      if progress.lockedUntil == 0 || time >= progress.lockedUntil { return "cooling_off_over" }
      let has = progress.locked + progress.reserved + max(0, posted(.available(progress.payee)))
      return has < progress.captured - progress.returned ? "payee_insufficient" : nil
    case .chargeBack(let amount): return judgeReturn(amount, of: progress)
    case .claimGuarantee(let amount):
      if let refusal = judgeReturn(amount, of: progress) { return refusal }
      if progress.reserved == 0 || time >= progress.reservedUntil { return "guarantee_over" }
      let sum = amount == 0 ? min(progress.reserved, progress.captured - progress.returned) : amount
      return sum > progress.reserved ? "exceeds_reserve" : nil
    case .lapse: return progress.state == check.state(at: time) ? "not_due" : nil
    case .release:
      let isLockOver = progress.locked > 0 && progress.lockedUntil <= time
      let isReserveOver = progress.reserved > 0 && progress.reservedUntil <= time
      return isLockOver || isReserveOver ? nil : "not_due"
    }
  }

  private func judgeReturn(_ amount: Int64, of progress: Progress) -> String? {
    if progress.captured == 0 { return "nothing_captured" }
    let left = progress.captured - progress.returned
    return left == 0 || amount > left ? "exceeds_captured" : nil
  }
}

extension PartyStatus {
  fileprivate func refusal(of kind: String) -> String? {
    switch self {
    case .active: nil
    case .enrolled: "\(kind)_not_active"
    case .suspended: "\(kind)_suspended"
    case .closed: "\(kind)_closed"
    }
  }
}

extension Progress.State {
  /// What is said of a check that is in this state and should not be.
  fileprivate var refusal: String { self == .issued ? "check_open" : "check_\(self)" }
}

extension Event {
  /// The table of who may act, and what the others are told.
  fileprivate func judge(_ actor: Actor, on check: Book.Instrument) -> String? {
    let (drawer, payee, carrier) = (check.terms.drawer, check.progress.payee, check.terms.distributor)
    switch (self, actor) {
    case (.present, .seller(let code)): return payee.isEmpty || payee == code ? nil : "wrong_payee"
    case (.confirm, .distributor(let code)), (.collectCash, .distributor(let code)),
      (.failDelivery, .distributor(let code)):
      return code == carrier ? nil : "wrong_distributor"
    case (.failDelivery, .seller(let code)), (.void, .seller(let code)), (.refund, .seller(let code)),
      (.claimGuarantee, .seller(let code)):
      return code == payee ? nil : "wrong_payee"
    case (.extend, .terminal(let code)), (.choose, .terminal(let code)), (.withdraw, .terminal(let code)),
      (.void, .terminal(let code)), (.dispute, .terminal(let code)):
      return code == drawer ? nil : "not_party"
    case (.dispute, .seller(let code)): return code == payee ? nil : "not_party"
    case (.dispute, .distributor(let code)): return code == carrier ? nil : "not_party"
    case (.void, .operator), (.refund, .operator), (.claimGuarantee, .operator), (.chargeBack, .operator),
      (.resolveByResuming, .operator), (.resolveByPaying, .operator), (.resolveByVoiding, .operator):
      return nil
    case (.lapse, .committer), (.release, .committer): return nil
    default: return "not_permitted"
    }
  }

  /// The table of what may happen in which state.
  fileprivate func refusal(in state: Progress.State, isLocked: Bool) -> String? {
    let allowed: Bool
    switch (self, state) {
    case (.confirm, .settled), (.confirm, .voided), (.confirm, .expired): allowed = isLocked
    case (.confirm, _): allowed = true
    case (.present, .issued), (.extend, .issued), (.void, .issued): allowed = true
    case (.choose, .issued), (.choose, .committed), (.dispute, .issued), (.dispute, .committed): allowed = true
    case (.lapse, .issued), (.lapse, .committed): allowed = true
    case (.collectCash, .committed), (.failDelivery, .committed): allowed = true
    case (.resolveByResuming, .frozen), (.resolveByPaying, .frozen), (.resolveByVoiding, .frozen): allowed = true
    case (.refund, _), (.withdraw, _), (.chargeBack, _), (.claimGuarantee, _), (.release, _): allowed = !state.isOpen
    default: allowed = false
    }
    if allowed { return nil }
    switch (self, state) {
    case (.collectCash, .issued), (.failDelivery, .issued): return "check_not_committed"
    case (.resolveByResuming, .issued), (.resolveByPaying, .issued), (.resolveByVoiding, .issued),
      (.resolveByResuming, .committed), (.resolveByPaying, .committed), (.resolveByVoiding, .committed):
      return "check_not_frozen"
    case (.refund, .committed), (.withdraw, .committed), (.chargeBack, .committed), (.claimGuarantee, .committed):
      return "check_open"
    default: return state.refusal
    }
  }
}
