/// A site's door for strangers: TLS, where a key shows who somebody is.
import Identities
import Ledger
import NIOPosix
import RPC
import Testing
import VouchTesting
import Wire

@testable import CheckManager

/// Serves a site over TLS, too.
struct Door: Sendable {
  let keys: KeyRegister
  let clocks: ManualClocks
  let committer: Committer
  let endpoint: Endpoint
  private let security: ClientSecurity

  /// Runs `body` with a site that is reached over TLS; stops both after.
  static func with(
    _ callers: Admission.Callers = .key, _ body: (Door, Site) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { directory in
      let site = try await Site()
      let authority = try TestAuthority()
      let own = try authority.issue(.manager).write(to: "\(directory)/manager", trusting: authority)
      try await withTemporaryDirectory { trust in
        try TestIdentity.put(authority.pem, "\(trust)/authority.pem")
        let server = RPCServer(
          group: MultiThreadedEventLoopGroup.singleton, limits: ServerLimits(),
          admission: Admission(credentials: try await LiveCredentials(reading: own, for: .server), callers: callers),
          logger: site.log.logger
        ) { [router = site.router] in router.handle($0) }
        let endpoint = try await server.listen(on: .tcp(host: "127.0.0.1", port: 0))
        let credentials = try await LiveCredentials(reading: trust, for: .client, needsCertificate: false)
        let door = Door(
          keys: site.keys, clocks: site.clocks, committer: site.committer, endpoint: endpoint,
          security: ClientSecurity(credentials, expecting: .manager))
        do { try await body(door, site) } catch { Issue.record("\(error)") }
        await server.stopTaking()
        _ = await server.drain(within: .seconds(10))
      }
      try await site.stop()
    }
  }

  /// A connection of nobody.
  func connect() async throws -> RPCConnection {
    try await RPCConnection.connect(
      to: endpoint, group: MultiThreadedEventLoopGroup.singleton, security: security, timeout: .seconds(60))
  }

  /// A connection of whoever this key is for.
  func connect(_ key: AccessKey) async throws -> (RPCConnection, Authenticated) {
    let connection = try await connect()
    let known = try #require(try await connection.ask(Authenticate(key: key.text)).accepted)
    return (connection, known)
  }

  /// Gives out a key.
  func issue(_ seed: UInt64, for holder: Actor = .buyer, _ lifetime: Timestamp.Span = .days(30)) throws -> AccessKey {
    let draft = `The register of keys`.Draft(seed, for: holder, lifetime)
    guard case .accepted = try keys.issue(draft.issue, at: clocks.wall) else {
      throw ProcessFailure("not issued")
    }
    return draft.key
  }
}

extension RPCConnection {
  /// What a key is answered: nil where it is taken.
  func present(_ text: String) async -> StatusCode? {
    await status(of: Method.authenticate.rawValue, Authenticate(key: text).encodeRequest())
  }
}
