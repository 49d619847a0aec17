/// An accepted decision takes effect: plain arithmetic that cannot fail, so that a log replayed by a newer program
/// ends where the older one stood.
extension Draft {
  /// Applies the entry, which was made of `command`, to the facts.
  public mutating func apply(_ command: Command) {
    switch command {
    case .issue(let issue): apply(issue)
    case .act: applyToCheck()
    case .administer(let administration): apply(administration)
    }
  }

  /// Applies the entry, which a check was issued by.
  public mutating func apply(_ issue: IssueCheck) {
    let charge = issue.terms.amount.minorUnits
    facts.checkRecord.begin(issue, as: entry, after: facts.accountRecord.lastCheck)
    facts.hasCheck = true
    facts.accountRecord.count(charge, of: issue.id, in: entry)
    if issue.terms.payee != nil { facts.sellerRecord.exposure += charge }
    if issue.terms.distributor != nil {
      facts.distributorRecord.exposure += charge
      if entry.reached.method == .cash { facts.distributorRecord.cashPending += charge }
    }
  }

  /// Applies the entry, which says all that happened to a check.
  public mutating func applyToCheck() {
    post()
    facts.accountRecord.bank.held += entry.heldOnBank
    facts.accountRecord.card.held += entry.heldOnCard
    if before.state.isOpen, !entry.reached.state.isOpen { facts.accountRecord.openChecks -= 1 }
    facts.sellerRecord.exposure += entry.reached.sellerExposure - before.sellerExposure
    if terms.distributor != nil {
      facts.distributorRecord.exposure += entry.reached.remaining - before.remaining
      facts.distributorRecord.cashPending += entry.reached.cashPending - before.cashPending
    }
    facts.checkRecord.progress = entry.reached
    facts.checkRecord.lastEntry = entry.sequence
    facts.checkRecord.entryCount += 1
  }

  /// Applies the entry, which a change of the registries was accepted as.
  public mutating func apply(_ administration: Administration) {
    post()
    apply(administration.change)
  }

  private mutating func post() {
    for index in 0..<entry.postings.count {
      let posting = entry.postings[index]
      facts.post(-posting.amount, to: posting.debit, sequence: entry.sequence)
      facts.post(posting.amount, to: posting.credit, sequence: entry.sequence)
    }
  }

  private mutating func apply(_ change: Administration.Change) {
    switch change {
    case .enrolAccount(let enrolment):
      var new = Account(id: enrolment.id, status: enrolment.status, currency: enrolment.currency, at: entry.time)
      new.take(enrolment.update)
      facts.account = new
    case .enrolSeller(let enrolment):
      var new = Seller(
        id: SellerID(enrolment.code), status: enrolment.status, currency: enrolment.currency, at: entry.time)
      new.take(enrolment.update)
      facts.seller = new
    case .enrolDistributor(let enrolment):
      var new = Distributor(
        id: DistributorID(enrolment.code), status: enrolment.status, currency: enrolment.currency, at: entry.time)
      new.take(enrolment.update)
      facts.distributor = new
    case .updateAccount(_, let update):
      facts.accountRecord.take(update)
      facts.accountRecord.updated = entry.time
    case .updateSeller(_, let update):
      facts.sellerRecord.take(update)
      facts.sellerRecord.updated = entry.time
    case .updateDistributor(_, let update):
      facts.distributorRecord.take(update)
      facts.distributorRecord.updated = entry.time
    case .setStatus(.account, let status):
      facts.accountRecord.status = status
      facts.accountRecord.updated = entry.time
    case .setStatus(.seller, let status):
      facts.sellerRecord.status = status
      facts.sellerRecord.updated = entry.time
    case .setStatus(.distributor, let status):
      facts.distributorRecord.status = status
      facts.distributorRecord.updated = entry.time
    case .forget(.account):
      guard facts.accountRecord.status != .closed else { break }
      facts.accountRecord.status = .closed
      facts.accountRecord.updated = entry.time
    case .forget(.seller):
      guard facts.sellerRecord.status != .closed else { break }
      facts.sellerRecord.status = .closed
      facts.sellerRecord.updated = entry.time
    case .forget(.distributor):
      guard facts.distributorRecord.status != .closed else { break }
      facts.distributorRecord.status = .closed
      facts.distributorRecord.updated = entry.time
    case .reconcile(_, let cover, _, _, let sequence, _):
      facts.accountRecord[cover].railSequence = sequence
    case .payOut(_, let amount, let rail):
      if rail.isOutside, tells { facts.sellerRecord.payingOut += amount.minorUnits }
    case .reportPayOut:
      if entry.kind == .railAccepted || entry.kind == .railRejected { facts.sellerRecord.payingOut -= entry.amount }
    case .fund, .payIn, .chargeFee: break
    }
  }
}

extension Account {
  @inline(__always)
  fileprivate mutating func count(_ charge: Int64, of check: CheckID, in entry: JournalEntry) {
    bank.held += entry.heldOnBank
    card.held += entry.heldOnCard
    let isSameDay = usedDay == entry.time.day
    usedAmount = (isSameDay ? usedAmount : 0) + charge
    usedCount = (isSameDay ? usedCount : 0) + 1
    usedDay = entry.time.day
    openChecks += 1
    lastCheck = check
  }
}

extension Check {
  /// Becomes, in place, the check that `issue` was accepted as.
  @inline(__always)
  fileprivate mutating func begin(_ issue: IssueCheck, as entry: JournalEntry, after previous: CheckID?) {
    id = issue.id
    terms = issue.terms
    issued = entry.time
    progress = entry.reached
    fingerprint = entry.fingerprint
    firstEntry = entry.sequence
    lastEntry = entry.sequence
    entryCount = 1
    previousOfDrawer = previous
  }
}

extension CheckProgress {
  /// What the check counts for in its payee's exposure, in minor units: nothing until it has one, then what it may come to be
  /// paid.
  var sellerExposure: Int64 { payee == nil ? 0 : remaining + pending }

  /// What a distributor is about to collect, in minor units.
  var cashPending: Int64 { method == .cash ? remaining : 0 }
}

extension Account {
  mutating func take(_ update: AccountUpdate) {
    delivery = update.delivery ?? delivery
    bank.standing = update.bankStanding ?? bank.standing
    card.standing = update.cardStanding ?? card.standing
    card.line = update.creditLine ?? card.line
    bank.rail = update.bankRail ?? bank.rail
    card.rail = update.cardRail ?? card.rail
    limits = update.limits ?? limits
  }
}

extension Seller {
  mutating func take(_ update: CompanyUpdate) {
    exposureLimit = update.exposureLimit ?? exposureLimit
  }
}

extension Distributor {
  mutating func take(_ update: CompanyUpdate) {
    exposureLimit = update.exposureLimit ?? exposureLimit
    cashLimit = update.cashLimit ?? cashLimit
    switch update.handOverKey {
    case .register(let key): handOverKey = key.mark
    case .end: handOverKey = nil
    case nil: break
    }
    if let key = update.addressKey { hasAddressKey = key != .none }
  }
}

extension Facts {
  /// Applies `entry`, which `decide` made of `command` and these facts.
  public mutating func apply(_ entry: JournalEntry, of command: Command) {
    var draft = Draft(self)
    draft.entry = entry
    draft.apply(command)
    self = draft.facts
  }
}
