/// A client over TLS: whom it takes for its server, from the first call on and after it has said who it is.
import CheckClient
import Foundation
import Identities
import Logging
import NIOCore
import NIOPosix
import RPC
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30))) struct `A secured client` {
  private static let shop = Identity("seller/SHOP-7") ?? .auditor
  private static let other = Identity("seller/SHOP-8") ?? .auditor

  /// Runs `body` with a server that is `shop` and gives each request back as its answer, and with a client that takes any
  /// shop.
  private func withShop(_ body: (ManagerClient, Endpoint) async throws -> Void) async throws {
    try await withTemporaryDirectory { directory in
      let authority = try TestAuthority()
      let own = try authority.issue(Self.shop).write(to: "\(directory)/shop", trusting: authority)
      let buyer = try authority.issue(TestAuthority.Draft("vouch://terminal/ALICE"))
        .write(to: "\(directory)/buyer", trusting: authority)
      let server = RPCServer(
        group: MultiThreadedEventLoopGroup.singleton, limits: ServerLimits(),
        admission: Admission(credentials: try await LiveCredentials(reading: own, for: .server)),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      ) { group in
        group.reply(
          group.requests.map { request in
            let id = Array(request.message.readableBytesView)
            return OutgoingReply(to: request.requestID, message: [UInt8](repeating: 0, count: 8) + id)
          })
      }
      let endpoint = try await server.listen(on: .tcp(host: "127.0.0.1", port: 0))
      let client = ManagerClient(
        server: endpoint, options: options(),
        security: ClientSecurity(try await LiveCredentials(reading: buyer, for: .client), expecting: .anySeller))
      do {
        try await body(client, endpoint)
      } catch {
        Issue.record("\(error)")
      }
      await client.close()
      await server.stopTaking()
      _ = await server.drain(within: .zero)
    }
  }

  @Test func `goes on where the server is who it says, and fails at once where it is not`() async throws {
    try await withShop { client, endpoint in
      #expect(await client.result(of: 7) == .success(7))
      try client.insist(on: Self.shop)
      #expect(await client.result(of: 8) == .success(8))
      let wrong = ClientError.insecure(
        endpoint, "its certificate: it names seller/SHOP-7, and seller/SHOP-8 was expected")
      #expect(throws: wrong) { try client.insist(on: Self.other) }
      #expect(await client.result(of: 9) == .failure(wrong), "nothing more is said to it")
      try client.insist(on: Self.shop)
      #expect(await client.result(of: 10) == .success(10))
    }
  }

  @Test func `knows before its first call whom it wants`() async throws {
    try await withShop { client, endpoint in
      try client.insist(on: Self.other)
      let wrong = ClientError.insecure(
        endpoint, "its certificate: it names seller/SHOP-7, and seller/SHOP-8 was expected")
      #expect(await client.result(of: 7) == .failure(wrong))
    }
  }

  @Test func `cannot insist where nothing is secured`() async throws {
    try await withScript { _, _ in
    } _: { server, _ in
      try await withClient(of: server) { client in try client.insist(on: Self.shop) }
    }
  }
}
