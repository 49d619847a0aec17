/// An order's page, found by the token of the offer that it answers, and what keeps it up to date.
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import LMDB
internal import MailOrder
internal import Pages
internal import Sites

extension ShopPages {
  func routeOrders(in router: PageRouter) {
    router.get("/orders/:token") { request, context in
      let shopper = try shopper(of: request)
      let token = context.parameters.get("token").flatMap { OfferToken($0) }
      guard let token, let following = try shop.following(token) else {
        throw HTTPError(.notFound, message: SiteReason.unknownOffer.forBuyers)
      }
      return respond(try orderPage(following, shopper), to: shopper)
    }
    router.get("/orders/:token/live") { request, context in
      let wallet = try shopper(of: request).wallet
      guard let token = context.parameters.get("token").flatMap({ OfferToken($0) }), try shop.following(token) != nil
      else { throw HTTPError(.notFound, message: SiteReason.unknownOffer.forBuyers) }
      return try streams.response {
        guard let following = try shop.following(token) else {
          let over: HTML = """
            <section class="card empty"><p id="over">\(SiteReason.unknownOffer.forBuyers)</p>
            <p><a class="button" href="/cart">Your cart</a></p></section>
            """
          return (over, isLast: true)
        }
        var isLast = false
        if case .taken(_, let order) = following { isLast = OrderStory(of: order, carrier: "").isOver }
        return (try told(following, wallet), isLast)
      }
    }
  }
}

extension Shop {
  /// What there is to be told of an offer; nil where there is none, or its time is over.
  func following(_ token: OfferToken) throws(SiteStoreError) -> ShopPages.Following? {
    let now = clock()
    return try store.site.read { transaction throws(SiteStoreError) -> ShopPages.Following? in
      guard let offer = try store.offer(token, in: transaction) else { return nil }
      guard let id = offer.order else { return now < offer.expires ? .waiting(offer) : nil }
      return try store.order(id, in: transaction).map { .taken(offer, $0) }
    }
  }

  /// What a distributor is called.
  func name(of distributor: DistributorID) throws(SiteStoreError) -> String {
    let partner = try store.site.read { transaction throws(SiteStoreError) in
      try store.partners.get(CodeKey(distributor.code), in: transaction)
    }
    guard let name = partner?.name.value, !name.isEmpty else { return distributor.description }
    return name
  }
}
