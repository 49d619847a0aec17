// Random histories: the ledger against a second one made from the design, and every invariant after every step.
import Ledger
import Testing
import VouchTesting

@Suite struct `a random history` {
  /// How many commands a history has.
  static let length = 350

  /// `VOUCH_SEED=<seed>` runs one alone.
  @Test(arguments: SeededGenerator.seeds(48))
  func `goes as the model says, and keeps every invariant`(seed: UInt64) {
    var history = RandomHistory(seed: seed)
    var ledger = InMemoryLedger()
    var model = ModelLedger()
    for command in history.prologue() {
      #expect(step(command, &ledger, &model, at: history.now, "seed \(seed), prologue"))
    }
    for number in 0..<`a random history`.length {
      let command = history.next(in: ledger)
      // One difference makes many: the first is the one to look at.
      guard step(command, &ledger, &model, at: history.now, "seed \(seed), step \(number)") else { return }
    }
    #expect(ledger.journalViolations == [], "seed \(seed)")
    #expect(ledger.linkViolations == [], "seed \(seed)")
    for command in history.asked {
      let before = ledger
      let decision = ledger.submit(command, at: history.now)
      if case .accepted = decision { continue }
      #expect(ledger == before, "seed \(seed): \(decision) of \(command) changed something")
    }
  }

  /// Whether both ledgers answer the same and stand the same, and nothing is violated.
  private func step(
    _ command: Command, _ ledger: inout InMemoryLedger, _ model: inout ModelLedger, at now: Timestamp, _ place: String
  ) -> Bool {
    let before = command.subjectProgress(in: ledger)
    let verdict = model.submit(command, at: now)
    let decision = ledger.submit(command, at: now)
    let same: Bool
    switch (decision, verdict) {
    case (.accepted(let entry), .accepted):
      same = true
      let wrong = entry.violations(before: before, in: ledger)
      #expect(wrong == [], "\(place): \(command)")
    case (.repeated(let entry), .repeated):
      same = entry.command == command.id && entry.fingerprint == command.fingerprint
    case (.refused(let real), .refused(let expected)): same = real == expected
    default: same = false
    }
    #expect(same, "\(place): \(decision.told), the model says \(verdict): \(command)")
    let wrong = ledger.violations + (decision.entry == nil ? [] : model.differences(from: ledger))
    #expect(wrong == [], "\(place) after \(decision.told): \(command)")
    return same && wrong.isEmpty
  }

  @Test func `meets every kind of entry, every state and most refusals`() {
    var kinds: Set<JournalEntry.Kind> = []
    var refusals: Set<Refusal> = []
    var states: Set<CheckState> = []
    var repetitions = 0
    for seed in 1...60 as ClosedRange<UInt64> {
      var history = RandomHistory(seed: seed)
      var ledger = InMemoryLedger()
      var prologue = history.prologue()
      for _ in 0..<600 {
        let command = prologue.isEmpty ? history.next(in: ledger) : prologue.removeFirst()
        switch ledger.submit(command, at: history.now) {
        case .accepted(let entry):
          kinds.insert(entry.kind)
          if let progress = entry.progress { states.insert(progress.state) }
        case .repeated: repetitions += 1
        case .refused(let refusal): refusals.insert(refusal)
        }
      }
    }
    #expect(Set(JournalEntry.Kind.allCases).subtracting(kinds) == [])
    #expect(states == Set(CheckState.allCases))
    #expect(repetitions > 50)
    // These need numbers or parties that no small town has, or are said by others.
    let unmet: Set<Refusal> = [
      .balanceLimit, .historyFull, .claimRefused, .claimLocked, .notClaimable, .orderMismatch, .termsMismatch,
      .diskFull, .notAttested, .attestationOff, .unknownHistory, .entryArchived, .keysReadOnly, .keysInUse, .sealBroken,
      .partyForgotten, .keyMissing, .unknownKey, .keysFull,
    ]
    #expect(Set(Refusal.allCases).subtracting(refusals) == unmet)
  }
}

extension Command {
  /// How far the check has come that the command is about, if there is one.
  fileprivate func subjectProgress(in ledger: InMemoryLedger) -> CheckProgress? {
    if case .act(let action) = self { ledger.checks[action.check]?.progress } else { nil }
  }
}

extension JournalEntry {
  /// What does not add up within one entry.
  ///
  /// 1. holds changed by what remains now less what remained before
  /// 2. postings are positive, between two accounts, and the captured and the returned sums are what they moved
  fileprivate func violations(before: CheckProgress?, in ledger: InMemoryLedger) -> [String] {
    var wrong: [String] = []
    if let progress {
      let held = progress.remaining - (before?.remaining ?? 0)
      if heldOnBank + heldOnCard != held { wrong.append("holds changed by \(heldOnBank + heldOnCard), not \(held)") }
      let toPayee = postings.all.filter { !$0.debit.isPayee && $0.credit.isPayee }.reduce(0) { $0 + $1.amount }
      // What the payee has: captured, less what a paying system has still to bring, less what went back.
      let captured =
        instruction == nil
        ? progress.captured - progress.pending - (before.map { $0.captured - $0.pending } ?? 0)
        : progress.net - (before?.net ?? 0)
      if instruction != nil {
        let moved = postings.all.reduce(0) { sum, posting in
          sum + (posting.credit.isPayee ? posting.amount : 0) - (posting.debit.isPayee ? posting.amount : 0)
        }
        if moved != captured { wrong.append("the payee has \(captured) more, moved \(moved)") }
        return wrong
      }
      if toPayee != captured { wrong.append("captured \(captured), moved \(toPayee)") }
      let fromPayee = postings.all.filter { $0.debit.isPayee && !$0.credit.isPayee }.reduce(0) { $0 + $1.amount }
      let returned = progress.returned - (before?.returned ?? 0)
      if fromPayee != returned { wrong.append("returned \(returned), moved \(fromPayee)") }
    } else if heldOnBank != 0 || heldOnCard != 0 {
      wrong.append("a hold without a check")
    }
    for posting in postings.all {
      if posting.amount <= 0 { wrong.append("a posting of \(posting.amount)") }
      if posting.debit == posting.credit { wrong.append("a posting from an account to itself") }
      for account in [posting.debit, posting.credit] {
        switch account {
        case .clearing(_, let other), .settlement(_, let other), .fees(let other):
          if other != currency { wrong.append("a posting into another currency") }
        default: break
        }
      }
    }
    return wrong
  }
}

extension CheckProgress {
  /// What the payee has had of it, and not given back.
  fileprivate var net: Int64 { captured - pending - returned }
}

extension BookAccountID {
  fileprivate var isPayee: Bool {
    switch self {
    case .available, .locked, .reserve: true
    case .bank, .card, .debt, .clearing, .settlement, .fees: false
    }
  }
}
