/// What is said first when several things are wrong: for each command its refusals in their order. The docs are made
/// from these lists and the tests try them pair by pair; the decisions themselves are straight code.
public enum Precedence {
  /// Before any command's own order.
  public static let everyCommand: [Refusal] = [.idReused, .idOutsideWindow]

  /// A demand for a check, and the dry credit check (which knows no `notPermitted`).
  public static let issue: [Refusal] = [
    .notPermitted, .unknownAccount, .accountNotActive, .accountSuspended, .accountClosed, .currencyMismatch,
    .noCover, .standingBad, .insufficientFunds, .overCheckLimit, .overDailyAmount, .overDailyCount,
    .unknownSeller, .sellerNotActive, .sellerSuspended, .sellerClosed, .sellerCurrencyMismatch,
    .unknownDistributor, .distributorNotActive, .distributorSuspended, .distributorClosed,
    .distributorCurrencyMismatch, .distributorRequired, .addressKeyMissing, .overSellerExposure,
    .overDistributorExposure, .overCashLimit, .expiryOutOfRange, .claimRequired, .balanceLimit,
  ]

  /// The second judgement.
  public static let verify: [Refusal] = [
    .unknownCheck, .wrongPayee, .checkCommitted, .checkFrozen, .checkSettled, .checkVoided, .checkExpired,
    .orderMismatch, .termsMismatch, .exceedsRemaining,
  ]

  /// The claim of a check by id and secret.
  public static let claim: [Refusal] = [
    .unknownCheck, .notClaimable, .claimLocked, .claimRefused, .accountNotActive, .accountSuspended, .accountClosed,
    .checkFrozen, .checkSettled, .checkVoided, .checkExpired,
  ]

  /// What comes first for every event on a check; then the event's own.
  public static let everyEvent: [Refusal] = [
    .unknownCheck, .notPermitted, .wrongPayee, .wrongDistributor, .notParty, .checkNotCommitted, .checkNotFrozen,
    .checkOpen, .checkCommitted, .checkFrozen, .checkSettled, .checkVoided, .checkExpired, .historyFull,
  ]

  /// An event's own refusals, after `everyEvent`; `balanceLimit` is last for all.
  public static func own(of event: StateTable.Event) -> [Refusal] {
    switch event {
    case .present:
      [
        .unknownSeller, .sellerNotActive, .sellerSuspended, .sellerClosed, .sellerCurrencyMismatch,
        .overSellerExposure, .exceedsRemaining,
      ]
    case .confirm: [.alreadyConfirmed, .cashDue, .proofRequired, .proofWrong]
    case .collectCash: [.notCash, .exceedsRemaining]
    case .failDelivery, .openDispute: []
    case .extend: [.notLater, .expiryOutOfRange]
    case .chooseMethod:
      [
        .sameMethod, .distributorRequired, .distributorNotActive, .distributorSuspended, .distributorClosed,
        .overCashLimit, .noCover, .standingBad, .insufficientFunds,
      ]
    case .void: [.alreadyCaptured, .alreadyConfirmed]
    case .lapse, .releaseProceeds: [.notDue]
    case .resolveDispute: [.noPayee, .exceedsRemaining]
    case .refund: [.nothingCaptured, .collectionPending, .exceedsCaptured, .payeeInsufficient]
    case .withdraw:
      [.nothingCaptured, .collectionPending, .exceedsCaptured, .coolingOffOver, .payeeInsufficient]
    case .chargeBack: [.nothingCaptured, .collectionPending, .exceedsCaptured]
    case .claimGuarantee:
      [.nothingCaptured, .collectionPending, .exceedsCaptured, .guaranteeOver, .exceedsReserve]
    case .reportRail: [.unknownInstruction, .instructionEnded, .nothingChanged]
    }
  }

  /// Changes of the registries and their money: who, then the party, then the change.
  public static let administration: [Refusal] = [
    .notPermitted, .alreadyEnrolled, .unknownAccount, .unknownSeller, .unknownDistributor, .accountClosed,
    .sellerClosed, .distributorClosed, .wrongRail, .unknownInstruction, .instructionEnded, .sameStatus, .hasOpenChecks,
    .balanceNotZero, .nothingChanged, .noCover,
    .staleStatement, .payeeInsufficient, .exceedsDebt, .balanceLimit,
  ]
}
