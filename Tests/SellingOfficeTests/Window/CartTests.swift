/// A cart is what a browser says of it: whatever that is, it is a cart or an empty one.
import Ledger
import MailOrder
import Testing
import VouchTesting

@testable import SellingOffice

@Suite struct `a cart in a cookie` {
  private static func cart(_ lines: [(String, UInt32, Int64)]) -> Cart {
    var cart = Cart(cookie: "")
    for (code, quantity, price) in lines {
      let isIn = cart.add(quantity, of: commodityCode(code), at: amount(price))
      #expect(isIn)
    }
    return cart
  }

  @Test func `is read as it is written`() {
    let token = OfferToken(high: 1, low: 2)
    for cart in [
      Cart(cookie: ""), Self.cart([("CUP", 2, 500)]), Self.cart([("A.B-C_1", 1, 1), ("CUP", 99, Amount.maximum)]),
      Self.cart([("CUP", 2, 500)]).offered(as: token),
    ] {
      let again = Cart(cookie: cart.cookie)
      #expect(again == cart)
      #expect(again.offer == cart.offer)
    }
    #expect(Cart(cookie: "").cookie.isEmpty)
  }

  @Test(arguments: SeededGenerator.seeds(20))
  func `is a cart or an empty one, whatever text it is`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let alphabet = Array("CUP:2:500~@0aé<>\"';=%\u{0}\n .-_:::~~~999999999999999999999")
    let good = Self.cart([("CUP", 2, 500), ("TEAPOT", 1, 2490)]).offered(as: OfferToken(high: 1, low: 2)).cookie
    for turn in 0..<300 {
      var text = random.once(in: 2) ? good : ""
      for _ in 0..<Int.random(in: 0...60, using: &random) {
        let index = text.index(text.startIndex, offsetBy: Int.random(in: 0...text.count, using: &random))
        text.insert(alphabet[Int.random(in: alphabet.indices, using: &random)], at: index)
      }
      let cart = Cart(cookie: text)
      #expect(cart.lines.count <= Cart.maximumLines, "seed \(seed), turn \(turn)")
      #expect(Set(cart.lines.map(\.code)).count == cart.lines.count, "seed \(seed), turn \(turn)")
      #expect(cart.lines.allSatisfy { (1...Cart.maximumQuantity).contains($0.quantity) }, "seed \(seed), turn \(turn)")
      #expect(cart.cookie.utf8.count <= Cart.maximumBytes, "seed \(seed), turn \(turn)")
      #expect(Cart(cookie: cart.cookie) == cart, "seed \(seed), turn \(turn)")
    }
  }

  @Test(
    arguments: [
      ("CUP", []), ("CUP:1", []), ("CUP:0:500", []), ("CUP:-1:500", []), ("CUP:100:500", []), ("CUP:1:0", []),
      ("CUP:1:-5", []), ("CUP:1:99999999999999999999", []), ("CUP:1:5:5", []), (":1:5", []), ("<b>:1:5", []),
      ("@0102030405060708f1f2f3f4f5f6f7f8", []), ("CUP:1:5~CUP:2:5", [1]), ("x y~CUP:1:5~~", [1]),
      ("cup:1:5", [1]),
    ] as [(String, [UInt32])])
  func `passes over what is none of it`(text: String, quantities: [UInt32]) {
    let cart = Cart(cookie: text)
    #expect(cart.lines.map(\.quantity) == quantities)
    #expect(quantities.isEmpty ? cart.offer == nil : true)
  }

  @Test func `holds so many things and pieces, and no more`() {
    var cart = Cart(cookie: "")
    for number in 0..<Cart.maximumLines { _ = cart.add(1, of: commodityCode("C\(number)"), at: amount(1)) }
    #expect(cart.lines.count == Cart.maximumLines)
    let full = cart
    for (quantity, code) in [(1, "ONE-MORE"), (Cart.maximumQuantity, "C1"), (.max, "C1")] as [(UInt32, String)] {
      let isIn = cart.add(quantity, of: commodityCode(code), at: amount(1))
      #expect(!isIn)
    }
    #expect(cart == full)
    _ = cart.set(0, of: commodityCode("C1"), at: amount(1))
    #expect(cart.lines.count == Cart.maximumLines - 1)
    #expect(cart.cookie.utf8.count < Cart.maximumBytes)
  }

  @Test func `of the longest is shorter than what browsers keep`() {
    var cart = Cart(cookie: "")
    for number in 100..<100 + Cart.maximumLines {
      _ = cart.add(99, of: commodityCode("LONG-LONG-LONG-LONG-L\(number)"), at: amount(Amount.maximum))
    }
    #expect(cart.lines.count == Cart.maximumLines)
    let kept = cart.offered(as: OfferToken(high: .max, low: .max)).cookie
    #expect(kept.utf8.count < Cart.maximumBytes)
    #expect(Cart(cookie: kept).lines == cart.lines)
    #expect(Cart(cookie: kept + String(repeating: "~", count: Cart.maximumBytes)).lines.isEmpty)
  }

  @Test func `beside what the shop has says what is gone, sold out, scarce or dearer`() throws {
    let cart = Self.cart([("CUP", 3, 500), ("GONE", 1, 100), ("TEAPOT", 2, 2000), ("SONG", 1, 99)])
    var shelf = Dictionary(uniqueKeysWithValues: shelf().map { ($0.code, $0) })
    shelf[commodityCode("CUP")]?.stock = 2
    let view = CartView(cart, shelf, in: euro)
    #expect(view.rows.map(\.isGood) == [false, false, true, true])
    #expect(
      view.rows.map(\.notes) == [
        ["There are only 2 left."], ["The shop does not sell this any more. Remove it."],
        ["Its price has changed from 20.00 EUR to 24.90 EUR."], [],
      ])
    #expect(!view.isGood)
    #expect(view.ships)
    // At the prices of now, what there is of it.
    #expect(view.total == amount(3 * 500 + 2 * 2490 + 99))
    shelf[commodityCode("CUP")]?.stock = 0
    #expect(CartView(cart, shelf, in: euro).rows[0].notes == ["It is sold out. Remove it, or come back another day."])
    #expect(!CartView(Cart(cookie: ""), shelf, in: euro).isGood)
  }
}

@Suite struct `a wallet's address` {
  @Test(
    arguments: [
      ("http://localhost:7425", "http://localhost:7425"), ("http://localhost:7425/", "http://localhost:7425"),
      ("http://127.0.0.1:1", "http://127.0.0.1:1"), ("https://[::1]:443", "https://[::1]:443"),
      ("http://LOCALHOST", "http://localhost"),
    ])
  func `is of this machine`(text: String, address: String) { #expect(Wallet(text)?.description == address) }

  @Test(arguments: [
    "", "localhost:7425", "http://evil.example", "http://localhost.evil.example", "http://localhost:7425@evil.example",
    "http://localhost:7425/pay", "http://localhost:7425?x", "http://localhost:7425#", "javascript:alert(1)",
    "ftp://localhost", "http://127.0.0.2:1", "http://0.0.0.0:7425", "http://localhost:", "http://localhost:x",
    "http://localhost\\.evil.example", "http://localhost:7425//",
  ])
  func `is nobody else's, and has no path`(text: String) { #expect(Wallet(text) == nil) }

  @Test func `leads to an offer and back to a purchase`() throws {
    let wallet = try #require(Wallet("http://localhost:7425"))
    let token = OfferToken(high: 0, low: 10)
    #expect(
      wallet.pay(token, at: "[::1]:7421")
        == "http://localhost:7425/pay?shop=%5B%3A%3A1%5D%3A7421&offer=0000000000000000000000000000000a")
    let order = OrderID(high: 1 << 16, low: 1)
    #expect(wallet.giveBack(order) == "http://localhost:7425/purchases/\(order)#return")
  }
}
