/// The credit check (S3): drawer, seller and distributor judged in one decision, and the hold taken with it.

/// Judges terms without issuing anything: the dry credit check. Nothing is returned when nothing is wrong.
public func authorize(_ terms: CheckTerms, given facts: Facts, at now: Timestamp) -> Refusal? {
  do throws(Refusal) {
    try terms.judge(given: facts, at: now)
    return nil
  } catch {
    return error
  }
}

extension CheckTerms {
  /// The cover a check with these terms holds on: cash on delivery is held on the bank cover until it is collected.
  var cover: Cover { method == .card ? .card : .bank }

  /// Throws the first thing wrong, in the order of `Precedence.issue`.
  func judge(given facts: Facts, at now: Timestamp) throws(Refusal) {
    let charge = amount.minorUnits
    guard let account = facts.account else { throw .unknownAccount }
    try account.judgeActive()
    guard account.currency == currency else { throw .currencyMismatch }

    let cover = account[cover]
    switch cover.standing {
    case .good: break
    case .none: throw .noCover
    case .bad: throw .standingBad
    }
    guard cover.available >= charge else { throw .insufficientFunds }

    let limits = account.limits
    guard limits.perCheck == 0 || charge <= limits.perCheck else { throw .overCheckLimit }
    let usedToday = account.usedDay == now.day
    guard limits.perDay == 0 || (usedToday ? account.usedAmount : 0) + charge <= limits.perDay else {
      throw .overDailyAmount
    }
    guard limits.checksPerDay == 0 || (usedToday ? account.usedCount : 0) < limits.checksPerDay else {
      throw .overDailyCount
    }

    if payee != nil {
      guard let seller = facts.seller else { throw .unknownSeller }
      try seller.judgeActive()
      guard seller.currency == currency else { throw .sellerCurrencyMismatch }
    }
    if distributor != nil {
      guard let distributor = facts.distributor else { throw .unknownDistributor }
      try distributor.judgeActive()
      guard distributor.currency == currency else { throw .distributorCurrencyMismatch }
    } else {
      guard release == .onDemand, method != .cash else { throw .distributorRequired }
    }

    if payee != nil, let seller = facts.seller {
      try seller.judgeExposure(charge)
    }
    if distributor != nil, let distributor = facts.distributor {
      guard distributor.exposureLimit == 0 || distributor.exposure + charge <= distributor.exposureLimit else {
        throw .overDistributorExposure
      }
      if method == .cash { try distributor.judgeCash(charge) }
    }
    if let expires {
      guard expires > now, expires <= now + Bounds.maximumValidity else { throw .expiryOutOfRange }
    }
    guard account.delivery == .whole || claim != nil else { throw .claimRequired }
    let largest = max(
      cover.held, usedToday ? account.usedAmount : 0, facts.seller?.exposure ?? 0, facts.distributor?.exposure ?? 0)
    guard largest <= Bounds.maximumBalance - charge else { throw .balanceLimit }
  }
}

extension Seller {
  /// Throws when `amount` more in open checks would pass the limit.
  func judgeExposure(_ amount: Int64) throws(Refusal) {
    guard exposureLimit == 0 || exposure + amount <= exposureLimit else { throw .overSellerExposure }
  }
}

extension Distributor {
  /// Throws when `amount` more in cash would pass the limit of what it owes and is about to owe.
  func judgeCash(_ amount: Int64) throws(Refusal) {
    guard cashPending - debt.posted + amount <= cashLimit else { throw .overCashLimit }
  }
}

extension IssueCheck {
  func decide(given facts: Facts, at moment: Moment, fingerprint: UInt64) throws(Refusal) -> JournalEntry {
    guard actor == .terminal(terms.drawer) else { throw .notPermitted }
    try terms.judge(given: facts, at: moment.time)
    return try Draft(entry(at: moment, fingerprint: fingerprint)).finish(given: facts)
  }

  /// The entry that the demand takes effect as where it is accepted at `moment`: nothing else goes into it, so that
  /// whoever made the demand can write it down without being sent it.
  public func entry(at moment: Moment) -> JournalEntry { entry(at: moment, fingerprint: fingerprint) }

  private func entry(at moment: Moment, fingerprint: UInt64) -> JournalEntry {
    var entry = JournalEntry(
      at: moment, kind: .issued, actor: actor, command: CommandID(issuing: id), fingerprint: fingerprint,
      subject: .check(id), currency: terms.currency, amount: terms.amount.minorUnits)
    entry.progress = CheckProgress(terms: terms, expires: terms.expires ?? moment.time + Bounds.defaultValidity)
    if terms.cover == .bank {
      entry.heldOnBank = terms.amount.minorUnits
    } else {
      entry.heldOnCard = terms.amount.minorUnits
    }
    return entry
  }
}
