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
    writer.desk.view.recent?.take(writer.desk.group)
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
    let verdict: Verdict
    // By its kind once, as a command is copied each time that it is looked into.
    switch command {
    case .issue(let issue):
      try view.read(issue, into: &draft.facts)
      verdict = draft.decide(issue, at: moment)
      guard verdict == .accepted else { return verdict }
      group.apply(issue, to: &draft)
      group.end(&draft.entry, of: issue)
    case .act(let action):
      try view.read(action, into: &draft.facts)
      verdict = draft.decide(action, at: moment)
      guard verdict == .accepted else { return verdict }
      group.applyToCheck(&draft)
      group.end(&draft.entry, of: action)
    case .administer(let administration):
      try view.read(administration, into: &draft.facts)
      verdict = draft.decide(administration, at: moment)
      guard verdict == .accepted else { return verdict }
      try group.apply(administration, to: &draft, in: view)
      group.end(&draft.entry, of: administration)
    }
    return verdict
  }

  fileprivate mutating func judge(_ command: Command, at moment: Moment) throws(StoreError) -> Verdict {
    switch command {
    case .issue(let issue): try view.read(issue, into: &draft.facts)
    case .act(let action): try view.read(action, into: &draft.facts)
    case .administer(let administration): try view.read(administration, into: &draft.facts)
    }
    return draft.decide(command, at: moment)
  }
}

extension Overlay {
  /// Lets the entry of `draft`, which a check was issued by, take effect on its facts, and keeps what changed.
  func apply(_ issue: IssueCheck, to draft: inout Draft) {
    draft.apply(issue)
    keepParties(&draft)
    checks.put(&draft.facts.checkRecord, at: IDKey(issue.id))
    due.push(DueCheck(time: draft.facts.checkRecord.progress.expires, check: issue.id))
    new.checks += 1
    new.openChecks += 1
    if !issue.memo.isEmpty { memos[IDKey(issue.id)] = issue.memo }
  }

  /// The same of an entry that says what happened to a check.
  func applyToCheck(_ draft: inout Draft) {
    let (wasDue, wasOpen) = (draft.facts.checkRecord.progress.due, draft.facts.checkRecord.progress.state.isOpen)
    draft.applyToCheck()
    keepParties(&draft)
    keepBook(&draft)
    let id = draft.facts.checkRecord.id
    checks.put(&draft.facts.checkRecord, at: IDKey(id))
    if let time = draft.facts.checkRecord.progress.due, time != wasDue { due.push(DueCheck(time: time, check: id)) }
    if wasOpen, !draft.facts.checkRecord.progress.state.isOpen { new.openChecks -= 1 }
  }

  /// The same of a change of the registries. `view` has this layer as its first.
  func apply(
    _ administration: Administration, to draft: inout Draft, in view: borrowing Snapshot
  ) throws(StoreError) {
    if !draft.facts.hasAccount, !draft.facts.hasSeller, !draft.facts.hasDistributor {
      switch administration.change.subject {
      case .account: new.accounts += 1
      case .seller: new.sellers += 1
      case .distributor: new.distributors += 1
      }
    }
    draft.apply(administration)
    keepParties(&draft)
    keepBook(&draft)
    try keep(administration, facts: draft.facts, entry: draft.entry, in: view)
  }

  /// Whoever is concerned is kept, changed or not: to compare would cost more than it saves.
  @inline(__always)
  private func keepParties(_ draft: inout Draft) {
    if draft.facts.hasAccount {
      accounts.put(&draft.facts.accountRecord, at: CodeKey(draft.facts.accountRecord.id.code))
    }
    if draft.facts.hasSeller {
      sellers.put(&draft.facts.sellerRecord, at: CodeKey(draft.facts.sellerRecord.id.code))
    }
    if draft.facts.hasDistributor {
      distributors.put(&draft.facts.distributorRecord, at: CodeKey(draft.facts.distributorRecord.id.code))
    }
  }

  /// The manager's own accounts, and what paying systems are told or have said: most entries have neither.
  @inline(__always)
  private func keepBook(_ draft: inout Draft) {
    for index in 0..<draft.entry.postings.count {
      let (debit, credit) = (draft.entry.postings[index].debit, draft.entry.postings[index].credit)
      if let key = ClearingKey(debit) { clearing[key] = draft.facts.balance(of: debit) }
      if let key = ClearingKey(credit) {
        clearing[key] = draft.facts.balance(of: credit)
        if key.rail.isOutside { keepTold(&draft) }
      }
    }
    if draft.entry.instruction != nil {
      let instruction = draft.facts.instructionRecord
      instructions[instruction.id] = instruction.after(draft.entry)
    }
  }

  private func keepTold(_ draft: inout Draft) {
    guard draft.tells else { return }
    draft.entry.eachInstruction { instruction in
      if instructions.updateValue(instruction, forKey: instruction.id) == nil { told.append(instruction.id) }
    }
  }

  private func keep(
    _ administration: Administration, facts: Facts, entry: JournalEntry, in view: borrowing Snapshot
  ) throws(StoreError) {
    commands[IDKey(administration.id)] = entry.sequence
    switch administration.change {
    case .enrolAccount(let enrolment):
      try keep(enrolment.update.toKeep, of: .account(enrolment.id), at: entry.time, in: view)
    case .updateAccount(let id, let update):
      try keep(update.toKeep, of: .account(id), at: entry.time, in: view)
    case .enrolSeller(let enrolment):
      try keep(enrolment.update.toKeep, of: administration.change.subject, at: entry.time, in: view)
    case .updateSeller(let id, let update):
      try keep(update.toKeep, of: .seller(id), at: entry.time, in: view)
    case .enrolDistributor(let enrolment):
      let update = enrolment.update
      try keep(update.toKeep, update, of: administration.change.subject, at: entry.time, in: view)
    case .updateDistributor(let id, let update):
      try keep(update.toKeep, update, of: .distributor(id), at: entry.time, in: view)
    case .forget(let party):
      var profile = try view.sealedProfile(of: party)
      profile.forget()
      self[profileOf: party] = profile
    case .setStatus, .fund, .reconcile, .payOut, .payIn, .chargeFee, .reportPayOut: break
    }
  }

  private func keep(
    _ sealed: SealedProfile?, _ keys: CompanyUpdate? = nil, of party: Party, at time: Timestamp,
    in view: borrowing Snapshot
  ) throws(StoreError) {
    guard sealed != nil || keys?.handOverKey != nil || keys?.addressKey != nil else { return }
    var profile = try view.sealedProfile(of: party)
    if let sealed { profile.merge(sealed) }
    if let change = keys?.handOverKey { profile.handOverKeys.take(change, at: time) }
    if let key = keys?.addressKey { profile.addressKey = key == .none ? nil : key }
    self[profileOf: party] = profile
  }
}

extension AccountUpdate {
  fileprivate var toKeep: SealedProfile? {
    precondition(profile == nil, "a profile is sealed before its command comes here")
    return sealed
  }
}

extension CompanyUpdate {
  fileprivate var toKeep: SealedProfile? {
    precondition(profile == nil, "a profile is sealed before its command comes here")
    return sealed
  }
}
