/// The price database and the name master (D5, D6): shown in short walks, changed all or nothing.
internal import Ledger
internal import LMDB
internal import MailOrder
internal import RPC
internal import Sites
internal import Wire

/// Bounds of walks.
enum Walk {
  /// How many records one answer looks at: what is rare is looked for in several, each of which says where to go on, so
  /// that no question keeps a moment of the store, or its caller, waiting for long.
  static let recordsSeen = 5_000
  /// How many lines and events the orders of one answer have, about: an order has up to two hundred, of up to three
  /// hundred bytes, and a thousand such orders are more than a caller takes.
  static let partsShown = 20_000
}

extension Shop {
  func office() throws -> Office {
    try store.site.read { transaction throws(SiteStoreError) in
      Office(
        code: id, name: name, currency: currency, distributors: try store.partnerList(in: transaction),
        commodities: try store.commodities.count(in: transaction), orders: try store.orders.count(in: transaction))
    }
  }

  func put(_ partner: Partner) async throws -> SiteReply<Office> {
    guard Endpoint(partner.endpoint) != nil else {
      return .invalid(
        Invalid(
          field: "distributor.endpoint", reason: "is no endpoint",
          hint: "HOST:PORT, [IPV6]:PORT or unix:PATH, such as 127.0.0.1:7431."))
    }
    try await store.site.write { transaction throws(SiteStoreError) in
      try store.partners.put(partner, at: CodeKey(partner.code), in: transaction)
    }
    // Messages may have waited for somebody to say where the distributor is.
    store.outbox.notify()
    return .accepted(try office())
  }

  func commodity(_ code: CommodityCode) throws -> SiteReply<Commodity> {
    let found = try store.site.read { transaction throws(SiteStoreError) in
      try store.commodities.get(CommodityKey(code), in: transaction)
    }
    guard let found else { return .refused(SiteRefusal(.unknownCommodity, code.description)) }
    return .accepted(found)
  }

  func list(_ question: ListCommodities) throws -> Page<Commodity, CommodityCode> {
    let words = question.search.value
    var page = Page<Commodity, CommodityCode>(items: [], next: nil)
    var seen = 0
    try store.site.read { transaction throws(SiteStoreError) in
      try store.commodities.walk(from: question.from.map { CommodityKey($0) }, in: transaction) { key, commodity in
        guard page.items.count < question.limit, seen < Walk.recordsSeen else {
          page.next = key.code
          return false
        }
        seen += 1
        if words.isEmpty || commodity.matches(words) { page.items.append(commodity) }
        return true
      }
    }
    return page
  }

  func put(_ list: PutCommodities) async throws -> SiteReply<CommoditiesPut> {
    if let foreign = list.commodities.first(where: { $0.currency != currency }) {
      return .refused(
        SiteRefusal(.currencyMismatch, "\(foreign.code) is in \(foreign.currency), the shop in \(currency)"))
    }
    let reply = try await store.site.write { transaction throws(SiteStoreError) -> SiteReply<CommoditiesPut> in
      var counts = CommoditiesPut(added: 0, changed: 0)
      for var commodity in list.commodities {
        let key = CommodityKey(commodity.code)
        let before = try store.commodities.get(key, in: transaction)
        // What was sold is the shop's own count, not the list's.
        commodity.sales = before?.sales ?? 0
        if let before, list.keepsStock { commodity.stock = before.stock }
        if before == nil { counts.added += 1 } else { counts.changed += 1 }
        if before != commodity { try store.commodities.put(commodity, at: key, in: transaction) }
      }
      return .accepted(counts)
    }
    signs.forget()
    return reply
  }
}
