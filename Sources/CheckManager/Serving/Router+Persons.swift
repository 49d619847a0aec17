/// What becomes of commands that say who parties are, or have them forgotten, before and after the committer has them.
internal import Ledger
internal import LedgerStore
internal import Logging
internal import NIOPosix
internal import Persons
internal import RPC
internal import Wire

extension Router {
  /// The command as the committer may have it: sealed. Where it cannot be, the answer is among `replies`.
  func prepare(
    _ command: Command, as id: RequestID, replies: inout [OutgoingReply]
  ) -> Command? {
    guard case .administer(let administration) = command, administration.change.concernsKeys else { return command }
    do {
      switch try registrar.prepare(administration, by: readers.record) {
      case .sealed(let sealed): return .administer(sealed)
      case .refused(let refusal):
        let message = CheckAction.encode(Reply(sequence: committer.state.sequence, outcome: .refused(refusal)))
        replies.append(OutgoingReply(to: id, message: message))
      case .failed: replies.append(OutgoingReply(failing: id, with: .unavailable))
      }
    } catch {
      logger.error("a command could not be sealed", metadata: ["reason": "\(error)"])
      replies.append(OutgoingReply(failing: id, with: .internalFailure))
    }
    return nil
  }

  /// Hands over commands of which some are about parties.
  func administer(
    _ commands: [Command], as requests: [RequestID], of group: RequestGroup,
    _ answer: @escaping @Sendable ([CommandOutcome], UInt64) -> Void
  ) {
    // Nothing sealed goes to the log before the key that it is sealed under is durable.
    guard registrar.makeDurable() else {
      registrar.settled(commands)
      return group.reply(requests.map { OutgoingReply(failing: $0, with: .unavailable) })
    }
    let isForgetting = commands.contains { $0.forgotten != nil }
    let submission = Submission(commands: commands) { [registrar] outcomes, sequence in
      registrar.settled(commands)
      guard isForgetting else { return answer(outcomes, sequence) }
      self.destroyKeys(of: commands, outcomes, sequence, answer)
    }
    if !hand(over: submission, for: requests, of: group) { registrar.settled(commands) }
  }

  /// Destroys the keys of those that were forgotten, and answers only then: off the committer's thread, as each waits for
  /// the disk a few times.
  private func destroyKeys(
    of commands: [Command], _ outcomes: [CommandOutcome], _ sequence: UInt64,
    _ answer: @escaping @Sendable ([CommandOutcome], UInt64) -> Void
  ) {
    elsewhere { [registrar] _ in
      var outcomes = outcomes
      for index in outcomes.indices {
        guard let party = commands[index].forgotten, case .entry = outcomes[index] else { continue }
        // Without the key destroyed it has not happened; the ledger has the entry, so the same id tries again.
        if !registrar.forget(party) { outcomes[index] = .failed }
      }
      answer(outcomes, sequence)
    }
  }
}

extension Readers {
  /// What the ledger has of a party, as far as is durable.
  func record(of party: Party) throws(StoreError) -> PartyRecord {
    try now { snapshot throws(StoreError) in
      let profile = try snapshot.sealedProfile(of: party)
      if profile.isForgotten { return .forgotten }
      if !profile.fields.isEmpty { return .sealed }
      let isKnown =
        switch party {
        case .account(let id): try snapshot.account(id) != nil
        case .seller(let id): try snapshot.seller(id) != nil
        case .distributor(let id): try snapshot.distributor(id) != nil
        }
      return isKnown ? .blank : .none
    }
  }
}

extension Router {
  /// Writes the file of sealing keys, and so waits for the disk: on a thread of the pool.
  func rotate(_ isRetiring: Bool, as id: RequestID, of group: RequestGroup, replies: inout [OutgoingReply]) {
    let peer = group.peer.description
    onThread([id], of: group, replies: &replies) { [registrar, committer] in
      let refusal = isRetiring ? registrar.retire(from: peer) : registrar.rotate(from: peer)
      let outcome: Outcome<SealStatus> = refusal.map { .refused($0) } ?? .accepted(registrar.vault.status.shown)
      let reply = Reply(sequence: committer.state.sequence, outcome: outcome)
      group.reply([OutgoingReply(to: id, message: RotateSeal.encode(reply))])
    }
  }
}

extension Command {
  /// Whether it is of the registries or the money: the others have nothing to do with keys of persons.
  var administers: Bool { if case .administer = self { true } else { false } }

  /// The party that is to be forgotten, if one is.
  var forgotten: Party? {
    guard case .administer(let administration) = self, case .forget(let party) = administration.change else {
      return nil
    }
    return party
  }
}
