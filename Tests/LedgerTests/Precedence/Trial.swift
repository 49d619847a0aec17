// How an order of refusals is tried: something good, and for each refusal the way to spoil it.
import Ledger
import Testing
import VouchTesting

/// A good case, and what makes each refusal true of it.
///
/// Every pair is tried: both spoilers at once, in either order of spoiling, are answered with what comes first. Where one
/// spoiler undoes or hides the other (a party that is unknown has no status), the two cannot both be true; these pairs
/// are named in `exclusive`, and naming one too many is a failure as well.
struct Trial<Case: Hashable & Sendable>: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let order: [Refusal]
  let good: Case
  let answer: @Sendable (Case) -> Refusal?
  var spoilers: [Refusal: @Sendable (inout Case) -> Void]
  /// Pairs that cannot both be true.
  var exclusive: Set<Set<Refusal>> = []

  init(
    _ name: String, order: [Refusal], good: Case, spoilers: [Refusal: @Sendable (inout Case) -> Void] = [:],
    answer: @escaping @Sendable (Case) -> Refusal?
  ) {
    testDescription = name
    self.order = order
    self.good = good
    self.spoilers = spoilers
    self.answer = answer
  }

  /// The same trial with one more refusal that can be made true.
  func spoiling(_ refusal: Refusal, _ spoil: @escaping @Sendable (inout Case) -> Void) -> Trial {
    var trial = self
    precondition(trial.spoilers.updateValue(spoil, forKey: refusal) == nil, "\(refusal) is spoiled twice")
    return trial
  }

  /// The same trial, in which each of `first` hides or undoes each of `others`.
  func excluding(_ first: [Refusal], _ others: [Refusal]) -> Trial {
    var trial = self
    for one in first {
      for other in others where one != other && spoilers[one] != nil && spoilers[other] != nil {
        trial.exclusive.insert([one, other])
      }
    }
    return trial
  }

  /// The same trial, in which no two of `refusals` can be true together.
  func excluding(_ refusals: [Refusal]) -> Trial { excluding(refusals, refusals) }

  func run() {
    #expect(answer(good) == nil, "\(testDescription): the good case")
    #expect(Set(spoilers.keys).isSubset(of: order), "\(testDescription)")
    let tried = order.filter { spoilers[$0] != nil }
    var hidden: Set<Set<Refusal>> = []
    for (index, first) in tried.enumerated() {
      let alone = spoiled(by: [first])
      #expect(answer(alone) == first, "\(testDescription): \(first) alone")
      for second in tried[(index + 1)...] {
        let both = spoiled(by: [first, second])
        guard both == spoiled(by: [second, first]), both != alone, both != spoiled(by: [second]) else {
          hidden.insert([first, second])
          continue
        }
        #expect(answer(both) == first, "\(testDescription): \(first) before \(second)")
      }
    }
    #expect(hidden.subtracting(exclusive) == [], "\(testDescription): cannot both be true, and are not named")
    #expect(exclusive.subtracting(hidden) == [], "\(testDescription): can both be true")
  }

  private func spoiled(by refusals: [Refusal]) -> Case {
    var copy = good
    for refusal in refusals { spoilers[refusal]?(&copy) }
    return copy
  }
}

/// A command with the facts and the time it is judged by.
struct Submission: Hashable, Sendable {
  var command: Command
  var facts: Facts
  var now: Timestamp

  /// A command as it would be judged in `scene`.
  init(_ command: Command, in scene: Scene) {
    self.command = command
    facts = scene.ledger.facts(for: command)
    now = scene.now
  }

  /// The refusal, or nil when it would take effect.
  var refusal: Refusal? {
    switch decide(command, given: facts, at: Moment(time: now, sequence: 1_000)) {
    case .accepted: nil
    case .repeated: .idReused
    case .refused(let refusal): refusal
    }
  }
}

extension Trial where Case == Submission {
  /// A trial of a command, in which its id may have been used, or be too old.
  static func command(_ name: String, order: [Refusal], _ good: Submission) -> Trial {
    Trial(name, order: Precedence.everyCommand + order, good: good) { $0.refusal }
      .spoiling(.idReused) { submission in
        // The contents may be spoiled too: no contents have this fingerprint.
        submission.facts.earlier = JournalEntry(
          at: Moment(time: .start, sequence: 1), kind: .funded, actor: .operator, command: CommandID(high: 0, low: 0),
          fingerprint: 0, subject: .party(.account(.buyer)), currency: .euro, amount: 1)
      }
  }
}
