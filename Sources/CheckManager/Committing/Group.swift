/// A group on its way through the committer.
internal import Ledger
internal import LedgerStore
internal import Wire

/// What was drained together, and how far it has come.
///
/// Absent here: deciding, and the log.
struct Group {
  private let submissions: [Submission]
  /// How many have been answered.
  private var answered = 0
  /// The next command: of which submission, and what the ones before it in the same came to.
  private var current = 0
  private var decided = SubmissionOutcomes()
  private var finished: [SubmissionOutcomes] = []
  /// Where the batch that is being made began.
  private var mark: (current: Int, decided: SubmissionOutcomes) = (0, SubmissionOutcomes())

  init(_ submissions: [Submission]) {
    self.submissions = submissions
    passOverEmpty()
    reserve()
  }

  var unanswered: ArraySlice<Submission> { submissions[answered...] }

  /// The next command; nil when there is none.
  var next: Command? { current < submissions.count ? submissions[current].commands[decided.count] : nil }

  /// The next commands, as far as it looks.
  var foresight: Foresight {
    var foresight = Foresight()
    var first = decided.count
    for submission in submissions[current...] {
      for command in submission.commands[first...] {
        if foresight.isFull { return foresight }
        foresight.add(command)
      }
      first = 0
    }
    return foresight
  }

  /// Notes what became of the next command. Where it is not a refusal the entry is the batch's.
  mutating func note(_ verdict: Verdict, of batch: borrowing Batch) {
    let submission = submissions[current]
    switch (verdict, submission.answer) {
    case (.refused(let refusal), .whole): decided.whole.append(.refused(refusal))
    case (.refused(let refusal), .brief): decided.brief.append(.refused(refusal))
    case (_, .whole): decided.whole.append(.entry(batch.entry))
    case (_, .brief): decided.brief.append(.entry(batch.briefEntry))
    }
    guard decided.count == submission.commands.count else { return }
    finished.append(decided)
    decided = SubmissionOutcomes()
    current += 1
    passOverEmpty()
    reserve()
  }

  /// What asks nothing is answered with nothing.
  private mutating func passOverEmpty() {
    while current < submissions.count, submissions[current].commands.isEmpty {
      finished.append(SubmissionOutcomes())
      current += 1
    }
  }

  private mutating func reserve() {
    guard current < submissions.count else { return }
    switch submissions[current].answer {
    case .whole: decided.whole.reserveCapacity(submissions[current].commands.count)
    case .brief: decided.brief.reserveCapacity(submissions[current].commands.count)
    }
  }

  /// Answers those whose outcomes are all durable.
  mutating func answer(_ sequence: UInt64) {
    for outcomes in finished {
      submissions[answered].complete(outcomes, sequence)
      answered += 1
    }
    finished = []
    mark = (current, decided)
  }

  /// Forgets what was decided since the last answer.
  mutating func goBack() {
    (current, decided) = mark
    finished = []
  }
}

/// What became of a submission's commands, as it wants to be told.
private struct SubmissionOutcomes {
  var whole: [CommandOutcome] = []
  var brief: [BriefOutcome] = []

  var count: Int { whole.count + brief.count }
}

extension Submission {
  fileprivate func complete(_ outcomes: SubmissionOutcomes, _ sequence: UInt64) {
    switch answer {
    case .whole(let complete): complete(outcomes.whole, sequence)
    case .brief(let complete): complete(outcomes.brief, sequence)
    }
  }

  func fail(sequence: UInt64) {
    switch answer {
    case .whole(let complete): complete(Array(repeating: .failed, count: commands.count), sequence)
    case .brief(let complete): complete(Array(repeating: .failed, count: commands.count), sequence)
    }
  }
}

extension Batch {
  /// As much of the last entry as the answer to a batch tells. Whatever has a batch is about a check.
  fileprivate var briefEntry: BatchEntry {
    let entry = entry
    return BatchEntry(sequence: entry.sequence, time: entry.time, state: entry.reached.state, amount: entry.amount)
  }
}
