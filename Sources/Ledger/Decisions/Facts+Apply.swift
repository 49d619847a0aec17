/// An accepted decision takes effect: plain arithmetic that cannot fail, so that a log replayed by a newer program
/// ends where the older one stood.
extension Facts {
  /// Applies `entry`, which `decide` made of `command` and these facts.
  public mutating func apply(_ entry: JournalEntry, of command: Command) {
    for index in 0..<entry.postings.count {
      let posting = entry.postings[index]
      post(-posting.amount, to: posting.debit, sequence: entry.sequence)
      post(posting.amount, to: posting.credit, sequence: entry.sequence)
    }
    switch command {
    case .issue(let issue): apply(entry, of: issue)
    case .act: apply(toCheck: entry)
    case .administer(let administration): apply(entry, of: administration.change)
    }
  }

  private mutating func apply(_ entry: JournalEntry, of issue: IssueCheck) {
    guard let progress = entry.progress else { return }
    let charge = issue.terms.amount.minorUnits
    check = Check(
      id: issue.id, terms: issue.terms, issued: entry.time, progress: progress, fingerprint: entry.fingerprint,
      firstEntry: entry.sequence, lastEntry: entry.sequence, entryCount: 1, previousOfDrawer: account?.lastCheck)
    account?.count(charge, of: issue.id, in: entry)
    if issue.terms.payee != nil { seller?.exposure += charge }
    if issue.terms.distributor != nil {
      distributor?.exposure += charge
      if progress.method == .cash { distributor?.cashPending += charge }
    }
  }

  private mutating func apply(toCheck entry: JournalEntry) {
    guard let before = check?.progress, let progress = entry.progress else { return }
    let hasDistributor = check?.terms.distributor != nil
    check?.take(progress, of: entry.sequence)
    account?.bank.held += entry.heldOnBank
    account?.card.held += entry.heldOnCard
    if before.state.isOpen, !progress.state.isOpen { account?.openChecks -= 1 }
    let change = progress.remaining - before.remaining
    seller?.exposure += progress.sellerExposure - before.sellerExposure
    if hasDistributor {
      distributor?.exposure += change
      distributor?.cashPending += progress.cashPending - before.cashPending
    }
  }

  private mutating func apply(_ entry: JournalEntry, of change: Administration.Change) {
    switch change {
    case .enrolAccount(let enrolment):
      var new = Account(id: enrolment.id, status: enrolment.status, currency: enrolment.currency, at: entry.time)
      new.take(enrolment.update)
      account = new
    case .enrolSeller(let enrolment):
      var new = Seller(
        id: SellerID(enrolment.code), status: enrolment.status, currency: enrolment.currency, at: entry.time)
      new.take(enrolment.update)
      seller = new
    case .enrolDistributor(let enrolment):
      var new = Distributor(
        id: DistributorID(enrolment.code), status: enrolment.status, currency: enrolment.currency, at: entry.time)
      new.take(enrolment.update)
      distributor = new
    case .updateAccount(_, let update):
      account?.take(update)
      account?.updated = entry.time
    case .updateSeller(_, let update):
      seller?.take(update)
      seller?.updated = entry.time
    case .updateDistributor(_, let update):
      distributor?.take(update)
      distributor?.updated = entry.time
    case .setStatus(.account, let status):
      account?.status = status
      account?.updated = entry.time
    case .setStatus(.seller, let status):
      seller?.status = status
      seller?.updated = entry.time
    case .setStatus(.distributor, let status):
      distributor?.status = status
      distributor?.updated = entry.time
    case .reconcile(_, let cover, _, let sequence, _):
      account?[cover].railSequence = sequence
    case .fund, .payOut, .payIn: break
    }
  }
}

extension Account {
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
  fileprivate mutating func take(_ new: CheckProgress, of entry: UInt64) {
    progress = new
    lastEntry = entry
    entryCount += 1
  }
}

extension CheckProgress {
  /// What the check counts for in its payee's exposure, in minor units: nothing until it has one.
  var sellerExposure: Int64 { payee == nil ? 0 : remaining }

  /// What a distributor is about to collect, in minor units.
  var cashPending: Int64 { method == .cash ? remaining : 0 }
}

extension Account {
  mutating func take(_ update: AccountUpdate) {
    delivery = update.delivery ?? delivery
    bank.standing = update.bankStanding ?? bank.standing
    card.standing = update.cardStanding ?? card.standing
    card.line = update.creditLine ?? card.line
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
  }
}
