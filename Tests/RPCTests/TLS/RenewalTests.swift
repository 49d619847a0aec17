/// Credentials that change while connections are open.
import Identities
import NIOCore
import Testing
import VouchTesting

@testable import RPC

@Suite(.timeLimit(.minutes(30))) struct `Credentials that are read anew` {
  private static let seller = TestAuthority.Draft("vouch://seller/SHOP-7")

  @Test func `close the connections whose certificate was revoked, on both sides, and no others`() async throws {
    try await withSecured { hall in
      let (bad, good) = (try hall.authority.issue(Self.seller), try hall.authority.issue(Self.seller))
      let revoked = try await hall.connect(hall.credentials("bad", bad))
      let other = try await hall.connect(hall.credentials("good", good))
      try await eventually("both are known") { hall.credentials.heldCount == 2 }
      try TestIdentity.put(hall.authority.revocations([bad]), "\(hall.credentials.path)/revoked.pem")
      try await hall.credentials.renew()
      try await eventually("it is closed") { !revoked.isOpen }
      #expect(other.isOpen)
      #expect(hall.credentials.heldCount == 1)
      #expect(hall.log.reasons == ["it was revoked (number \(bad.serial))"])
      _ = try await other.call(method: 1, message: [], deadline: .now() + .seconds(60))
    }
  }

  @Test func `close connections whose certificate has ended, or whose authority is not trusted any more`() async throws
  {
    try await withSecured { hall in
      let short = try hall.authority.issue(Self.seller.with { $0.ends = 600 })
      let ending = try await hall.connect(hall.credentials("short", short))
      let staying = try await hall.connect(hall.credentials("long", hall.authority.issue(Self.seller)))
      try await eventually("both are known") { hall.credentials.heldCount == 2 }
      hall.credentials.closeLapsed()
      #expect(hall.credentials.heldCount == 2)
      hall.clock.advance(seconds: 700)
      hall.credentials.closeLapsed()
      try await eventually("the one that has ended is closed") { !ending.isOpen }
      #expect(staying.isOpen)
      #expect(hall.log.reasons.count == 1 && hall.log.reasons[0].hasPrefix("it expired at"), "\(hall.log.reasons)")

      let other = try TestAuthority("Another")
      try other.issue(.manager).write(to: hall.credentials.path, trusting: other)
      try await hall.credentials.renew()
      try await eventually("the other is closed too") { !staying.isOpen }
      #expect(hall.log.reasons.last == "it comes from another authority")
    }
  }

  @Test func `are used for new handshakes only, and stay as they were where the new ones are bad`() async throws {
    try await withSecured { hall in
      let caller = try await hall.credentials("caller", hall.authority.issue(Self.seller))
      let before = try await hall.connect(caller)
      let path = hall.credentials.path
      let old = try #require(hall.credentials.current.own).serial
      let next = try hall.authority.issue(.manager)
      try TestIdentity.put(next.pem.certificate, "\(path)/certificate.pem")
      let problem = await #expect(throws: Credentials.Problem.self) { try await hall.credentials.renew() }
      #expect(problem?.description.hasPrefix("\(path)/key.pem is not the key of certificate.pem") == true)
      #expect(hall.credentials.current.own?.serial == old)
      _ = try await hall.caller(caller)
      try next.write(to: path, trusting: hall.authority)
      try await hall.credentials.renew()
      #expect(hall.credentials.current.own.map { "\($0.serial)" } == next.serial)
      _ = try await hall.caller(caller)
      #expect(before.isOpen)
    }
  }

  @Test func `close a client's connection to a server that was revoked meanwhile`() async throws {
    try await withSecured { hall in
      let server = try #require(hall.credentials.current.own)
      let identity = try hall.authority.issue(Self.seller)
      let caller = try await hall.credentials("caller", identity)
      let connection = try await hall.connect(caller)
      let revoked = TestIdentity(sent: server)
      try TestIdentity.put(hall.authority.revocations([revoked]), "\(caller.path)/revoked.pem")
      try await caller.renew()
      try await eventually("it is closed") { !connection.isOpen }
      await #expect(throws: RPCError.self) {
        try await connection.call(method: 1, message: [], deadline: .now() + .seconds(60))
      }
    }
  }
}
