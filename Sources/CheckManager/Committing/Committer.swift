/// Where commands are decided, by one thread at a time: the committer's own, or, for a command that comes alone, the one
/// that read it. It takes all that waits, sweeps what is due, decides each command in order of arrival,
/// makes the whole group durable with one commit, and only then answers.
internal import Glibc
internal import Ledger
internal import LedgerStore
internal import Logging
internal import Measures
internal import NIOConcurrencyHelpers
internal import Synchronization

/// Absent here: sockets, messages, and any clock but the one given.
final class Committer: Sendable {
  /// How many due checks a group sweeps before it takes commands: enough to keep up with any load of issues, few enough
  /// that nobody waits for them.
  static let sweepBound = 1024

  /// How long the committer sleeps when nothing comes, in seconds: how late an expiry may be swept.
  static let sweepInterval = 0.2

  private let store: Store
  private let clocks: SystemClocks
  private let measures: CommitMeasures
  private let logger: Logger
  let queue: SubmissionQueue
  private let shared: NIOLockedValueBox<Shared>
  /// How many groups of one command have come one after the other.
  private let loneGroups = Atomic<Int>(0)
  /// Whether a command was decided where it was read, and its answer has not been written yet.
  private let isAnswerUnderWay = Atomic<Bool>(false)
  private let bounds: FoldBounds
  private let wantsFold: @Sendable () -> Void
  private let stopped: @Sendable (StoreError?) -> Void

  /// What other threads may know of the committer.
  struct Shared: Sendable {
    /// The last durable decision.
    var sequence: UInt64
    /// The one clock that groups and reads are judged by.
    fileprivate var clock: TrustedClock
    fileprivate var isAlarmLogged = false
    /// When what was last logged that could be logged without end, and whether the end of a lack was.
    fileprivate var logged: [Trouble: Timestamp] = [:]
    fileprivate var isLackOpen = false
    /// What another thread has met.
    fileprivate var failure: StoreError?
    /// Why the last change was refused: set when a group could not be kept, until one could.
    var readOnly: String?
    /// Counts the turns: while it grows the committer lives.
    var turns: UInt64 = 0

    fileprivate enum Trouble { case lack, choreLack, behind }

    /// Whether it is about to end because something failed.
    var hasFailed: Bool { failure != nil }
    /// How far the wall clock jumped, in milliseconds; nil while it is trusted.
    var clockAlarm: Int64? { clock.alarm }
    /// Wall clock minus boot clock, in milliseconds, as last trusted.
    var clockOffset: Int64 { clock.offset }
  }

  /// - Parameters:
  ///   - clockMark: how far the wall clock stood from the boot clock in the run before; nil where nobody knows.
  ///   - wantsFold: called by whoever has decided a group, while there is enough in memory to be folded.
  ///   - stopped: called once, on the committer's thread, when it ends: with the error if the store failed.
  init(
    store: Store, clocks: SystemClocks, clockMark: Int64? = nil, queueBound: Int, bounds: FoldBounds = FoldBounds(),
    measures: CommitMeasures = CommitMeasures(), logger: Logger,
    wantsFold: @escaping @Sendable () -> Void, stopped: @escaping @Sendable (StoreError?) -> Void
  ) {
    self.bounds = bounds
    self.measures = measures
    self.wantsFold = wantsFold
    self.store = store
    self.clocks = clocks
    self.logger = logger
    self.stopped = stopped
    queue = SubmissionQueue(bound: queueBound)
    let clock = TrustedClock(wall: clocks.wall(), boot: clocks.boot(), last: store.time, mark: clockMark)
    shared = NIOLockedValueBox(Shared(sequence: store.sequence, clock: clock))
  }

  /// What is known of the committer now.
  var state: Shared { shared.withLockedValue { $0 } }

  /// Decides until the queue is closed and empty, or the store fails. Runs on a thread of its own.
  func run() {
    do throws(StoreError) {
      while try turn(waitingAtMost: Committer.sweepInterval) {}
      end(nil)
    } catch {
      end(error)
    }
  }

  /// Decides all that waits, after waiting at most `seconds` for something. Whether there is to be another turn: not once
  /// the queue is closed and empty. What is thrown is the end, too.
  func turn(waitingAtMost seconds: Double) throws(StoreError) -> Bool {
    guard let submissions = queue.drain(waitingAtMost: seconds) else { return false }
    // One that nobody asked for anything tells nothing.
    if !submissions.isEmpty { count(isLone: submissions.count == 1 && submissions[0].commands.count == 1) }
    defer { shared.withLockedValue { $0.turns &+= 1 } }
    var group = Group(submissions)
    do throws(StoreError) {
      try decide(&group)
      keepPace()
      return true
    } catch {
      // Whether the group became durable is not known. The id tells, once the ledger can be opened again.
      group.unanswered.forEach { $0.fail(sequence: state.sequence) }
      throw error
    }
  }

  /// Takes no more, and tells whoever waits still.
  func end(_ failure: StoreError?) {
    queue.close()
    while let rest = queue.drain(waitingAtMost: 0) { rest.forEach { $0.fail(sequence: state.sequence) } }
    stopped(failure ?? shared.withLockedValue { $0.failure })
  }

  /// After how many groups of one command the next one is taken to be as lone.
  private static let loneBound = 8

  private func count(isLone: Bool) {
    if isLone { loneGroups.wrappingAdd(1, ordering: .relaxed) } else { loneGroups.store(0, ordering: .relaxed) }
  }

  /// Decides a command on the thread that read it, and makes it durable there: to wake one thread and be woken by it costs
  /// as much as the sync. Only when commands have come one by one for a while: a crowd wants its loop to go on reading, so
  /// that the next group forms meanwhile. Whether it did; otherwise it is for the queue.
  func decideHere(_ submission: Submission) -> Bool {
    guard submission.commands.count == 1, loneGroups.load(ordering: .relaxed) >= Committer.loneBound else {
      return false
    }
    guard !isAnswerUnderWay.load(ordering: .relaxed) else {
      // The next one is there before the last one was answered: they come in a crowd.
      count(isLone: false)
      return false
    }
    guard queue.claim() else { return false }
    isAnswerUnderWay.store(true, ordering: .relaxed)
    var group = Group([submission])
    do throws(StoreError) {
      try decide(&group)
      if store.unfolded.active >= bounds.layerBytes { wantsFold() }
    } catch {
      group.unanswered.forEach { $0.fail(sequence: state.sequence) }
      meet(error, of: "decide")
    }
    shared.withLockedValue { $0.turns &+= 1 }
    queue.yield()
    return true
  }

  /// Hears that answers are being written.
  func answersAreWritten() { isAnswerUnderWay.store(false, ordering: .relaxed) }

  /// Hears of a failure outside the committer's own thread: a lack of space may end, anything else is the end.
  func meet(_ failure: StoreError, of chore: String) {
    guard failure.isFinal else {
      if store.isFull { shared.withLockedValue { $0.readOnly = Refusal.diskFull.name } }
      return logOnceAMinute(.choreLack, at: now()) {
        logger.error(
          "no space for a chore: it is tried again", metadata: ["chore": "\(chore)", "reason": "\(failure)"])
      }
    }
    shared.withLockedValue { $0.failure = $0.failure ?? failure }
    queue.close()
  }

  /// Has the overlay folded when it is large, and waits a little while folding is behind: so nobody is refused, and memory
  /// stays bounded.
  private func keepPace() {
    let unfolded = store.unfolded
    guard unfolded.active >= bounds.layerBytes else { return }
    wantsFold()
    let delay = store.delay(by: bounds)
    guard delay > 0 else { return }
    logOnceAMinute(.behind, at: now()) {
      logger.warning("folding is behind: groups are delayed", metadata: ["delay_ms": "\(delay)"])
    }
    measures.delayed.add(delay)
    usleep(UInt32(clamping: delay * 1000))
  }
}

// MARK: - Time

extension Committer {
  /// The time now, for groups and reads alike: no later one is before it, whoever asked.
  func now() -> Timestamp { readClock().time }

  /// The operator, calling from `peer`, says that the wall clock is right.
  func acceptClock(from peer: String) {
    let jump = shared.withLockedValue { state in
      let jump = state.clock.alarm
      state.clock.accept(wall: clocks.wall(), boot: clocks.boot())
      state.isAlarmLogged = false
      return jump
    }
    logger.notice(
      "wall clock accepted by the operator", metadata: ["peer": "\(peer)", "jump_ms": "\(jump ?? 0)"])
  }

  private func readClock() -> (time: Timestamp, isTrusted: Bool) {
    let (time, jump, isNews) = shared.withLockedValue { state in
      let time = state.clock.time(wall: clocks.wall(), boot: clocks.boot())
      let jump = state.clock.alarm
      let isNews = (jump != nil) != state.isAlarmLogged
      state.isAlarmLogged = jump != nil
      return (time, jump, isNews)
    }
    if isNews, let jump {
      logger.critical(
        "wall clock jumped: nothing expires until it comes back or the operator accepts it",
        metadata: ["jump_ms": "\(jump)"])
    } else if isNews {
      logger.notice("wall clock is trusted again")
    }
    return (time, jump == nil)
  }
}

extension Committer {
  /// Decides one group, makes it durable and answers it, in as many batches as it needs. Where there is no space nothing
  /// changes, and that is the answer; any other error of the store is thrown, and is the end.
  private func decide(_ group: inout Group) throws(StoreError) {
    let (time, isTrusted) = readClock()
    var isSwept = !isTrusted
    repeat {
      do throws(StoreError) {
        try commit(&group, at: time, sweeping: !isSwept)
        isSwept = true
      } catch {
        guard !error.isFinal else { throw error }
        refuseChanges(because: error, at: time)
        // Whoever finds room tells, by folding.
        wantsFold()
        group.goBack()
        try judge(&group, at: time)
      }
      group.answer(state.sequence)
    } while group.next != nil
  }

  private func commit(_ group: inout Group, at time: Timestamp, sweeping: Bool) throws(StoreError) {
    var batch = try store.begin(at: time)
    let swept = sweeping ? try batch.sweep(bound: Committer.sweepBound) : 0
    var (foreseen, decided) = (0, 0)
    var refusals: [Refusal] = []
    while batch.hasRoom, let command = group.next {
      if foreseen == 0 {
        let coming = group.foresight
        batch.foresee(coming)
        foreseen = coming.count
      }
      foreseen -= 1
      decided += 1
      let verdict = try batch.decide(command)
      if case .refused(let refusal) = verdict { refusals.append(refusal) }
      group.note(verdict, of: batch)
    }
    let began = clocks.ticks()
    let sequence = try batch.commit()
    measures.count(decided: decided, swept: swept, refusals)
    let isSpaceBack = shared.withLockedValue { state in
      // A group that changed nothing needed no space, and says nothing about it.
      guard state.sequence != sequence else { return false }
      measures.logged.record(clocks.ticks() - began)
      defer { state.isLackOpen = false }
      state.sequence = sequence
      state.readOnly = nil
      return state.isLackOpen
    }
    if isSpaceBack { logger.notice("changes are taken again") }
  }

  /// Answers that change nothing: what took effect before is answered as then, what the ledger refuses is refused for
  /// its reason, and only what would change something is told that there is no space for it.
  private func judge(_ group: inout Group, at time: Timestamp) throws(StoreError) {
    let batch = try store.begin(at: time)
    var (decided, refusals) = (0, [Refusal]())
    while let command = group.next {
      var verdict = try batch.judge(command)
      if verdict == .accepted { verdict = .refused(.diskFull) }
      decided += 1
      if case .refused(let refusal) = verdict { refusals.append(refusal) }
      group.note(verdict, of: batch)
    }
    measures.count(decided: decided, swept: 0, refusals)
  }

  private func refuseChanges(because error: StoreError, at time: Timestamp) {
    shared.withLockedValue { $0.readOnly = Refusal.diskFull.name }
    logOnceAMinute(.lack, at: time) {
      shared.withLockedValue { $0.isLackOpen = true }
      logger.error("no space: changes are refused until there is some", metadata: ["reason": "\(error)"])
    }
  }

  /// A ledger that is nearly full takes a small change and refuses the next, thousands of times a second: one line a
  /// minute is enough.
  private static let logInterval = Timestamp.Span.minutes(1)

  private func logOnceAMinute(_ what: Shared.Trouble, at time: Timestamp, _ log: () -> Void) {
    let isNews = shared.withLockedValue { state in
      if let last = state.logged[what], time < last + Committer.logInterval { return false }
      state.logged[what] = time
      return true
    }
    if isNews { log() }
  }
}

extension Batch {
  /// Lets the committer act on checks whose time has come. Gives on how many.
  fileprivate mutating func sweep(bound: Int) throws(StoreError) -> Int {
    var count = 0
    for due in try dueChecks(limit: bound) {
      guard let action = try action(for: due) else { continue }
      if case .refused = try decide(.act(action)) { postpone(due) } else { count += 1 }
    }
    return count
  }
}
