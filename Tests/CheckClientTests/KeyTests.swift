/// A client with a key: what it says first, to whom it says it, and what it makes of a no.
import CheckClient
import Identities
import Ledger
import NIOCore
import RPC
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30))) struct `A client with a key` {
  private static let key: AccessKey = {
    var random = SeededGenerator(seed: 1)
    return AccessKey(random: &random)
  }()

  /// A manager's yes.
  private static let yes = Authenticate.encode(
    Reply(
      sequence: 0,
      outcome: .accepted(Authenticated(holder: .buyer, number: key.id.number, expires: .start + .days(1)))))

  private func withClient(
    of server: Endpoint, security: ClientSecurity? = nil, _ body: (ManagerClient) async throws -> Void
  ) async throws {
    let client = ManagerClient(server: server, options: options(), security: security, key: Self.key)
    do { try await body(client) } catch { Issue.record("\(error)") }
    await client.close()
  }

  private func withUnixScript(
    _ script: @escaping @Sendable (inout Visitor, Guestbook) async throws -> Void,
    _ body: (Endpoint, Guestbook) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { directory in try await withScript(unix: "\(directory)/s", script, body) }
  }

  @Test func `presents it first on each connection, also after one was lost`() async throws {
    try await withUnixScript { visitor, book in
      guard let first = await visitor.read() else { return }
      book.note(first)
      try await visitor.write(Visitor.frame(first, Self.yes))
      guard let second = await visitor.read() else { return }
      book.note(second)
      try await visitor.answer(second)
      // And then it is gone.
    } _: { server, book in
      try await withClient(of: server) { client in
        for number in [7, 8, 9] as [UInt64] { #expect(await client.result(of: number) == .success(number)) }
      }
      let methods = book.requests.map(\.method)
      let (key, ask) = (Method.authenticate.rawValue, Method.getStatus.rawValue)
      #expect(methods == [key, ask, key, ask, key, ask])
      #expect(book.requests[0].message == Authenticate(key: Self.key.text).encodeRequest())
    }
  }

  /// A status, and what is made of it.
  @Test(arguments: [
    (StatusCode.unauthenticated, "it is unknown there, has expired, or was revoked"),
    (.permissionDenied, "this caller is known there without it"), (.unimplemented, "it takes no keys"),
  ])
  func `fails at once where it is refused, and asks nobody again`(status: StatusCode, says: String) async throws {
    try await withUnixScript { visitor, book in
      while let request = await visitor.read() {
        book.note(request)
        try await visitor.answer(request, status: status.rawValue)
      }
    } _: { server, book in
      try await withClient(of: server) { client in
        for _ in 0..<3 {
          let error = await #expect(throws: ClientError.self) { try await client.call(GetStatus()) }
          guard case .key(server, let reason)? = error else {
            Issue.record("\(String(describing: error))")
            return
          }
          #expect(reason.contains(says))
          #expect(!"\(String(describing: error))".contains(Self.key.text.dropFirst(17).prefix(8)))
        }
      }
      #expect(book.requests.count == 1, "a key that was refused is not tried again")
    }
  }

  @Test func `tries again where the manager is starting, and gets in then`() async throws {
    try await withUnixScript { visitor, book in
      guard let first = await visitor.read() else { return }
      book.note(first)
      guard visitor.connection > 2 else { return try await visitor.answer(first, status: 14) }
      try await visitor.write(Visitor.frame(first, Self.yes))
      try await visitor.serve()
    } _: { server, book in
      try await withClient(of: server) { client in #expect(await client.result(of: 7) == .success(7)) }
      #expect(book.requests.count == 3)
    }
  }

  @Test(arguments: ["127.0.0.1:7411", "ledger.example:7411"])
  func `says nothing where nobody shows that it is the manager`(place: String) async throws {
    let server = try #require(Endpoint(place))
    try await withClient(of: server) { client in
      let error = await #expect(throws: ClientError.self) { try await client.call(GetStatus()) }
      #expect(error?.description.contains("only presented to who shows that it is the manager") == true)
    }
  }

  @Test func `says nothing to anybody but the manager`() async throws {
    try await withTemporaryDirectory { directory in
      try TestIdentity.put(TestAuthority().pem, "\(directory)/authority.pem")
      let credentials = try await LiveCredentials(reading: directory, for: .client, needsCertificate: false)
      let security = ClientSecurity(credentials, expecting: .anySeller)
      try await withClient(of: .tcp(host: "127.0.0.1", port: 1), security: security) { client in
        let error = await #expect(throws: ClientError.self) { try await client.call(GetStatus()) }
        #expect(error?.description.contains("it is for the manager alone") == true)
      }
    }
  }
}
