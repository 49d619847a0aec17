/// What a buyer put together on a shop's page, as it is handed to the buyer's wallet: the lines of an order that has no buyer yet.
public import Ledger

/// An offer.
public struct Offer: Hashable, Sendable {
  public let token: OfferToken
  public let seller: SellerID
  public let lines: [OrderLine]
  public let currency: Currency
  /// The sum of the lines.
  public let amount: Amount
  /// Who shall deliver; nil: the shop chooses, or the order's form does.
  public let distributor: DistributorID?
  /// Until when it may be answered.
  public let expires: Timestamp
  /// The page that the buyer goes back to: `http://…` or `https://…`.
  public let page: String
  /// What the lines name, as the shop has it now.
  public var commodities: [Commodity] = []
  /// An order answered it.
  public var isTaken = false
  /// Which; nil where that is not told.
  public var order: OrderID?

  /// The longest address of a page, in bytes.
  public static let maximumPageBytes = 512
  /// How long an offer may be answered: long enough to look for one's PIN, and to ask at home.
  public static let lasts = Timestamp.Span.minutes(30)

  /// An open offer; nil when no order has such lines, or the page has no address of the web.
  public init?(
    token: OfferToken, seller: SellerID, lines: [OrderLine], currency: Currency, distributor: DistributorID?,
    expires: Timestamp, page: String
  ) {
    guard let amount = OrderForm.sum(of: lines), Offer.isPage(page) else { return nil }
    self.token = token
    self.seller = seller
    self.lines = lines
    self.currency = currency
    self.amount = amount
    self.distributor = distributor
    self.expires = expires
    self.page = page
  }

  private static func isPage(_ address: String) -> Bool {
    address.utf8.count <= maximumPageBytes && (address.hasPrefix("http://") || address.hasPrefix("https://"))
      && address.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }

  /// The offer as others may see it: without whose it became.
  public var shown: Offer {
    var shown = self
    shown.order = nil
    return shown
  }
}

extension Offer {
  /// Whether an order may answer an offer, of which there may be none.
  ///
  /// - Throws: `SiteRefusal`: there is none, it is taken, or it is of something else.
  public static func judge(_ offer: Offer?, for form: OrderForm, at now: Timestamp) throws(SiteRefusal) {
    guard let offer, offer.isTaken || now < offer.expires else { throw SiteRefusal(.unknownOffer) }
    guard !offer.isTaken else { throw SiteRefusal(.offerTaken) }
    guard form.lines == offer.lines, form.currency == offer.currency,
      offer.distributor == nil || form.distributor == offer.distributor
    else { throw SiteRefusal(.offerMismatch) }
  }
}
