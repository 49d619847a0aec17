/// All that is wrong with a command, in no order.
internal import Ledger

extension ModelLedger {
  func reasons(against terms: CheckTerms, at now: Timestamp) -> Set<Refusal> {
    var wrong: Set<Refusal> = []
    let charge = terms.amount.minorUnits
    let cover: Cover = terms.method == .card ? .card : .bank
    if let drawer = drawers[terms.drawer] {
      switch drawer.status {
      case .active: break
      case .enrolled: wrong.insert(.accountNotActive)
      case .suspended: wrong.insert(.accountSuspended)
      case .closed: wrong.insert(.accountClosed)
      }
      if drawer.currency != terms.currency { wrong.insert(.currencyMismatch) }
      wrong.formUnion(reasons(of: terms.drawer, for: charge, on: cover))
      let today = issued(terms.drawer, on: now.day)
      let used = today.reduce(0) { $0 + $1.terms.amount.minorUnits }
      if drawer.limits.perCheck > 0, charge > drawer.limits.perCheck { wrong.insert(.overCheckLimit) }
      if drawer.limits.perDay > 0, used + charge > drawer.limits.perDay { wrong.insert(.overDailyAmount) }
      if drawer.limits.checksPerDay > 0, today.count >= drawer.limits.checksPerDay { wrong.insert(.overDailyCount) }
      if drawer.delivery == .idOnly, terms.claim == nil { wrong.insert(.claimRequired) }
    } else {
      wrong.insert(.unknownAccount)
    }

    if let payee = terms.payee {
      if let seller = sellers[payee] {
        wrong.formUnion(reasons(against: seller, for: terms.currency))
        if seller.exposureLimit > 0, exposure(payee) + charge > seller.exposureLimit {
          wrong.insert(.overSellerExposure)
        }
      } else {
        wrong.insert(.unknownSeller)
      }
    }
    if let named = terms.distributor {
      if let distributor = distributors[named] {
        wrong.formUnion(standing(of: distributor))
        if distributor.currency != terms.currency { wrong.insert(.distributorCurrencyMismatch) }
        if terms.sealsAddress, !distributor.readsAddresses { wrong.insert(.addressKeyMissing) }
        if distributor.exposureLimit > 0, exposure(named) + charge > distributor.exposureLimit {
          wrong.insert(.overDistributorExposure)
        }
        if terms.method == .cash, cashAtRisk(named) + charge > distributor.cashLimit { wrong.insert(.overCashLimit) }
      } else {
        wrong.insert(.unknownDistributor)
      }
    } else if terms.release == .onDelivery || terms.method == .cash || terms.sealsAddress {
      wrong.insert(.distributorRequired)
    }
    if let expires = terms.expires, expires <= now || expires.milliseconds > now.milliseconds + 400 * 86_400_000 {
      wrong.insert(.expiryOutOfRange)
    }
    return wrong
  }

  private func reasons(of drawer: AccountID, for charge: Int64, on cover: Cover) -> Set<Refusal> {
    var wrong: Set<Refusal> = []
    switch drawers[drawer]?.standing[cover] ?? .none {
    case .good: break
    case .none: wrong.insert(.noCover)
    case .bad: wrong.insert(.standingBad)
    }
    if available(drawer, cover) < charge { wrong.insert(.insufficientFunds) }
    return wrong
  }

  private func reasons(against seller: Company, for currency: Currency) -> Set<Refusal> {
    var wrong: Set<Refusal> = []
    switch seller.status {
    case .active: break
    case .enrolled: wrong.insert(.sellerNotActive)
    case .suspended: wrong.insert(.sellerSuspended)
    case .closed: wrong.insert(.sellerClosed)
    }
    if seller.currency != currency { wrong.insert(.sellerCurrencyMismatch) }
    return wrong
  }

  private func standing(of distributor: Company) -> Set<Refusal> {
    switch distributor.status {
    case .active: []
    case .enrolled: [.distributorNotActive]
    case .suspended: [.distributorSuspended]
    case .closed: [.distributorClosed]
    }
  }

  // MARK: - Events

  func reasons(against action: CheckAction, at now: Timestamp) -> Set<Refusal> {
    guard let check = checks[action.check] else { return [.unknownCheck] }
    var wrong: Set<Refusal> = []
    if let refusal = refusal(of: action, on: check) { wrong.insert(refusal) }
    // A late sweep does not matter, except to the sweep itself.
    let state = action.event == .lapse ? check.state : check.state(at: now)
    if let refusal = refusal(of: action.event, in: state, isLocked: check.locked > 0) {
      wrong.insert(refusal)
    } else {
      wrong.formUnion(ownReasons(against: action, on: check, at: now))
    }
    return wrong
  }

  /// The column "who" of the design.
  private func refusal(of action: CheckAction, on check: Instrument) -> Refusal? {
    let isDrawer = action.actor == .terminal(check.terms.drawer)
    let isPayee = check.payee.map { action.actor == .seller($0) } ?? false
    let isCarrier = check.terms.distributor.map { action.actor == .distributor($0) } ?? false
    func not(_ refusal: Refusal, if isOfRole: Bool) -> Refusal { isOfRole ? refusal : .notPermitted }
    let role = action.actor.role
    switch action.event {
    case .present:
      return isPayee || (check.payee == nil && role == "seller") ? nil : not(.wrongPayee, if: role == "seller")
    case .confirm, .collectCash: return isCarrier ? nil : not(.wrongDistributor, if: role == "distributor")
    case .failDelivery:
      if isCarrier || isPayee { return nil }
      return role == "seller" ? .wrongPayee : not(.wrongDistributor, if: role == "distributor")
    case .extend, .chooseMethod, .withdraw: return isDrawer ? nil : not(.notParty, if: role == "terminal")
    case .void:
      if isDrawer || isPayee || role == "operator" { return nil }
      return role == "seller" ? .wrongPayee : not(.notParty, if: role == "terminal")
    case .openDispute:
      if isDrawer || isPayee || isCarrier { return nil }
      return not(.notParty, if: ["seller", "terminal", "distributor"].contains(role))
    case .resolveDispute: return role == "operator" ? nil : .notPermitted
    case .refund, .claimGuarantee: return isPayee || role == "operator" ? nil : not(.wrongPayee, if: role == "seller")
    case .chargeBack: return role == "operator" || role == "rail" ? nil : .notPermitted
    case .reportRail: return role == "operator" || role == "rail" ? nil : .notPermitted
    case .lapse, .releaseProceeds: return role == "committer" ? nil : .notPermitted
    }
  }

  /// The rows of the design's table.
  private func refusal(of event: CheckEvent, in state: CheckState, isLocked: Bool) -> Refusal? {
    let afterwards: Set<StateTable.Event> = [.refund, .withdraw, .chargeBack, .claimGuarantee, .releaseProceeds]
    let event = event.column
    if event == .reportRail { return nil }
    if isLocked, event == .confirm { return nil }
    switch state {
    case .issued:
      if afterwards.contains(event) { return .checkOpen }
      if event == .resolveDispute { return .checkNotFrozen }
      return event == .collectCash || event == .failDelivery ? .checkNotCommitted : nil
    case .committed:
      if afterwards.contains(event) { return .checkOpen }
      if event == .resolveDispute { return .checkNotFrozen }
      return [.present, .extend, .void].contains(event) ? .checkCommitted : nil
    case .frozen: return event == .resolveDispute || event == .confirm ? nil : .checkFrozen
    case .settled: return afterwards.contains(event) ? nil : .checkSettled
    case .voided: return afterwards.contains(event) ? nil : .checkVoided
    case .expired: return afterwards.contains(event) ? nil : .checkExpired
    }
  }

  private func ownReasons(against action: CheckAction, on check: Instrument, at now: Timestamp) -> Set<Refusal> {
    var wrong: Set<Refusal> = []
    func payeeHas(_ amount: Int64, withReserve: Bool) -> Bool {
      guard let payee = check.payee else { return false }
      return check.locked + (withReserve ? check.reserved : 0) + max(0, book[.available(payee)] ?? 0) >= amount
    }
    /// What is wrong with giving back `amount`, and what it would be.
    func giveBack(_ amount: Amount?) -> Int64? {
      let pending = onItsWay(check.id, .fromDrawer)
      let left = check.captured - check.returned - pending
      if check.captured == 0 { wrong.insert(.nothingCaptured) }
      if pending > 0 { wrong.insert(.collectionPending) }
      if left == 0 || (amount?.minorUnits ?? 0) > left { wrong.insert(.exceedsCaptured) }
      return wrong.isEmpty ? amount?.minorUnits ?? left : nil
    }
    switch action.event {
    case .present(let amount, _):
      guard case .seller(let id) = action.actor, let seller = sellers[id] else { return [.unknownSeller] }
      if check.payee == nil {
        wrong.formUnion(reasons(against: seller, for: check.terms.currency))
        if seller.exposureLimit > 0, exposure(id) + check.remaining > seller.exposureLimit {
          wrong.insert(.overSellerExposure)
        }
      } else if seller.status == .closed {
        wrong.insert(.sellerClosed)
      }
      if let amount, amount.minorUnits > check.remaining { wrong.insert(.exceedsRemaining) }
    case .confirm(let proof):
      if check.state != .committed, check.confirmed { wrong.insert(.alreadyConfirmed) }
      if let key = check.terms.distributor.flatMap({ distributors[$0]?.key }) {
        if proof == nil || action.seal == nil { wrong.insert(.proofRequired) }
        if action.seal != .by(key.mark) { wrong.insert(.proofWrong) }
      }
      if check.state == .committed, check.method == .cash { wrong.insert(.cashDue) }
    case .collectCash(let amount):
      if check.method != .cash { wrong.insert(.notCash) }
      if let amount, amount.minorUnits > check.remaining { wrong.insert(.exceedsRemaining) }
    case .failDelivery, .openDispute: break
    case .extend(let until):
      if until <= check.expires { wrong.insert(.notLater) }
      if until.milliseconds > now.milliseconds + 400 * 86_400_000 { wrong.insert(.expiryOutOfRange) }
    case .chooseMethod(let method):
      if method == check.method { wrong.insert(.sameMethod) }
      if method == .cash {
        guard let named = check.terms.distributor, let distributor = distributors[named] else {
          return wrong.union([.distributorRequired])
        }
        wrong.formUnion(standing(of: distributor))
        if cashAtRisk(named) + check.remaining > distributor.cashLimit { wrong.insert(.overCashLimit) }
      } else {
        let cover: Cover = method == .card ? .card : .bank
        if cover != check.cover { wrong.formUnion(reasons(of: check.terms.drawer, for: check.remaining, on: cover)) }
      }
    case .void:
      if action.actor.role == "terminal", check.captured > 0 { wrong.insert(.alreadyCaptured) }
      if action.actor.role == "terminal", check.confirmed { wrong.insert(.alreadyConfirmed) }
    case .lapse: if check.state(at: now) == check.state { wrong.insert(.notDue) }
    case .resolveDispute(.resume), .resolveDispute(.void): break
    case .resolveDispute(.pay(let amount)):
      if check.payee == nil { wrong.insert(.noPayee) }
      if let amount, amount.minorUnits > check.remaining { wrong.insert(.exceedsRemaining) }
    case .refund(let amount):
      if let sum = giveBack(amount), !payeeHas(sum, withReserve: false) { wrong.insert(.payeeInsufficient) }
    case .withdraw:
      if check.lockedUntil.map({ now >= $0 }) ?? true { wrong.insert(.coolingOffOver) }
      let pending = onItsWay(check.id, .fromDrawer)
      let left = check.captured - check.returned - pending
      if check.captured == 0 { wrong.insert(.nothingCaptured) }
      if pending > 0 { wrong.insert(.collectionPending) }
      if left == 0 { wrong.insert(.exceedsCaptured) }
      if !payeeHas(left, withReserve: true) { wrong.insert(.payeeInsufficient) }
    case .chargeBack(let amount): _ = giveBack(amount)
    case .claimGuarantee(let amount):
      let left = check.captured - check.returned - onItsWay(check.id, .fromDrawer)
      _ = giveBack(amount)
      if check.reserved == 0 || check.reservedUntil.map({ now >= $0 }) ?? true { wrong.insert(.guaranteeOver) }
      if amount?.minorUnits ?? min(check.reserved, left) > check.reserved { wrong.insert(.exceedsReserve) }
    case .reportRail(let id, let result):
      guard let what = told[id], what.check == check.id, action.actor == .operator || action.actor == .rail(id.rail)
      else {
        return [.unknownInstruction]
      }
      wrong.formUnion(reasons(against: result, of: what))
    case .releaseProceeds:
      let lockIsOver = check.locked > 0 && check.lockedUntil.map { $0 <= now } ?? false
      let reserveIsOver = check.reserved > 0 && check.reservedUntil.map { $0 <= now } ?? false
      if !lockIsOver && !reserveIsOver { wrong.insert(.notDue) }
    }
    return wrong
  }

  /// What has ended stays so, but for money that had moved and came back.
  private func reasons(against result: RailResult, of what: Told) -> Set<Refusal> {
    if result == .unsure, what.last == .unsure { return [.nothingChanged] }
    return what.isOpen || (what.last == .accepted && result == .returned) ? [] : [.instructionEnded]
  }

  // MARK: - Administration

  func reasons(against administration: Administration) -> Set<Refusal> {
    var wrong: Set<Refusal> = []
    let change = administration.change
    switch administration.actor {
    case .operator: break
    case .rail(let rail) where change.rail == rail: break
    case .rail where change.isReport: break
    default: wrong.insert(.notPermitted)
    }
    switch change {
    case .enrolAccount(let enrolment):
      if drawers[enrolment.id] != nil { wrong.insert(.alreadyEnrolled) }
      wrong.formUnion(ownReasons(against: change))
    case .enrolSeller(let enrolment): if sellers[SellerID(enrolment.code)] != nil { wrong.insert(.alreadyEnrolled) }
    case .enrolDistributor(let enrolment):
      if distributors[DistributorID(enrolment.code)] != nil { wrong.insert(.alreadyEnrolled) }
    default:
      switch change.subject {
      case .account(let id):
        if drawers[id] == nil { wrong.insert(.unknownAccount) }
        if drawers[id]?.status == .closed, !change.isForgetting { wrong.insert(.accountClosed) }
      case .seller(let id):
        if sellers[id] == nil { wrong.insert(.unknownSeller) }
        // What came back to it later is still its own.
        if case .payOut = change, book[.available(id)] ?? 0 > 0 { break }
        if sellers[id]?.status == .closed, !change.isForgetting, !change.isReport { wrong.insert(.sellerClosed) }
      case .distributor(let id):
        if distributors[id] == nil { wrong.insert(.unknownDistributor) }
        // Whoever still owes may always pay in.
        if case .payIn = change { break }
        if distributors[id]?.status == .closed, !change.isForgetting { wrong.insert(.distributorClosed) }
      }
      wrong.formUnion(ownReasons(against: change))
    }
    if case .reportPayOut(let seller, let id, let result) = change {
      if let what = told[id], what.seller == seller,
        administration.actor == .operator || administration.actor == .rail(id.rail)
      {
        wrong.formUnion(reasons(against: result, of: what))
      } else {
        wrong.insert(.unknownInstruction)
      }
    }
    return wrong
  }

  private func ownReasons(against change: Administration.Change) -> Set<Refusal> {
    var wrong: Set<Refusal> = []
    switch change {
    case .enrolSeller, .enrolDistributor, .reportPayOut: break
    case .enrolAccount(let enrolment): if enrolment.update.hasWrongRail { wrong.insert(.wrongRail) }
    case .updateAccount(_, let update):
      if update.hasWrongRail { wrong.insert(.wrongRail) }
      if update == AccountUpdate() { wrong.insert(.nothingChanged) }
    case .updateSeller(_, let update), .updateDistributor(_, let update):
      if update == CompanyUpdate() { wrong.insert(.nothingChanged) }
    case .setStatus(let party, let status):
      let now = self.status(of: party)
      if now == status { wrong.insert(.sameStatus) }
      if status == .closed { wrong.formUnion(reasonsToStay(party)) }
    case .forget(let party): if status(of: party) != .closed { wrong.formUnion(reasonsToStay(party)) }
    case .fund(let id, let cover, _, _):
      if drawers[id]?.standing[cover] ?? Standing.none == Standing.none { wrong.insert(.noCover) }
    case .reconcile(let id, let cover, _, _, let sequence, _):
      if drawers[id]?.standing[cover] ?? Standing.none == Standing.none { wrong.insert(.noCover) }
      if sequence <= drawers[id]?.statements[cover] ?? 0 { wrong.insert(.staleStatement) }
    case .payOut(let id, let amount, let rail):
      if rail == .card { wrong.insert(.wrongRail) }
      if book[.available(id)] ?? 0 < amount.minorUnits { wrong.insert(.payeeInsufficient) }
    case .chargeFee(let id, let amount):
      if book[.available(id)] ?? 0 < amount.minorUnits { wrong.insert(.payeeInsufficient) }
    case .payIn(let id, let amount, _):
      if -(book[.debt(id)] ?? 0) < amount.minorUnits { wrong.insert(.exceedsDebt) }
    }
    return wrong
  }

  private func status(of party: Party) -> PartyStatus? {
    switch party {
    case .account(let id): drawers[id]?.status
    case .seller(let id): sellers[id]?.status
    case .distributor(let id): distributors[id]?.status
    }
  }

  private func reasonsToStay(_ party: Party) -> Set<Refusal> {
    let (isNamed, accounts): (Bool, [BookAccountID]) =
      switch party {
      case .account(let id):
        (checks.values.contains { $0.isOpen && $0.terms.drawer == id }, [.bank(id), .card(id)])
      case .seller(let id): (exposure(id) > 0, [.available(id), .locked(id), .reserve(id)])
      case .distributor(let id): (exposure(id) > 0, [.debt(id)])
      }
    var wrong: Set<Refusal> = isNamed ? [.hasOpenChecks] : []
    if accounts.contains(where: { book[$0] ?? 0 != 0 }) { wrong.insert(.balanceNotZero) }
    if case .seller(let id) = party, told.values.contains(where: { $0.seller == id && $0.isOpen }) {
      wrong.insert(.balanceNotZero)
    }
    return wrong
  }
}

extension Actor {
  /// The role without the code.
  var role: String {
    switch self {
    case .operator: "operator"
    case .terminal: "terminal"
    case .seller: "seller"
    case .distributor: "distributor"
    case .rail: "rail"
    case .committer: "committer"
    }
  }
}

extension Administration.Change {
  fileprivate var isReport: Bool { if case .reportPayOut = self { true } else { false } }

  /// Whoever has left may still be forgotten.
  fileprivate var isForgetting: Bool { if case .forget = self { true } else { false } }
}

extension AccountUpdate {
  /// Cards are collected from over the card's rail and no other, and nothing else is.
  fileprivate var hasWrongRail: Bool { bankRail == .card || cardRail == .bank || cardRail == .post }
}
