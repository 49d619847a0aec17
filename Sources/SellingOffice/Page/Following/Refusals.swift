/// Refusals as sentences that a buyer understands: what happened, and what to do.
internal import Ledger
internal import MailOrder

extension SiteReason {
  var forBuyers: String {
    switch self {
    case .unknownCommodity: "The shop does not sell one of these things any more. Look at your cart."
    case .priceChanged: "A price has changed meanwhile. Look at your cart, and order once more."
    case .outOfStock: "There are not enough pieces left. Look at your cart."
    case .checkRefused: "The check manager did not let your check pass."
    case .addressMissing:
      "Nobody knows where the goods go: your account has no address on file. Give one in your wallet."
    case .unknownDistributor: "There is no distributor who could bring it. Choose another, or write to the shop."
    case .paymentOverdue: "You did not say in time how you pay. Nothing was paid; order anew if you still want it."
    case .unknownOffer: "The time for this payment is over, or there never was one. Go back to your cart."
    default: sentence
    }
  }

  /// The reason of a name.
  init?(name: some StringProtocol) {
    guard let reason = SiteReason.allCases.first(where: { $0.name == name }) else { return nil }
    self = reason
  }
}

/// The check manager's no, by the name that the shop was told.
enum ManagerRefusal {
  static func forBuyers(_ name: String) -> String {
    switch name {
    case "on_delivery":
      return "Your check is paid on delivery, but these goods are not delivered by anybody. Pay at once instead."
    case let name where name.hasPrefix("invalid"):
      return "The shop and the check manager did not understand each other."
    default: break
    }
    guard let refusal = Refusal.allCases.first(where: { $0.name == name }) else { return "Its reason: \(name)." }
    return refusal.sentence
  }
}

/// An order's note of why it goes no further: `reason`, or `reason: detail`.
enum RejectionNote {
  static func forBuyers(_ note: String) -> String {
    let parts = note.split(separator: ":", maxSplits: 1)
    guard let first = parts.first, let reason = SiteReason(name: first) else { return note }
    let detail = parts.count == 2 ? parts[1].drop { $0 == " " } : ""
    guard reason == .checkRefused, !detail.isEmpty else { return reason.forBuyers }
    return "\(reason.forBuyers) \(ManagerRefusal.forBuyers(String(detail)))"
  }
}
