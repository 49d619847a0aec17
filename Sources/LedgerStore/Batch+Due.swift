/// What the committer must do by itself: found at the front of lists that are in the order of time.
internal import LMDB
public import Ledger

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
  /// How many entries are looked at for each that is asked for: most are of checks that were settled since.
  private static let lookedAt = 8

  /// Takes what is due at the group's time, the longest due first, at most `limit`.
  public mutating func dueChecks(limit: Int) throws(StoreError) -> [DueCheck] {
    writer.forgetPostponed(at: time)
    var found: [DueCheck] = []
    let tables = writer.view.tables
    var stored = ArraySlice(
      try tables.dueChecks(after: writer.sweptThrough, at: time, limit: limit, in: writer.view.transaction))
    for _ in 0..<limit * Batch.lookedAt {
      guard found.count < limit else { break }
      let layer = writer.view.layers.dropFirst().min { ($0.due.first?.time ?? .max) < ($1.due.first?.time ?? .max) }
      let inMemory = layer?.due.first.flatMap { $0.time <= time ? $0 : nil }
      let next: DueCheck
      if let entry = stored.first, entry.time <= inMemory?.time ?? .max {
        next = entry
        stored.removeFirst()
        writer.sweptThrough = DueKey(time: entry.time, check: entry.check)
      } else if let inMemory {
        next = inMemory
        _ = layer?.due.pop()
        taken.append(inMemory)
      } else {
        break
      }
      if try isDue(next) { found.append(next) }
    }
    return writer.hasRetried ? found.withoutRepetitions : found
  }

  /// Whether it is still so: the check may have been settled since the entry was made.
  private func isDue(_ due: DueCheck) throws(StoreError) -> Bool {
    if writer.isPostponed(due.check) { return false }
    return try writer.view.check(due.check)?.progress.due == due.time
  }

  /// What the committer does about it; nil when there is nothing to do any more.
  ///
  /// Its id is made of the time and the sequence, so that it comes once and a replay makes the same.
  public func action(for due: DueCheck) throws(StoreError) -> CheckAction? {
    guard let progress = try writer.view.check(due.check)?.progress, let next = progress.due, next <= time
    else { return nil }
    return CheckAction(
      id: CommandID(at: time, random: (0, moment.sequence)), check: due.check, actor: .committer,
      event: progress.state.isOpen ? .lapse : .releaseProceeds)
  }

  /// Leaves it alone for an hour.
  public func postpone(_ due: DueCheck) {
    writer.postpone(due, until: time + Batch.postponement)
  }
}

extension [DueCheck] {
  fileprivate var withoutRepetitions: [DueCheck] {
    var seen = Set<CheckID>()
    return filter { seen.insert($0.check).inserted }
  }
}

extension Timestamp {
  fileprivate static let max = Timestamp(milliseconds: .max)
}
