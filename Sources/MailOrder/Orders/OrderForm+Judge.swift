/// The first judgement of an order (S5): is it for this shop, at its prices, and is there enough of everything?
public import Ledger

extension OrderForm {
  /// Who delivers; nil when nothing is shipped.
  ///
  /// Judged in this order: the shop, the currency, then line by line commodity, price and stock, then the distributor.
  ///
  /// - Parameters:
  ///   - commodities: those of the lines that the shop has.
  ///   - partners: who may deliver; the first does where the buyer named nobody.
  /// - Throws: `SiteRefusal`: the first thing that is wrong.
  public func judge(
    by shop: SellerID, in shopCurrency: Currency, commodities: [CommodityCode: Commodity], partners: [Partner]
  ) throws(SiteRefusal) -> Partner? {
    guard seller == shop else { throw SiteRefusal(.wrongSeller, seller.description) }
    guard currency == shopCurrency else { throw SiteRefusal(.currencyMismatch, shopCurrency.code) }
    return try OrderForm.judge(
      lines, in: currency, deliveredBy: distributor, commodities: commodities, partners: partners)
  }

  /// The same for lines that are no form's yet, such as an offer's.
  public static func judge(
    _ lines: [OrderLine], in currency: Currency, deliveredBy distributor: DistributorID?,
    commodities: [CommodityCode: Commodity], partners: [Partner]
  ) throws(SiteRefusal) -> Partner? {
    var ships = false
    for line in lines {
      guard let commodity = commodities[line.commodity] else {
        throw SiteRefusal(.unknownCommodity, line.commodity.description)
      }
      guard commodity.charge == line.price else {
        throw SiteRefusal(
          .priceChanged, "\(line.commodity) is \(currency.format(commodity.charge.minorUnits)) \(currency)")
      }
      guard commodity.has(line.quantity) else {
        throw SiteRefusal(.outOfStock, "\(line.commodity): \(commodity.stock ?? 0) left")
      }
      if !commodity.digital { ships = true }
    }
    guard ships else { return nil }
    guard let distributor else {
      guard let first = partners.first else { throw SiteRefusal(.unknownDistributor) }
      return first
    }
    guard let partner = partners.first(where: { $0.code == distributor.code }) else {
      throw SiteRefusal(.unknownDistributor, distributor.description)
    }
    return partner
  }
}
