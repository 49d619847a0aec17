/// One commodity, with every field, and the form that puts it into the cart.
internal import Ledger
internal import MailOrder
internal import Pages

extension ShopPages {
  /// - Parameters:
  ///   - fault: why it was not put into the cart, and how many were wanted.
  func commodityPage(
    _ commodity: Commodity, _ shopper: Shopper, fault: String? = nil, entered: String = "1"
  ) throws -> HTML {
    let fields: [(String, String)] = [
      ("Code", commodity.code.description), ("Specification", commodity.specification.value),
      ("Category", commodity.category.value), ("Price", commodity.price),
      ("Guarantee", commodity.guarantee.inWords), ("Cooling-off", commodity.coolingOff.inWords),
      ("Visit to your home", commodity.visit ? "offered" : "not offered"),
      ("Trade-in", commodity.tradeIn ? "taken" : "not taken"),
      ("Delivery", commodity.digital ? "over the network" : "to your address"), ("Stock", commodity.availability),
      ("Sold", String(commodity.sales)), ("Size", commodity.litres == 0 ? "" : "\(commodity.litres) l"),
    ]
    let list = HTML.all(fields.map { "<dt>\($0.0)</dt><dd>\($0.1.isEmpty ? "–" : $0.1)</dd>\n" })
    let category: HTML =
      commodity.category.value.isEmpty
      ? "" : " › <a href=\"/?category=\(queryEscaped(commodity.category.value))\">\(commodity.category)</a>"
    return frame(
      title: commodity.name.value, shopper,
      """
      <nav class="faint" aria-label="Where you are"><a href="/">Everything</a>\(category)</nav>
      <div class="product">
      <div>\(picture(of: commodity))</div>
      <div><h2>\(commodity.name)</h2>
      <p>\(commodity.specification)</p>
      <p class="row"><strong class="price large" id="price">\(commodity.price)</strong> \(commodity.stockTag)</p>
      \(HTML.given(fault) { "<p class=\"notice bad\" role=\"alert\" id=\"fault\">\($0)</p>" })
      \(commodity.stock == 0 ? HTML.nothing : adding(commodity, shopper, entered))
      \(promises(commodity))</div>
      </div>
      <section class="card"><h3>All about it</h3><dl>
      \(list)</dl></section>
      """)
  }

  private func adding(_ commodity: Commodity, _ shopper: Shopper, _ entered: String) -> HTML {
    """
    <form method="post" action="/cart" class="row add">\(shopper.visit.hiddenField)\
    <input type="hidden" name="commodity" value="\(commodity.code)">
    <p><label for="quantity">Pieces</label> <input class="quantity" type="number" inputmode="numeric" id="quantity" \
    name="quantity" min="1" max="\(Cart.maximumQuantity)" value="\(entered)" required></p>
    <p><button name="add" value="1">Put into the cart</button></p></form>
    """
  }

  /// What a buyer wants to know before anything else.
  private func promises(_ commodity: Commodity) -> HTML {
    var promises: [String] = []
    if commodity.coolingOff != .none {
      promises.append("You may give it back within \(commodity.coolingOff.inWords) of its arrival.")
    }
    if commodity.guarantee != .none { promises.append("Guaranteed for \(commodity.guarantee.inWords).") }
    if commodity.visit { promises.append("We come to your home, if you like.") }
    if commodity.tradeIn { promises.append("We take your old one in.") }
    promises.append(
      commodity.digital ? "Yours at once, over the network." : "Your check is judged before anything is sent.")
    return "<ul class=\"promises\">\(HTML.all(promises.map { "<li>\($0)</li>" }))</ul>"
  }
}
