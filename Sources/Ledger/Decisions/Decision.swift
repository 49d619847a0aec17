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

/// What became of a command whose entry stands in a draft.
public enum Verdict: Hashable, Sendable {
  /// It takes effect as the draft's entry says: apply it, journal it.
  case accepted
  /// It took effect before: the draft's entry was the answer. Nothing happens again.
  case repeated
  /// It changes nothing, and this is why.
  case refused(Refusal)
}

/// Judges `command` by `facts` alone; see `Draft.decide`.
public func decide(_ command: Command, given facts: Facts, at moment: Moment) -> Decision {
  var draft = Draft(facts)
  switch draft.decide(command, at: moment) {
  case .accepted: return .accepted(draft.entry)
  case .repeated: return .repeated(draft.entry)
  case .refused(let refusal): return .refused(refusal)
  }
}

extension Draft {
  /// Judges `command` by the facts alone, and leaves its entry in the draft.
  ///
  /// A repeated id is looked at first (it answers as before, or is refused as used for something else), then the id's
  /// time, then the command in its own order (see `Precedence`).
  public mutating func decide(_ command: Command, at moment: Moment) -> Verdict {
    switch command {
    case .issue(let issue): decide(issue, at: moment)
    case .act(let action): decide(action, at: moment)
    case .administer(let administration): decide(administration, at: moment)
    }
  }

  /// The same of a demand for a check.
  public mutating func decide(_ issue: IssueCheck, at moment: Moment) -> Verdict {
    do throws(Refusal) {
      if try recall(issue.fingerprint, at: moment) { return .repeated }
      try judgeID(issue.id.time)
      try decide(issue)
      return .accepted
    } catch {
      return .refused(error)
    }
  }

  /// The same of what happens to a check.
  public mutating func decide(_ action: CheckAction, at moment: Moment) -> Verdict {
    do throws(Refusal) {
      if try recall(action.fingerprint, at: moment) { return .repeated }
      if action.actor != .committer { try judgeID(action.id.time) }
      try decide(action)
      return .accepted
    } catch {
      return .refused(error)
    }
  }

  /// The same of a change of the registries.
  public mutating func decide(_ administration: Administration, at moment: Moment) -> Verdict {
    do throws(Refusal) {
      if try recall(administration.fingerprint, or: administration.clearFingerprint, at: moment) { return .repeated }
      try judgeID(administration.id.time)
      try decide(administration)
      return .accepted
    } catch {
      return .refused(error)
    }
  }

  /// Whether the command took effect before: then the entry is the one of then. Throws when its id was used for
  /// something else.
  @inline(__always)
  private mutating func recall(
    _ fingerprint: UInt64, or former: UInt64? = nil, at moment: Moment
  ) throws(Refusal) -> Bool {
    entry.time = moment.time
    entry.sequence = moment.sequence
    entry.fingerprint = fingerprint
    guard facts.hasEarlier else { return false }
    guard facts.earlierEntry.fingerprint == fingerprint || facts.earlierEntry.fingerprint == former else {
      throw .idReused
    }
    entry = facts.earlierEntry
    return true
  }

  @inline(__always)
  private mutating func judgeID(_ time: Timestamp) throws(Refusal) {
    guard time <= now + Bounds.idFuture, now <= time + Bounds.idPast else { throw .idOutsideWindow }
  }
}

extension PartyStatus {
  /// Passes an active party, and otherwise throws the name of what it is instead.
  @inline(__always)
  func judge(enrolled: Refusal, suspended: Refusal, closed: Refusal) throws(Refusal) {
    switch self {
    case .active: return
    case .enrolled: throw enrolled
    case .suspended: throw suspended
    case .closed: throw closed
    }
  }

  func judgeAccount() throws(Refusal) {
    try judge(enrolled: .accountNotActive, suspended: .accountSuspended, closed: .accountClosed)
  }

  func judgeSeller() throws(Refusal) {
    try judge(enrolled: .sellerNotActive, suspended: .sellerSuspended, closed: .sellerClosed)
  }

  func judgeDistributor() throws(Refusal) {
    try judge(enrolled: .distributorNotActive, suspended: .distributorSuspended, closed: .distributorClosed)
  }
}
