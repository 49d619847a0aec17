/// From the cart to an offer.
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import MailOrder
internal import Pages
internal import Sites
internal import Wire

extension ShopPages {
  func routeCheckout(in router: PageRouter) {
    router.get("/checkout") { request, _ in
      let shopper = try shopper(of: request)
      let view = try view(of: shopper.cart)
      guard view.isGood else { return Response.seeOther("/cart") }
      let entry = CheckoutEntry(wallet: shopper.wallet.description)
      return respond(checkoutPage(view, try shop.partners(), entry, shopper), to: shopper)
    }
    router.post("/checkout") { request, _ in
      let (form, _) = try await visits.form(of: request)
      return try await offer(form, try shopper(of: request))
    }
  }

  private func offer(_ form: Form, _ shopper: Shopper) async throws -> Response {
    let view = try view(of: shopper.cart)
    guard !view.isEmpty else { return Response.seeOther("/cart") }
    guard view.isGood else {
      let page = cartPage(view, shopper, fault: "Something has changed meanwhile. Look at what is marked.")
      return respond(page, to: shopper, .conflict)
    }
    let partners = try shop.partners()
    let entry = CheckoutEntry(distributor: form["distributor"], wallet: form["wallet"])
    func again(_ field: String, _ sentence: String) -> Response {
      let page = checkoutPage(view, partners, entry, shopper, fault: (field, sentence))
      return respond(page, to: shopper, .unprocessableContent)
    }
    guard let wallet = Wallet(entry.wallet) else {
      return again(
        "wallet", "A wallet's address is of your own machine, without a path, such as http://localhost:7425.")
    }
    let distributor: DistributorID?
    if entry.distributor.isEmpty || !view.ships {
      distributor = nil
    } else if let partner = partners.first(where: { $0.code.description == entry.distributor }) {
      distributor = DistributorID(partner.code)
    } else {
      return again("distributor", "The shop does not work with that distributor. Choose another.")
    }
    guard form["total"] == view.total.map({ String($0.minorUnits) }) else {
      return again("total", "The total has changed meanwhile. Look at it once more.")
    }
    let base = places.pages
    switch try await shop.makeOffer(view.lines, deliveredBy: distributor, page: { "\(base)/orders/\($0)" }) {
    case .accepted(let offer):
      return keep(wallet, keep(shopper.cart.offered(as: offer.token), .seeOther("/orders/\(offer.token)")))
    case .refused(let refusal): return again("", refusal.reason.forBuyers)
    case .invalid: return again("", "That is more than one order can have. Make two of it.")
    }
  }
}

extension Shop {
  /// Who may deliver.
  func partners() throws(SiteStoreError) -> [Partner] {
    try store.site.read { transaction throws(SiteStoreError) in try store.partnerList(in: transaction) }
  }
}
