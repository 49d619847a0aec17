import Testing
import Webhooks

@Suite struct AddressTests {
  @Test(arguments: [
    ("https://shop.example/vouch", "shop.example"), ("https://shop.example:8443/a?b=c%20d", "shop.example"),
    ("https://[2001:db8::1]:8443/", "2001:db8::1"), ("http://127.0.0.1:8080/events", "127.0.0.1"),
    ("http://[::1]/", "::1"), ("http://localhost:1", "localhost"),
  ])
  func `is taken`(text: String, host: String) throws {
    let address = try HookAddress(text)
    #expect(address.host == host)
    #expect(address.description == text)
  }

  @Test(arguments: [
    "", "shop.example", "ftp://shop.example", "http://shop.example/", "http://127.0.0.1.evil.example/",
    "http://127.0.0.1@evil.example/", "http://127.0.0.1:80@evil.example/", "http://127.0.0.1\\@evil.example/",
    "http://127.0.0.2/", "http://0x7f.1/", "https://", "https://:443/", "https://a b/", "https://a/\u{0}",
    "https://a/\r\nX: y", "https://a/#top", "https://a:0/", "https://a:65536/", "https://a:+80/", "https://a:/",
    "https://[::1/", "https://[evil.example]/", "https://[::1]x/", "https://münchen.example/", "https://a/ü",
    "https://a/" + String(repeating: "x", count: 2048),
  ])
  func `is refused, and why is said`(text: String) {
    #expect(throws: HookError.self) { try HookAddress(text) }
  }
}
