/// What waits for the committer: whole groups of commands, handed over under one lock.
internal import Ledger
internal import NIOConcurrencyHelpers

/// The commands of one read of one connection, and where their outcomes go.
struct Submission: Sendable {
  /// Decided in this order.
  let commands: [Command]
  /// Called once, on the committer's thread, when the outcomes are durable: one for each command, and the sequence
  /// that they had become durable with.
  let complete: @Sendable (_ outcomes: [CommandOutcome], _ sequence: UInt64) -> Void
}

/// What became of a command, once it is durable.
enum CommandOutcome: Sendable {
  /// It took effect, now or before.
  case entry(JournalEntry)
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
  }

  private let bound: Int
  private let state: NIOLockedValueBox<State>
  /// True while something waits, or the queue is closed.
  private let signal = ConditionLock(value: false)

  /// - Parameter bound: how many commands may wait; what comes past it is told "overloaded".
  init(bound: Int) {
    self.bound = bound
    state = NIOLockedValueBox(State())
  }

  /// Hands a group over, or returns false: too much waits already, or the committer has stopped.
  func submit(_ submission: Submission) -> Bool {
    let wasTaken = state.withLockedValue { state in
      guard !state.isClosed, state.commandCount + submission.commands.count <= bound || state.commandCount == 0 else {
        return false
      }
      state.submissions.append(submission)
      state.commandCount += submission.commands.count
      return true
    }
    if wasTaken { wake() }
    return wasTaken
  }

  /// Everything that waits, after waiting at most `seconds` for something; nil once the queue is closed and empty.
  func drain(waitingAtMost seconds: Double) -> [Submission]? {
    if signal.lock(whenValue: true, timeoutSeconds: seconds) { signal.unlock(withValue: false) }
    return state.withLockedValue { state in
      if state.submissions.isEmpty, state.isClosed { return nil }
      let taken = state.submissions
      state.submissions = []
      state.commandCount = 0
      return taken
    }
  }

  /// Takes no more; what waits is still drained.
  func close() {
    state.withLockedValue { $0.isClosed = true }
    wake()
  }

  private func wake() {
    signal.lock()
    signal.unlock(withValue: true)
  }
}
