/// The life of a check: which event is possible in which state. What a cell allows, `CheckAction.decide` carries out;
/// what it does not, is refused by the name that stands in the cell.
public enum StateTable {
  /// An event without its values: a column of the table.
  public enum Event: String, Hashable, Sendable, CaseIterable {
    case present, confirm, collectCash, failDelivery, extend, chooseMethod, void, lapse, openDispute, resolveDispute
    case refund, withdraw, chargeBack, claimGuarantee, releaseProceeds, reportRail
  }

  /// Nil where `event` is possible in `state`, else the refusal.
  public static func refusal(of event: Event, in state: CheckState) -> Refusal? {
    switch (state, event) {
    // What a paying system did with money that was captured is true in whatever state the rest of the check is.
    case (_, .reportRail): nil
    case (.issued, .present), (.issued, .confirm), (.issued, .extend), (.issued, .chooseMethod), (.issued, .void),
      (.issued, .lapse), (.issued, .openDispute):
      nil
    case (.committed, .confirm), (.committed, .collectCash), (.committed, .failDelivery), (.committed, .chooseMethod),
      (.committed, .lapse), (.committed, .openDispute):
      nil
    // What the distributor proves meanwhile is what the operator judges by.
    case (.frozen, .resolveDispute), (.frozen, .confirm): nil
    // Where proceeds are locked the goods' arrival says how long; where none are, nothing is left to confirm.
    case (.settled, .confirm), (.voided, .confirm), (.expired, .confirm): nil
    case (.settled, .refund), (.voided, .refund), (.expired, .refund), (.settled, .withdraw), (.voided, .withdraw),
      (.expired, .withdraw), (.settled, .chargeBack), (.voided, .chargeBack), (.expired, .chargeBack),
      (.settled, .claimGuarantee), (.voided, .claimGuarantee), (.expired, .claimGuarantee),
      (.settled, .releaseProceeds), (.voided, .releaseProceeds), (.expired, .releaseProceeds):
      nil

    case (.issued, .collectCash), (.issued, .failDelivery): .checkNotCommitted
    case (.issued, .resolveDispute), (.committed, .resolveDispute): .checkNotFrozen
    case (.issued, .refund), (.issued, .withdraw), (.issued, .chargeBack), (.issued, .claimGuarantee),
      (.issued, .releaseProceeds):
      .checkOpen
    case (.committed, .refund), (.committed, .withdraw), (.committed, .chargeBack), (.committed, .claimGuarantee),
      (.committed, .releaseProceeds):
      .checkOpen
    case (.committed, .present), (.committed, .extend), (.committed, .void): .checkCommitted
    case (.frozen, _): .checkFrozen
    case (.settled, _): .checkSettled
    case (.voided, _): .checkVoided
    case (.expired, _): .checkExpired
    }
  }
}

extension CheckEvent {
  /// The column of the state table.
  public var column: StateTable.Event {
    switch self {
    case .present: .present
    case .confirm: .confirm
    case .collectCash: .collectCash
    case .failDelivery: .failDelivery
    case .extend: .extend
    case .chooseMethod: .chooseMethod
    case .void: .void
    case .lapse: .lapse
    case .openDispute: .openDispute
    case .resolveDispute: .resolveDispute
    case .refund: .refund
    case .withdraw: .withdraw
    case .chargeBack: .chargeBack
    case .claimGuarantee: .claimGuarantee
    case .releaseProceeds: .releaseProceeds
    case .reportRail: .reportRail
    }
  }
}

extension Check {
  /// Where the check stands at `now`, even if the committer has not yet swept: an issued check is expired at its
  /// expiry, a committed one void at its deadline.
  public func state(at now: Timestamp) -> CheckState {
    switch progress.state {
    case .issued where now >= progress.expires: .expired
    case .committed where now >= (progress.deadline ?? .distantFuture): .voided
    case let state: state
    }
  }
}
