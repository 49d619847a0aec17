/// What is counted where commands are decided: a few numbers a group, by whoever decides it.
internal import Ledger
internal import Measures
internal import Synchronization

/// Only one thread decides at a time, and only it counts.
final class CommitMeasures: Sendable {
  /// Refusals have smaller numbers.
  static let refusalBound = 256

  /// Groups with anything in them.
  let groups = Counter()
  /// Commands that were decided, refused ones and repeated ones among them.
  let commands = Counter()
  /// How many commands a group has.
  let sizes = Histogram()
  /// How long a group took to become durable, in microseconds: the log's write and its sync.
  let logged = Histogram()
  /// Checks that were acted on as their time had come.
  let swept = Counter()
  /// How long groups had to wait for folding, in milliseconds.
  let delayed = Counter()
  private let refusals = InlineArray<256, Atomic<Int>> { _ in Atomic(0) }

  /// Counts one group.
  func count(decided: Int, swept: Int, _ refused: [Refusal]) {
    if swept > 0 { self.swept.add(swept) }
    guard decided > 0 else { return }
    groups.add()
    commands.add(decided)
    sizes.record(decided)
    for refusal in refused {
      let index = min(Int(refusal.rawValue), CommitMeasures.refusalBound - 1)
      refusals[index].store(refusals[index].load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }
  }

  /// How many commands were refused for a reason.
  func count(of refusal: Refusal) -> Int {
    refusals[min(Int(refusal.rawValue), CommitMeasures.refusalBound - 1)].load(ordering: .relaxed)
  }
}
