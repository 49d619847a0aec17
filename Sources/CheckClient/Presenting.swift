/// A key presented: the first call of a connection, to the manager and to nobody else.
internal import Identities
internal import NIOCore
internal import RPC
internal import Wire

extension AccessKey {
  /// Throws where the key would be told to somebody else than the manager: where nothing shows who is there, or that the
  /// wire is not overheard.
  func check(for server: Endpoint, _ security: ClientSecurity?) throws(ClientError) {
    guard case .tcp = server else { return }
    guard let security else {
      throw .key(
        server,
        "over TCP it is only presented to who shows that it is the manager. Say whom to believe by an identity directory "
          + "with its authority.pem (--identity DIRECTORY)")
    }
    guard security.expected == .manager else { throw .key(server, "it is for the manager alone") }
  }

  /// Presents the key, and waits until it is taken.
  ///
  /// - Throws: `ClientError.key` where it is not, and will not be; else what failed.
  func present(
    on connection: RPCConnection, of server: Endpoint, within time: Duration
  ) async throws(ClientError) {
    let call = Authenticate(key: text)
    let answer: [UInt8]
    do {
      answer = try await connection.call(
        method: call.method.rawValue, message: call.encodeRequest(), deadline: .now() + TimeAmount(time))
    } catch {
      throw AccessKey.failure(error, of: server)
    }
    do {
      guard case .accepted = try Authenticate.decodeReply(answer).outcome else {
        throw ClientError.key(server, "it is no key as this server knows them. Is it of an older version?")
      }
    } catch let error as ClientError {
      throw error
    } catch {
      throw .noAnswer(server, "\(error)")
    }
  }

  private static func failure(_ error: RPCError, of server: Endpoint) -> ClientError {
    switch error {
    case .status(.unauthenticated):
      .key(
        server, "it is unknown there, has expired, or was revoked. Have the operator issue another (vouch keys issue)")
    case .status(.permissionDenied):
      .key(
        server,
        "this caller is known there without it: by its certificate, or as a user of that machine. Give a key or an "
          + "identity, not both")
    case .status(.unimplemented): .key(server, "it takes no keys. Is it of an older version?")
    case .status(.resourceExhausted), .status(.unavailable):
      .unavailable(server, "it is starting, stopping or has too much to do")
    case .status(let status): .status(status)
    case .altered, .closed, .deadline: .unavailable(server, "it did not say in time whether it takes the key")
    case .unreachable(_, let reason): .unavailable(server, reason)
    case .insecure(let reason): .insecure(server, reason)
    case .badFrame(let reason): .noAnswer(server, reason)
    case .frameTooLong, .cancelled: .unavailable(server, "\(error)")
    }
  }
}
