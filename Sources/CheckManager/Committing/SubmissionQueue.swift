/// What waits for the committer: whole groups of commands, handed over under one lock.
internal import Ledger
internal import Wire

/// The commands of one read of one connection, and where their outcomes go.
struct Submission: Sendable {
  /// Decided in this order.
  let commands: [Command]
  let answer: Answer

  /// How the outcomes are wanted. It is called once, on the committer's thread, when they are durable: one for each
  /// command, and the sequence that they had become durable with.
  enum Answer: Sendable {
    case whole(@Sendable (_ outcomes: [CommandOutcome], _ sequence: UInt64) -> Void)
    /// Of each entry only what the answer to a batch tells: thousands of whole ones are megabytes to be carried about.
    case brief(@Sendable (_ outcomes: [BriefOutcome], _ sequence: UInt64) -> Void)
  }

  /// Commands whose entries are wanted whole.
  init(commands: [Command], complete: @escaping @Sendable (_ outcomes: [CommandOutcome], _ sequence: UInt64) -> Void) {
    self.commands = commands
    answer = .whole(complete)
  }

  /// Commands whose entries are wanted in brief.
  init(
    batch commands: [Command], complete: @escaping @Sendable (_ outcomes: [BriefOutcome], _ sequence: UInt64) -> Void
  ) {
    self.commands = commands
    answer = .brief(complete)
  }
}

/// What became of a command, once it is durable.
enum CommandOutcome: Sendable {
  /// It took effect, now or before.
  case entry(JournalEntry)
  case refused(Refusal)
  /// The store has failed; the manager is stopping.
  case failed
}

/// What became of a command of a batch, once it is durable.
enum BriefOutcome: Sendable {
  /// It took effect, now or before.
  case entry(BatchEntry)
  case refused(Refusal)
  /// The store has failed; the manager is stopping.
  case failed
}

/// A bounded queue with one consumer.
final class SubmissionQueue: Sendable {
  private struct State {
    var submissions: [Submission] = []
    var commandCount = 0
    var isClosed = false
    /// Who decides just now: one at a time.
    var decider: Decider?

    mutating func take(_ submission: Submission, bound: Int) -> Handover {
      if isClosed { return .closed }
      let commandCount = self.commandCount + submission.commands.count
      guard commandCount <= bound || submissions.isEmpty else { return .overloaded }
      submissions.append(submission)
      self.commandCount = commandCount
      return .taken
    }
  }

  private enum Decider {
    /// Who drains.
    case consumer
    case claimant
  }

  /// What became of a submission handed over.
  enum Handover: Hashable {
    /// It will be completed, once.
    case taken
    /// Too much waits already.
    case overloaded
    /// The committer has stopped, or is about to.
    case closed
  }

  private let bound: Int
  private let state = Monitor(State())

  /// - Parameter bound: how many commands may wait; what comes past it is told "overloaded". A submission larger than
  ///   the bound is taken when nothing else waits: it could never be otherwise.
  init(bound: Int) { self.bound = bound }

  /// Hands a submission over. Only what is taken will be completed.
  func submit(_ submission: Submission) -> Handover { state.change { $0.take(submission, bound: bound) } }

  /// Everything that waits, after waiting at most `seconds` for something; nil once the queue is closed and empty. Who
  /// drains decides until it drains again.
  func drain(waitingAtMost seconds: Double) -> [Submission]? {
    state.change { if $0.decider == .consumer { $0.decider = nil } }
    while true {
      let drained: Drained = state.wait(
        atMost: seconds, until: { $0.decider == nil && (!$0.submissions.isEmpty || $0.isClosed) }
      ) { state in
        if state.decider != nil { return .tooEarly }
        if state.submissions.isEmpty, state.isClosed { return .nothing }
        state.decider = .consumer
        let taken = state.submissions
        state.submissions = []
        state.commandCount = 0
        return .submissions(taken)
      }
      switch drained {
      case .submissions(let submissions): return submissions
      case .nothing: return nil
      case .tooEarly: continue
      }
    }
  }

  private enum Drained {
    case submissions([Submission])
    case nothing
    /// Somebody else decides just now.
    case tooEarly
  }

  /// Lets who asks decide something by itself, until it says `yield`: only when nobody else does, and nothing waits that
  /// came before.
  func claim() -> Bool {
    state.change(
      { state in
        guard state.decider == nil, state.submissions.isEmpty, !state.isClosed else { return false }
        state.decider = .claimant
        return true
      }, wakes: { _ in false })
  }

  /// Ends a claim.
  func yield() { state.change({ $0.decider = nil }, wakes: { !$0.submissions.isEmpty || $0.isClosed }) }

  /// How many commands wait.
  var waiting: Int { state.change({ $0.commandCount }, wakes: { _ in false }) }

  /// Takes no more; what waits is still drained.
  func close() { state.change { $0.isClosed = true } }
}
