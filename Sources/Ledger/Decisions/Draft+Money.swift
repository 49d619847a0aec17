/// Capture and return: where a check's money goes, and how it comes back.

extension Draft {
  /// The drawer's account of the book that the hold lies on.
  var coverAccount: BookAccountID {
    entry.reached.cover == .bank ? .bank(terms.drawer) : .card(terms.drawer)
  }

  mutating func present(_ amount: Amount?, final: Bool) throws(Refusal) {
    guard case .seller(let payee) = entry.actor, facts.hasSeller else { throw .unknownSeller }
    if entry.reached.payee == nil {
      // The first to present an unnamed check is judged as a payee named at issue would have been.
      try facts.sellerRecord.status.judgeSeller()
      guard facts.sellerRecord.currency == terms.currency else { throw .sellerCurrencyMismatch }
      try facts.sellerRecord.judgeExposure(entry.reached.remaining)
      entry.reached.payee = payee
    } else if facts.sellerRecord.status == .closed {
      throw .sellerClosed
    }
    let demanded = try judgeRemaining(amount)
    if before.payee == nil {
      guard facts.sellerRecord.exposure <= Bounds.maximumBalance - entry.reached.remaining else { throw .balanceLimit }
    }

    if entry.reached.method == .cash || (terms.release == .onDelivery && !entry.reached.confirmed) {
      entry.reached.state = .committed
      entry.reached.demanded = demanded
      entry.reached.deadline = now + (terms.deliveryWindow ?? Bounds.defaultDeliveryWindow)
      mark(.committed, amount: demanded)
    } else {
      capture(demanded, from: coverAccount)
      if final || entry.reached.remaining == 0 {
        end(as: .settled, kind: .captured, amount: demanded)
      } else {
        mark(.captured, amount: demanded)
      }
    }
  }

  /// The proof counts where the distributor's key vouches for it, or the distributor has none. While a check is disputed the
  /// proof is noted, for whoever judges, and moves nothing. Of goods that are paid already the arrival begins the cooling-off
  /// period.
  mutating func confirm(_ proof: Digest?, sealed seal: ProofSeal?) throws(Refusal) {
    if entry.reached.state != .committed {
      guard !entry.reached.confirmed else { throw .alreadyConfirmed }
      try judge(proof, sealed: seal)
      entry.reached.confirmed = true
      if entry.reached.state != .frozen, let until = entry.reached.lockedUntil {
        entry.reached.lockedUntil = min(until, now + terms.coolingOff)
      }
      mark(.deliveryConfirmed)
    } else {
      guard entry.reached.method != .cash else { throw .cashDue }
      try judge(proof, sealed: seal)
      let paid = entry.reached.demanded
      entry.reached.confirmed = true
      capture(paid, from: coverAccount)
      end(as: .settled, kind: .paidOnDelivery, amount: paid)
    }
  }

  private mutating func judge(_ proof: Digest?, sealed seal: ProofSeal?) throws(Refusal) {
    guard facts.hasDistributor, let key = facts.distributorRecord.handOverKey else { return }
    guard proof != nil, let seal else { throw .proofRequired }
    guard seal == .by(key) else { throw .proofWrong }
  }

  mutating func collectCash(_ amount: Amount?) throws(Refusal) {
    guard entry.reached.method == .cash else { throw .notCash }
    guard let distributor = terms.distributor else { throw .distributorRequired }
    let collected = amount?.minorUnits ?? entry.reached.demanded
    guard collected <= entry.reached.remaining else { throw .exceedsRemaining }
    entry.reached.confirmed = true
    capture(collected, from: .debt(distributor))
    end(as: .settled, kind: .cashCollected, amount: collected)
  }

  /// Takes `amount` from the cover (or from the collecting distributor's debt). It reaches the payee at once, or once the
  /// paying system that the cover is collected over says that it has it.
  mutating func capture(_ amount: Int64, from source: BookAccountID) {
    guard entry.reached.payee != nil else { return }
    hold(-amount, on: entry.reached.cover)
    entry.reached.remaining -= amount
    entry.reached.captured += amount
    if case .card = source { entry.reached.capturedFromCard += amount }

    let rail = rail(of: source)
    if rail.isOutside {
      entry.reached.pending += amount
      move(amount, from: source, to: .clearing(rail, terms.currency))
    } else {
      pay(amount, from: source)
    }
  }

  /// What money from, or for, an account of the drawer's goes over.
  func rail(of account: BookAccountID) -> PaymentRail {
    guard facts.hasAccount else { return .book }
    return switch account {
    case .bank: facts.accountRecord.bank.rail
    case .card: facts.accountRecord.card.rail
    default: .book
    }
  }

  /// Moves `amount` to the payee: a share into the reserve, the rest where it can be drawn, or where it is locked while goods
  /// may be returned.
  mutating func pay(_ amount: Int64, from source: BookAccountID) {
    guard let payee = entry.reached.payee else { return }
    let retained = share(of: amount)
    move(retained, from: source, to: .reserve(payee))
    if retained > 0 {
      entry.reached.reserved += retained
      entry.reached.reservedUntil = now + terms.guarantee
    }
    if terms.coolingOff > .none {
      move(amount - retained, from: source, to: .locked(payee))
      entry.reached.locked += amount - retained
      entry.reached.lockedUntil = goodsAreThereBy + terms.coolingOff
    } else {
      move(amount - retained, from: source, to: .available(payee))
    }
  }

  /// When the time to withdraw begins at the latest: with the goods, as the law of distance selling has it (Directive
  /// 2011/83/EU, article 9: fourteen days from then). Where a distributor is to say that they are there and has not, they may
  /// still take their whole delivery window.
  private var goodsAreThereBy: Timestamp {
    guard terms.distributor != nil, !entry.reached.confirmed else { return now }
    return now + (terms.deliveryWindow ?? Bounds.defaultDeliveryWindow)
  }

  /// The retained share of `amount`, rounded down; nothing where no guarantee was agreed. Split so that no product
  /// overflows.
  private mutating func share(of amount: Int64) -> Int64 {
    guard terms.guarantee > .none else { return 0 }
    // More than the whole cannot be retained, whatever the terms say.
    let share = Int64(min(terms.reserveShare, 10_000))
    return amount / 10_000 * share + amount % 10_000 * share / 10_000
  }
}

// MARK: - After it ended

extension Draft {
  /// What may still be given back, of what the payee has.
  var returnable: Int64 { entry.reached.captured - entry.reached.returned - entry.reached.pending }

  private mutating func judgeReturnable(_ amount: Amount?) throws(Refusal) -> Int64 {
    guard entry.reached.captured > 0 else { throw .nothingCaptured }
    // Money that may never come cannot go back, nor can the rest: which cover it belongs to is not settled.
    guard entry.reached.pending == 0 else { throw .collectionPending }
    guard returnable > 0 else { throw .exceedsCaptured }
    guard let amount else { return returnable }
    guard amount.minorUnits <= returnable else { throw .exceedsCaptured }
    return amount.minorUnits
  }

  mutating func refund(_ amount: Amount?) throws(Refusal) {
    let returned = try judgeReturnable(amount)
    guard facts.hasSeller, entry.reached.locked + max(0, facts.sellerRecord.available.posted) >= returned else {
      throw .payeeInsufficient
    }
    try giveBack(returned, from: .proceeds)
    mark(.refunded, amount: returned)
  }

  mutating func withdraw() throws(Refusal) {
    let returned = try judgeReturnable(nil)
    guard let until = entry.reached.lockedUntil, now < until else { throw .coolingOffOver }
    guard facts.hasSeller,
      entry.reached.locked + entry.reached.reserved + max(0, facts.sellerRecord.available.posted) >= returned
    else { throw .payeeInsufficient }
    try giveBack(returned, from: .everything)
    mark(.withdrawn, amount: returned)
  }

  /// A paying system asks nobody: what the payee does not have, it owes.
  mutating func chargeBack(_ amount: Amount?) throws(Refusal) {
    let returned = try judgeReturnable(amount)
    try giveBack(returned, from: .everything, isGiven: true)
    mark(.chargedBack, amount: returned)
  }

  /// What is claimed within the guarantee comes out of what was retained for it.
  mutating func claimGuarantee(_ amount: Amount?) throws(Refusal) {
    let reserved = entry.reached.reserved
    let claimed = try judgeReturnable(amount ?? Amount(minorUnits: min(reserved, max(1, returnable))))
    guard reserved > 0, let until = entry.reached.reservedUntil, now < until else { throw .guaranteeOver }
    guard claimed <= reserved else { throw .exceedsReserve }
    try giveBack(claimed, from: .reserve)
    mark(.guaranteeClaimed, amount: claimed)
  }

  /// Which of the payee's accounts money goes back from.
  enum Purse {
    /// What is locked, then what is available.
    case proceeds
    /// What is locked, then the reserve, then what is available.
    case everything
    /// The reserve alone.
    case reserve
  }

  /// Takes `amount` from the payee and gives it to the covers it was paid from (the card first, as the newer switch leads
  /// there more often than away): at once, or by telling the paying system that the cover is collected over, unless that has
  /// given it already.
  ///
  /// - Parameter only: the cover that gets all of it; nil: as it was paid.
  mutating func giveBack(
    _ amount: Int64, from purse: Purse, isGiven: Bool = false, only: Cover? = nil
  ) throws(Refusal) {
    guard let payee = entry.reached.payee else { throw .noPayee }
    let fromLocked = purse == .reserve ? 0 : min(amount, entry.reached.locked)
    let fromReserve = purse == .proceeds ? 0 : min(amount - fromLocked, entry.reached.reserved)
    let sources: [3 of (BookAccountID, Int64)] = [
      (.locked(payee), fromLocked), (.reserve(payee), fromReserve),
      (.available(payee), amount - fromLocked - fromReserve),
    ]
    entry.reached.locked -= fromLocked
    entry.reached.reserved -= fromReserve
    var toCard =
      switch only {
      case .card: amount
      case .bank: 0 as Int64
      case nil: min(amount, entry.reached.capturedFromCard - entry.reached.returnedToCard)
      }
    entry.reached.returnedToCard += toCard
    entry.reached.returned += amount
    for index in sources.indices {
      let (source, sum) = sources[index]
      let card = min(sum, toCard)
      toCard -= card
      give(card, from: source, to: .card(terms.drawer), isGiven: isGiven)
      give(sum - card, from: source, to: .bank(terms.drawer), isGiven: isGiven)
    }
  }

  private mutating func give(_ amount: Int64, from source: BookAccountID, to cover: BookAccountID, isGiven: Bool) {
    let rail = isGiven ? .book : rail(of: cover)
    if rail.isOutside { entry.reached.returning += amount }
    move(amount, from: source, to: rail.isOutside ? .clearing(rail, terms.currency) : cover)
  }

  mutating func releaseProceeds() throws(Refusal) {
    guard let payee = entry.reached.payee else { throw .notDue }
    var released: Int64 = 0
    if let until = entry.reached.lockedUntil, until <= now, entry.reached.locked > 0 {
      move(entry.reached.locked, from: .locked(payee), to: .available(payee))
      released += entry.reached.locked
      entry.reached.locked = 0
    }
    if let until = entry.reached.reservedUntil, until <= now, entry.reached.reserved > 0 {
      move(entry.reached.reserved, from: .reserve(payee), to: .available(payee))
      released += entry.reached.reserved
      entry.reached.reserved = 0
    }
    guard released > 0 else { throw .notDue }
    mark(.proceedsReleased, amount: released)
  }
}

extension CheckProgress {
  /// Disputed, demanded on delivery and delivered: to go on is to be paid.
  var awaitsOnlyResumption: Bool { frozenFrom == .committed && confirmed && method != .cash }
}
