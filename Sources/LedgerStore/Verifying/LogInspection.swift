/// The log, read as it lies: nothing is cut, nothing is made.
internal import CVouchRecords
internal import LMDB
internal import Ledger
internal import Storage

/// One look at a log.
struct LogInspection {
  private let path: String
  private let desk: VerificationDesk
  /// The sequence of the next record; nil before the first.
  private var expected: UInt64?
  /// Whether a record could not be read, so that what comes after it means nothing to the tables.
  private var isBroken = false

  init(at path: String, _ desk: VerificationDesk) {
    self.path = path
    self.desk = desk
  }

  /// Reads all there is by itself.
  mutating func run(_ summary: inout LedgerVerification.Summary) {
    readAll(of: nil, &summary) { _, _ in }
  }

  /// Reads all there is, holds it against what the tables have, and has what they have not take effect in memory.
  mutating func run(
    beside tables: borrowing TableInspection, _ summary: inout LedgerVerification.Summary
  ) throws(StoreError) {
    guard tables.meta.log_begun != 0 else {
      return desk.note("the ledger is of a format that has no log: vouchd begins one")
    }
    let folded = tables.meta.sequence
    var replay: Replay? = try Replay(
      after: tables.meta, tables: tables.tables, environment: tables.environment, sealing: nil)
    let isInClear = tables.meta.format < Store.firstSealed || tables.meta.log_in_clear != 0
    if isInClear {
      desk.note("the log holds personal data of an older format: vouchd seals it when it opens the ledger")
      // It takes effect on what is sealed.
      replay = nil
    }
    let inspection = LogInspection(at: path, desk)
    readAll(of: LedgerIdentity(of: tables.meta), &summary) { record, payload throws(StoreError) in
      try inspection.compare(record, payload, with: tables, folded)
      guard record.last > folded, replay != nil else { return }
      do {
        try replay?.take(record, payload)
      } catch {
        replay = nil
        throw error as? StoreError ?? .damaged(table: "log", key: "\(record.first)", reason: "\(error)")
      }
    }
    guard let expected else { return }
    if expected <= folded {
      desk.report(.ends(path: path, at: expected - 1, asked: folded), in: path)
    } else if expected > folded + 1 {
      desk.note(
        "\(expected - 1 - folded) entries are in the log alone, as after a crash: each was read"
          + (isInClear ? "" : " and takes effect") + "; sums are those of entry \(folded)")
    }
  }

  // MARK: Reading

  private mutating func readAll(
    of identity: LedgerIdentity?, _ summary: inout LedgerVerification.Summary,
    _ body: (LogRecord, RawSpan) throws(StoreError) -> Void
  ) {
    desk.progress("log")
    let directory: DiskDirectory
    let segments: [Segment]
    do throws(LogError) {
      do throws(StorageError) { directory = try DiskDirectory(reading: path) } catch { throw .missing(path: path) }
      segments = try SegmentList(of: directory).all
      guard !segments.isEmpty else { throw .missing(path: path) }
    } catch {
      return desk.report(error, in: path)
    }
    summary.segments = segments.count
    for (index, segment) in segments.enumerated() {
      desk.progress("log", UInt64(index), of: UInt64(segments.count))
      do throws(LogError) {
        try read(segment, in: directory, of: identity, isLast: index == segments.count - 1, body)
      } catch {
        isBroken = true
        desk.report(error, in: segment.path(in: directory))
        expected = nil
      }
    }
    if let expected { summary.logged = max(summary.logged, expected - 1) }
  }

  private mutating func read(
    _ segment: Segment, in directory: DiskDirectory, of identity: LedgerIdentity?, isLast: Bool,
    _ body: (LogRecord, RawSpan) throws(StoreError) -> Void
  ) throws(LogError) {
    let path = segment.path(in: directory)
    let (file, header) = try segment.open(in: directory, identity: identity)
    if let expected, expected != segment.first {
      isBroken = true
      desk.report(
        .damaged(
          path: path, offset: 24, "it begins with \(segment.first), and the segment before it ends at \(expected - 1)"),
        in: path)
    }
    var reader = SegmentReader(file, path: path, header: header)
    while let record = try reader.next() {
      guard !isBroken else { continue }
      do throws(StoreError) {
        unsafe try body(
          LogRecord(first: record.first, count: record.count, time: record.time), reader.payload.span.bytes)
      } catch {
        isBroken = true
        desk.report(error, in: path)
      }
    }
    let end = try reader.remains().end
    if end > reader.offset {
      guard isLast else { throw reader.damage(endsBefore: reader.expected + 1) }
      desk.note(
        "\(path) ends at offset \(reader.offset) in a group that was not written whole, and that nobody was told of: vouchd "
          + "cuts it")
    }
    expected = reader.expected
  }

  /// Whether the entries of a record are what the tables have of them.
  private func compare(
    _ record: LogRecord, _ payload: RawSpan, with tables: borrowing TableInspection, _ folded: UInt64
  ) throws(StoreError) {
    let journal = tables.tables.journal
    var failure: StoreError?
    unsafe payload.withUnsafeBytes { bytes in
      var rest = unsafe LoggedDecisions(bytes)
      do throws(StoreError) {
        for sequence in record.first...record.last {
          guard let entry = unsafe rest.next(), let supplement = unsafe rest.next() else {
            throw .damaged(table: "log", key: "\(sequence)", reason: "its record does not hold what it says")
          }
          do throws(Fault) {
            _ = unsafe try ByteReader(entry, at: sequence, newest: entryVersion)
            if unsafe !supplement.isEmpty { _ = unsafe try ByteReader(supplement, at: sequence, newest: termsVersion) }
          } catch {
            throw .damaged(table: "log", key: "\(sequence)", reason: error.reason)
          }
          guard sequence <= folded else { continue }
          let isSame = try database { () throws(LMDBError) in
            try journal.get(sequence, in: tables.view) { kept in
              unsafe kept.withUnsafeBytes { unsafe $0.elementsEqual(entry) }
            } ?? (sequence <= tables.archived)
          }
          guard isSame else { throw journal.damaged(sequence, Fault(reason: "it is not what the log has of it")) }
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}
