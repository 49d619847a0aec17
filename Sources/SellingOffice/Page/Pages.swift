/// The shop's pages: what it sells, one commodity, and what is not there. Plain HTML; no page needs a script.
internal import Ledger
internal import MailOrder
internal import Pages

extension Shop {
  /// The home page: commodities from a code on, or those with the words in them.
  func homePage(_ page: Page<Commodity, CommodityCode>, search: String, isFirst: Bool) -> HTML {
    let rows = HTML.all(
      page.items.map { commodity in
        """
        <tr><td><a href="/commodities/\(queryEscaped(commodity.code.description))">\(commodity.name)</a></td>\
        <td>\(commodity.specification)</td><td>\(commodity.category)</td>\
        <td class="number">\(commodity.price)</td><td>\(commodity.availability)</td></tr>

        """
      })
    let table: HTML =
      page.items.isEmpty
      ? "<p>\(page.next == nil ? "There is nothing more." : "Nothing yet; the search goes on.")</p>"
      : """
      <table><thead><tr><th>Commodity</th><th>Specification</th><th>Category</th><th class="number">Price</th>\
      <th>Stock</th></tr></thead><tbody>
      \(rows)</tbody></table>
      """
    return frame(
      title: "\(name)",
      """
      <form action="/" method="get" role="search"><label>Search <input type="search" name="search" maxlength="64" \
      value="\(search)"></label> <button>Search</button></form>
      \(table)
      <nav>\(isFirst ? HTML.nothing : link("Beginning", from: nil, search)) \
      \(page.next.map { link("Next", from: $0, search) } ?? HTML.nothing)</nav>
      """)
  }

  private func link(_ words: String, from code: CommodityCode?, _ search: String) -> HTML {
    var query: [String] = []
    if let code { query.append("from=\(queryEscaped(code.description))") }
    if !search.isEmpty { query.append("search=\(queryEscaped(search))") }
    return "<a href=\"/\(query.isEmpty ? "" : "?\(query.joined(separator: "&"))")\">\(words)</a>"
  }

  /// One commodity, with every field.
  func commodityPage(_ commodity: Commodity) -> HTML {
    let fields: [(String, String)] = [
      ("Code", commodity.code.description), ("Specification", commodity.specification.value),
      ("Category", commodity.category.value), ("Price", commodity.price),
      ("Guarantee", commodity.guarantee.inWords), ("Cooling-off", commodity.coolingOff.inWords),
      ("Visit to your home", commodity.visit ? "offered" : "not offered"),
      ("Trade-in", commodity.tradeIn ? "taken" : "not taken"),
      ("Delivery", commodity.digital ? "over the network" : "to your address"), ("Stock", commodity.availability),
      ("Sold", String(commodity.sales)), ("Size", commodity.litres == 0 ? "" : "\(commodity.litres) l"),
      ("Picture", commodity.picture.value),
    ]
    let list = HTML.all(fields.map { "<dt>\($0.0)</dt><dd>\($0.1.isEmpty ? "–" : $0.1)</dd>\n" })
    return frame(
      title: "\(commodity.name) – \(name)",
      "<h2>\(commodity.name)</h2>\n<dl>\n\(list)</dl>\n<nav><a href=\"/\">All commodities</a></nav>")
  }

  /// What is shown instead of what was asked for.
  func faultPage(_ sentence: String) -> HTML {
    frame(title: "\(name)", "<p>\(sentence)</p>\n<nav><a href=\"/\">All commodities</a></nav>")
  }

  private func frame(title: String, _ content: HTML) -> HTML {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title)</title><link rel="stylesheet" href="\(Asset.baseStyle.link)"></head>
    <body><header class="top"><div><h1><a href="/">\(name)</a></h1></div></header>
    <main>
    \(content)
    </main></body>
    </html>

    """
  }
}

extension Commodity {
  /// `1,234.50 EUR`.
  fileprivate var price: String { "\(currency.format(charge.minorUnits)) \(currency)" }

  fileprivate var availability: String {
    switch stock {
    case nil: "available"
    case 0?: "sold out"
    case let pieces?: "\(pieces) left"
    }
  }
}

extension Timestamp.Span {
  /// `14 days`; hours where it is no whole number of days.
  fileprivate var inWords: String {
    let hours = milliseconds / 3_600_000
    if milliseconds == 0 { return "none" }
    if hours % 24 != 0 { return hours == 1 ? "1 hour" : "\(hours) hours" }
    return hours == 24 ? "1 day" : "\(hours / 24) days"
  }
}
