/// The shop window, from the home page to the door, as a browser gets it from a real process; the buyer's wallet is played by the
/// calls that one makes.
import CheckClient
import Foundation
import Ledger
import MailOrder
import RPC
import Seals
import Testing
import VouchTesting
import Wire

@testable import SellingOffice

@Suite(.timeLimit(.minutes(30)))
struct WindowTests {
  private static let nobody = Endpoint.unix(path: "/tmp/vouch-test-nobody.sock")

  private func withWindow(
    _ more: [String] = [], _ body: (Visitor, ServiceClient<SellingMethod>, ShopProcess) async throws -> Void
  ) async throws {
    try await withShopProcess(manager: Self.nobody, more) { shop, client in
      _ = try await client.call(PutCommodities(shelf()))
      _ = try await shop.office("distributors", "put", "PARCEL", "--name", "Parcels & <Co>", "--site", "127.0.0.1:1")
      try await body(Visitor(at: try #require(shop.page)), client, shop)
    }
  }

  /// Puts something into the cart.
  private func put(_ code: String, _ quantity: String, _ visitor: Visitor) async throws {
    try await visitor.go("/commodities/\(code)")
    try await visitor.send("/cart", [("commodity", code), ("quantity", quantity), ("add", "1")])
  }

  /// From a cart to the order's page; what it is found by.
  private func offer(_ visitor: Visitor, _ more: [(String, String)] = []) async throws -> String {
    try await visitor.go("/checkout")
    let total = visitor.page.value(after: "name=\"total\" value=\"")
    let fields = [("total", total), ("wallet", "http://localhost:7425"), ("distributor", "")].map { field in
      more.first { $0.0 == field.0 } ?? field
    }
    try await visitor.send("/checkout", fields)
    return visitor.page.value(after: "data-live=\"/orders/", until: "/")
  }

  // MARK: - Cart

  @Test func `things are put into the cart, changed and removed, and the sum follows`() async throws {
    try await withWindow { visitor, _, _ in
      try await visitor.go("/cart")
      #expect(visitor.page.body.contains("id=\"empty-cart\""))
      try await put("CUP", "2", visitor)
      #expect(visitor.page.body.contains("<strong id=\"total\">10.00 EUR</strong>"))
      try await put("TEAPOT", "1", visitor)
      try await put("CUP", "1", visitor)
      #expect(visitor.page.body.contains("<strong id=\"total\">39.90 EUR</strong>"))
      #expect(visitor.page.value(after: "name=\"quantity-CUP\" value=\"") == "3")
      // A browser presses a form's first button where somebody presses Enter: nothing may be removed by that.
      let form = try #require(visitor.page.body.split(separator: "id=\"cart\"").last)
      #expect(form.split(separator: "<button").dropFirst().first?.contains("name=\"change\"") == true)
      try await visitor.send("/cart/change", [("quantity-CUP", "1"), ("quantity-TEAPOT", "2"), ("change", "1")])
      #expect(visitor.page.body.contains("<strong id=\"total\">54.80 EUR</strong>"))
      try await visitor.send(
        "/cart/change", [("quantity-CUP", "1"), ("quantity-TEAPOT", "2"), ("remove", "TEAPOT")])
      #expect(visitor.page.body.contains("<strong id=\"total\">5.00 EUR</strong>"))
      try await visitor.send("/cart/change", [("quantity-CUP", "0")])
      #expect(visitor.page.body.contains("id=\"empty-cart\""))
      #expect(visitor.cookies["vouch-cart-SHOP"] == nil)
    }
  }

  @Test func `what cannot be put in is said beside the form, with what was entered`() async throws {
    try await withWindow { visitor, _, _ in
      for (quantity, words) in [
        ("0", "from 1 to 99"), ("-1", "from 1 to 99"), ("100", "from 1 to 99"), ("", "from 1 to 99"),
        ("1e3", "from 1 to 99"), ("11", "only 10 left"), ("<b>", "from 1 to 99"),
      ] {
        try await put("CUP", quantity, visitor)
        #expect(visitor.page.status == 422, "\(quantity)")
        #expect(visitor.page.body.contains(words), "\(quantity)")
        #expect(visitor.page.body.contains("role=\"alert\""))
        let kept = quantity == "<b>" ? "&lt;b&gt;" : quantity
        #expect(visitor.page.body.contains("max=\"99\" value=\"\(kept)\""), "\(quantity)")
        #expect(visitor.cookies["vouch-cart-SHOP"] == nil)
      }
      try await put("CUP", "10", visitor)
      try await put("CUP", "1", visitor)
      #expect(visitor.page.body.contains("only 10 left, and you have 10 in your cart"))
      try await visitor.go("/cart")
      try await visitor.send("/cart/change", [("quantity-CUP", "many")])
      #expect(visitor.page.status == 422)
      #expect(visitor.page.value(after: "name=\"quantity-CUP\" value=\"") == "many")
      try await visitor.send("/cart", [("commodity", "NOPE"), ("quantity", "1")])
      #expect(visitor.page.status == 404)
    }
  }

  @Test func `what is gone, sold out or dearer is said in the cart, and stops the checkout`() async throws {
    try await withWindow { visitor, client, _ in
      try await put("CUP", "3", visitor)
      try await put("TEAPOT", "1", visitor)
      var shelf = shelf()
      shelf[0].stock = 2
      shelf[2].charge = amount(2600)
      _ = try await client.call(PutCommodities(shelf))
      try await visitor.go("/cart")
      #expect(visitor.page.body.contains("There are only 2 left."))
      #expect(visitor.page.body.contains("Its price has changed from 24.90 EUR to 26.00 EUR."))
      #expect(!visitor.page.body.contains("id=\"checkout\""))
      try await visitor.go("/checkout")
      #expect(visitor.page.body.contains("id=\"blocked\""))
      try await visitor.send("/checkout", [("total", "1"), ("wallet", "http://localhost:7425")])
      #expect(visitor.page.status == 409)
      try await visitor.send("/cart/change", [("quantity-CUP", "2")])
      #expect(visitor.page.body.contains("id=\"checkout\""))
      #expect(!visitor.page.body.contains("Its price has changed"))
      visitor.cookies["vouch-cart-SHOP"]? += "~GONE:1:100"
      try await visitor.go("/cart")
      #expect(visitor.page.body.contains("The shop does not sell this any more."))
    }
  }

  @Test(arguments: [
    "%00%ff", "CUP:::::", "\"CUP:1:500\"", "<script>alert(1)</script>:1:5", "CUP:1:500~@nothing", "=;=",
  ])
  func `a cookie that is nonsense is an empty cart`(cookie: String) async throws {
    try await withWindow { visitor, _, _ in
      visitor.cookies = ["vouch-cart-SHOP": cookie, "vouch-wallet": cookie]
      for path in ["/", "/cart", "/commodities/CUP"] {
        try await visitor.go(path)
        #expect(visitor.page.status == 200)
        #expect(!visitor.page.body.contains("<script"))
      }
    }
  }

  // MARK: - Checkout

  @Test func `at the checkout the distributor and the wallet are chosen, and no other machine's wallet`() async throws {
    try await withWindow { visitor, client, _ in
      try await put("CUP", "2", visitor)
      for wallet in ["http://evil.example", "", "javascript:alert(1)", "http://localhost:7425/x", "\"><script>"] {
        _ = try await offer(visitor, [("wallet", wallet)])
        #expect(visitor.page.status == 422, "\(wallet)")
        #expect(visitor.page.body.contains("aria-invalid=\"true\""))
        #expect(!visitor.page.body.contains("<script"))
      }
      _ = try await offer(visitor, [("distributor", "BIKE")])
      #expect(visitor.page.body.contains("does not work with that distributor"))
      _ = try await offer(visitor, [("total", "999")])
      #expect(visitor.page.body.contains("The total has changed meanwhile."))

      try await visitor.go("/checkout")
      #expect(visitor.page.body.contains("Parcels &amp; &lt;Co&gt;"))
      let token = try await offer(visitor, [("distributor", "PARCEL"), ("wallet", "http://127.0.0.1:7999/")])
      let link = visitor.page.value(after: "id=\"pay\" href=\"")
      #expect(link.hasPrefix("http://127.0.0.1:7999/pay?shop=unix%3A"))
      #expect(link.hasSuffix("&amp;offer=\(token)"))
      #expect(visitor.page.body.contains("vouch-terminal buy CUP=2 --distributor PARCEL"))
      let number = try #require(OfferToken(token))
      let made = try #require(try await client.call(GetOffer(number)).accepted)
      #expect(made.distributor == parcel)
      #expect(made.amount == amount(1000))
      #expect(made.page.hasSuffix("/orders/\(token)"))
      #expect(made.page.hasPrefix("http://127.0.0.1:"))
      try await visitor.go("/checkout")
      #expect(visitor.page.value(after: "name=\"wallet\" value=\"") == "http://127.0.0.1:7999")
    }
  }

  @Test func `wallets and their buyers are told of the places that were given`() async throws {
    let given = ["--reached-at", "shop.example:7421", "--page", "https://shop.example/window/"]
    try await withWindow(given) { visitor, client, _ in
      try await put("SONG", "1", visitor)
      try await visitor.go("/checkout")
      #expect(!visitor.page.body.contains("id=\"distributors\""), "nothing is shipped")
      let token = try await offer(visitor)
      #expect(visitor.page.value(after: "id=\"pay\" href=\"").contains("shop=shop.example%3A7421&amp;"))
      let made = try await client.call(GetOffer(try #require(OfferToken(token)))).accepted
      #expect(made?.page == "https://shop.example/window/orders/\(token)")
    }
  }

  @Test func `a wallet is told the first place on TCP`() async throws {
    try await withWindow(["--listen", "127.0.0.1:0"]) { visitor, _, shop in
      try await put("SONG", "1", visitor)
      _ = try await offer(visitor)
      let place = try #require(visitor.page.value(after: "?shop=", until: "&").removingPercentEncoding)
      let client = ServiceClient<SellingMethod>(server: try #require(Endpoint(place)))
      #expect(try await client.call(GetOffice()).accepted?.code == shopID)
      await client.close()
    }
  }

  // MARK: - Orders

  @Test func `an order's page waits for the wallet, then tells what happens; the cart is empty`() async throws {
    try await withWindow { visitor, client, _ in
      try await put("CUP", "2", visitor)
      let token = try await offer(visitor)
      #expect(visitor.page.body.contains("id=\"waiting\""))
      #expect(visitor.page.body.contains("10.00 EUR"))
      try await visitor.go("/")
      #expect(visitor.page.body.contains("<span class=\"count\">2"))

      var placed = try anOrder([("CUP", 2, 500)])
      placed.offer = OfferToken(token)
      #expect(try await client.call(placed).accepted != nil)
      try await visitor.go("/orders/\(token)")
      #expect(visitor.page.body.contains("id=\"step-received\""))
      #expect(!visitor.page.body.contains("id=\"pay\""))
      #expect(
        visitor.page.value(after: "id=\"return\" href=\"") == "http://localhost:7425/purchases/\(placed.form.id)#return"
      )
      for secret in ["Alice", "Weg 4", "50667", "ALICE"] { #expect(!visitor.page.body.contains(secret)) }
      try await visitor.go("/cart")
      #expect(visitor.page.body.contains("id=\"empty-cart\""))
      // And what is put in then is a new cart.
      try await put("SONG", "1", visitor)
      #expect(visitor.page.body.contains("<strong id=\"total\">0.99 EUR</strong>"))
    }
  }

  @Test(arguments: ["0102030405060708f1f2f3f4f5f6f7f8", "x", "..%2f..%2fetc%2fpasswd", "%3Cscript%3E", "0102"])
  func `a token that is none has no page, and no stream`(token: String) async throws {
    try await withWindow { visitor, _, _ in
      for path in ["/orders/\(token)", "/orders/\(token)/live"] {
        try await visitor.go(path)
        #expect(visitor.page.status == 404, "\(path)")
        #expect(!visitor.page.body.contains("<script>"))
        #expect(!visitor.page.body.contains("root:"))
      }
    }
  }

  // MARK: - Forms of others

  @Test func `a form of nobody's, of another page's, or of another visit's does nothing`() async throws {
    try await withWindow { visitor, _, shop in
      let site = try #require(shop.page)
      try await visitor.go("/commodities/CUP")
      let token = visitor.page.value(after: "name=\"form\" value=\"")
      let cookie = visitor.cookies.map { "\($0)=\($1)" }.joined(separator: "; ")
      let fields = "commodity=CUP&quantity=1&add=1"
      let cases: [(String, [String], String, Int)] = [
        ("as it should be", ["Cookie: \(cookie)"], "form=\(token)&\(fields)", 303),
        ("without a token", ["Cookie: \(cookie)"], fields, 403),
        ("without a visit", [], "form=\(token)&\(fields)", 403),
        ("from another page", ["Cookie: \(cookie)", "Origin: http://evil.example"], "form=\(token)&\(fields)", 403),
        ("from another site", ["Cookie: \(cookie)", "Sec-Fetch-Site: cross-site"], "form=\(token)&\(fields)", 403),
        (
          "too large", ["Cookie: \(cookie)"],
          "form=\(token)&\(fields)&x=" + String(repeating: "x", count: 70_000), 413
        ),
        (
          "of too many fields", ["Cookie: \(cookie)"],
          "form=\(token)&" + String(repeating: "x=1&", count: 1_001) + fields, 400
        ),
      ]
      for path in ["/cart", "/cart/change", "/checkout"] {
        for (what, headers, body, status) in cases {
          let answer = try await browse(site, path, method: "POST", headers: headers, body: body)
          #expect(answer.status == status, "\(path): \(what)")
        }
      }
    }
  }
}
