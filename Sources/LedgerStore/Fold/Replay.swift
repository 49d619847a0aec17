/// Brings back to memory what the log has and LMDB has not: the entries after the last fold, each taking effect again.
internal import CVouchRecords
internal import LMDB
internal import Ledger

/// One replay, when a ledger is opened.
struct Replay: ~Copyable {
  private let log: CommandLog
  private let tables: Tables
  private var view: Snapshot
  /// What the entries changed.
  let layer = Overlay()
  private(set) var sequence: UInt64
  private(set) var time: Timestamp
  /// How many entries there were.
  private(set) var count: UInt64 = 0

  init(
    of log: CommandLog, after meta: vouch_meta_record, tables: Tables, environment: Environment
  ) throws(StoreError) {
    self.log = log
    self.tables = tables
    sequence = meta.sequence
    time = Timestamp(milliseconds: meta.time)
    let transaction = try database { () throws(LMDBError) in try ReadTransaction(environment) }
    view = Snapshot(transaction: transaction, tables: tables, layers: [layer])
  }

  consuming func run() throws(StoreError) -> Replay {
    do {
      try log.replay(after: sequence) { record, payload in
        try unsafe payload.withUnsafeBytes { bytes in
          var rest = unsafe LoggedDecisions(bytes)
          for number in record.first...record.last { try take(number, &rest, of: record) }
          guard rest.isAtEnd else { throw damage(record) }
        }
        time = Timestamp(milliseconds: Int64(bitPattern: record.time))
        layer.time = time
        layer.journal.endGroup()
      }
    } catch let error as StoreError {
      throw error
    } catch let error as LogError {
      throw .log(error)
    } catch {
      preconditionFailure("a replay throws what the log and the store do: \(error)")
    }
    return self
  }

  private mutating func take(_ number: UInt64, _ rest: inout LoggedDecisions, of record: LogRecord) throws {
    guard let receiptBytes = unsafe rest.next(), let supplement = unsafe rest.next() else { throw damage(record) }
    // Of a group some entries may have been folded: never so far, but nothing here relies on it.
    guard number > sequence else { return }
    let entry: JournalEntry
    let command: Command
    do throws(Fault) {
      var reader = unsafe try ByteReader(receiptBytes, at: number, newest: entryVersion)
      guard let receipt = Receipt(&reader) else { throw .impossible }
      entry = receipt.entry
      if unsafe supplement.isEmpty {
        guard case .check(let check) = entry.subject else { throw .impossible }
        // What happened is in the entry; the event that led to it has no part in its effects.
        command = .act(CheckAction(id: entry.command, check: check, actor: entry.actor, event: .lapse))
      } else {
        var reader = unsafe try ByteReader(supplement, at: number, newest: termsVersion)
        guard let read = reader.command(of: entry) else { throw .impossible }
        command = read
      }
    } catch {
      throw StoreError.damaged(table: "log", key: "\(number)", reason: error.reason)
    }
    var facts = Facts()
    try view.read(toApply: entry, of: command, into: &facts)
    try layer.apply(entry, of: command, to: &facts, in: view)
    unsafe layer.journal.append(sealed: receiptBytes, at: number)
    sequence = number
    count += 1
  }

  private func damage(_ record: LogRecord) -> StoreError {
    .damaged(table: "log", key: "\(record.first)", reason: "its record does not hold what it says")
  }
}

/// The decisions of one record, as `Batch.apply` writes them: of each its receipt and its supplement, with their
/// lengths.
@safe private struct LoggedDecisions {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { unsafe self.bytes = bytes }

  var isAtEnd: Bool { unsafe position == bytes.count }

  mutating func next() -> UnsafeRawBufferPointer? {
    guard unsafe bytes.count - position >= 4 else { return nil }
    let length = unsafe Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
    guard unsafe bytes.count - position - 4 >= length else { return nil }
    defer { position += 4 + length }
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[position + 4..<position + 4 + length])
  }
}

extension Snapshot {
  /// The facts that an entry changes.
  fileprivate func read(toApply entry: JournalEntry, of command: Command, into facts: inout Facts) throws(StoreError) {
    switch command {
    case .issue(let issue): try read(issue.terms, into: &facts)
    case .act(let action): try read(actingOn: action.check, by: entry.actor, into: &facts)
    case .administer(let administration): try read(administration.change, into: &facts)
    }
  }
}
