/// Offers: made on the shop's page, asked for by the buyer's wallet, answered by an order.
internal import Ledger
internal import LMDB
internal import MailOrder
internal import Sites
internal import Wire

extension Shop {
  /// What the wallet is shown that has the token.
  func offer(_ token: OfferToken) throws -> SiteReply<Offer> {
    let now = clock()
    let found = try store.site.read { transaction throws(SiteStoreError) -> Offer? in
      guard var offer = try store.offer(token, in: transaction), offer.isTaken || now < offer.expires else {
        return nil
      }
      let commodities = try store.commodities(of: offer.lines, in: transaction)
      offer.commodities = offer.lines.compactMap { commodities[$0.commodity] }
      return offer
    }
    guard let found else { return .refused(SiteRefusal(.unknownOffer)) }
    return .accepted(found.shown)
  }

  /// Offers these lines, at the prices of now, if an order of them would be taken now.
  ///
  /// - Parameter page: makes of the token the address of the page that the buyer goes back to.
  func makeOffer(
    _ lines: [OrderLine], deliveredBy distributor: DistributorID?, page: (OfferToken) -> String
  ) async throws -> SiteReply<Offer> {
    let token = OfferToken(high: .random(in: 0 ... .max), low: .random(in: 0 ... .max))
    let offer = Offer(
      token: token, seller: id, lines: lines, currency: currency, distributor: distributor,
      expires: clock() + Offer.lasts, page: page(token))
    guard let offer else {
      return .invalid(
        Invalid(
          field: "lines", reason: "are too many, or come to too large a sum",
          hint: "At most \(OrderForm.maximumLines) lines."))
    }
    return try await store.site.write { transaction throws(SiteStoreError) in
      let commodities = try store.commodities(of: lines, in: transaction)
      let partners = try store.partnerList(in: transaction)
      do throws(SiteRefusal) {
        _ = try OrderForm.judge(
          lines, in: currency, deliveredBy: distributor, commodities: commodities, partners: partners)
      } catch {
        return .refused(error)
      }
      try store.add(offer, in: transaction)
      return .accepted(offer)
    }
  }
}
