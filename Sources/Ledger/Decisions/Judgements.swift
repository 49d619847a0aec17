/// Judgements that change nothing: the second judgement of a check (S5''), and whether an id may be claimed (S4').

/// What a seller asks of a check before it ships. What is nil is not asked.
public struct VerifyCheck: Hashable, Sendable {
  public var check: CheckID
  public var seller: SellerID?
  public var distributor: DistributorID?
  public var amount: Amount?
  public var currency: Currency?
  public var order: Digest?

  /// A question about `check`.
  public init(check: CheckID) { self.check = check }

  /// Nil when the check is good for what is asked, else the first thing wrong in the order of `Precedence.verify`.
  public func judge(_ check: Check?, at now: Timestamp) -> Refusal? {
    guard let check else { return .unknownCheck }
    if let seller, let payee = check.progress.payee, payee != seller { return .wrongPayee }
    switch check.state(at: now) {
    case .issued: break
    case .committed: return .checkCommitted
    case .frozen: return .checkFrozen
    case .settled: return .checkSettled
    case .voided: return .checkVoided
    case .expired: return .checkExpired
    }
    if let order, order != check.terms.order { return .orderMismatch }
    if let currency, currency != check.terms.currency { return .termsMismatch }
    if let distributor, distributor != check.terms.distributor { return .termsMismatch }
    if let amount, amount.minorUnits > check.progress.remaining { return .exceedsRemaining }
    return nil
  }
}

/// A claim of a check of which only the id was sent.
public struct ClaimCheck: Hashable, Sendable {
  public var check: CheckID
  /// The digest of the secret presented.
  public var secret: Digest

  /// A claim.
  public init(check: CheckID, secret: Digest) {
    self.check = check
    self.secret = secret
  }

  /// Nil when the check may be shown, else the first thing wrong in the order of `Precedence.claim`.
  ///
  /// - Parameter tries: how many wrong secrets were tried for this check before.
  public func judge(_ check: Check?, drawer: Account?, tries: Int, at now: Timestamp) -> Refusal? {
    guard let check, let drawer else { return .unknownCheck }
    guard let claim = check.terms.claim else { return .notClaimable }
    guard tries < Bounds.claimTries else { return .claimLocked }
    guard claim == secret else { return .claimRefused }
    do throws(Refusal) {
      try drawer.status.judgeAccount()
    } catch {
      return error
    }
    switch check.state(at: now) {
    case .issued, .committed: return nil
    case .frozen: return .checkFrozen
    case .settled: return .checkSettled
    case .voided: return .checkVoided
    case .expired: return .checkExpired
    }
  }
}
