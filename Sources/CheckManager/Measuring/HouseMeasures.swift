/// What is counted of the work beside the committer: folds, backups, archives. Each number has one thread that counts it.
internal import LedgerStore
internal import Measures

final class HouseMeasures: Sendable {
  /// Folds that brought something into the tables.
  let folds = Counter()
  /// The entries that they brought.
  let entries = Counter()
  /// How long they took, in microseconds.
  let foldTimes = Histogram()
  /// When the last backup was kept, and when what archives have was last let go of, in milliseconds since 1970; 0: never
  /// since the manager was started.
  let lastBackup = Counter()
  let lastPruning = Counter()
  /// Long questions that wait or are answered.
  let longReads = Counter()

  /// Folds, and counts that. On the thread that folds.
  func measureFold(of store: Store, _ clocks: SystemClocks) throws(StoreError) {
    let (began, before) = (clocks.ticks(), try store.foldedSequence())
    guard try store.fold() else { return }
    folds.add()
    foldTimes.record(clocks.ticks() - began)
    let after = try store.foldedSequence()
    if after > before { entries.add(Int(after - before)) }
  }
}
