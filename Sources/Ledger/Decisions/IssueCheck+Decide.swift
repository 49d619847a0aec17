/// The credit check (S3): drawer, seller and distributor judged in one decision, and the hold taken with it.

/// Judges terms without issuing anything: the dry credit check. Nothing is returned when nothing is wrong.
public func authorize(_ terms: CheckTerms, given facts: Facts, at now: Timestamp) -> Refusal? {
  var facts = facts
  do throws(Refusal) {
    try facts.judge(terms, at: now)
    return nil
  } catch {
    return error
  }
}

extension CheckTerms {
  /// The cover a check with these terms holds on: cash on delivery is held on the bank cover until it is collected.
  var cover: Cover { method == .card ? .card : .bank }
}

extension Facts {
  /// Throws the first thing wrong with `terms`, in the order of `Precedence.issue`.
  mutating func judge(_ terms: CheckTerms, at now: Timestamp) throws(Refusal) {
    let charge = terms.amount.minorUnits
    guard hasAccount else { throw .unknownAccount }
    try accountRecord.status.judgeAccount()
    guard accountRecord.currency == terms.currency else { throw .currencyMismatch }

    let cover = accountRecord[terms.cover]
    try cover.standing.judge()
    guard cover.available >= charge else { throw .insufficientFunds }

    let limits = accountRecord.limits
    guard limits.perCheck == 0 || charge <= limits.perCheck else { throw .overCheckLimit }
    let usedToday = accountRecord.usedDay == now.day
    let usedAmount = usedToday ? accountRecord.usedAmount : 0
    guard limits.perDay == 0 || usedAmount + charge <= limits.perDay else { throw .overDailyAmount }
    guard limits.checksPerDay == 0 || (usedToday ? accountRecord.usedCount : 0) < limits.checksPerDay else {
      throw .overDailyCount
    }

    let (namesSeller, namesDistributor) = (terms.payee != nil, terms.distributor != nil)
    if namesSeller {
      guard hasSeller else { throw .unknownSeller }
      try sellerRecord.status.judgeSeller()
      guard sellerRecord.currency == terms.currency else { throw .sellerCurrencyMismatch }
    }
    if namesDistributor {
      guard hasDistributor else { throw .unknownDistributor }
      try distributorRecord.status.judgeDistributor()
      guard distributorRecord.currency == terms.currency else { throw .distributorCurrencyMismatch }
      guard !terms.sealsAddress || distributorRecord.hasAddressKey else { throw .addressKeyMissing }
    } else {
      guard terms.release == .onDemand, terms.method != .cash, !terms.sealsAddress else { throw .distributorRequired }
    }

    if namesSeller { try sellerRecord.judgeExposure(charge) }
    if namesDistributor {
      guard
        distributorRecord.exposureLimit == 0
          || distributorRecord.exposure + charge <= distributorRecord.exposureLimit
      else { throw .overDistributorExposure }
      if terms.method == .cash { try distributorRecord.judgeCash(charge) }
    }
    if let expires = terms.expires {
      guard expires > now, expires <= now + Bounds.maximumValidity else { throw .expiryOutOfRange }
    }
    guard accountRecord.delivery == .whole || terms.claim != nil else { throw .claimRequired }
    let largest = max(
      max(cover.held, usedAmount),
      max(hasSeller ? sellerRecord.exposure : 0, hasDistributor ? distributorRecord.exposure : 0))
    guard largest <= Bounds.maximumBalance - charge else { throw .balanceLimit }
  }
}

extension Standing {
  /// Throws unless it is good.
  @inline(__always)
  func judge() throws(Refusal) {
    switch self {
    case .good: return
    case .none: throw .noCover
    case .bad: throw .standingBad
    }
  }
}

extension Seller {
  /// Throws when `amount` more in open checks would pass the limit.
  @inline(__always)
  func judgeExposure(_ amount: Int64) throws(Refusal) {
    guard exposureLimit == 0 || exposure + amount <= exposureLimit else { throw .overSellerExposure }
  }
}

extension Distributor {
  /// Throws when `amount` more in cash would pass the limit of what it owes and is about to owe.
  @inline(__always)
  func judgeCash(_ amount: Int64) throws(Refusal) {
    guard cashPending - debt.posted + amount <= cashLimit else { throw .overCashLimit }
  }
}

extension Draft {
  mutating func decide(_ issue: IssueCheck) throws(Refusal) {
    guard issue.actor == .terminal(issue.terms.drawer) else { throw .notPermitted }
    try facts.judge(issue.terms, at: now)
    entry.become(issue)
    try judgeBounds()
  }
}

extension JournalEntry {
  /// What the demand takes effect as.
  @inline(__always)
  fileprivate mutating func become(_ issue: IssueCheck) {
    begin(
      .issued, by: issue.actor, command: CommandID(issuing: issue.id), about: .check(issue.id),
      currency: issue.terms.currency, amount: issue.terms.amount.minorUnits)
    reached.begin(issue.terms, expires: issue.terms.expires ?? time + Bounds.defaultValidity)
    hasProgress = true
    if issue.terms.cover == .bank { heldOnBank = amount } else { heldOnCard = amount }
  }
}

extension IssueCheck {
  /// The entry that the demand takes effect as where it is accepted at `moment`: nothing else goes into it, so that
  /// whoever made the demand can write it down without being sent it.
  public func entry(at moment: Moment) -> JournalEntry {
    var entry = JournalEntry.blank
    entry.time = moment.time
    entry.sequence = moment.sequence
    entry.fingerprint = fingerprint
    entry.become(self)
    return entry
  }
}
