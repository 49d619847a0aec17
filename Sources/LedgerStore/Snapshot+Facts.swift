/// Everything a decision on a command may look at.
internal import LMDB
public import Ledger

extension Snapshot {
  /// What a credit check looks at.
  public func facts(for terms: CheckTerms) throws(StoreError) -> Facts {
    var facts = Facts()
    try read(terms, into: &facts)
    return facts
  }

  // Facts are more than a kilobyte, so they are read to where they are wanted.

  /// Reads the facts for a demand over those that were there.
  func read(_ issue: IssueCheck, into facts: inout Facts) throws(StoreError) {
    facts.clear()
    try read(issue.terms, into: &facts)
    try readCheck(issue.id, into: &facts)
    if facts.hasCheck { facts.earlier = try receipt(facts.checkRecord.firstEntry).entry }
  }

  /// The same for what happens to a check.
  func read(_ action: CheckAction, into facts: inout Facts) throws(StoreError) {
    facts.clear()
    try read(actingOn: action.check, by: action.actor, into: &facts)
    guard facts.hasCheck else { return }
    if case .reportRail(let id, _) = action.event {
      facts.instruction = try instruction(id)
      try readClearing(of: id.rail, into: &facts)
      try readFees(facts.checkRecord.terms.currency, into: &facts)
    } else if facts.hasAccount, facts.accountRecord.bank.rail.isOutside || facts.accountRecord.card.rail.isOutside {
      try readClearing(of: facts.accountRecord.bank.rail, into: &facts)
      try readClearing(of: facts.accountRecord.card.rail, into: &facts)
    }
    try readEarlier(action, into: &facts)
  }

  /// The same for a change of the registries.
  func read(_ administration: Administration, into facts: inout Facts) throws(StoreError) {
    facts.clear()
    try read(administration.change, into: &facts)
    if let sequence = try entry(ofAdministration: administration.id) { facts.earlier = try receipt(sequence).entry }
  }

  /// Who is named.
  func read(_ terms: CheckTerms, into facts: inout Facts) throws(StoreError) {
    try readAccount(terms.drawer, into: &facts)
    if let payee = terms.payee { try readSeller(payee, into: &facts) }
    if let distributor = terms.distributor { try readDistributor(distributor, into: &facts) }
  }

  /// The check that somebody acts on, and the parties it concerns.
  func read(actingOn id: CheckID, by actor: Actor, into facts: inout Facts) throws(StoreError) {
    try readCheck(id, into: &facts)
    guard facts.hasCheck else { return }
    try readAccount(facts.checkRecord.terms.drawer, into: &facts)
    if let payee = facts.checkRecord.progress.payee {
      try readSeller(payee, into: &facts)
    } else if case .seller(let presenter) = actor {
      try readSeller(presenter, into: &facts)
    }
    if let distributor = facts.checkRecord.terms.distributor { try readDistributor(distributor, into: &facts) }
  }

  /// The balances that `entry` changes of the manager's own accounts, and the instruction that it is about: for an entry that
  /// takes effect again.
  func readBook(of entry: inout JournalEntry, into facts: inout Facts) throws(StoreError) {
    for index in 0..<entry.postings.count {
      for account in [entry.postings[index].debit, entry.postings[index].credit] {
        guard let key = ClearingKey(account) else { continue }
        let balance = try clearing(key) ?? Balance()
        switch account {
        case .settlement: facts.settlement = balance
        case .fees: facts.fees = balance
        case .clearing(.card, _): facts.cardClearing = balance
        default: facts.clearing = balance
        }
      }
    }
    if let id = entry.instruction { facts.instruction = try instruction(id) }
  }

  private func readClearing(of rail: PaymentRail, into facts: inout Facts) throws(StoreError) {
    guard rail.isOutside else { return }
    let balance = try clearing(ClearingKey(rail: rail, currency: facts.checkRecord.terms.currency)) ?? Balance()
    if rail == .card { facts.cardClearing = balance } else { facts.clearing = balance }
  }

  private func readFees(_ currency: Currency, into facts: inout Facts) throws(StoreError) {
    facts.fees = try clearing(ClearingKey(rail: .book, currency: currency, .fees)) ?? Balance()
  }

  /// The party that is changed, and the accounts with the rail named.
  func read(_ change: Administration.Change, into facts: inout Facts) throws(StoreError) {
    let currency: Currency?
    switch change.subject {
    case .account(let id):
      try readAccount(id, into: &facts)
      currency = facts.account?.currency
    case .seller(let id):
      try readSeller(id, into: &facts)
      currency = facts.seller?.currency
    case .distributor(let id):
      try readDistributor(id, into: &facts)
      currency = facts.distributor?.currency
    }
    guard let currency else { return }
    if case .chargeFee = change { try readFees(currency, into: &facts) }
    guard let rail = change.rail else { return }
    let balance = try clearing(ClearingKey(rail: rail, currency: currency)) ?? Balance()
    if rail == .card { facts.cardClearing = balance } else { facts.clearing = balance }
    facts.settlement = try clearing(ClearingKey(rail: rail, currency: currency, .settlement)) ?? Balance()
    if case .reportPayOut(_, let id, _) = change { facts.instruction = try instruction(id) }
  }

  /// Lends a layer without holding on to it once more: there are a dozen such looks in a decision.
  @inline(__always)
  private func layer<Result>(_ index: Int, _ body: (Overlay) -> Result) -> Result {
    unsafe Unmanaged.passUnretained(layers[index])._withUnsafeGuaranteedRef(body)
  }

  private func readAccount(_ id: AccountID, into facts: inout Facts) throws(StoreError) {
    let key = CodeKey(id.code)
    guard let recent else { return try readAccount(id, from: 0, into: &facts) }
    facts.hasAccount = true
    if layer(0, { $0.accounts.load(key, into: &facts.accountRecord) }) { return }
    if recent.load(key, into: &facts.accountRecord) { return }
    try readAccount(id, from: 1, into: &facts)
    if facts.hasAccount { recent.add(&facts.accountRecord, at: key) }
  }

  /// From the layers after the first `start`, and from LMDB.
  private func readAccount(_ id: AccountID, from start: Int, into facts: inout Facts) throws(StoreError) {
    for index in start..<layers.count
    where layer(index, { $0.accounts.load(CodeKey(id.code), into: &facts.accountRecord) }) {
      facts.hasAccount = true
      return
    }
    facts.hasAccount = try tables.load(id, into: &facts.accountRecord, in: transaction)
  }

  private func readSeller(_ id: SellerID, into facts: inout Facts) throws(StoreError) {
    for index in layers.indices where layer(index, { $0.sellers.load(CodeKey(id.code), into: &facts.sellerRecord) }) {
      facts.hasSeller = true
      return
    }
    facts.hasSeller = try tables.load(id, into: &facts.sellerRecord, in: transaction)
  }

  private func readDistributor(_ id: DistributorID, into facts: inout Facts) throws(StoreError) {
    for index in layers.indices
    where layer(index, { $0.distributors.load(CodeKey(id.code), into: &facts.distributorRecord) }) {
      facts.hasDistributor = true
      return
    }
    facts.hasDistributor = try tables.load(id, into: &facts.distributorRecord, in: transaction)
  }

  private func readCheck(_ id: CheckID, into facts: inout Facts) throws(StoreError) {
    try findCheck(id, into: &facts)
    // What is archived is let go of while commands are decided: none may find it.
    if facts.hasCheck, isArchived(facts.checkRecord) { facts.hasCheck = false }
  }

  private func findCheck(_ id: CheckID, into facts: inout Facts) throws(StoreError) {
    for index in layers.indices where layer(index, { $0.checks.load(IDKey(id), into: &facts.checkRecord) }) {
      facts.hasCheck = true
      return
    }
    facts.hasCheck = try tables.load(id, into: &facts.checkRecord, in: transaction)
  }

  /// The entry of an earlier action with this id. It is looked for along the check's own history, which is short and
  /// bounded, so that no index is needed; the committer's own ids never come twice.
  private func readEarlier(_ action: CheckAction, into facts: inout Facts) throws(StoreError) {
    guard action.actor != .committer else { return }
    var sequence = facts.checkRecord.lastEntry
    if facts.checkRecord.entryCount == 1, action.id != CommandID(issuing: action.check) { return }
    while sequence != 0 {
      guard let link = try journal(sequence, { EntryLink(&$0) }) else {
        throw tables.journal.damaged(sequence, .missing)
      }
      if link.command == action.id {
        facts.earlier = try receipt(sequence).entry
        return
      }
      sequence = link.previousOfCheck
    }
  }
}
