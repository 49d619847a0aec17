/// Whom a client takes for its server, and what it is told where that is somebody else, or speaks something else.
import Identities
import NIOCore
import NIOPosix
import Testing
import VouchTesting

@testable import RPC

@Suite(.timeLimit(.minutes(30))) struct `A client over TLS` {
  private static let seller = TestAuthority.Draft("vouch://seller/SHOP-7")

  /// Names of the server, whom the client expects, and what is wrong; nil: nothing.
  @Test(
    arguments: [
      (["manager"], .manager, nil),
      (["seller/SHOP-7"], .manager, "it names seller/SHOP-7, and manager was expected"),
      (["seller/SHOP-7"], .one(seller("SHOP-7")), nil),
      (["seller/SHOP-7"], .one(seller("SHOP-8")), "it names seller/SHOP-7, and seller/SHOP-8 was expected"),
      (["distributor/SHOP-7"], .one(seller("SHOP-7")), "it names distributor/SHOP-7, and seller/SHOP-7 was expected"),
      (["seller/SHOP-7"], .anySeller, nil),
      (["manager"], .anySeller, "it names manager, and a seller was expected"),
      (["distributor/VAN-1", "seller/SHOP-7"], .anyDistributor, nil),
      (["seller/SHOP-7"], .anyDistributor, "it names seller/SHOP-7, and a distributor was expected"),
    ] as [([String], ExpectedIdentity, String?)])
  func `takes only whom it expects`(names: [String], expected: ExpectedIdentity, fault: String?) async throws {
    let names = names.compactMap { Identity($0) }
    try await withSecured(names: names) { hall in
      let caller = try await hall.credentials("caller", hall.authority.issue(Self.seller))
      do throws(RPCError) {
        let connection = try await hall.connect(caller, expecting: expected)
        #expect(fault == nil)
        #expect(connection.server == names)
      } catch {
        #expect(error == .insecure("its certificate: \(fault ?? "")"))
      }
      if fault != nil {
        try await eventually("the server has logged it") { !hall.log.reasons.isEmpty }
        #expect(hall.log.reasons == ["it does not take this server's certificate"])
      }
    }
  }

  private static func seller(_ code: String) -> Identity { Identity("seller/\(code)") ?? .auditor }

  /// What the server shows, and what the client says of it.
  static let servers: [(String, @Sendable (TestAuthority) throws -> TestIdentity, String)] = [
    ("expired", { try $0.issue(manager.with { ($0.begins, $0.ends) = (-7200, -3600) }) }, "it expired at"),
    ("not yet valid", { try $0.issue(manager.with { $0.begins = 3600 }) }, "it is not valid before"),
    ("of another authority", { _ in try TestAuthority().issue(manager) }, "it comes from another authority"),
    ("without a name", { try $0.issue(TestAuthority.Draft()) }, "it has no name of Vouch's"),
    ("for clients only", { try $0.issue(manager.with { $0.use = .client }) }, "it is not made for servers"),
  ]
  private static let manager = TestAuthority.Draft("vouch://manager")

  @Test(arguments: servers.indices)
  func `refuses a server's certificate with a fault, and says which`(index: Int) async throws {
    let (_, make, says) = Self.servers[index]
    try await withSecured { hall in
      let caller = try await hall.credentials("caller", hall.authority.issue(Self.seller))
      try await OtherServer.with(make(hall.authority)) { endpoint in
        do throws(RPCError) {
          _ = try await RPCConnection.connect(
            to: endpoint, group: MultiThreadedEventLoopGroup.singleton,
            security: ClientSecurity(caller, expecting: .manager), timeout: .seconds(60))
          Issue.record("it was taken")
        } catch {
          guard case .insecure(let reason) = error else {
            Issue.record("\(error)")
            return
          }
          #expect(reason.contains(says), "\(reason)")
        }
      }
    }
  }

  @Test func `refuses a server that was revoked, and is told where it was itself`() async throws {
    try await withSecured { hall in
      let identity = try hall.authority.issue(Self.seller)
      let server = try hall.authority.issue(.manager)
      try await OtherServer.with(server) { endpoint in
        let wary = try await hall.credentials(
          "wary", identity, revoked: hall.authority.revocations([server]))
        let error = await #expect(throws: RPCError.self) {
          try await RPCConnection.connect(
            to: endpoint, group: MultiThreadedEventLoopGroup.singleton,
            security: ClientSecurity(wary, expecting: .manager), timeout: .seconds(60))
        }
        #expect(error == .insecure("its certificate: it was revoked (number \(server.serial))"))
      }
      try TestIdentity.put(hall.authority.revocations([identity]), "\(hall.credentials.path)/revoked.pem")
      try await hall.credentials.renew()
      let caller = try await hall.credentials("caller", identity)
      let error = await #expect(throws: RPCError.self) { try await hall.caller(caller) }
      guard case .insecure(let reason)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(reason.contains("it does not take this program's certificate: that was revoked"))
      // The alert goes out before the line is written.
      try await eventually("the log says why") { !hall.log.reasons.isEmpty }
      #expect(hall.log.reasons == ["its certificate: it was revoked (number \(identity.serial))"])
      // It is told the same where the server's word came before its first call.
      let connection = try await RPCConnection.connect(
        to: hall.endpoint, group: MultiThreadedEventLoopGroup.singleton,
        security: ClientSecurity(caller, expecting: .manager), timeout: .seconds(60))
      try await eventually("it is closed") { !connection.isOpen }
      await #expect(throws: RPCError.insecure(reason)) {
        try await connection.call(method: 1, message: [], deadline: .now() + .seconds(60))
      }
    }
  }

  @Test func `is told what to do where one side speaks TLS and the other does not`() async throws {
    try await withSecured { hall in
      let plain = try await RPCConnection.connect(
        to: hall.endpoint, group: MultiThreadedEventLoopGroup.singleton, timeout: .seconds(60))
      let told = RPCError.insecure("it speaks TLS. Say who you are by an identity (--identity DIRECTORY)")
      await #expect(throws: told) {
        try await plain.call(method: 1, message: [], deadline: .now() + .seconds(60))
      }
      #expect(hall.log.reasons == ["it does not speak TLS, as this port does"])
      let log = LogBook()
      let caller = try await hall.credentials("caller", hall.authority.issue(Self.seller))
      try await withServer(log: log) { _, endpoint in
        let error = await #expect(throws: RPCError.self) {
          try await RPCConnection.connect(
            to: endpoint, group: MultiThreadedEventLoopGroup.singleton,
            security: ClientSecurity(caller, expecting: .manager), timeout: .seconds(60))
        }
        guard case .insecure(let reason)? = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        #expect(reason.contains("it does not speak TLS. Leave the identity out"))
        #expect(log.reasons == ["it speaks TLS, and this port does not"])
      }
    }
  }

  @Test(arguments: ["192.0.2.1:7411", "vouch.example:7411"])
  func `does not speak to another machine without TLS`(endpoint: String) async throws {
    let error = await #expect(throws: RPCError.self) {
      try await RPCConnection.connect(
        to: #require(Endpoint(endpoint)), group: MultiThreadedEventLoopGroup.singleton, timeout: .seconds(60))
    }
    #expect(error == .insecure("it is on another machine. Say who you are by an identity (--identity DIRECTORY)"))
  }

  @Test func `says that it does not know a host's name`() async throws {
    try await withSecured { hall in
      let caller = try await hall.credentials("caller", hall.authority.issue(Self.seller))
      let nowhere = Endpoint.tcp(host: "host.invalid", port: 1)
      let error = await #expect(throws: RPCError.self) {
        try await RPCConnection.connect(
          to: nowhere, group: MultiThreadedEventLoopGroup.singleton,
          security: ClientSecurity(caller, expecting: .manager), timeout: .seconds(60))
      }
      #expect(error == .unreachable(nowhere, reason: "the host's name is not known"))
    }
  }

  @Test func `gives up a server that accepts and says nothing, or goes away`() async throws {
    try await withSecured { hall in
      let caller = try await hall.credentials("caller", hall.authority.issue(Self.seller))
      for isSilent in [true, false] {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
          .childChannelInitializer { channel in
            isSilent ? channel.eventLoop.makeSucceededVoidFuture() : channel.close()
          }
          .bind(host: "127.0.0.1", port: 0).get()
        let endpoint = Endpoint.tcp(host: "127.0.0.1", port: listener.localAddress?.port ?? 0)
        let error = await #expect(throws: RPCError.self) {
          try await RPCConnection.connect(
            to: endpoint, group: MultiThreadedEventLoopGroup.singleton,
            security: ClientSecurity(caller, expecting: .manager), timeout: .milliseconds(500))
        }
        guard case .unreachable? = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        try await listener.close()
      }
    }
  }
}
