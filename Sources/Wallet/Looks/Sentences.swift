/// What a buyer is told of noes and failures: what it is, and what to do. No code of ours where there are words.
internal import CheckClient
internal import Console
internal import Ledger
internal import MailOrder
internal import RPC
internal import Terminal

extension Refusal {
  /// The check manager's no, for a buyer.
  var buyerSentence: String {
    switch self {
    case .insufficientFunds:
      "There is not enough available for this. Pay in another way, or put money on the account and try again."
    case .overCheckLimit:
      "This is more than one check of yours may be drawn for. Order less at once, or have your limit raised."
    case .overDailyAmount:
      "With this you would pass what you may spend in a day. Try again tomorrow, or have your limit raised."
    case .overDailyCount: "You have had as many checks today as you may. Try again tomorrow."
    case .noCover: "Your account has nothing to pay from in this way. Choose another way to pay."
    case .standingBad:
      "Your bank or credit company does not vouch for this way to pay now. Choose another, or ask them."
    case .accountNotActive: "Your account is not active yet. Ask the check manager’s operator when it will be."
    case .accountSuspended: "Your account is suspended, so no checks are drawn. Ask the check manager’s operator why."
    case .accountClosed: "Your account is closed, so no checks are drawn."
    case .unknownAccount: "The check manager does not know this account. Was the wallet started for the right one?"
    case .currencyMismatch: "Your account is kept in another currency than this shop’s prices."
    case .sellerSuspended:
      "The check manager has suspended this seller, so nothing can be paid to it now. You have not paid anything."
    case .sellerNotActive: "This seller is not active with the check manager yet, so nothing can be paid to it."
    case .sellerClosed: "This seller is closed with the check manager, so nothing can be paid to it."
    case .unknownSeller:
      "The check manager does not know this seller, so nothing can be paid to it. Be careful with this shop."
    case .overSellerExposure: "This seller has as many open checks as it may. Try again in a day or two."
    case .distributorSuspended: "The check manager has suspended this distributor. Choose another one."
    case .distributorNotActive, .distributorClosed, .unknownDistributor:
      "The check manager does not work with this distributor now. Choose another one."
    case .overDistributorExposure:
      "This distributor has as many open orders as it may. Choose another one, or try again later."
    case .overCashLimit: "This distributor may not collect more cash now. Pay in another way."
    case .distributorRequired: "This way to pay needs a distributor to be named. Choose one."
    case .addressKeyMissing:
      "This distributor has no key to seal an address to. Choose another, or let the shop read the address."
    case .coolingOffOver: "The time in which this could be given back is over, or there was none. Ask the shop."
    case .sameMethod: "It is paid in this way already."
    case .checkFrozen: "The check is disputed, so nothing about it changes until that is decided."
    case .checkExpired: "The check has expired: nothing was paid by it."
    case .diskFull, .keysReadOnly: "The check manager cannot take anything now. Nothing was changed. Try again later."
    default: sentence
    }
  }
}

extension SiteRefusal {
  /// A shop's no, for a buyer.
  var buyerSentence: String {
    switch reason {
    case .priceChanged: "The shop’s price is another one now\(about). Go back to the shop, and order at the new price."
    case .outOfStock: "The shop has fewer pieces than this\(about). Order fewer, or something else."
    case .unknownCommodity: "The shop does not have this any more\(about)."
    case .unknownDistributor: "This distributor does not deliver for the shop. Choose another one."
    case .addressMissing: "No address of yours is on file. Order again with an address."
    case .checkRefused: "The shop did not take the check\(about)."
    case .wrongState: "That cannot be done with this order any more: \(detail.readable)."
    default: detail.isEmpty ? reason.sentence : "\(reason.sentence) (\(detail.readable))"
    }
  }

  private var about: String { detail.isEmpty ? "" : " (\(detail.readable))" }
}

extension PurchaseRefusal {
  /// A no that was kept, for a buyer.
  var buyerSentence: String {
    switch by {
    case .manager: Refusal.allCases.first { $0.name == name }?.buyerSentence ?? sentence
    case .shop:
      SiteReason.allCases.first { $0.name == name }.map { SiteRefusal($0, detail).buyerSentence }
        ?? (detail.isEmpty ? sentence : "\(sentence) (\(detail.readable))")
    }
  }
}

extension TerminalError {
  /// Why a purchase stands still, for a buyer.
  var buyerSentence: String {
    switch self {
    case .store: "The wallet cannot write to its home. Nothing was sent. Is the disk full?"
    case .noAnswer(let peer, .insecure):
      "\(peer.noun) could not show that it is who it says it is, so nothing more was sent to it."
    case .noAnswer(let peer, _):
      "\(peer.noun) does not answer now. Nothing is lost: go on later, and nothing is paid twice."
    case .wrongAnswer(let peer, _), .invalid(let peer, _):
      "\(peer.noun) gave an answer that is none. Nothing is lost: go on later, or give the order back."
    case .managerFull: "The check manager cannot take anything now. Nothing was changed. Go on later."
    case .undecided: "The shop has the order and has not said yes or no yet. Look again later."
    case .noAddress: "The shop’s address cannot be read any more."
    }
  }
}

extension Failure {
  /// Why something was not found out, for a buyer.
  var buyerSentence: String {
    switch self {
    case .refused(let no): no.buyerSentence
    case .siteRefused(let no): no.buyerSentence
    case .client(.insecure, _):
      "The check manager could not show that it is who it says it is, so it was asked nothing."
    case .client(.key, _), .client(.status(.permissionDenied), _), .client(.status(.unauthenticated), _):
      "The check manager does not let this wallet ask that. Was it started for the right account?"
    case .client: "The check manager does not answer now. Try again later."
    case .usage(let text), .io(let text), .notNow(let text): text
    case .refusedHere(_, let text): text
    default: sentence ?? "That could not be found out now."
    }
  }
}

extension String {
  /// What a peer wrote, as it may stand in a sentence: short, without control characters or what turns the direction of text.
  var readable: String {
    var text = ""
    for scalar in unicodeScalars.prefix(200) {
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator: text += " "
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text.map { $0 == "_" ? " " : $0 }.reduce(into: "") { $0.append($1) }
  }
}
