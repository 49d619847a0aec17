/// What a shop keeps: its price database, orders, name master, and what it still has to tell others.
internal import LMDB
public import Ledger
internal import MailOrder
public import Sites

/// The tables of a shop's store.
public struct ShopStore: Sendable {
  /// The store they are in.
  public let site: SiteStore
  let commodities: RecordTable<CommodityKey, Commodity>
  let orders: RecordTable<IDKey<OrderID>, Order>
  /// The orders that wait for their buyers to say how they pay, by the time that they have for it.
  let unpaid: RecordTable<UnpaidKey, Mark>
  let partners: RecordTable<CodeKey, Partner>
  let outbox: Outbox
  /// What buyers put together on the page: until its time is over, or for as long as there is the order that answered it.
  let offers: RecordTable<OfferKey, Offer>
  /// Those that no order has answered, by the end of their time.
  let openOffers: RecordTable<OpenOfferKey, Mark>
  let pictures: RecordTable<PictureKey, Picture>

  /// Opens the store of `shop` in the directory at `path`; makes it where it is missing. Another shop's store, or one in
  /// another currency, is refused by name. `key`: the file of the key that it is sealed by; nil: the usual one.
  public init(
    opening path: String, of shop: SellerID, in currency: Currency, key: String? = nil
  ) throws(SiteStoreError) {
    site = try SiteStore(opening: path, kind: "shop \(shop) \(currency)", key: key)
    (commodities, orders, unpaid, partners, outbox, offers, openOffers, pictures) = try site.openTables {
      transaction, seal throws(LMDBError) in
      (
        try RecordTable("commodities", sealedBy: seal, in: transaction),
        try RecordTable("orders", sealedBy: seal, in: transaction),
        try RecordTable("unpaid", sealedBy: seal, in: transaction),
        try RecordTable("partners", sealedBy: seal, in: transaction),
        try Outbox(sealedBy: seal, in: transaction),
        try RecordTable("offers", sealedBy: seal, in: transaction),
        try RecordTable("open_offers", sealedBy: seal, in: transaction),
        try RecordTable("pictures", sealedBy: seal, in: transaction)
      )
    }
  }
}

// MARK: - Reading

extension ShopStore {
  func order(_ id: OrderID, in transaction: borrowing some Readable & ~Copyable) throws(SiteStoreError) -> Order? {
    try orders.get(IDKey(id), in: transaction)
  }

  func partnerList(in transaction: borrowing some Readable & ~Copyable) throws(SiteStoreError) -> [Partner] {
    var list: [Partner] = []
    try partners.walk(in: transaction) { _, partner in
      list.append(partner)
      return true
    }
    return list
  }

  /// The commodities of `lines`; what the shop does not have is missing.
  func commodities(
    of lines: [OrderLine], in transaction: borrowing some Readable & ~Copyable
  ) throws(SiteStoreError) -> [CommodityCode: Commodity] {
    var found: [CommodityCode: Commodity] = [:]
    for line in lines { found[line.commodity] = try commodities.get(CommodityKey(line.commodity), in: transaction) }
    return found
  }

  /// Where a destination's site is. The manager's place is no record of the shop.
  func endpoint(of distributor: DistributorID) throws(SiteStoreError) -> String? {
    try site.read { transaction throws(SiteStoreError) in
      try partners.get(CodeKey(distributor.code), in: transaction)?.endpoint
    }
  }
}

// MARK: - Writing

extension ShopStore {
  /// Writes an order after some news, with the stock and the messages that go with it.
  func apply(
    _ step: OrderStep, of shop: SellerID, in transaction: borrowing WriteTransaction
  ) throws(SiteStoreError) {
    let order = step.order
    if step.restocks || step.sells {
      for line in order.form.lines {
        try change(line.commodity, in: transaction) { commodity in
          if step.restocks { commodity.putBack(line.quantity) }
          if step.sells { commodity.sales += UInt64(line.quantity) }
        }
      }
    }
    try orders.put(order, at: IDKey(order.form.id), in: transaction)
    if let key = UnpaidKey(order) {
      if order.awaitsChoice {
        try unpaid.put(Mark(), at: key, in: transaction)
      } else {
        try unpaid.delete(key, in: transaction)
      }
    }
    guard !step.errands.isEmpty else { return }
    let parcel = Parcel(lines: order.form.lines, commodities: try commodities(of: order.form.lines, in: transaction))
    for errand in step.errands {
      if let message = errand.message(about: order, parcel: parcel, from: shop) {
        try outbox.add(message, in: transaction)
      }
    }
  }

  /// Changes a commodity, if the shop still has it.
  func change(
    _ code: CommodityCode, in transaction: borrowing WriteTransaction, _ change: (inout Commodity) -> Void
  ) throws(SiteStoreError) {
    guard var commodity = try commodities.get(CommodityKey(code), in: transaction) else { return }
    change(&commodity)
    try commodities.put(commodity, at: CommodityKey(code), in: transaction)
  }
}
