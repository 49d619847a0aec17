/// The shop's pages, as a browser gets them from a real process.
import CheckClient
import Ledger
import MailOrder
import RPC
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct PageTests {
  private static let nobody = Endpoint.unix(path: "/tmp/vouch-test-nobody.sock")

  /// 120 commodities, each with everything that could break a page.
  private static let crowd = (100..<220).map { number in
    var commodity = Commodity(
      code: commodityCode("C-\(number)"), name: line("<script>alert('\(number)')</script> & \"tea\""),
      charge: amount(123_456), currency: euro)
    commodity.specification = line("a=\"b\" onload='x' </td>")
    commodity.category = line("<b>")
    commodity.picture = line("javascript:alert(1)\"><img src=x>")
    return commodity
  }

  private func withPages(_ body: (String) async throws -> Void) async throws {
    try await withShopProcess(manager: Self.nobody) { shop, client in
      _ = try await client.call(PutCommodities(Self.crowd + shelf()))
      try await body(try #require(shop.page))
    }
  }

  @Test func `the home page lists commodities with their prices, page by page to the last`() async throws {
    try await withPages { site in
      var path = "/"
      var codes: [String] = []
      for _ in 1...10 {
        let page = try await browse(site, path)
        #expect(page.status == 200)
        codes += page.body.split(separator: "href=\"/commodities/").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        guard let next = page.body.split(separator: "<a href=\"").first(where: { $0.contains(">Next<") }) else { break }
        path = String(next.prefix { $0 != "\"" })
      }
      #expect(codes == (Self.crowd + shelf()).map(\.code).sorted().map(\.description))
      let first = try await browse(site, "/")
      #expect(first.body.contains("1,234.56 EUR"))
      #expect(first.body.contains("Books &amp; &lt;Beans&gt;"))
    }
  }

  @Test(arguments: [
    "/", "/commodities/C-150", "/?search=%3Cscript%3E%22%27", "/?search=tea", "/nothing%3Cscript%3E",
    "/?category=%3Cb%3E", "/?category=%22onload=%27x%27", "/cart", "/orders/%3Cscript%3E",
  ])
  func `no text becomes markup, no script runs, and the policy says so`(path: String) async throws {
    try await withPages { site in
      let page = try await browse(site, path)
      #expect(!page.body.contains("<script"))
      #expect(!page.body.contains("<img"))
      #expect(!page.body.contains("<b>"))
      #expect(!page.body.contains("onload='"))
      #expect(page.head.contains("Content-Security-Policy: default-src 'none'; script-src 'self';"))
      #expect(page.head.contains("X-Content-Type-Options: nosniff"))
      #expect(page.head.contains("Content-Type: text/html; charset=utf-8"))
    }
  }

  @Test func `a commodity's page shows every field`() async throws {
    try await withShopProcess(manager: Self.nobody) { shop, _ in
      _ = try await shop.office(
        "catalogue", "set", "POT", "--name", "Pot & lid", "--specification", "2 l, clay", "--category", "Kitchen",
        "--charge", "1024.5", "--guarantee-days", "730", "--cooling-off-days", "14", "--visit", "yes", "--trade-in",
        "yes",
        "--digital", "no", "--stock", "7", "--picture", "pot.jpg", "--litres", "3")
      let page = try await browse(try #require(shop.page), "/commodities/pot")
      for (label, value) in [
        ("Code", "POT"), ("Specification", "2 l, clay"), ("Category", "Kitchen"), ("Price", "1,024.50 EUR"),
        ("Guarantee", "730 days"), ("Cooling-off", "14 days"), ("Visit to your home", "offered"), ("Trade-in", "taken"),
        ("Delivery", "to your address"), ("Stock", "7 left"), ("Sold", "0"), ("Size", "3 l"),
      ] { #expect(page.body.contains("<dt>\(label)</dt><dd>\(value)</dd>"), "\(label)") }
      #expect(page.body.contains("<h2>Pot &amp; lid</h2>"))
    }
  }

  @Test func `what is not there, or cannot be looked for, is said on a page`() async throws {
    try await withPages { site in
      for (path, method, status) in [
        ("/commodities/NOPE", "GET", 404), ("/commodities/no%20code", "GET", 404), ("/nowhere", "GET", 404),
        ("/?from=no%20code", "GET", 400), ("/?search=a%0Ab", "GET", 400), ("/?search=%FF", "GET", 400),
        ("/", "POST", 404), ("/", "HEAD", 200),
      ] {
        let page = try await browse(site, path, method: method)
        #expect(page.status == status, "\(method) \(path)")
        #expect(page.head.contains("Content-Security-Policy: default-src 'none';"), "\(method) \(path)")
      }
    }
  }

  @Test func `categories are links, and each shows its own`() async throws {
    try await withShopProcess(manager: Self.nobody) { shop, client in
      var shelf = shelf()
      shelf[0].category = line("Cups & <co>")
      shelf[2].category = line("Pots")
      _ = try await client.call(PutCommodities(shelf))
      let site = try #require(shop.page)
      let home = try await browse(site, "/")
      #expect(home.body.contains("href=\"/?category=Cups%20%26%20%3Cco%3E\">Cups &amp; &lt;co&gt;</a>"))
      let cups = try await browse(site, "/?category=Cups+%26+%3Cco%3E")
      #expect(cups.body.contains("/commodities/CUP"))
      #expect(!cups.body.contains("/commodities/TEAPOT"))
      // As a form sends it, with a space that is a plus sign.
      let search = try await browse(site, "/?search=blue+%3Cteapot%3E")
      #expect(search.body.contains("/commodities/TEAPOT"))
      #expect(search.body.contains("value=\"blue &lt;teapot&gt;\""))
      #expect(try await browse(site, "/?search=nothing+of+that+kind").body.contains("id=\"nothing\""))
      // A category that is new is there at once.
      shelf[1].category = line("Music")
      _ = try await client.call(PutCommodities(shelf))
      #expect(try await browse(site, "/").body.contains("href=\"/?category=Music\""))
    }
  }

  @Test func `pages lead back as they led on`() async throws {
    try await withPages { site in
      func codes(_ page: Browsed) -> [Substring] {
        page.body.split(separator: "href=\"/commodities/").dropFirst().map { $0.prefix { $0 != "\"" } }
      }
      func link(_ words: String, _ page: Browsed) -> String? {
        let link = page.body.split(separator: "<a href=\"").first { $0.contains(">\(words)<") }
        return link.map { String($0.prefix { $0 != "\"" }) }
      }
      let first = try await browse(site, "/")
      #expect(link("Previous", first) == nil)
      let second = try await browse(site, try #require(link("Next", first)))
      let third = try await browse(site, try #require(link("Next", second)))
      #expect(Set(codes(first) + codes(second) + codes(third)).count == 72)
      let back = try await browse(site, try #require(link("Previous", third)))
      #expect(codes(back) == codes(second))
      let home = try await browse(site, try #require(link("Previous", back)))
      #expect(codes(home) == codes(first))
      #expect(link("Previous", home) == nil)
    }
  }
}
