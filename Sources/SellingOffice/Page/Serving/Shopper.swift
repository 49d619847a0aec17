/// Who looks: what their browser shows of itself, in cookies that are its own word and are read as such.
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import MailOrder
internal import Pages
internal import Sites

/// A browser, as a page needs to know it.
struct Shopper: Sendable {
  let visit: Visit
  let cart: Cart
  /// Where the buyer's wallet is.
  let wallet: Wallet
}

/// Where a buyer's wallet listens: on the buyer's own machine, as nobody else's may be told of an order.
struct Wallet: Hashable, Sendable, CustomStringConvertible {
  /// `http://localhost:7425`, without a path.
  let description: String

  /// Where it is when nobody says.
  static let usual = Wallet(unchecked: "http://localhost:7425")

  /// Reads an address; nil when it is none, has a path, or is another machine's.
  init?(_ text: some StringProtocol) {
    let bare = text.hasSuffix("/") ? text.dropLast() : text[...]
    guard let address = WebAddress(String(bare)), address.isLoopback, address.origin == bare.lowercased() else {
      return nil
    }
    description = address.origin
  }

  private init(unchecked text: String) { description = text }

  /// The page on which an offer is paid.
  func pay(_ offer: OfferToken, at shop: String) -> String {
    "\(description)/pay?shop=\(queryEscaped(shop))&offer=\(offer)"
  }

  /// The page on which an order is given back.
  func giveBack(_ order: OrderID) -> String { "\(description)/purchases/\(order)#return" }
}

extension ShopPages {
  /// A host's cookies are those of all its ports, so a shop's bear its code. The wallet is the same whatever the shop.
  private var cartCookie: String { "vouch-cart-\(shop.id)" }
  private static let walletCookie = "vouch-wallet"
  /// How long a browser keeps what is in them, in seconds: a month.
  private static let kept = 30 * 86_400

  /// What a browser shows of itself.
  func shopper(of request: Request) throws -> Shopper {
    let cart = Cart(cookie: request.cookies[cartCookie]?.value ?? "")
    let isOrdered = try cart.offer.map { token in
      try shop.store.site.read { transaction throws(SiteStoreError) in
        try shop.store.offer(token, in: transaction)?.isTaken ?? false
      }
    }
    return Shopper(
      visit: visits.visit(of: request), cart: isOrdered == true ? Cart(cookie: "") : cart,
      wallet: request.cookies[ShopPages.walletCookie].flatMap { Wallet($0.value) } ?? .usual)
  }

  func keep(_ cart: Cart, _ response: Response) -> Response {
    var response = response
    let value = cart.cookie
    response.setCookie(cookie(cartCookie, value, age: value.isEmpty ? 0 : ShopPages.kept))
    return response
  }

  func keep(_ wallet: Wallet, _ response: Response) -> Response {
    var response = response
    response.setCookie(cookie(ShopPages.walletCookie, wallet.description, age: ShopPages.kept))
    return response
  }

  private func cookie(_ name: String, _ value: String, age: Int) -> Cookie {
    Cookie(name: name, value: value, maxAge: age, path: "/", httpOnly: true, sameSite: .lax)
  }

  /// A page for whoever looks.
  func respond(_ page: HTML, to shopper: Shopper, _ status: HTTPResponse.Status = .ok) -> Response {
    page.response(status, in: (visits, shopper.visit))
  }
}
