/// What came of a run, or of a worker's part of it.
internal import Histogram

public struct Tally: Sendable {
  /// Accepted answers that came while it was measured.
  public internal(set) var done = 0
  /// All that were accepted, whenever.
  public internal(set) var accepted = 0
  /// The longest that nothing was accepted while it was measured, in nanoseconds; of workers the worst.
  public internal(set) var longestPause: Int64 = 0
  /// How long the accepted ops took that were meant for the time that was measured, whenever they were answered.
  public internal(set) var latencies = Latencies()
  /// The measured time in slices.
  public internal(set) var timeline = Timeline()
  /// The ledger's noes, by name: of the whole run, warm-up included, as all below.
  public internal(set) var refusals: [String: Int] = [:]
  /// What was neither yes nor no, by name.
  public internal(set) var failures: [String: Int] = [:]
  /// Requests without an answer when the run ended, and ops of the timetable that were never sent.
  public internal(set) var unanswered = 0
  public internal(set) var unsent = 0
  /// When there was nothing left to ask about, if that came before the end.
  var exhausted: Int64?
  public internal(set) var requests = 0
  public internal(set) var requestBytes = 0
  public internal(set) var replies = 0
  public internal(set) var replyBytes = 0
  /// Checks that were issued, where they are wanted.
  var checks: [IssuedNumber] = []

  init() {}

  /// Takes in another worker's part.
  mutating func add(_ other: Tally) {
    done += other.done
    accepted += other.accepted
    longestPause = max(longestPause, other.longestPause)
    latencies.add(other.latencies)
    timeline.add(other.timeline)
    refusals.merge(other.refusals, uniquingKeysWith: +)
    failures.merge(other.failures, uniquingKeysWith: +)
    unanswered += other.unanswered
    unsent += other.unsent
    if let other = other.exhausted { exhausted = min(exhausted ?? other, other) }
    requests += other.requests
    requestBytes += other.requestBytes
    replies += other.replies
    replyBytes += other.replyBytes
    checks += other.checks
  }
}

/// A check that was issued, and to whom.
struct IssuedNumber: Hashable, Sendable {
  var number = Number(high: 0, low: 0)
  var seller = 0
}

/// What came of each slice of the measured time, one after the other: stalls stand out.
public struct Timeline: Sendable {
  /// No more are kept: a slice is chosen so long that there are fewer.
  public static let maximum = 300

  /// One slice: ops answered in it, and how long their requests took.
  public struct Slice: Sendable {
    public var done = 0
    public var latencies = Latencies(digits: .two)
  }

  public private(set) var slices: [Slice] = []

  mutating func note(_ index: Int, latency: Int64, done: Int) {
    guard index < Timeline.maximum else { return }
    while slices.count <= index { slices.append(Slice()) }
    slices[index].done += done
    slices[index].latencies.record(latency)
  }

  mutating func add(_ other: Timeline) {
    while slices.count < other.slices.count { slices.append(Slice()) }
    for (index, slice) in other.slices.enumerated() {
      slices[index].done += slice.done
      slices[index].latencies.add(slice.latencies)
    }
  }
}
