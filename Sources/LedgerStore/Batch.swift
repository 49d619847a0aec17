/// One group on its way to the disk: facts are read, decisions applied, and all of it becomes durable at once.
internal import CVouchRecords
internal import LMDB
public import Ledger

/// A group being decided. Dropped before `commit`, it leaves no trace.
public struct Batch: ~Copyable {
  private let transaction: WriteTransaction
  private let tables: Tables
  private var meta: vouch_meta_record
  private let time: Timestamp
  private let sequenceBefore: UInt64
  /// One memory for all entries of the group.
  private var writer = ByteWriter(capacity: 512)

  init(transaction: consuming WriteTransaction, tables: Tables, meta: vouch_meta_record, time: Timestamp) {
    self.transaction = transaction
    self.tables = tables
    self.meta = meta
    self.time = max(time, Timestamp(milliseconds: meta.time))
    sequenceBefore = meta.sequence
  }

  /// The place of the next decision.
  public var moment: Moment { Moment(time: time, sequence: meta.sequence + 1) }

  /// Everything a decision on `command` may look at, the decisions of this group included.
  public func facts(for command: Command) throws(StoreError) -> Facts {
    try tables.facts(for: command, in: transaction)
  }

  /// Makes the group durable. Gives the last sequence; when nothing was applied nothing is written.
  public consuming func commit() throws(StoreError) -> UInt64 {
    if meta.sequence != sequenceBefore {
      meta.time = time.milliseconds
      meta.folded_through = meta.sequence
      try tables.meta.seal(meta, at: Tables.metaKey, in: transaction)
    }
    let sequence = meta.sequence
    do throws(LMDBError) { try transaction.commit() } catch { throw .database(error) }
    return sequence
  }
}

// MARK: - Applying

extension Batch {
  /// Lets `entry`, which was decided from `facts`, take effect; `facts` become what they are after it.
  public mutating func apply(
    _ entry: JournalEntry, of command: Command, to facts: inout Facts
  ) throws(StoreError) {
    let before = facts
    facts.apply(entry, of: command)
    meta.sequence = entry.sequence
    Receipt(entry: entry, detail: command.detail).write(to: &writer)
    try database { () throws(LMDBError) in
      try tables.journal.append(writer.bytes, at: entry.sequence, in: transaction)
    }
    if let account = facts.account, account != before.account {
      try tables.accounts.seal(account.record, at: CodeKey(account.id.code), in: transaction)
    }
    if let seller = facts.seller, seller != before.seller {
      try tables.sellers.seal(seller.record, at: CodeKey(seller.id.code), in: transaction)
    }
    if let distributor = facts.distributor, distributor != before.distributor {
      try tables.distributors.seal(distributor.record, at: CodeKey(distributor.id.code), in: transaction)
    }
    if let check = facts.check, check != before.check { try keep(check, before: before.check) }
    switch command {
    case .issue(let issue):
      if issue.memo != .empty { try keep(issue.memo, of: issue.id) }
    case .act: break
    case .administer(let administration): try keep(administration, facts: facts, before: before, entry: entry)
    }
  }

  private mutating func keep(_ check: Check, before: Check?) throws(StoreError) {
    try tables.checks.seal(check.record, at: IDKey(check.id), in: transaction)
    let (old, new) = (before?.progress.due, check.progress.due)
    if old != new {
      if let old { try drop(DueCheck(time: old, check: check.id)) }
      if let new { try list(DueCheck(time: new, check: check.id)) }
    }
    let (wasOpen, isOpen) = (before?.progress.state.isOpen ?? false, check.progress.state.isOpen)
    if isOpen, !wasOpen { meta.open_checks += 1 }
    if wasOpen, !isOpen { meta.open_checks -= 1 }
  }

  private func keep(_ memo: Text, of check: CheckID) throws(StoreError) {
    let key = IDKey(check)
    let bytes = memo.encoded(at: key)
    try database { () throws(LMDBError) in try tables.memos.put(bytes, at: key, in: transaction) }
  }

  private func keep(
    _ administration: Administration, facts: Facts, before: Facts, entry: JournalEntry
  ) throws(StoreError) {
    if facts.clearing != before.clearing, let rail = administration.change.rail {
      var record = vouch_clearing_record()
      record.balance = facts.clearing.record
      let key = ClearingKey(rail: rail, currency: entry.currency)
      try tables.clearing.seal(record, at: key, in: transaction)
    }
    var record = vouch_command_record()
    record.sequence = entry.sequence
    try tables.commands.seal(record, at: IDKey(administration.id), in: transaction)

    switch administration.change {
    case .enrolAccount(let enrolment): try merge(enrolment.update.profile, into: enrolment.id)
    case .updateAccount(let id, let update): try merge(update.profile, into: id)
    case .enrolSeller(let enrolment): try merge(enrolment.update.profile, into: enrolment.code, of: \.sellerProfiles)
    case .updateSeller(let id, let update): try merge(update.profile, into: id.code, of: \.sellerProfiles)
    case .enrolDistributor(let enrolment):
      try merge(enrolment.update.profile, into: enrolment.code, of: \.distributorProfiles)
    case .updateDistributor(let id, let update): try merge(update.profile, into: id.code, of: \.distributorProfiles)
    case .setStatus, .fund, .reconcile, .payOut, .payIn: break
    }
  }

  private func merge(_ change: AccountProfile?, into id: AccountID) throws(StoreError) {
    guard let change else { return }
    var profile = try tables.accountProfile(id, in: transaction)
    profile.merge(change)
    let key = CodeKey(id.code)
    let bytes = profile.encoded(at: key)
    try database { () throws(LMDBError) in try tables.accountProfiles.put(bytes, at: key, in: transaction) }
  }

  private func merge(
    _ change: CompanyProfile?, into code: Code, of table: KeyPath<Tables, Table<CodeKey>>
  ) throws(StoreError) {
    guard let change else { return }
    var profile = try tables.companyProfile(code, of: table, in: transaction)
    profile.merge(change)
    let key = CodeKey(code)
    let bytes = profile.encoded(at: key)
    try database { () throws(LMDBError) in try tables[keyPath: table].put(bytes, at: key, in: transaction) }
  }
}

// MARK: - What is due

/// A check that the committer must act on by itself, and since when.
public struct DueCheck: Hashable, Sendable {
  /// Since when.
  public let time: Timestamp
  /// Which check.
  public let check: CheckID
}

extension Batch {
  /// How long the committer waits before it tries again what the ledger refused it.
  private static let postponement = Timestamp.Span.minutes(60)

  /// What is due at the group's time, the longest due first, at most `limit`.
  public func dueChecks(limit: Int) throws(StoreError) -> [DueCheck] {
    try tables.dueChecks(at: time, limit: limit, in: transaction)
  }

  /// What the committer does about it; nil when there is nothing to do any more.
  ///
  /// Its id is made of the time and the sequence, so that it comes once and a replay makes the same.
  public func action(for due: DueCheck) throws(StoreError) -> CheckAction? {
    guard let progress = try tables.check(due.check, in: transaction)?.progress, let next = progress.due, next <= time
    else { return nil }
    return CheckAction(
      id: CommandID(at: time, random: (0, moment.sequence)), check: due.check, actor: .committer,
      event: progress.state.isOpen ? .lapse : .releaseProceeds)
  }

  /// Takes it off the list of what is due.
  public func drop(_ due: DueCheck) throws(StoreError) {
    _ = try database { () throws(LMDBError) in
      try tables.due.delete(DueKey(time: due.time, check: due.check), in: transaction)
    }
  }

  /// Puts it on the list again for later.
  public func postpone(_ due: DueCheck) throws(StoreError) {
    try list(DueCheck(time: time + Batch.postponement, check: due.check))
  }

  private func list(_ due: DueCheck) throws(StoreError) {
    try tables.due.seal(vouch_due_record(), at: DueKey(time: due.time, check: due.check), in: transaction)
  }
}
