/// Why a site says no: each judgement of a shop or a carrier is yes, or one of these. The check manager's own stand in
/// `Ledger.Refusal`.

/// A site's no. The numbers are the wire's: never changed, never used again.
public enum SiteReason: UInt16, Hashable, Sendable, CaseIterable {
  case idReused = 1

  // The shop.
  case unknownCommodity = 10
  case priceChanged = 11
  case outOfStock = 12
  case wrongSeller = 13
  case currencyMismatch = 14
  case amountMismatch = 15
  case unknownOrder = 16
  case wrongState = 17
  case checkRefused = 18
  case addressMissing = 19
  case unknownDistributor = 20
  case paymentOverdue = 21
  case unknownOffer = 22
  case offerTaken = 23
  case offerMismatch = 24
  case tooManyPictures = 25

  // The carrier.
  case wrongDistributor = 30
  case unknownDelivery = 31
  case unknownVehicle = 32
  case noVehicle = 33
  case wrongVehicle = 34
  case wrongCode = 35
  case cashMissing = 36
  case unknownSeller = 37
  case nothingToPlan = 38
  case codeLocked = 39
  case addressUnreadable = 40
  case unknownPass = 41

  /// The name on the wire and in JSON.
  public var name: String { words.name }

  /// What is wrong and what to do, in a sentence or two.
  public var sentence: String { words.sentence }

  private var words: (name: String, sentence: String) {
    switch self {
    case .idReused: ("id_reused", "This id was used for something else. Make a new id.")
    case .unknownCommodity: ("unknown_commodity", "The shop has no commodity of this code.")
    case .priceChanged: ("price_changed", "The shop's price is another one now. Look again, and order anew.")
    case .outOfStock: ("out_of_stock", "The shop has fewer pieces than this.")
    case .wrongSeller: ("wrong_seller", "The order is for another shop.")
    case .currencyMismatch: ("currency_mismatch", "The shop sells in another currency.")
    case .amountMismatch: ("amount_mismatch", "The order's amount is not the sum of its lines.")
    case .unknownOrder: ("unknown_order", "The shop has no order of this id for this buyer.")
    case .wrongState: ("wrong_state", "This cannot happen to it now; its state is named beside.")
    case .checkRefused: ("check_refused", "The check manager refused the check; its reason is named beside.")
    case .addressMissing: ("address_missing", "Nobody said where the goods go. Give an address, or have one on file.")
    case .unknownDistributor: ("unknown_distributor", "The shop does not work with this distributor.")
    case .paymentOverdue: ("payment_overdue", "The buyer has not said in time how it pays. Order anew.")
    case .unknownOffer:
      ("unknown_offer", "The shop has no such offer, or its time is over. Go back to the shop's page and pay anew.")
    case .offerTaken: ("offer_taken", "Another order has answered this offer. Go back to the shop's page.")
    case .offerMismatch:
      ("offer_mismatch", "The order is not what the shop offered. Go back to the shop's page and pay anew.")
    case .tooManyPictures: ("too_many_pictures", "The shop has as many pictures as it keeps. Use those there are.")
    case .wrongDistributor: ("wrong_distributor", "The delivery is another distributor's.")
    case .unknownDelivery: ("unknown_delivery", "The carrier has no delivery of this order.")
    case .unknownVehicle: ("unknown_vehicle", "The carrier has no vehicle of this code.")
    case .noVehicle: ("no_vehicle", "The carrier has no vehicles: put one first.")
    case .wrongVehicle: ("wrong_vehicle", "The delivery is in another vehicle, or in none.")
    case .wrongCode: ("wrong_code", "The buyer's code is wrong or missing. Ask the buyer for it.")
    case .cashMissing: ("cash_missing", "Cash is due on this delivery: report what was collected.")
    case .unknownSeller: ("unknown_seller", "The carrier does not work for this shop.")
    case .nothingToPlan: ("nothing_to_plan", "No delivery waits for a plan.")
    case .codeLocked:
      ("code_locked", "Too many wrong codes were given: nobody can hand it over any more. Bring it back to the seller.")
    case .addressUnreadable:
      (
        "address_unreadable",
        "The carrier cannot read the sealed address: why stands beside. Seal it to the carrier's key."
      )
    case .unknownPass: ("unknown_pass", "The carrier has given out no pass of this number.")
    }
  }
}

/// A site's no, and what it is about.
public struct SiteRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  public var reason: SiteReason
  /// The commodity, the state, the check manager's own reason; may be empty.
  public var detail: String

  /// A no.
  public init(_ reason: SiteReason, _ detail: String = "") {
    self.reason = reason
    self.detail = detail
  }

  /// Name, detail and sentence in a line.
  public var description: String {
    detail.isEmpty ? "\(reason.name): \(reason.sentence)" : "\(reason.name) (\(detail)): \(reason.sentence)"
  }
}
