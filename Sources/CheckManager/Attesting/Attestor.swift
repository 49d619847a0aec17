/// Signs the history when somebody asks for its head, and lets those wait whose entry is not in it yet.
internal import Ledger
internal import LedgerStore
internal import NIOConcurrencyHelpers
internal import Seals

/// The signing end of the history.
///
/// A head is signed when it is asked for, not with each commit: Ed25519 makes the same signature of the same head whenever it
/// is asked, so that nothing is gained by signing what nobody looks at.
///
/// Absent: how the history is made and read, which is the store's; where keys lie.
final class Attestor: Sendable {
  let keys: LedgerKeys
  private let ledger: Seals.LedgerIdentity
  private let signed = NIOLockedValueBox<SignedHead?>(nil)
  private let waiting = NIOLockedValueBox<Waiting>(Waiting())
  private let now: @Sendable () -> ContinuousClock.Instant

  /// How many may wait at once: more are told to try again.
  static let waitingBound = 4096
  /// How long one waits at most: a fold comes each second by itself.
  static let patience = Duration.seconds(5)
  /// How soon after a fold another is asked for by those who wait: each fold makes the syncs of the log wait a little.
  static let foldPause = Duration.milliseconds(100)

  private struct Waiting {
    var all: [Waiter] = []
    var lastFold: ContinuousClock.Instant?
    var isClosed = false
  }

  private struct Waiter: Sendable {
    let sequence: UInt64
    let deadline: ContinuousClock.Instant
    let resume: @Sendable (End) -> Void
  }

  /// How a wait ends.
  enum End: Sendable {
    /// The entry is in the history.
    case attested
    /// It took too long, or too many wait.
    case tooLate
    /// The manager stops.
    case stopping
  }

  init(
    keys: LedgerKeys, ledger: Seals.LedgerIdentity,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.keys = keys
    self.ledger = ledger
    self.now = now
  }

  /// The signed head of a history. The last one is kept: there are many questions about the same.
  func head(of history: HistorySummary) -> SignedHead {
    let kept = signed.withLockedValue { $0 }
    if let kept, kept.statement.size == history.size { return kept }
    let head = SignedHead(of: history, ledger, by: keys.signing)
    signed.withLockedValue { $0 = head }
    return head
  }

  /// Calls `resume` once, when the entry at `sequence` is in the history, or it is not to be waited for any longer.
  ///
  /// - Parameter wantsFold: called where a fold should come sooner than by itself.
  func whenAttested(_ sequence: UInt64, wantsFold: () -> Void, resume: @escaping @Sendable (End) -> Void) {
    let time = now()
    let (end, isSoon): (End?, Bool) = waiting.withLockedValue { waiting in
      if waiting.isClosed { return (.stopping, false) }
      guard waiting.all.count < Attestor.waitingBound else { return (.tooLate, false) }
      waiting.all.append(Waiter(sequence: sequence, deadline: time + Attestor.patience, resume: resume))
      return (nil, waiting.lastFold.map { time >= $0 + Attestor.foldPause } ?? true)
    }
    if let end { return resume(end) }
    if isSoon { wantsFold() }
  }

  /// Hears that a fold has ended, and how far the history is.
  func folded(through sequence: UInt64) {
    let time = now()
    let (ready, late) = waiting.withLockedValue { waiting in
      waiting.lastFold = time
      let ready = waiting.all.filter { $0.sequence <= sequence }
      let late = waiting.all.filter { $0.sequence > sequence && $0.deadline <= time }
      waiting.all.removeAll { $0.sequence <= sequence || $0.deadline <= time }
      return (ready, late)
    }
    for waiter in ready { waiter.resume(.attested) }
    for waiter in late { waiter.resume(.tooLate) }
  }

  /// Lets nobody wait any more.
  func close() {
    let all = waiting.withLockedValue { waiting in
      waiting.isClosed = true
      defer { waiting.all = [] }
      return waiting.all
    }
    for waiter in all { waiter.resume(.stopping) }
  }
}
