/// What a paying system says of what it was told, carried out.

extension Draft {
  /// Judged in this order: the instruction, whether its end is known, then what is said of it.
  ///
  /// What has ended stays so, but that money which had moved may come back. Where it comes back before anybody said that it
  /// had moved, it was rejected.
  mutating func report(_ id: InstructionID, _ result: RailResult) throws(Refusal) {
    guard facts.hasInstruction, facts.instructionRecord.id == id, facts.instructionRecord.subject == entry.subject
    else {
      throw .unknownInstruction
    }
    if case .rail(let rail) = entry.actor { guard rail == id.rail else { throw .unknownInstruction } }
    let amount = facts.instructionRecord.amount
    entry.instruction = id
    switch (facts.instructionRecord.state, result) {
    case (.outstanding, .accepted), (.unsure, .accepted):
      mark(.railAccepted, amount: amount)
      accept()
    case (.outstanding, .rejected), (.unsure, .rejected), (.outstanding, .returned), (.unsure, .returned):
      mark(.railRejected, amount: amount)
      reverse(from: .clearing(id.rail, facts.instructionRecord.currency))
    case (.accepted, .returned):
      mark(.railReturned, amount: amount)
      try takeBack()
    case (.outstanding, .unsure):
      mark(.railUnsure, amount: amount)
    case (.unsure, .unsure): throw .nothingChanged
    case (.accepted, _), (.rejected, _), (.returned, _): throw .instructionEnded
    }
  }

  private var clearing: BookAccountID { .clearing(facts.instructionRecord.id.rail, facts.instructionRecord.currency) }

  private var settlement: BookAccountID {
    .settlement(facts.instructionRecord.id.rail, facts.instructionRecord.currency)
  }

  /// The drawer's account that the instruction was about.
  private var instructedCover: BookAccountID { terms.drawer.bookAccount(facts.instructionRecord.cover) }

  /// The money has moved.
  private mutating func accept() {
    let amount = facts.instructionRecord.amount
    switch facts.instructionRecord.purpose {
    case .collect:
      entry.reached.pending -= amount
      pay(amount, from: clearing)
    case .giveBack:
      entry.reached.returning -= amount
      move(amount, from: clearing, to: instructedCover)
    case .payOut:
      move(amount, from: clearing, to: settlement)
    }
  }

  /// What was instructed is as if it had not been: of a capture that the cover was not good for its drawer has the money, and
  /// it counts as returned; what was to be given back, or paid out, is the payee's.
  private mutating func reverse(from source: BookAccountID) {
    let amount = facts.instructionRecord.amount
    switch facts.instructionRecord.purpose {
    case .collect:
      entry.reached.pending -= amount
      count(returned: amount)
      move(amount, from: source, to: instructedCover)
    case .giveBack:
      entry.reached.returning -= amount
      count(returned: -amount)
      movePayee(amount, from: source)
    case .payOut:
      if case .party(.seller(let seller)) = facts.instructionRecord.subject {
        move(amount, from: source, to: .available(seller))
      }
    }
  }

  /// What had moved came back. Of a collection the payee gives back what it was not made to give back already: more than was
  /// captured is never returned. The rest the drawer has twice, once from the payee and once from its own bank: the manager
  /// has lost it, and it is for people to get it back.
  private mutating func takeBack() throws(Refusal) {
    let amount = facts.instructionRecord.amount
    switch facts.instructionRecord.purpose {
    case .collect:
      let cover = facts.instructionRecord.cover
      let due = min(amount, returnable, notReturned(of: cover))
      entry.amount = due
      if due > 0 { try giveBack(due, from: .everything, isGiven: true, only: cover) }
      move(amount - due, from: .fees(facts.instructionRecord.currency), to: instructedCover)
    case .giveBack:
      count(returned: -amount)
      movePayee(amount, from: instructedCover)
    case .payOut: reverse(from: settlement)
    }
  }

  private func notReturned(of cover: Cover) -> Int64 {
    let fromCard = entry.reached.capturedFromCard - entry.reached.returnedToCard
    return cover == .card ? fromCard : entry.reached.captured - entry.reached.returned - fromCard
  }

  private mutating func count(returned amount: Int64) {
    entry.reached.returned += amount
    if facts.instructionRecord.cover == .card { entry.reached.returnedToCard += amount }
  }

  private mutating func movePayee(_ amount: Int64, from source: BookAccountID) {
    guard let payee = entry.reached.payee else { return }
    move(amount, from: source, to: .available(payee))
  }
}

extension RailInstruction {
  /// The instruction after `entry`, which reports of it.
  public func after(_ entry: JournalEntry) -> RailInstruction {
    var after = self
    after.state =
      switch entry.kind {
      case .railAccepted: .accepted
      case .railRejected: .rejected
      case .railReturned: .returned
      case .railUnsure: .unsure
      default: state
      }
    return after
  }
}
