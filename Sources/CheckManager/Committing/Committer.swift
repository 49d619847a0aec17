/// The one thread that decides. It takes all that waits, sweeps what is due, decides each command in order of arrival,
/// makes the whole group durable with one commit, and only then answers.
internal import Ledger
internal import LedgerStore
internal import Logging
internal import NIOConcurrencyHelpers

/// Absent here: sockets, messages, and any clock but the one given.
final class Committer: Sendable {
  /// How many due checks a group sweeps before it takes commands: enough to keep up with any load of issues, few enough
  /// that nobody waits for them.
  static let sweepBound = 1024

  /// How long the committer sleeps when nothing comes, in seconds: how late an expiry may be swept.
  static let sweepInterval = 0.2

  private let store: Store
  private let clocks: SystemClocks
  private let logger: Logger
  let queue: SubmissionQueue
  private let shared: NIOLockedValueBox<Shared>
  private let stopped: @Sendable (StoreError?) -> Void

  /// What other threads may know of the committer.
  struct Shared: Sendable {
    /// The last durable decision.
    var sequence: UInt64
    /// The one clock that groups and reads are judged by.
    fileprivate var clock: TrustedClock
    fileprivate var isAlarmLogged = false
    /// When a lack of space was last logged, and whether its end was.
    fileprivate var lackLogged: Timestamp?
    fileprivate var isLackOpen = false
    /// Why the last change was refused: set when a group could not be kept, until one could.
    var readOnly: String?
    /// Counts the turns: while it grows the committer lives.
    var turns: UInt64 = 0

    /// How far the wall clock jumped, in milliseconds; nil while it is trusted.
    var clockAlarm: Int64? { clock.alarm }
  }

  /// - Parameter stopped: called once, on the committer's thread, when it ends: with the error if the store failed.
  init(
    store: Store, clocks: SystemClocks, queueBound: Int, logger: Logger,
    stopped: @escaping @Sendable (StoreError?) -> Void
  ) {
    self.store = store
    self.clocks = clocks
    self.logger = logger
    self.stopped = stopped
    queue = SubmissionQueue(bound: queueBound)
    let clock = TrustedClock(wall: clocks.wall(), boot: clocks.boot(), last: store.time)
    shared = NIOLockedValueBox(Shared(sequence: store.sequence, clock: clock))
  }

  /// What is known of the committer now.
  var state: Shared { shared.withLockedValue { $0 } }

  /// Decides until the queue is closed and empty, or the store fails. Runs on a thread of its own.
  func run() {
    var failure: StoreError?
    while failure == nil, let submissions = queue.drain(waitingAtMost: Committer.sweepInterval) {
      do throws(StoreError) {
        try decide(submissions)
      } catch {
        // Whether the group became durable is not known. The id tells, once the ledger can be opened again.
        failure = error
        submissions.forEach { $0.fail(sequence: state.sequence) }
      }
      shared.withLockedValue { $0.turns &+= 1 }
    }
    queue.close()
    while let rest = queue.drain(waitingAtMost: 0) { rest.forEach { $0.fail(sequence: state.sequence) } }
    stopped(failure)
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

extension Submission {
  fileprivate func fail(sequence: UInt64) {
    complete(Array(repeating: .failed, count: commands.count), sequence)
  }
}

// MARK: - A group

extension Committer {
  /// Decides one group, makes it durable and answers it. Where there is no space for it nothing changes, and that is
  /// the answer; any other error of the store is thrown, nothing having been answered, and is the end.
  private func decide(_ submissions: [Submission]) throws(StoreError) {
    let (time, isTrusted) = readClock()
    let outcomes: [[CommandOutcome]]
    do throws(StoreError) {
      outcomes = try commit(submissions, at: time, sweeping: isTrusted)
    } catch {
      guard !error.isFinal else { throw error }
      refuseChanges(because: error, at: time)
      outcomes = try judge(submissions, at: time)
    }
    let sequence = state.sequence
    for (submission, decided) in zip(submissions, outcomes) { submission.complete(decided, sequence) }
  }

  private func commit(
    _ submissions: [Submission], at time: Timestamp, sweeping: Bool
  ) throws(StoreError) -> [[CommandOutcome]] {
    var batch = try store.begin(at: time)
    if sweeping { try batch.sweep(bound: Committer.sweepBound) }
    var outcomes: [[CommandOutcome]] = []
    outcomes.reserveCapacity(submissions.count)
    for submission in submissions {
      var decided: [CommandOutcome] = []
      decided.reserveCapacity(submission.commands.count)
      for command in submission.commands { decided.append(try batch.decide(command)) }
      outcomes.append(decided)
    }
    let sequence = try batch.commit()
    let isSpaceBack = shared.withLockedValue { state in
      // A group that changed nothing needed no space, and says nothing about it.
      guard state.sequence != sequence else { return false }
      defer { state.isLackOpen = false }
      state.sequence = sequence
      state.readOnly = nil
      return state.isLackOpen
    }
    if isSpaceBack { logger.notice("changes are taken again") }
    return outcomes
  }

  /// Answers that change nothing: what took effect before is answered as then, what the ledger refuses is refused for
  /// its reason, and only what would change something is told that there is no space for it.
  private func judge(_ submissions: [Submission], at time: Timestamp) throws(StoreError) -> [[CommandOutcome]] {
    let batch = try store.begin(at: time)
    var outcomes: [[CommandOutcome]] = []
    for submission in submissions {
      var decided: [CommandOutcome] = []
      for command in submission.commands { decided.append(try batch.judge(command)) }
      outcomes.append(decided)
    }
    return outcomes
  }

  /// A ledger that is nearly full takes a small change and refuses the next, thousands of times a second: one line a
  /// minute is enough.
  private static let lackInterval = Timestamp.Span.minutes(1)

  private func refuseChanges(because error: StoreError, at time: Timestamp) {
    let isNews = shared.withLockedValue { state in
      state.readOnly = Refusal.diskFull.name
      if let logged = state.lackLogged, time < logged + Committer.lackInterval { return false }
      state.lackLogged = time
      state.isLackOpen = true
      return true
    }
    if isNews {
      logger.error("no space: changes are refused until there is some", metadata: ["reason": "\(error)"])
    }
  }
}

extension Batch {
  /// Lets the committer act on checks whose time has come.
  fileprivate mutating func sweep(bound: Int) throws(StoreError) {
    for due in try dueChecks(limit: bound) {
      try drop(due)
      guard let action = try action(for: due) else { continue }
      if case .refused = try decide(.act(action)) { try postpone(due) }
    }
  }

  /// Reads the facts, decides, and applies: the whole of what becomes of one command.
  fileprivate mutating func decide(_ command: Command) throws(StoreError) -> CommandOutcome {
    var facts = try facts(for: command)
    switch Ledger.decide(command, given: facts, at: moment) {
    case .accepted(let entry):
      try apply(entry, of: command, to: &facts)
      return .entry(entry)
    case .repeated(let entry):
      return .entry(entry)
    case .refused(let refusal):
      return .refused(refusal)
    }
  }

  /// What would become of a command if there were no space.
  fileprivate func judge(_ command: Command) throws(StoreError) -> CommandOutcome {
    switch Ledger.decide(command, given: try facts(for: command), at: moment) {
    case .accepted: .refused(.diskFull)
    case .repeated(let entry): .entry(entry)
    case .refused(let refusal): .refused(refusal)
    }
  }
}
