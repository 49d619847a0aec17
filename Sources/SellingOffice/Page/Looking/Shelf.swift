/// What lies before whoever looks: a page of commodities, and the categories there are.
internal import LMDB
internal import Ledger
internal import MailOrder
internal import Sites
internal import Synchronization

/// A page of commodities.
struct Shelf: Sendable {
  var items: [Commodity] = []
  /// Where the next page begins; nil: there is none.
  var next: CommodityCode?
  /// Before what the page before this one ends; nil: there is none.
  var previous: CommodityCode?
}

extension Shop {
  /// A page of what is looked for, in the order of codes. Rare things may take several pages, as in `list`.
  func look(_ look: Look) throws(SiteStoreError) -> Shelf {
    guard let before = look.before else { return try forward(look) }
    var found: [Commodity] = []
    var seen = 0
    var first: CommodityCode?
    try store.site.read { transaction throws(SiteStoreError) in
      try store.commodities.walk(from: CommodityKey(before), .backward, in: transaction) { key, commodity in
        guard key.code < before else { return true }
        guard found.count < Look.pageLength, seen < Walk.recordsSeen else {
          first = found.last?.code ?? key.code
          return false
        }
        seen += 1
        if look.matches(commodity) { found.append(commodity) }
        return true
      }
    }
    // The first page is always the whole first page.
    guard let first else { return try forward(look.beginning(in: look.category)) }
    return Shelf(items: found.reversed(), next: before, previous: first)
  }

  private func forward(_ look: Look) throws(SiteStoreError) -> Shelf {
    var shelf = Shelf(previous: look.from)
    var seen = 0
    try store.site.read { transaction throws(SiteStoreError) in
      try store.commodities.walk(from: look.from.map { CommodityKey($0) }, in: transaction) { key, commodity in
        guard shelf.items.count < Look.pageLength, seen < Walk.recordsSeen else {
          shelf.next = key.code
          return false
        }
        seen += 1
        if look.matches(commodity) { shelf.items.append(commodity) }
        return true
      }
    }
    return shelf
  }

  /// Those that the shop has of these.
  func commodities(_ codes: [CommodityCode]) throws(SiteStoreError) -> [CommodityCode: Commodity] {
    try store.site.read { transaction throws(SiteStoreError) in
      var found: [CommodityCode: Commodity] = [:]
      for code in codes { found[code] = try store.commodities.get(CommodityKey(code), in: transaction) }
      return found
    }
  }

  /// The categories of which there is most, in the order of their names.
  func categories() throws(SiteStoreError) -> [Text] {
    let (known, version) = signs.read()
    if let known { return known }
    var counts: [Text: Int] = [:]
    var seen = 0
    try store.site.read { transaction throws(SiteStoreError) in
      try store.commodities.walk(in: transaction) { _, commodity in
        seen += 1
        if !commodity.category.value.isEmpty { counts[commodity.category, default: 0] += 1 }
        return seen < Signs.recordsCounted
      }
    }
    let most = counts.sorted { ($1.value, $0.key.value) < ($0.value, $1.key.value) }.prefix(Signs.maximum)
    let categories = most.map(\.key).sorted { $0.value < $1.value }
    signs.write(categories, of: version)
    return categories
  }
}

/// The names of the categories, kept until the price list changes: to find them, all of it is looked at.
final class Signs: Sendable {
  /// How many are shown.
  static let maximum = 20
  /// How many commodities are looked at: as many as take a fifth of a second. In a larger shop rare ones may be missing.
  static let recordsCounted = 20_000

  private let state = Mutex((version: 0, categories: [Text]?.none))

  func read() -> (categories: [Text]?, version: Int) { state.withLock { ($0.categories, $0.version) } }

  /// Keeps what was found, unless the price list has changed since.
  func write(_ categories: [Text], of version: Int) {
    state.withLock { if $0.version == version { $0.categories = categories } }
  }

  func forget() {
    state.withLock {
      $0.version += 1
      $0.categories = nil
    }
  }
}
