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

  /// What other threads may know of the committer, and ask of it.
  struct Shared: Sendable {
    /// The last durable decision.
    var sequence: UInt64
    /// The time of the last group.
    var time: Timestamp
    /// How far the wall clock jumped, in milliseconds; nil while it is trusted.
    var clockAlarm: Int64?
    /// The operator has accepted the wall clock.
    var acceptsClock = false
    /// Why the last group was refused as a whole; nil while changes are taken.
    var readOnly: String?
    /// Counts the turns: while it grows the committer lives.
    var turns: UInt64 = 0
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
    shared = NIOLockedValueBox(Shared(sequence: store.sequence, time: store.time))
  }

  /// What is known of the committer now.
  var state: Shared { shared.withLockedValue { $0 } }

  /// The operator says that the wall clock is right; the next group goes by it.
  func acceptClock() {
    shared.withLockedValue { $0.acceptsClock = true }
  }

  /// The time a read is judged by: that of the last group, or the trusted clock's if that is later.
  func now() -> Timestamp {
    let (time, alarm) = shared.withLockedValue { ($0.time, $0.clockAlarm) }
    return alarm == nil ? max(time, Timestamp(milliseconds: clocks.wall())) : time
  }

  /// Decides until the queue is closed and empty, or the store fails. Runs on a thread of its own.
  func run() {
    var clock = TrustedClock(wall: clocks.wall(), boot: clocks.boot(), last: store.time)
    var failure: StoreError?
    while failure == nil, let submissions = queue.drain(waitingAtMost: Committer.sweepInterval) {
      let time = readClock(&clock)
      do throws(StoreError) {
        try commitGroup(submissions, at: time, sweeping: clock.alarm == nil)
      } catch {
        if error.isFinal {
          failure = error
          submissions.forEach { $0.fail(sequence: state.sequence) }
        }
      }
      shared.withLockedValue { $0.turns &+= 1 }
    }
    queue.close()
    while let rest = queue.drain(waitingAtMost: 0) { rest.forEach { $0.fail(sequence: state.sequence) } }
    stopped(failure)
  }

  private func readClock(_ clock: inout TrustedClock) -> Timestamp {
    let (wall, boot) = (clocks.wall(), clocks.boot())
    if shared.withLockedValue({ state in
      defer { state.acceptsClock = false }
      return state.acceptsClock
    }) {
      clock.accept(wall: wall, boot: boot)
      logger.notice("wall clock accepted by the operator")
    }
    let before = clock.alarm
    let time = clock.time(wall: wall, boot: boot)
    if before == nil, let jump = clock.alarm {
      logger.critical(
        "wall clock jumped: nothing expires until it comes back or the operator accepts it",
        metadata: ["jump_ms": "\(jump)"])
    } else if before != nil, clock.alarm == nil {
      logger.notice("wall clock is trusted again")
    }
    let alarm = clock.alarm
    shared.withLockedValue {
      $0.time = time
      $0.clockAlarm = alarm
    }
    return time
  }
}

extension Submission {
  fileprivate func fail(sequence: UInt64) {
    complete(Array(repeating: .failed, count: commands.count), sequence)
  }
}

// MARK: - A group

extension Committer {
  /// Decides one group and makes it durable. A full disk or map refuses the whole group by name and changes nothing;
  /// any other error of the store is thrown, and is the end.
  private func commitGroup(
    _ submissions: [Submission], at time: Timestamp, sweeping: Bool
  ) throws(StoreError) {
    do throws(StoreError) {
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
      shared.withLockedValue {
        $0.sequence = sequence
        $0.readOnly = nil
      }
      for (submission, decided) in zip(submissions, outcomes) { submission.complete(decided, sequence) }
    } catch {
      guard error.isOutOfSpace else { throw error }
      let isNews = shared.withLockedValue { state in
        defer { state.readOnly = Refusal.diskFull.name }
        return state.readOnly == nil
      }
      if isNews {
        logger.error("no space: changes are refused until there is some", metadata: ["reason": "\(error)"])
      }
      let sequence = state.sequence
      for submission in submissions {
        submission.complete(Array(repeating: .refused(.diskFull), count: submission.commands.count), sequence)
      }
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
}
