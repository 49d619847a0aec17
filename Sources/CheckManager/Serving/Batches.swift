/// Batches answered: the outcomes of all items in one reply.
internal import Glibc
internal import Ledger
internal import LedgerStore
internal import Synchronization
internal import Wire

extension [BriefOutcome] {
  /// The outcomes of a batch's commands with those of its invalid items in their places; nil where only a status can
  /// answer.
  func briefs(among invalid: [InvalidItem], for viewer: Viewer) -> [Outcome<BatchEntry>]? {
    var briefs = Outcomes<BatchEntry>(invalid, judged: count)
    for outcome in self {
      switch outcome {
      case .entry(let entry): briefs.append(.accepted(entry))
      case .refused(let refusal): briefs.append(.refused(viewer.told(refusal)))
      case .failed: return nil
      }
    }
    return briefs.all
  }
}

extension Readers {
  /// How many checks are looked at in one go. While a reader looks nothing new is published, so writers wait for it: for a
  /// tenth of a millisecond at most.
  private static let slice = 64
  /// How long it lets be between two of those while something is decided, in microseconds. Whoever decides keeps its rate
  /// then, and a thread that sleeps now and then is not put to sleep in the middle of a look, where writers would wait for
  /// it to be woken.
  private static let pause: UInt32 = 300

  /// The answer to a batch. Each item is judged by the newest durable moment there is when its turn comes; the reply names
  /// the sequence that the first saw, and so all had seen.
  func answer(_ batch: RequestBatch<VerifyCheck>, for viewer: Viewer) throws(StoreError) -> [UInt8] {
    var briefs = Outcomes<BriefVerification>(batch.invalid, judged: batch.items.count)
    var first: UInt64?
    var last = verified.load(ordering: .relaxed)
    var isBusy = false
    var start = 0
    repeat {
      if isBusy, start > 0 { usleep(Readers.pause) }
      let end = min(start + Readers.slice, batch.items.count)
      try now { snapshot throws(StoreError) in
        let sequence = try snapshot.sequence()
        if sequence != last { isBusy = true }
        last = sequence
        first = first ?? sequence
        let time = committer.now()
        for index in start..<end {
          briefs.append(
            try judge(batch.items[index], at: time, snapshot, viewer) {
              BriefVerification(terms: $0.terms, progress: $0.progress)
            })
        }
      }
      start = end
    } while start < batch.items.count
    verified.store(last, ordering: .relaxed)
    return VerifyChecks.encode(Reply(sequence: first ?? 0, outcome: .accepted(briefs.all)))
  }
}

/// Outcomes of a batch's items in the making: those that are judged come one after the other, those that are invalid have
/// their places between them.
private struct Outcomes<Brief: Hashable & Sendable> {
  private var outcomes: [Outcome<Brief>] = []
  private var invalid: ArraySlice<InvalidItem>

  init(_ invalid: [InvalidItem], judged: Int) {
    self.invalid = invalid[...]
    outcomes.reserveCapacity(judged + invalid.count)
  }

  mutating func append(_ outcome: Outcome<Brief>) {
    while let next = invalid.first, next.index == outcomes.count {
      outcomes.append(.invalid(next.fault))
      invalid.removeFirst()
    }
    outcomes.append(outcome)
  }

  /// All of them; the last ones may be invalid.
  var all: [Outcome<Brief>] { invalid.isEmpty ? outcomes : outcomes + invalid.map { .invalid($0.fault) } }
}
