/// Why not: each judgement is yes, or one of these.
///
/// The numbers are the wire's and the journal's: they are never changed and never used again. What comes first when
/// several are true stands with each command (see `Precedence`).
public enum Refusal: UInt16, Error, Hashable, Sendable, CaseIterable, BitwiseCopyable {
  // The command itself.
  case idOutsideWindow = 1
  case idReused = 2
  case notPermitted = 3

  // The drawer.
  case unknownAccount = 10
  case accountNotActive = 11
  case accountSuspended = 12
  case accountClosed = 13
  case currencyMismatch = 14
  case noCover = 15
  case standingBad = 16
  case insufficientFunds = 17
  case overCheckLimit = 18
  case overDailyAmount = 19
  case overDailyCount = 20
  case claimRequired = 21

  // The seller.
  case unknownSeller = 30
  case sellerNotActive = 31
  case sellerSuspended = 32
  case sellerClosed = 33
  case sellerCurrencyMismatch = 34
  case overSellerExposure = 35
  case payeeInsufficient = 36

  // The distributor.
  case unknownDistributor = 40
  case distributorNotActive = 41
  case distributorSuspended = 42
  case distributorClosed = 43
  case distributorCurrencyMismatch = 44
  case overDistributorExposure = 45
  case distributorRequired = 46
  case overCashLimit = 47
  case exceedsDebt = 48
  case addressKeyMissing = 49

  // The check.
  case unknownCheck = 60
  case wrongPayee = 61
  case wrongDistributor = 62
  case notParty = 63
  case checkOpen = 64
  case checkNotCommitted = 65
  case checkCommitted = 66
  case checkNotFrozen = 67
  case checkFrozen = 68
  case checkSettled = 69
  case checkVoided = 70
  case checkExpired = 71
  case expiryOutOfRange = 72
  case notLater = 73
  case exceedsRemaining = 74
  case exceedsCaptured = 75
  case alreadyConfirmed = 76
  case alreadyCaptured = 77
  case sameMethod = 78
  case cashDue = 79
  case notCash = 80
  case noPayee = 81
  case nothingCaptured = 82
  case coolingOffOver = 83
  case notDue = 84
  case orderMismatch = 85
  case notClaimable = 86
  case claimRefused = 87
  case claimLocked = 88
  case termsMismatch = 89
  case proofRequired = 90
  case proofWrong = 91
  case collectionPending = 92
  case guaranteeOver = 93
  case exceedsReserve = 94

  // The book and the registries.
  case balanceLimit = 100
  case historyFull = 101
  case alreadyEnrolled = 102
  case hasOpenChecks = 103
  case balanceNotZero = 104
  case staleStatement = 105
  case sameStatus = 106
  case nothingChanged = 107
  case wrongRail = 108
  case unknownInstruction = 109
  case instructionEnded = 110

  // The manager itself. Never decided by the ledger: said when a command could not be sealed, or a decision not be kept.
  case keysReadOnly = 115
  case keysInUse = 116
  case sealBroken = 117
  case partyForgotten = 118
  case keyMissing = 119
  case diskFull = 120
  // Nor these: said when something is to be proved.
  case notAttested = 121
  case attestationOff = 122
  case unknownHistory = 123
  /// Nor this: said when entries are asked for that archives have.
  case entryArchived = 124

  // Nor these: said about the keys of light clients, which are no part of the ledger.
  case unknownKey = 130
  case keysFull = 131
}
