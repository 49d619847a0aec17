/// What browsers send: forms, the tokens in them, addresses, and by what name a machine is asked.
import Crypto
import Hummingbird
import Testing

@testable import Pages

@Suite("Forms") struct FormTests {
  @Test(
    "a form is read as browsers write it",
    arguments: [
      ("name=Alice+Able&note=", ["name": "Alice Able", "note": ""]),
      ("a=%C3%A9%2B%26%3D&a=second", ["a": "é+&="]),
      ("flag", ["flag": ""]), ("", [:]), ("&&x=1&", ["x": "1"]), ("x=%20%09y+z%0D%0A", ["x": "y z"]),
      ("x=1=2", ["x": "1=2"]),
    ] as [(String, [String: String])])
  func read(_ body: String, _ fields: [String: String]) throws {
    let form = try #require(Form(body))
    for (name, value) in fields { #expect(form[name] == value) }
    #expect(form["nothing of that name"] == "")
    #expect(!form.has("nothing of that name"))
  }

  @Test("what is no form is none", arguments: ["x=%", "x=%4", "x=%GG", "x=%FF", "%C3=1", "x=%C3%28"])
  func unreadable(_ body: String) { #expect(Form(body) == nil) }

  @Test("a form has a bounded number of fields")
  func bound() {
    let fields = (0..<Form.maximumFields).map { "f\($0)=" }
    #expect(Form(fields.joined(separator: "&")) != nil)
    #expect(Form((fields + ["one=more"]).joined(separator: "&")) == nil)
  }

  @Test("all fields of a name are there, in their order")
  func several() { #expect(Form("line=A&other=x&line=B")?.all("line") == ["A", "B"]) }
}

@Suite("Addresses that others gave") struct WebAddressTests {
  @Test(
    "an address of the web is one",
    arguments: [
      ("http://127.0.0.1:8421/orders/1?x=y#z", "http://127.0.0.1:8421"),
      ("https://Shop.Example", "https://shop.example"),
      ("http://[::1]:80/", "http://[::1]:80"),
    ])
  func good(_ text: String, _ origin: String) throws {
    let address = try #require(WebAddress(text))
    #expect(address.description == text)
    #expect(address.origin == origin)
  }

  @Test(
    "what a browser would run, or read differently, is none",
    arguments: [
      "", "javascript:alert(1)", "JaVaScRiPt://x/%0aalert(1)", "data:text/html,x", "//host/", "/path", "http://",
      "http:///path",
      "http://user@host/", "http://host/ with space", "http://host/\"onclick=", "http://host/<script>",
      "http://host\\@evil/",
      "http://host/\n", "http://hóst/", "HTTP://host/", "http://" + String(repeating: "a", count: 600),
    ])
  func bad(_ text: String) { #expect(WebAddress(text) == nil) }

  @Test(
    "a machine speaks to itself by few names",
    arguments: [
      ("localhost", true), ("LOCALHOST:8080", true), ("127.0.0.1:1", true), ("[::1]", true), ("[::1]:443", true),
      ("evil.example", false), ("localhost.evil.example", false), ("127.0.0.1.evil.example:80", false),
      ("127.0.0.2", false),
      ("localhost:", false), ("localhost:x", false), ("localhost:+1", false), ("[::1]x", false), ("[::1]:", false),
      ("", false),
      ("evil:80:localhost", false), ("localhost:80:80", false),
    ])
  func loopback(_ host: String, _ isLoopback: Bool) { #expect(Host.isLoopback(host) == isLoopback) }
}

@Suite("QR codes") struct QRCodeTests {
  @Test("a text has a code as large as it needs, dark where the finders are")
  func drawn() throws {
    let short = try #require(QRCode("hello"))
    #expect(short.side == 21)
    let long = try #require(QRCode(String(repeating: "x", count: 300)))
    #expect(long.side > 50)
    let svg = short.svg(label: "a \"code\"").markup
    #expect(svg.contains("aria-label=\"a &quot;code&quot;\""))
    #expect(svg.contains("viewBox=\"0 0 29 29\""))
    // The three corners of the finder patterns.
    for corner in ["M4 4h", "M24 4h", "M4 24h"] { #expect(svg.contains(corner)) }
  }

  @Test("what no code holds has none") func tooLong() {
    #expect(QRCode("") == nil)
    #expect(QRCode(String(repeating: "x", count: 3_000)) == nil)
  }
}

@Suite("Markup") struct HTMLTests {
  @Test("whatever text goes in is escaped, in elements and in attributes")
  func escaped() {
    let evil = "<script>alert('x')</script>\" onload=\"&"
    let page: HTML = "<p title=\"\(evil)\">\(evil)</p>"
    let text = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot; onload=&quot;&amp;"
    #expect(page.markup == "<p title=\"\(text)\">\(text)</p>")
    let twice: HTML = "<b>\(page)</b>"
    #expect(twice.markup == "<b>\(page.markup)</b>")
  }

  @Test(
    "a query has letters, digits and little else",
    arguments: [("A-b_1.~", "A-b_1.~"), ("a b&c=é/", "a%20b%26c%3D%C3%A9%2F"), ("\u{1}", "%01")])
  func query(_ text: String, _ escaped: String) { #expect(queryEscaped(text) == escaped) }
}
