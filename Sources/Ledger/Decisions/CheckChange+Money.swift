/// Capture and return: where a check's money goes, and how it comes back.

extension CheckChange {
  /// The drawer's account of the book that the hold lies on.
  var coverAccount: BookAccountID {
    progress.cover == .bank ? .bank(check.terms.drawer) : .card(check.terms.drawer)
  }

  mutating func present(_ amount: Amount?, final: Bool, given facts: Facts) throws(Refusal) {
    guard case .seller(let payee) = actor, let seller = facts.seller else { throw .unknownSeller }
    if progress.payee == nil {
      // The first to present an unnamed check is judged as a payee named at issue would have been.
      try seller.judgeActive()
      guard seller.currency == check.terms.currency else { throw .sellerCurrencyMismatch }
      try seller.judgeExposure(progress.remaining)
      progress.payee = payee
    } else if seller.status == .closed {
      throw .sellerClosed
    }
    let demanded = try judgeRemaining(amount)
    if check.progress.payee == nil {
      guard seller.exposure <= Bounds.maximumBalance - progress.remaining else { throw .balanceLimit }
    }

    if progress.method == .cash || (check.terms.release == .onDelivery && !progress.confirmed) {
      progress.state = .committed
      progress.demanded = demanded
      progress.deadline = now + (check.terms.deliveryWindow ?? Bounds.defaultDeliveryWindow)
      mark(.committed, amount: demanded)
    } else {
      capture(demanded, from: coverAccount, given: facts)
      if final || progress.remaining == 0 {
        end(as: .settled, kind: .captured, amount: demanded)
      } else {
        mark(.captured, amount: demanded)
      }
    }
  }

  mutating func confirm(given facts: Facts) throws(Refusal) {
    if progress.state == .issued {
      guard !progress.confirmed else { throw .alreadyConfirmed }
      progress.confirmed = true
      mark(.deliveryConfirmed)
    } else {
      guard progress.method != .cash else { throw .cashDue }
      let paid = progress.demanded
      progress.confirmed = true
      capture(paid, from: coverAccount, given: facts)
      end(as: .settled, kind: .paidOnDelivery, amount: paid)
    }
  }

  mutating func collectCash(_ amount: Amount?, given facts: Facts) throws(Refusal) {
    guard progress.method == .cash else { throw .notCash }
    guard let distributor = check.terms.distributor else { throw .distributorRequired }
    let collected = amount?.minorUnits ?? progress.demanded
    guard collected <= progress.remaining else { throw .exceedsRemaining }
    progress.confirmed = true
    capture(collected, from: .debt(distributor), given: facts)
    end(as: .settled, kind: .cashCollected, amount: collected)
  }

  /// Moves `amount` from the cover (or from the collecting distributor's debt) to the payee: a share into the reserve,
  /// the rest where it can be drawn, or where it is locked while goods may be returned.
  mutating func capture(_ amount: Int64, from source: BookAccountID, given facts: Facts) {
    guard let payee = progress.payee else { return }
    let terms = check.terms
    draft.hold(-amount, on: progress.cover)
    progress.remaining -= amount
    progress.captured += amount
    if case .card = source { progress.capturedFromCard += amount }

    let retained = share(of: amount)
    draft.move(retained, from: source, to: .reserve(payee), given: facts)
    if retained > 0 {
      progress.reserved += retained
      progress.reservedUntil = now + terms.guarantee
    }
    if terms.coolingOff > .none {
      draft.move(amount - retained, from: source, to: .locked(payee), given: facts)
      progress.locked += amount - retained
      progress.lockedUntil = now + terms.coolingOff
    } else {
      draft.move(amount - retained, from: source, to: .available(payee), given: facts)
    }
  }

  /// The retained share of `amount`, rounded down; nothing where no guarantee was agreed. Split so that no product
  /// overflows.
  private func share(of amount: Int64) -> Int64 {
    guard check.terms.guarantee > .none else { return 0 }
    // More than the whole cannot be retained, whatever the terms say.
    let share = Int64(min(check.terms.reserveShare, 10_000))
    return amount / 10_000 * share + amount % 10_000 * share / 10_000
  }
}

// MARK: - After it ended

extension CheckChange {
  /// What may still be given back.
  private var returnable: Int64 { progress.captured - progress.returned }

  private func judgeReturnable(_ amount: Amount?) throws(Refusal) -> Int64 {
    guard returnable > 0 else { throw progress.captured == 0 ? .nothingCaptured : .exceedsCaptured }
    guard let amount else { return returnable }
    guard amount.minorUnits <= returnable else { throw .exceedsCaptured }
    return amount.minorUnits
  }

  mutating func refund(_ amount: Amount?, given facts: Facts) throws(Refusal) {
    let returned = try judgeReturnable(amount)
    guard let seller = facts.seller, progress.locked + max(0, seller.available.posted) >= returned else {
      throw .payeeInsufficient
    }
    try giveBack(returned, reserveToo: false, given: facts)
    mark(.refunded, amount: returned)
  }

  mutating func withdraw(given facts: Facts) throws(Refusal) {
    let returned = try judgeReturnable(nil)
    guard let until = progress.lockedUntil, now < until else { throw .coolingOffOver }
    guard let seller = facts.seller,
      progress.locked + progress.reserved + max(0, seller.available.posted) >= returned
    else { throw .payeeInsufficient }
    try giveBack(returned, reserveToo: true, given: facts)
    mark(.withdrawn, amount: returned)
  }

  /// A paying system asks nobody: what the payee does not have, it owes.
  mutating func chargeBack(_ amount: Amount?, given facts: Facts) throws(Refusal) {
    let returned = try judgeReturnable(amount)
    try giveBack(returned, reserveToo: true, given: facts)
    mark(.chargedBack, amount: returned)
  }

  /// Takes `amount` from the payee (locked first, then the reserve if allowed, then available) and gives it to the
  /// covers it was paid from (the card first, as the newer switch leads there more often than away).
  private mutating func giveBack(_ amount: Int64, reserveToo: Bool, given facts: Facts) throws(Refusal) {
    guard let payee = progress.payee else { throw .noPayee }
    let fromLocked = min(amount, progress.locked)
    let fromReserve = reserveToo ? min(amount - fromLocked, progress.reserved) : 0
    let sources: [3 of (BookAccountID, Int64)] = [
      (.locked(payee), fromLocked), (.reserve(payee), fromReserve),
      (.available(payee), amount - fromLocked - fromReserve),
    ]
    progress.locked -= fromLocked
    progress.reserved -= fromReserve
    var toCard = min(amount, progress.capturedFromCard - progress.returnedToCard)
    progress.returnedToCard += toCard
    progress.returned += amount
    for index in sources.indices {
      let (source, sum) = sources[index]
      let card = min(sum, toCard)
      toCard -= card
      draft.move(card, from: source, to: .card(check.terms.drawer), given: facts)
      draft.move(sum - card, from: source, to: .bank(check.terms.drawer), given: facts)
    }
  }

  mutating func releaseProceeds(given facts: Facts) throws(Refusal) {
    guard let payee = progress.payee else { throw .notDue }
    var released: Int64 = 0
    if let until = progress.lockedUntil, until <= now, progress.locked > 0 {
      draft.move(progress.locked, from: .locked(payee), to: .available(payee), given: facts)
      released += progress.locked
      progress.locked = 0
    }
    if let until = progress.reservedUntil, until <= now, progress.reserved > 0 {
      draft.move(progress.reserved, from: .reserve(payee), to: .available(payee), given: facts)
      released += progress.reserved
      progress.reserved = 0
    }
    guard released > 0 else { throw .notDue }
    mark(.proceedsReleased, amount: released)
  }
}
