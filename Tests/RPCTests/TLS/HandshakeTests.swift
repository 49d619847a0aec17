/// Who gets in over TLS, as whom, and what everybody else is told.
import Identities
import NIOCore
import NIOPosix
import Testing
import VouchTesting

@testable import RPC

@Suite(.timeLimit(.minutes(30))) struct `A server over TLS` {
  @Test func `knows its caller by the names in the certificate`() async throws {
    try await withSecured { hall in
      let seller = try await hall.credentials(
        "seller", hall.authority.issue(TestAuthority.Draft("vouch://seller/SHOP-7")))
      #expect(try await hall.caller(seller) == #"["seller/SHOP-7"] by certificate"#)
      let both = TestAuthority.Draft("https://shop.example", "vouch://seller/SHOP-7", "vouch://distributor/VAN-1")
      let company = try await hall.credentials("company", hall.authority.issue(both))
      #expect(try await hall.caller(company) == #"["seller/SHOP-7", "distributor/VAN-1"] by certificate"#)
      #expect(hall.log.messages.filter { $0 != "a caller is known" } == [])
    }
  }

  @Test func `takes a certificate of an authority below the one it trusts`() async throws {
    try await withSecured { hall in
      let below = try hall.authority.below()
      let seller = try await hall.credentials("seller", below.issue(TestAuthority.Draft("vouch://seller/SHOP-7")))
      #expect(try await hall.caller(seller) == #"["seller/SHOP-7"] by certificate"#)
    }
  }

  /// What a certificate is to say, and what the log says of it. A client that reads such files refuses them itself, so they
  /// are shown by a client that does not look.
  static let refused: [(String, @Sendable (TestAuthority) throws -> TestIdentity, String)] = [
    ("expired", { try $0.issue(seller.with { ($0.begins, $0.ends) = (-7200, -3600) }) }, "it expired at"),
    ("not yet valid", { try $0.issue(seller.with { $0.begins = 3600 }) }, "it is not valid before"),
    ("another authority's", { _ in try TestAuthority("Another").issue(seller) }, "it comes from another authority"),
    ("self-made", { _ in try TestAuthority.selfMade(seller) }, "it is self-made"),
    ("without a name", { try $0.issue(TestAuthority.Draft()) }, "it has no name of Vouch's"),
    ("of an unknown role", { try $0.issue(TestAuthority.Draft("vouch://king/ARTHUR")) }, "it has no name of Vouch's"),
    (
      "with too many names",
      { try $0.issue(seller.with { $0.names = (1...9).map { "vouch://seller/S-\($0)" } }) }, "it has 9 names"
    ),
    ("for servers only", { try $0.issue(seller.with { $0.use = .server }) }, "it is not made for clients"),
    (
      "issued by a seller", { try $0.below("seller", TestAuthority.Draft("vouch://seller/A")).issue(seller) },
      "its chain breaks the rules"
    ),
    (
      "issued by an authority that may not sign",
      { try $0.below("mute", TestAuthority.Draft().with { $0.maySign = false }).issue(seller) },
      "its chain breaks the rules"
    ),
    (
      "issued by an authority that has ended",
      { try $0.below("old", TestAuthority.Draft().with { $0.ends = -60 }).issue(seller) },
      "the certificate of its authority is not valid now"
    ),
    ("of a long chain", { try $0.below("1").below("2").below("3").issue(seller) }, "it comes with 4 certificates"),
  ]
  private static let seller = TestAuthority.Draft("vouch://seller/SHOP-7")

  @Test(arguments: refused.indices)
  func `refuses a certificate with a fault, says which in its log, and hands nothing over`(index: Int) async throws {
    let (_, make, says) = Self.refused[index]
    try await withSecured { hall in
      let caller = try Careless(make(hall.authority))
      let answer = try await caller.ask(hall.endpoint, request(1, id: 1))
      #expect(answer.bytes == [])
      #expect(answer.alert?.contains("CERTIFICATE_UNKNOWN") == true, "\(answer)")
      try await eventually("it is logged") { !hall.log.reasons.isEmpty }
      #expect(hall.log.reasons.count == 1 && hall.log.reasons[0].contains(says), "\(hall.log.reasons)")
      try await eventually("it is gone") { hall.server.connectionCount == 0 }
      #expect(hall.server.strangerCount == 0)
    }
  }

  @Test func `refuses who shows no certificate, unless nobody needs one`() async throws {
    try await withSecured { hall in
      let answer = try await Careless(nil).ask(hall.endpoint, request(1, id: 1))
      #expect(answer.bytes == [])
      #expect(answer.alert?.contains("CERTIFICATE_REQUIRED") == true, "\(answer)")
      #expect(hall.log.reasons == ["it showed no certificate"])
    }
    try await withSecured(callers: .anybody) { hall in
      let answer = try await Careless(nil).ask(hall.endpoint, request(1, id: 1))
      #expect(answer.bytes == reply(0, 1, id: 1, Array("nobody".utf8)))
      let seller = try await hall.credentials("seller", hall.authority.issue(Self.seller))
      #expect(try await hall.caller(seller) == #"["seller/SHOP-7"] by certificate"#)
      let expired = try Careless(hall.authority.issue(Self.seller.with { $0.ends = -60 }))
      #expect(try await expired.ask(hall.endpoint, request(1, id: 1)).bytes == [], "a bad one is not as good as none")
    }
  }

  @Test func `is made where others can reach it, with an identity alone`() async throws {
    await #expect(throws: RPCServer.ListenError.self) {
      try await withServer(on: .tcp(host: "0.0.0.0", port: 0)) { _, _ in }
    }
    try await withSecured { hall in
      let anywhere = try await hall.server.listen(on: .tcp(host: "0.0.0.0", port: 0))
      guard case .tcp(_, let port) = anywhere else {
        Issue.record("\(anywhere)")
        return
      }
      #expect(port > 0)
      let error = await #expect(throws: RPCServer.ListenError.self) {
        try await hall.server.listen(on: .tcp(host: "host.invalid", port: 0))
      }
      #expect(error?.reason == "the host's name is not known")
    }
  }

  @Test func `refuses who does not say that it speaks Vouch's protocol`() async throws {
    try await withSecured { hall in
      let caller = try Careless(hall.authority.issue(Self.seller), protocolName: "http/1.1")
      #expect(try await caller.ask(hall.endpoint, request(1, id: 1)).bytes == [])
      #expect(hall.log.reasons == ["it did not say that it speaks vouch/1 (ALPN)"])
    }
  }

  @Test func `answers what was sent along with the handshake, and half a connection`() async throws {
    try await withSecured { hall in
      let caller = try Careless(hall.authority.issue(Self.seller))
      let requests = (1...500).flatMap { request(1, id: $0) }
      let answer = try await caller.ask(hall.endpoint, requests)
      let expected = Array(#"["seller/SHOP-7"] by certificate"#.utf8)
      #expect(answer.bytes == (1...500).flatMap { reply(0, 1, id: $0, expected) })
    }
  }
}
