/// Links from shops: what is taken for one, and what is not.
import RPC
import Testing

@testable import Wallet

private let token = "0123456789abcdef0123456789abcdef"

@Suite struct `A link from a shop` {
  @Test(arguments: [
    ("127.0.0.1:7421", "127.0.0.1:7421"), ("LocalHost:7421", "localhost:7421"), ("[::1]:7421", "[::1]:7421"),
  ])
  func `says where the shop is, and which offer it is about`(_ shop: String, read: String) throws {
    let link = try PayLink(shop: shop, offer: token, isSecured: false)
    #expect("\(link.shop)" == read)
    #expect("\(link.token)" == token)
    #expect(LocalPath(link.path) != nil)
  }

  @Test(arguments: [
    "", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:99999", "127.0.0.1:-1", "127.0.0.1:+80",
    "unix:/run/vouch/vouchd.sock",
    "UNIX:/run/x", "http://127.0.0.1:7421", "user@127.0.0.1:7421", "127.0.0.1:7421/x", "127.0.0.1 :7421", "a\r\nb:7421",
    "a\u{0}b:7421",
    "[::1:7421", "host_name:7421", "<b>:1", String(repeating: "a", count: 300) + ":1",
  ])
  func `names no other place than a host and a port`(_ shop: String) {
    #expect(throws: PayLink.Fault.self) { try PayLink(shop: shop, offer: token, isSecured: true) }
  }

  @Test(arguments: [
    "", "0123", token.uppercased(), token + "0", String(token.dropLast()) + "g", String(token.dropLast(2)) + "\r\n",
    "../../etc",
  ])
  func `has a token of 32 hexadecimal digits`(_ offer: String) {
    #expect(throws: PayLink.Fault.self) { try PayLink(shop: "127.0.0.1:7421", offer: offer, isSecured: true) }
  }

  @Test(arguments: ["shop.example:7421", "10.0.0.7:22", "127.1:7421", "0.0.0.0:7421"])
  func `leads to another machine only where shops can show who they are`(_ shop: String) throws {
    #expect(throws: PayLink.Fault.self) { try PayLink(shop: shop, offer: token, isSecured: false) }
    #expect(try PayLink(shop: shop, offer: token, isSecured: true).shop == Endpoint(shop))
  }
}
