/// A server over TLS, an authority of its own, and callers with whatever certificates a test gives them.
import Foundation
import Identities
import Ledger
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import VouchTesting

@testable import RPC

/// A server that answers each request with who it takes the caller for.
struct Secured {
  let directory: String
  let authority: TestAuthority
  let credentials: LiveCredentials
  let server: RPCServer
  let endpoint: Endpoint
  let log: LogBook
  let clock: TestClock

  /// Credentials of `identity`, in a directory of this name.
  func credentials(
    _ name: String, _ identity: TestIdentity, trusting: TestAuthority? = nil, revoked: String? = nil
  ) async throws -> LiveCredentials {
    let path = try identity.write(to: "\(directory)/\(name)", trusting: trusting ?? authority, revoked: revoked)
    return try await LiveCredentials(reading: path, for: .client)
  }

  /// Credentials of who shows no certificate.
  func trusting() async throws -> LiveCredentials {
    let path = "\(directory)/trust"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try TestIdentity.put(authority.pem, "\(path)/authority.pem")
    return try await LiveCredentials(reading: path, for: .client, needsCertificate: false)
  }

  /// A connection of whoever has these credentials.
  func connect(
    _ credentials: LiveCredentials, expecting expected: ExpectedIdentity = .manager
  ) async throws(RPCError) -> RPCConnection {
    try await RPCConnection.connect(
      to: endpoint, group: MultiThreadedEventLoopGroup.singleton,
      security: ClientSecurity(credentials, expecting: expected), timeout: .seconds(60))
  }

  /// Whom the server takes this caller for.
  func caller(
    _ credentials: LiveCredentials, expecting expected: ExpectedIdentity = .manager
  ) async throws(RPCError) -> String {
    let connection = try await connect(credentials, expecting: expected)
    let answer = try await connection.call(method: 1, message: [], deadline: .now() + .seconds(60))
    await connection.close()
    return String(decoding: answer, as: UTF8.self)
  }
}

/// A clock that runs, and can be set ahead.
final class TestClock: Sendable {
  private let ahead = NIOLockedValueBox<Int64>(0)

  var now: Timestamp {
    Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000) + ahead.withLockedValue { $0 })
  }

  func advance(seconds: Int64) { ahead.withLockedValue { $0 += seconds * 1000 } }
}

/// Runs `body` with a secured server; closes it after.
///
/// - Parameter admitting: the key that a turn's first request shows, by its method.
func withSecured(
  _ limits: ServerLimits = ServerLimits(), callers: Admission.Callers = .certificate, names: [Identity] = [.manager],
  admitting: @escaping @Sendable (UInt32) -> AccessKeyID? = { _ in nil },
  _ body: (Secured) async throws -> Void
) async throws {
  var limits = limits
  // On a machine with much to do at once a handshake takes long; who means a bound sets it.
  if limits.handshake == ServerLimits().handshake { limits.handshake = .seconds(300) }
  try await VouchTesting.withTemporaryDirectory { [limits] directory in
    let authority = try TestAuthority()
    var draft = TestAuthority.Draft()
    draft.names = names.map(\.uri)
    let path = try authority.issue(draft).write(to: "\(directory)/server", trusting: authority)
    let clock = TestClock()
    let credentials = try await LiveCredentials(reading: path, for: .server, as: nil) { clock.now }
    let log = LogBook()
    try await withServer(
      limits, admission: Admission(credentials: credentials, callers: callers), log: log,
      handler: { group in
        var group = group
        if let key = group.requests.first.flatMap({ admitting($0.method) }) {
          group.peer = group.connection.admit([.auditor], by: .key(key), as: "auditor")
        }
        let caller = Array("\(group.peer.caller.shown)".utf8)
        group.reply(group.requests.map { OutgoingReply(to: $0.requestID, message: caller) })
      }
    ) { server, endpoint in
      try await body(
        Secured(
          directory: directory, authority: authority, credentials: credentials, server: server, endpoint: endpoint,
          log: log, clock: clock))
    }
  }
}

extension Caller {
  /// For comparison: `nobody`, or the names and the kind of evidence.
  var shown: String {
    switch self {
    case .nobody: "nobody"
    case .trusted: "trusted"
    case .known(let identities, .certificate): "\(identities.map(\.description)) by certificate"
    case .known(let identities, .unixUser(let user)): "\(identities.map(\.description)) by user \(user)"
    case .known(let identities, .key(let key)): "\(identities.map(\.description)) by key \(key)"
    }
  }
}
