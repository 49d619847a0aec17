/// The cart's page, on which quantities are changed and things removed.
internal import Ledger
internal import MailOrder
internal import Pages

extension ShopPages {
  /// - Parameters:
  ///   - fault: what was wrong with what was sent, and what was sent for which commodity.
  func cartPage(
    _ view: CartView, _ shopper: Shopper, fault: String? = nil, entered: [CommodityCode: String] = [:]
  ) -> HTML {
    guard !view.isEmpty else {
      return frame(
        title: "Your cart", shopper,
        """
        <h2>Your cart</h2>
        <div class="card empty" id="empty-cart"><p>There is nothing in it yet.</p>
        <p><a class="button" href="/">Look around</a></p></div>
        """)
    }
    let rows = HTML.all(view.rows.map { row($0, entered: entered[$0.line.code]) })
    return frame(
      title: "Your cart", shopper,
      """
      <h2>Your cart</h2>
      \(HTML.given(fault) { "<p class=\"notice bad\" role=\"alert\" id=\"fault\">\($0)</p>" })
      <form method="post" action="/cart/change" id="cart">\(shopper.visit.hiddenField)\
      \(ShopPages.onEnter)
      <ul class="lines">
      \(rows)</ul>
      <div class="card sum"><p class="total"><span>Total</span> <strong id="total">\(total(view))</strong></p>
      \(HTML.when(!view.isGood, "<p class=\"notice warn\" id=\"blocked\">Change what is marked before you go on.</p>"))
      <p class="row end"><button class="quiet" name="change" value="1">Change quantities</button>
      \(HTML.when(view.isGood, "<a class=\"button\" id=\"checkout\" href=\"/checkout\">Go to checkout</a>"))</p></div>
      </form>
      <p><a href="/">Go on looking</a></p>
      """)
  }

  /// What the key Enter presses: a form's first button. Else that would be the one that removes the first thing.
  private static let onEnter: HTML =
    "<button class=\"heard\" name=\"change\" value=\"1\" tabindex=\"-1\" aria-hidden=\"true\">Change</button>"

  private func row(_ row: CartView.Row, entered: String?) -> HTML {
    let code = row.line.code
    let name = row.commodity?.name.value ?? code.description
    let title: HTML =
      row.commodity == nil
      ? "<strong>\(name)</strong>" : "<a href=\"/commodities/\(queryEscaped(code.description))\">\(name)</a>"
    let price = row.commodity.map { "\(currency.price($0.charge)) each" } ?? ""
    let sum = row.commodity.flatMap {
      OrderForm.sum(of: [OrderLine(commodity: code, quantity: row.line.quantity, price: $0.charge)])
    }
    return """
      <li class="card line">\(row.commodity.map { picture(of: $0) } ?? HTML.nothing)
      <div class="what"><p>\(title)</p><p class="faint">\(price)</p>
      \(HTML.all(row.notes.map { "<p class=\"\(row.isGood ? "warn" : "bad")\">\($0)</p>" }))</div>
      <p><label for="quantity-\(code)">Pieces</label>
      <input class="quantity" type="number" inputmode="numeric" min="0" max="\(Cart.maximumQuantity)" \
      id="quantity-\(code)" name="quantity-\(code)" value="\(entered ?? String(row.line.quantity))"></p>
      <p class="number price">\(sum.map { currency.price($0) } ?? "")</p>
      <p><button class="quiet" name="remove" value="\(code)" aria-label="Remove \(name)">Remove</button></p></li>

      """
  }

  func total(_ view: CartView) -> String { view.total.map { currency.price($0) } ?? "–" }
}
