/// Keys over TLS: who is let in by one, as whom, and who is not.
import Identities
import Ledger
import NIOConcurrencyHelpers
import RPC
import Testing
import VouchTesting
import Wire

@testable import CheckManager

@Suite(.timeLimit(.minutes(30))) struct `A caller with a key` {
  private static let status = GetStatus()

  @Test func `is its holder from the answer on, and nobody else`() async throws {
    try await Door.with { door, site in
      let operators = try await site.connect()
      for command in Town(site.clocks).opening {
        guard case .administer(let change) = command else { continue }
        try #require(try await operators.ask(change).accepted != nil)
      }
      let key = try door.issue(1, for: .buyer)
      let connection = try await door.connect()
      let account = GetAccount(.buyer)
      #expect(await connection.status(of: account.method.rawValue, account.encodeRequest()) == .unauthenticated)
      let known = try await connection.ask(Authenticate(key: key.text)).accepted
      #expect(
        known
          == Authenticated(holder: .buyer, number: key.id.number, expires: site.clocks.wall + .days(30)))
      #expect(try await connection.ask(account).accepted?.account.id == .buyer)
      #expect(try await connection.ask(GetAccount(.stranger)).refusal == .unknownAccount)
      let sellers = ListSellers()
      #expect(await connection.status(of: sellers.method.rawValue, sellers.encodeRequest()) == .permissionDenied)
      #expect(await connection.status(of: Method.listKeys.rawValue, ListKeys().encodeRequest()) == .permissionDenied)
      // A second connection is nobody again.
      let second = try await door.connect()
      #expect(await second.status(of: account.method.rawValue, account.encodeRequest()) == .unauthenticated)
    }
  }

  @Test(arguments: [Actor.buyer, .shop, .carrier, .rail(.card)])
  func `is taken for the role and code that it was issued for`(holder: Actor) async throws {
    try await Door.with { door, _ in
      let (connection, known) = try await door.connect(try door.issue(1, for: holder))
      #expect(known.holder == holder)
      #expect(try await connection.ask(Self.status).accepted != nil)
    }
  }

  @Test func `may say so once, and stays who it is when it says more`() async throws {
    try await Door.with { door, _ in
      let (first, second) = (try door.issue(1, for: .buyer), try door.issue(2, for: .shop))
      let (connection, _) = try await door.connect(first)
      #expect(await connection.present(second.text) == .permissionDenied)
      #expect(await connection.present(first.text) == .permissionDenied)
      let sellers = ListSellers()
      #expect(await connection.status(of: sellers.method.rawValue, sellers.encodeRequest()) == .permissionDenied)
      #expect(try await connection.ask(Self.status).accepted != nil)
    }
  }

  @Test func `is not needed, and not heard, where everybody is trusted or known by the kernel`() async throws {
    try await Door.with { door, site in
      let key = try door.issue(1)
      let connection = try await site.connect()
      #expect(await connection.present(key.text) == .permissionDenied)
      site.caller.withLockedValue { $0 = .known([.operator(.all)], by: .unixUser(0)) }
      #expect(await connection.present(key.text) == .permissionDenied)
    }
  }

  @Test func `is cut off when its key is revoked, and cannot come back`() async throws {
    try await Door.with { door, site in
      let (key, other) = (try door.issue(1), try door.issue(2))
      let (connection, _) = try await door.connect(key)
      let (unconcerned, _) = try await door.connect(other)
      let operators = try await site.connect()
      #expect(try await operators.ask(RevokeKey(key.id.number)).accepted?.revoked == site.clocks.wall)
      try await eventually("it is closed") { !connection.isOpen }
      #expect(site.log.messages.contains("notice: a caller's key is not taken any more: connection closed"))
      #expect(await (try door.connect()).present(key.text) == .unauthenticated)
      #expect(try await unconcerned.ask(Self.status).accepted != nil)
    }
  }

  @Test func `is cut off when its key ends`() async throws {
    try await Door.with { door, site in
      let (connection, _) = try await door.connect(try door.issue(1, .minutes(10)))
      site.clocks.advance(by: .minutes(9))
      site.keys.closeLapsed(at: site.committer.now())
      #expect(try await connection.ask(Self.status).accepted != nil)
      site.clocks.advance(by: .minutes(1))
      site.keys.closeLapsed(at: site.committer.now())
      try await eventually("it is closed") { !connection.isOpen }
      try await eventually("it is let go") { site.keys.heldCount == 0 }
    }
  }

  @Test func `leaves nothing behind when it goes`() async throws {
    try await Door.with { door, site in
      let key = try door.issue(1)
      for _ in 0..<5 {
        let (connection, _) = try await door.connect(key)
        #expect(site.keys.heldCount >= 1)
        await connection.close()
      }
      try await eventually("it is let go") { site.keys.heldCount == 0 }
    }
  }

  @Test func `is issued, listed and revoked by whoever has that duty`() async throws {
    try await Door.with { door, site in
      let connection = try await site.connect()
      site.caller.withLockedValue { $0 = .known([.operator(.keys)], by: .unixUser(1000)) }
      let draft = `The register of keys`.Draft(1, note: "till 3")
      let record = try #require(try await connection.ask(draft.issue).accepted)
      #expect(try await connection.ask(draft.issue).accepted == record)
      #expect(try await connection.ask(ListKeys()).accepted == Page(items: [record], next: nil))
      #expect(try await connection.ask(RevokeKey(2)).refusal == .unknownKey)
      #expect(await (try door.connect()).present(draft.key.text) == nil)
      let revoked = try #require(try await connection.ask(RevokeKey(record.number)).accepted)
      #expect(revoked.revoked != nil)
      for message in ["a key was issued", "a key was revoked"] {
        #expect(site.log.text(of: "key", in: message) == draft.key.id.description)
      }
      #expect(!site.log.everything.contains(draft.key.text.dropFirst(17).prefix(12)))
    }
  }
}

@Suite(.timeLimit(.minutes(30))) struct `A caller with a wrong key` {
  /// What is presented, and what the log says of it.
  enum Wrong: String, CaseIterable, Sendable {
    case unknown, otherSecret, expired, revoked, damaged, cut, noKey, noText

    func text(_ door: Door) throws -> (text: String, says: String) {
      let key = try door.issue(1, .minutes(10))
      switch self {
      case .unknown: return (`The register of keys`.Draft(9).key.text, "there is no key")
      case .otherSecret:
        var issue = `The register of keys`.Draft(8).issue
        issue.digest = Digest(1, 2, 3, 4)
        _ = try door.keys.issue(issue, at: door.clocks.wall)
        return (`The register of keys`.Draft(8).key.text, "it is not the secret of key")
      case .expired:
        door.clocks.advance(by: .minutes(10))
        _ = door.committer.now()
        return (key.text, "expired at")
      case .revoked:
        _ = try door.keys.revoke(key.id.number, at: door.clocks.wall)
        return (key.text, "was revoked at")
      case .damaged: return (String(key.text.dropLast()) + (key.text.last == "0" ? "1" : "0"), "it is no key")
      case .cut: return (String(key.text.dropLast(10)), "it is no key")
      case .noKey: return ("letmein", "it is no key")
      case .noText: return ("vouch_\u{7}\u{2028}", "it is no key")
      }
    }
  }

  @Test(arguments: Wrong.allCases)
  func `is told the same whatever is wrong; only the log knows, and nothing of the key`(wrong: Wrong) async throws {
    try await Door.with { door, site in
      let (text, says) = try wrong.text(door)
      let connection = try await door.connect()
      #expect(await connection.present(text) == .unauthenticated)
      let reason = site.log.text(of: "reason", in: "a wrong key was presented")
      #expect(reason?.contains(says) == true, "\(String(describing: reason))")
      if text.utf8.count > 40 { #expect(!site.log.everything.contains(text.dropFirst(17).prefix(8))) }
      // It may try again, and is let in by a right one.
      let good = try door.issue(5)
      #expect(await connection.present(good.text) == nil)
    }
  }

  @Test func `is closed after three, whatever else it has sent`() async throws {
    try await Door.with { door, site in
      let connection = try await door.connect()
      let good = try door.issue(1)
      for seed in 101...102 { #expect(await connection.present(Self.stranger(UInt64(seed))) == .unauthenticated) }
      #expect(await connection.present(Self.stranger(103)) == .unauthenticated)
      try await eventually("it is closed") { !connection.isOpen }
      #expect(await connection.present(good.text) != nil)
      #expect(site.keys.heldCount == 0)
    }
  }

  private static func stranger(_ seed: UInt64) -> String { `The register of keys`.Draft(seed).key.text }

  @Test func `by the thousand gets nowhere, waits, and keeps nobody out`() async throws {
    try await Door.with { door, site in
      let good = try door.issue(1)
      let answers = NIOLockedValueBox<[StatusCode?: Int]>([:])
      try await withThrowingTaskGroup { group in
        for index in 0..<150 {
          group.addTask {
            let connection = try await door.connect()
            await withTaskGroup { guesses in
              for guess in 0..<14 {
                guesses.addTask {
                  let status = await connection.present(Self.stranger(UInt64(1000 + index * 20 + guess)))
                  answers.withLockedValue { $0[status, default: 0] += 1 }
                }
              }
            }
          }
        }
        // The owner comes and goes meanwhile.
        for _ in 0..<20 {
          let (connection, known) = try await door.connect(good)
          #expect(known.holder == .buyer)
          await connection.close()
        }
        try await group.waitForAll()
      }
      #expect(answers.withLockedValue { $0 } == [.unauthenticated: 150 * 14])
      let lines = site.log.messages.filter { $0 == "warning: a wrong key was presented" }
      #expect((1...60).contains(lines.count), "thirty a minute: \(lines.count)")
      for seed in [1000, 1021, 3000] as [UInt64] {
        #expect(!site.log.everything.contains(Self.stranger(seed).dropFirst(17).prefix(8)))
      }
      #expect(site.keys.heldCount <= 1)
    }
  }

  @Test func `is bounded until it is known, and not after`() async throws {
    try await Door.with { door, site in
      let long = [UInt8](repeating: 0, count: 60_000)
      let stranger = try await door.connect()
      #expect(await stranger.status(of: Method.issueCheck.rawValue, long) == .unauthenticated)
      #expect(await stranger.status(of: Method.issueCheck.rawValue, long) == .unauthenticated)
      try await eventually("it is closed") { !stranger.isOpen }
      #expect(
        site.log.text(of: "reason", in: "a caller was refused")
          == "it sent more than 65536 bytes before it was known")
      let (known, _) = try await door.connect(try door.issue(1))
      for _ in 0..<3 { _ = await known.status(of: Method.issueCheck.rawValue, long) }
      #expect(known.isOpen)
    }
  }
}
