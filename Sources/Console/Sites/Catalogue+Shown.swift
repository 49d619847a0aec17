/// The price database and the name master, as people and programs read them.
internal import Ledger
public import MailOrder

extension Commodity {
  /// The commodity for programs: charge in minor units, spans in milliseconds; a stock that is null never runs out.
  public var json: JSON {
    [
      "code": .text(code.description), "name": .text(name.value), "specification": .unlessEmpty(specification.value),
      "category": .unlessEmpty(category.value), "charge": .integer(charge.minorUnits),
      "currency": .text(currency.code), "guarantee": .integer(guarantee.milliseconds),
      "cooling_off": .integer(coolingOff.milliseconds), "visit": .boolean(visit), "trade_in": .boolean(tradeIn),
      "digital": .boolean(digital), "sales": .unsigned(sales), "stock": stock.map { .unsigned(UInt64($0)) } ?? .null,
      "picture": .unlessEmpty(picture.value), "litres": .unsigned(UInt64(litres)),
    ]
  }

  /// The commodity for people: all of it.
  public var text: String {
    var fields = FieldList()
    fields.add("name", name.value)
    fields.add("specification", specification.value)
    fields.add("category", category.value)
    fields.add("charge", currency.money(charge.minorUnits))
    fields.add("guarantee", guarantee.shown)
    fields.add("cooling-off", coolingOff.shown)
    fields.add("visit", visit ? "offered" : "not offered")
    fields.add("trade-in", tradeIn ? "taken" : "not taken")
    fields.add("delivery", digital ? "digital" : "shipped")
    fields.add("stock", stock.map { grouped($0) } ?? "never runs out")
    fields.add("sales", grouped(sales))
    fields.add("picture", picture.value)
    fields.add("size", litres == 0 ? "" : "\(grouped(litres)) l")
    return "commodity \(code)\n\(fields)"
  }

  /// Several commodities for people.
  public static func table(_ commodities: [Commodity]) -> String {
    var table = TextTable(
      .text("code"), .text("name"), .text("specification"), .text("category"), .number("charge"), .text(""),
      .number("stock"), .number("sales"))
    for commodity in commodities {
      table.add(
        commodity.code.description, commodity.name.value, commodity.specification.value, commodity.category.value,
        commodity.currency.format(commodity.charge.minorUnits), commodity.currency.code,
        commodity.stock.map { grouped($0) } ?? "", grouped(commodity.sales))
    }
    return table.description
  }
}

extension Office {
  /// The shop for programs.
  public var json: JSON {
    [
      "code": .text(code.description), "name": .text(name.value), "currency": .text(currency.code),
      "commodities": .unsigned(commodities), "orders": .unsigned(orders),
      "distributors": .array(distributors.map(\.json)),
    ]
  }

  /// The shop for people.
  public var text: String {
    var fields = FieldList()
    fields.add("name", name.value)
    fields.add("currency", currency.code)
    fields.add("commodities", grouped(commodities))
    fields.add("orders", grouped(orders))
    return "shop \(code)\n\(fields)\n\(Partner.table(distributors))"
  }
}

extension Partner {
  /// The company for programs.
  public var json: JSON {
    ["code": .text(code.description), "name": .text(name.value), "endpoint": .text(endpoint)]
  }

  /// Several companies for people.
  public static func table(_ partners: [Partner]) -> String {
    var table = TextTable(.text("code"), .text("name"), .text("site"))
    for partner in partners { table.add(partner.code.description, partner.name.value, partner.endpoint) }
    return table.description
  }
}
