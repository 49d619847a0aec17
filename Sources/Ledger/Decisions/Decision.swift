/// Where a command becomes a decision. Pure: the same command, facts and moment always give the same decision.

/// What became of a command.
public enum Decision: Hashable, Sendable {
  /// It takes effect as the entry says: apply it, journal it.
  case accepted(JournalEntry)
  /// It took effect before: this was the answer. Nothing happens again.
  case repeated(JournalEntry)
  /// It changes nothing, and this is why.
  case refused(Refusal)
}

/// Judges `command` by `facts` alone.
///
/// A repeated id is looked at first (it answers as before, or is refused as used for something else), then the id's
/// time, then the command in its own order (see `Precedence`).
public func decide(_ command: Command, given facts: Facts, at moment: Moment) -> Decision {
  let fingerprint = command.fingerprint
  if let earlier = facts.earlier {
    return earlier.fingerprint == fingerprint ? .repeated(earlier) : .refused(.idReused)
  }
  do throws(Refusal) {
    switch command {
    case .issue(let issue):
      try judgeID(issue.id.time, now: moment.time)
      return .accepted(try issue.decide(given: facts, at: moment, fingerprint: fingerprint))
    case .act(let action):
      if action.actor != .committer { try judgeID(action.id.time, now: moment.time) }
      return .accepted(try action.decide(given: facts, at: moment, fingerprint: fingerprint))
    case .administer(let administration):
      try judgeID(administration.id.time, now: moment.time)
      return .accepted(try administration.decide(given: facts, at: moment, fingerprint: fingerprint))
    }
  } catch {
    return .refused(error)
  }
}

private func judgeID(_ time: Timestamp, now: Timestamp) throws(Refusal) {
  guard time <= now + Bounds.idFuture, now <= time + Bounds.idPast else { throw .idOutsideWindow }
}

extension PartyStatus {
  /// Passes an active party, and otherwise throws the name of what it is instead.
  func judge(enrolled: Refusal, suspended: Refusal, closed: Refusal) throws(Refusal) {
    switch self {
    case .active: return
    case .enrolled: throw enrolled
    case .suspended: throw suspended
    case .closed: throw closed
    }
  }
}

extension Account {
  func judgeActive() throws(Refusal) {
    try status.judge(enrolled: .accountNotActive, suspended: .accountSuspended, closed: .accountClosed)
  }
}

extension Seller {
  func judgeActive() throws(Refusal) {
    try status.judge(enrolled: .sellerNotActive, suspended: .sellerSuspended, closed: .sellerClosed)
  }
}

extension Distributor {
  func judgeActive() throws(Refusal) {
    try status.judge(enrolled: .distributorNotActive, suspended: .distributorSuspended, closed: .distributorClosed)
  }
}
