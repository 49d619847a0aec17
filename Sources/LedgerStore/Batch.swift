/// One group on its way to the log: facts are read, decisions applied, and all of it becomes durable at once.
internal import LMDB
public import Ledger

/// A group being decided. Dropped before `commit`, it leaves no trace.
public struct Batch: ~Copyable {
  let store: Store
  let writer: Writer
  let time: Timestamp
  /// What was taken from the lists of what is due: it goes back when the group comes to nothing.
  var taken: [DueCheck] = []
  let sweptBefore: DueKey?

  init(store: Store, writer: Writer, time: Timestamp) {
    self.store = store
    self.writer = writer
    self.time = max(time, writer.time)
    sweptBefore = writer.sweptThrough
  }

  deinit {
    guard writer.isBusy else { return }
    writer.sweptThrough = sweptBefore
    for due in taken { writer.view.layers[1].due.push(due) }
    writer.group.removeAll()
    writer.isBusy = false
  }

  /// The place of the next decision.
  public var moment: Moment { Moment(time: time, sequence: writer.sequence + UInt64(writer.group.journal.count) + 1) }

  /// Whether another decision surely finds room. Where it may not, commit, and go on in another group.
  public var hasRoom: Bool { writer.hasRoom }

  /// Everything a decision on `command` may look at, the decisions of this group included.
  public func facts(for command: Command) throws(StoreError) -> Facts { try writer.view.facts(for: command) }

  /// Makes the group durable, and lets everybody see it. Gives the last sequence; when nothing was applied nothing is
  /// written.
  public consuming func commit() throws(StoreError) -> UInt64 {
    guard !writer.group.isEmpty else {
      writer.isBusy = false
      return writer.sequence
    }
    try store.log(writer, at: time)
    writer.sequence = writer.group.last
    writer.time = time
    store.publish(writer.group, at: time)
    writer.isBusy = false
    return writer.sequence
  }
}

// MARK: - Applying

extension Batch {
  /// Lets `entry`, which was decided from `facts`, take effect; `facts` become what they are after it.
  public func apply(_ entry: JournalEntry, of command: Command, to facts: inout Facts) throws(StoreError) {
    try writer.group.apply(entry, of: command, to: &facts, in: writer.view)
    writer.group.journal.append(entry, of: command)
  }
}

extension Overlay {
  /// Lets `entry` take effect on `facts`, and keeps what changed. `view` has this layer as its first.
  func apply(
    _ entry: JournalEntry, of command: Command, to facts: inout Facts, in view: borrowing Snapshot
  ) throws(StoreError) {
    let (hadAccount, hadSeller, hadDistributor) = (facts.account != nil, facts.seller != nil, facts.distributor != nil)
    let before = facts.check.map { (due: $0.progress.due, isOpen: $0.progress.state.isOpen) }
    facts.apply(entry, of: command)
    // Whoever is concerned is kept, changed or not: to compare would cost more than it saves.
    if let account = facts.account {
      accounts.put(account, at: CodeKey(account.id.code))
      if !hadAccount { new.accounts += 1 }
    }
    if let seller = facts.seller {
      sellers.put(seller, at: CodeKey(seller.id.code))
      if !hadSeller { new.sellers += 1 }
    }
    if let distributor = facts.distributor {
      distributors.put(distributor, at: CodeKey(distributor.id.code))
      if !hadDistributor { new.distributors += 1 }
    }
    if let check = facts.check {
      checks.put(check, at: IDKey(check.id))
      let (time, isOpen) = (check.progress.due, check.progress.state.isOpen)
      if let time, time != before?.due { due.push(DueCheck(time: time, check: check.id)) }
      if before == nil { new.checks += 1 }
      new.openChecks += (isOpen ? 1 : 0) - (before?.isOpen ?? false ? 1 : 0)
    }
    switch command {
    case .issue(let issue):
      if issue.memo != .empty { memos[IDKey(issue.id)] = issue.memo }
    case .act: break
    case .administer(let administration): try keep(administration, facts: facts, entry: entry, in: view)
    }
  }

  private func keep(
    _ administration: Administration, facts: Facts, entry: JournalEntry, in view: borrowing Snapshot
  ) throws(StoreError) {
    if let rail = administration.change.rail {
      clearing[ClearingKey(rail: rail, currency: entry.currency)] = facts.clearing
    }
    commands[IDKey(administration.id)] = entry.sequence
    switch administration.change {
    case .enrolAccount(let enrolment): try merge(enrolment.update.profile, into: enrolment.id, in: view)
    case .updateAccount(let id, let update): try merge(update.profile, into: id, in: view)
    case .enrolSeller(let enrolment): try merge(enrolment.update.profile, into: SellerID(enrolment.code), in: view)
    case .updateSeller(let id, let update): try merge(update.profile, into: id, in: view)
    case .enrolDistributor(let enrolment):
      try merge(enrolment.update.profile, into: DistributorID(enrolment.code), in: view)
    case .updateDistributor(let id, let update): try merge(update.profile, into: id, in: view)
    case .setStatus, .fund, .reconcile, .payOut, .payIn: break
    }
  }

  private func merge(
    _ change: AccountProfile?, into id: AccountID, in view: borrowing Snapshot
  ) throws(StoreError) {
    guard let change else { return }
    var profile = try view.profile(of: id)
    profile.merge(change)
    accountProfiles[CodeKey(id.code)] = profile
  }

  private func merge(_ change: CompanyProfile?, into id: SellerID, in view: borrowing Snapshot) throws(StoreError) {
    guard let change else { return }
    var profile = try view.profile(of: id)
    profile.merge(change)
    sellerProfiles[CodeKey(id.code)] = profile
  }

  private func merge(_ change: CompanyProfile?, into id: DistributorID, in view: borrowing Snapshot) throws(StoreError)
  {
    guard let change else { return }
    var profile = try view.profile(of: id)
    profile.merge(change)
    distributorProfiles[CodeKey(id.code)] = profile
  }
}
