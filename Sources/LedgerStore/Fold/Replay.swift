/// Brings back to memory what the log has and LMDB has not: the entries after the last fold, each taking effect again.
internal import CVouchRecords
internal import LMDB
internal import Ledger

/// One replay, when a ledger is opened.
struct Replay: ~Copyable {
  private let tables: Tables
  /// For a log that has profiles in the clear.
  private let sealing: ProfileSealing?
  private var view: Snapshot
  private var draft = Draft()
  /// What the entries changed.
  let layer = Overlay()
  /// The first entry that may have told a paying system something.
  private let tellsFrom: UInt64
  private(set) var sequence: UInt64
  private(set) var time: Timestamp
  /// How many entries there were.
  private(set) var count: UInt64 = 0

  init(
    after meta: vouch_meta_record, tables: Tables, environment: Environment, sealing: ProfileSealing?
  ) throws(StoreError) {
    self.sealing = sealing
    self.tables = tables
    tellsFrom = meta.firstTelling
    sequence = meta.sequence
    time = Timestamp(milliseconds: meta.time)
    let transaction = try database { () throws(LMDBError) in try ReadTransaction(environment) }
    view = Snapshot(transaction: transaction, tables: tables, layers: [layer])
  }

  consuming func run(_ log: CommandLog) throws(StoreError) -> Replay {
    do {
      try log.replay(after: sequence) { record, payload in try take(record, payload) }
    } catch let error as StoreError {
      throw error
    } catch let error as LogError {
      throw .log(error)
    } catch {
      preconditionFailure("a replay throws what the log and the store do: \(error)")
    }
    return self
  }

  /// Has a group take effect again.
  mutating func take(_ record: LogRecord, _ payload: RawSpan) throws {
    try unsafe payload.withUnsafeBytes { bytes in
      var rest = unsafe LoggedDecisions(bytes)
      for number in record.first...record.last { try take(number, &rest, of: record) }
      guard rest.isAtEnd else { throw damage(record) }
    }
    time = Timestamp(milliseconds: Int64(bitPattern: record.time))
    layer.endGroup(at: time)
  }

  private mutating func take(_ number: UInt64, _ rest: inout LoggedDecisions, of record: LogRecord) throws {
    guard let receiptBytes = unsafe rest.next(), let supplement = unsafe rest.next() else { throw damage(record) }
    // Of a group some entries may have been folded: never so far, but nothing here relies on it.
    guard number > sequence else { return }
    do throws(Fault) {
      var reader = unsafe try ByteReader(receiptBytes, at: number, newest: entryVersion)
      guard let receipt = Receipt(&reader) else { throw .impossible }
      draft.entry = receipt.entry
    } catch {
      throw damaged(number, error)
    }
    draft.facts.clear()
    draft.tells = number >= tellsFrom
    switch unsafe try command(supplement) {
    case .issue(let issue):
      try view.read(issue.terms, into: &draft.facts)
      layer.apply(issue, to: &draft)
    case .administer(let logged):
      let administration = try sealed(logged)
      try view.read(administration.change, into: &draft.facts)
      try layer.apply(administration, to: &draft, in: view)
    case .act, nil:
      // What happened is in the entry; the event that led to it has no part in its effects.
      guard case .check(let check) = draft.entry.subject else { throw damaged(number, .impossible) }
      try view.read(actingOn: check, by: draft.entry.actor, into: &draft.facts)
      guard draft.facts.hasCheck else { throw damaged(number, .impossible) }
      try view.readBook(of: &draft.entry, into: &draft.facts)
      layer.applyToCheck(&draft)
    }
    unsafe layer.end(sealed: receiptBytes, supplement: supplement, at: number)
    sequence = number
    count += 1
  }

  /// The command that the draft's entry was made of; nil where the entry says all.
  private func command(_ supplement: UnsafeRawBufferPointer) throws(StoreError) -> Command? {
    guard unsafe !supplement.isEmpty else { return nil }
    let number = draft.entry.sequence
    do throws(Fault) {
      var reader = unsafe try ByteReader(supplement, at: number, newest: termsVersion)
      guard let command = reader.command(of: draft.entry) else { throw .impossible }
      return command
    } catch {
      throw damaged(number, error)
    }
  }

  /// What a log of before format 5 has in the clear is sealed; in any other it is damage.
  private func sealed(_ logged: Administration) throws(StoreError) -> Administration {
    guard let (party, fields) = logged.clearProfile else { return logged }
    guard let sealing else { throw damaged(draft.entry.sequence, Fault(reason: "a profile lies in the clear")) }
    return logged.sealed(fields.isEmpty ? nil : try sealing.seal(party, fields))
  }

  private func damaged(_ number: UInt64, _ fault: Fault) -> StoreError {
    .damaged(table: "log", key: "\(number)", reason: fault.reason)
  }

  private func damage(_ record: LogRecord) -> StoreError {
    .damaged(table: "log", key: "\(record.first)", reason: "its record does not hold what it says")
  }
}
