/// What is asked: a workload is a row of steps that each place in flight goes through again and again.

/// One request.
public enum Step: Int, Hashable, Sendable, CaseIterable {
  case authorize, issue, verify, settle
}

/// A row of steps.
public enum Workload: String, Hashable, Sendable, CaseIterable {
  /// Checks are issued, none is paid.
  case issue
  /// Checks issued before are paid, each once.
  case settle
  /// Each check is issued, then paid: a steady state.
  case life
  /// Checks issued before are judged, at random.
  case verify
  /// Credit checks without a check.
  case authorize
  /// The whole of an order: credit check, issue, the seller's judgement, payment.
  case mix

  public var steps: [Step] {
    switch self {
    case .issue: [.issue]
    case .settle: [.settle]
    case .life: [.issue, .settle]
    case .verify: [.verify]
    case .authorize: [.authorize]
    case .mix: [.authorize, .issue, .verify, .settle]
    }
  }

  /// Whether it can be asked in batches: there is none of credit checks.
  public var hasBatches: Bool { !steps.contains(.authorize) }

  /// Whether it asks about checks that must have been issued before.
  public var wantsChecks: Bool { self == .settle || self == .verify }
}
