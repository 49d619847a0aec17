/// Taking an order (S5): judged, its pieces taken out of the stock, and the first question about its check written, in one
/// transaction. So two buyers cannot have the last piece, and no order is here without its question.
internal import Ledger
internal import LMDB
internal import MailOrder
internal import Sites
internal import Wire

extension Shop {
  func place(_ placed: PlaceOrder) async throws -> SiteReply<Order> {
    let now = clock()
    let fresh = freshIDs()
    let (reply, isNew) = try await store.site.write { transaction throws(SiteStoreError) -> (SiteReply<Order>, Bool) in
      let offer = try store.offer(placed.offer, in: transaction)
      if let earlier = try store.order(placed.form.id, in: transaction) {
        let isSame =
          earlier.formBytes == placed.formBytes && earlier.check == placed.check
          && earlier.handOverCode == placed.handOverCode && (placed.offer == nil || offer?.order == earlier.form.id)
        return (isSame ? .accepted(earlier.shown) : .refused(SiteRefusal(.idReused)), false)
      }
      let lines = placed.form.lines
      var commodities = try store.commodities(of: lines, in: transaction)
      let partners = try store.partnerList(in: transaction)
      let step: OrderStep
      do throws(SiteRefusal) {
        if placed.offer != nil { try Offer.judge(offer, for: placed.form, at: now) }
        let partner = try placed.form.judge(by: id, in: currency, commodities: commodities, partners: partners)
        var order = Order(placed, deliveredBy: partner)
        if placed.form.paysLater { order.payBy = now + payWithin }
        step = try order.after(.placed, at: now, fresh: fresh)
      } catch {
        return (.refused(error), false)
      }
      for line in lines where commodities[line.commodity]?.take(line.quantity) == true {
        guard let left = commodities[line.commodity] else { continue }
        try store.commodities.put(left, at: CommodityKey(line.commodity), in: transaction)
      }
      try store.apply(step, of: id, in: transaction)
      if let offer { try store.take(offer, by: placed.form.id, in: transaction) }
      return (.accepted(step.order.shown), true)
    }
    if isNew { store.outbox.notify() }
    return reply
  }
}

extension Order {
  /// The order as it comes in; `partner` is nil when nothing is shipped.
  fileprivate init(_ placed: PlaceOrder, deliveredBy partner: Partner?) {
    self.init(
      form: placed.form, formBytes: placed.formBytes, check: placed.check, secret: placed.secret,
      recipient: placed.recipient)
    sealed = placed.sealed
    distributor = partner.map { DistributorID($0.code) }
    distributorEndpoint = partner?.endpoint ?? ""
    handOverCode = placed.handOverCode
  }
}
