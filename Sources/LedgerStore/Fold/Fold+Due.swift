/// The list of what is due, kept short. A check that is settled long before it expires leaves its entry there: to look for
/// it among millions would cost as much as the settlement. Shortly before its time, where it lies beside the others of that
/// time, it is taken away.
internal import LMDB
internal import Ledger

extension Fold {
  /// How long before its time an entry is looked at, so that the committer hardly ever meets one that says nothing.
  private static let ahead = Timestamp.Span.minutes(10)
  /// How many entries a fold looks at: what is more waits for the next one.
  private static let bound = 500_000
  /// How many are read at once.
  private static let portion = 4096

  /// Takes away what checks no longer say. Gives how far the list is exact now: there it has of each check the one time
  /// that it says.
  func clearDue(in transaction: borrowing WriteTransaction) throws(StoreError) -> Timestamp {
    guard let now = layers.first?.time else { return exactThrough }
    let end = now + Fold.ahead
    guard end > exactThrough else { return exactThrough }
    // The last of all keys up to there.
    var last = DueKey(time: exactThrough, check: CheckID(high: .max, low: .max))
    var check = Check.blank
    for _ in 0..<Fold.bound / Fold.portion {
      let found = try tables.dueChecks(after: last, at: end, limit: Fold.portion, in: transaction)
      for due in found {
        last = DueKey(time: due.time, check: due.check)
        let isThere = try tables.load(due.check, into: &check, in: transaction)
        guard !isThere || check.progress.due != due.time else { continue }
        let key = last
        _ = try database { () throws(LMDBError) in try tables.due.delete(key, in: transaction) }
      }
      if found.count < Fold.portion { return end }
    }
    // Of this millisecond there may be more.
    return Timestamp(milliseconds: last.time.milliseconds - 1)
  }
}
