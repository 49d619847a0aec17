/// What the cart's forms do.
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import MailOrder
internal import Pages
internal import Wire

extension ShopPages {
  func routeCart(in router: PageRouter) {
    router.get("/cart") { request, _ in
      let shopper = try shopper(of: request)
      return respond(cartPage(try view(of: shopper.cart), shopper), to: shopper)
    }
    router.post("/cart") { request, _ in
      let (form, _) = try await visits.form(of: request)
      return try add(form, try shopper(of: request))
    }
    router.post("/cart/change") { request, _ in
      let (form, _) = try await visits.form(of: request)
      return try change(form, try shopper(of: request))
    }
  }

  /// The cart beside what the shop has now.
  func view(of cart: Cart) throws -> CartView {
    CartView(cart, try shop.commodities(cart.lines.map(\.code)), in: currency)
  }

  private func add(_ form: Form, _ shopper: Shopper) throws -> Response {
    guard let code = CommodityCode(form["commodity"]), case .accepted(let commodity) = try shop.commodity(code) else {
      throw HTTPError(.notFound, message: "The shop does not sell that any more.")
    }
    func again(_ fault: String) throws -> Response {
      let page = try commodityPage(commodity, shopper, fault: fault, entered: form["quantity"])
      return respond(page, to: shopper, .unprocessableContent)
    }
    guard let quantity = ShopPages.quantity(form["quantity"]), quantity > 0 else {
      return try again("Give a number of pieces from 1 to \(Cart.maximumQuantity).")
    }
    var cart = shopper.cart
    let had = cart[code]?.quantity ?? 0
    guard cart.add(quantity, of: code, at: commodity.charge) else {
      return try again(
        had == 0
          ? "Your cart is full: it holds \(Cart.maximumLines) different things. Order these first."
          : "You have \(had) in your cart. It holds \(Cart.maximumQuantity) of one kind.")
    }
    guard commodity.has(had + quantity) else {
      let left = commodity.stock ?? 0
      return try again(
        left == 0
          ? "It is sold out." : "There \(left == 1 ? "is" : "are") only \(left) left, and you have \(had) in your cart."
      )
    }
    return keep(cart, .seeOther("/cart"))
  }

  /// Takes the quantities of all lines, and the line to be removed. Prices are those of now: the buyer has just seen them.
  private func change(_ form: Form, _ shopper: Shopper) throws -> Response {
    var cart = shopper.cart
    let view = try view(of: cart)
    var entered: [CommodityCode: String] = [:]
    var isGood = true
    for row in view.rows {
      let code = row.line.code
      let field = "quantity-\(code)"
      let text = form.has(field) ? form[field] : String(row.line.quantity)
      entered[code] = text
      let quantity = CommodityCode(form["remove"]) == code ? 0 : ShopPages.quantity(text)
      guard let quantity, cart.set(quantity, of: code, at: row.commodity?.charge ?? row.line.price) else {
        isGood = false
        continue
      }
    }
    guard isGood else {
      let page = cartPage(
        view, shopper, fault: "Give numbers of pieces from 0 to \(Cart.maximumQuantity). Nothing was changed.",
        entered: entered)
      return respond(page, to: shopper, .unprocessableContent)
    }
    return keep(cart, .seeOther("/cart"))
  }

  /// A number of pieces as people write it; nil when it is none.
  private static func quantity(_ text: String) -> UInt32? {
    guard text.utf8.count <= 4, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt32(text),
      number <= Cart.maximumQuantity
    else { return nil }
    return number
  }
}
