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
    for due in taken { writer.desk.view.layers[1].due.push(due) }
    writer.desk.group.removeAll()
    writer.isBusy = false
  }

  /// The place of the next decision.
  public var moment: Moment { Moment(time: time, sequence: writer.desk.next) }

  /// Whether another decision surely finds room. Where it may not, commit, and go on in another group.
  public var hasRoom: Bool { writer.desk.hasRoom }

  /// Makes the group durable, and lets everybody see it. Gives the last sequence; when nothing was applied nothing is
  /// written.
  public consuming func commit() throws(StoreError) -> UInt64 {
    guard !writer.desk.group.isEmpty else {
      writer.isBusy = false
      return writer.desk.sequence
    }
    try store.log(writer, at: time)
    writer.desk.sequence = writer.desk.group.last
    writer.time = time
    store.publish(writer.desk.group, at: time)
    writer.isBusy = false
    return writer.desk.sequence
  }
}

// MARK: - Deciding

extension Batch {
  /// Reads the facts of `command`, the decisions of this group included, decides, and lets what is accepted take
  /// effect.
  public func decide(_ command: Command) throws(StoreError) -> Verdict { try writer.desk.decide(command, at: moment) }

  /// What would become of `command`. Nothing becomes of it.
  public func judge(_ command: Command) throws(StoreError) -> Verdict { try writer.desk.judge(command, at: moment) }

  /// The entry of the command that was decided last, where it was accepted or repeated.
  public var entry: JournalEntry { writer.desk.draft.entry }
}

extension Desk {
  fileprivate mutating func decide(_ command: Command, at moment: Moment) throws(StoreError) -> Verdict {
    try view.read(command, into: &draft.facts)
    let verdict = draft.decide(command, at: moment)
    if case .accepted = verdict {
      try group.apply(command, to: &draft, in: view)
      group.journal.append(&draft.entry, of: command)
    }
    return verdict
  }

  fileprivate mutating func judge(_ command: Command, at moment: Moment) throws(StoreError) -> Verdict {
    try view.read(command, into: &draft.facts)
    return draft.decide(command, at: moment)
  }
}

extension Overlay {
  /// Lets the entry of `draft`, which was made of `command`, take effect on its facts, and keeps what changed. `view` has
  /// this layer as its first.
  func apply(_ command: Command, to draft: inout Draft, in view: borrowing Snapshot) throws(StoreError) {
    let before = Before(draft.facts)
    draft.apply(command)
    // Whoever is concerned is kept, changed or not: to compare would cost more than it saves.
    if draft.facts.hasAccount {
      accounts.put(&draft.facts.accountRecord, at: CodeKey(draft.facts.accountRecord.id.code))
      if !before.hadAccount { new.accounts += 1 }
    }
    if draft.facts.hasSeller {
      sellers.put(&draft.facts.sellerRecord, at: CodeKey(draft.facts.sellerRecord.id.code))
      if !before.hadSeller { new.sellers += 1 }
    }
    if draft.facts.hasDistributor {
      distributors.put(&draft.facts.distributorRecord, at: CodeKey(draft.facts.distributorRecord.id.code))
      if !before.hadDistributor { new.distributors += 1 }
    }
    if draft.facts.hasCheck {
      checks.put(&draft.facts.checkRecord, at: IDKey(draft.facts.checkRecord.id))
      if let time = draft.facts.checkRecord.progress.due, time != before.due {
        due.push(DueCheck(time: time, check: draft.facts.checkRecord.id))
      }
      if !before.hadCheck { new.checks += 1 }
      new.openChecks += (draft.facts.checkRecord.progress.state.isOpen ? 1 : 0) - (before.wasOpen ? 1 : 0)
    }
    switch command {
    case .issue(let issue):
      if !issue.memo.isEmpty { memos[IDKey(issue.id)] = issue.memo }
    case .act: break
    case .administer(let administration):
      try keep(administration, facts: draft.facts, entry: draft.entry, in: view)
    }
  }

  /// What was there before an entry took effect.
  private struct Before {
    let hadAccount, hadSeller, hadDistributor, hadCheck, wasOpen: Bool
    let due: Timestamp?

    @inline(__always)
    init(_ facts: Facts) {
      hadAccount = facts.hasAccount
      hadSeller = facts.hasSeller
      hadDistributor = facts.hasDistributor
      hadCheck = facts.hasCheck
      wasOpen = facts.hasCheck && facts.checkRecord.progress.state.isOpen
      due = facts.hasCheck ? facts.checkRecord.progress.due : nil
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
