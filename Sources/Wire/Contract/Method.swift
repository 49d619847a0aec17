/// The methods of the service, by their position in it.
public enum Method: UInt32, Hashable, Sendable, CaseIterable {
  case getStatus = 0
  case authorize, issueCheck, claimCheck, verifyCheck
  case presentCheck, confirmDelivery, collectCash, failDelivery, extendCheck, chooseMethod, voidCheck
  case openDispute, resolveDispute, refundCheck, withdraw, chargeBack
  case getCheck, listChecks
  case enrolAccount, updateAccount, enrolSeller, updateSeller, enrolDistributor, updateDistributor, setStatus
  case fund, reconcile, payOut, payIn
  case getAccount, listAccounts, getSeller, listSellers, getDistributor, listDistributors
  case getStatement, readJournal, getBalanceSheet, acceptClock
  case getAddressee
  case issueChecks, verifyChecks, presentChecks, voidChecks, confirmDeliveries, refundChecks
  case proveCheck, getHead, proveConsistency, readAttested
  case authenticate, issueKey, revokeKey, listKeys
  case forgetParty, getSealStatus, rotateSeal
  case listInstructions, reportInstruction
  case claimGuarantee, chargeFee
  case listCovers
  case getMetrics
}
