/// Keys between the real programs: given out by one, presented by another, judged and taken back by the daemon.
import CheckClient
import Foundation
import Identities
import Ledger
import RPC
import Testing
import VouchTesting
import Wire

extension SecureTown {
  /// A directory of who has no certificate.
  func trust() throws -> String {
    let path = "\(directory)/trust"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try TestIdentity.put(authority.pem, "\(path)/authority.pem")
    return path
  }

  /// `vouch keys` at the Unix socket.
  func keys(_ arguments: String..., exit code: Int32 = 0) async throws -> FinishedProgram {
    try await Program.vouch.run(["keys"] + arguments + ["--server", "\(daemon.unix)", "--output", "json"])
      .expecting(code)
  }

  /// A terminal over TCP, by a key in a file.
  func terminal(_ account: String, key: String, _ arguments: String...) async throws -> FinishedProgram {
    try await Program.terminal.run(
      ["--account", account] + arguments + [
        "--server", "\(daemon.tcp)", "--identity", try trust(), "--key-file", key, "--output", "json",
      ], environment: ["VOUCH_TERMINAL_HOME": "\(directory)/home"])
  }

  /// A client by a key.
  func client(_ key: AccessKey) async throws -> ManagerClient {
    let credentials = try await LiveCredentials(reading: try trust(), for: .client, needsCertificate: false)
    return ManagerClient(
      server: daemon.tcp, security: ClientSecurity(credentials, expecting: .manager), key: key)
  }
}

@Suite(.timeLimit(.minutes(30)))
struct KeyTests {
  @Test func `a buyer with a key does what one with a certificate does, and nothing else`() async throws {
    try await withSecureTown(settings: ["--callers", "key"]) { town in
      try await town.daemon.enrolByHand()
      let file = "\(town.directory)/alice.key"
      let issued = try await town.keys("issue", "--for", "terminal/ALICE", "--days", "30", "--out", file).json
      #expect(issued["holder"].text == "terminal/ALICE" && issued["key"].text == nil && issued["file"].text == file)
      let check = try await town.terminal(
        "ALICE", key: file, "demand", "--amount", "48.50", "--currency", "EUR", "--seller", "SHOP"
      ).expecting(0).json.check
      let shown = try await town.terminal("ALICE", key: file, "checks", "show", check).expecting(0)
      #expect(shown.output.contains(check))
      let other = try await town.terminal("BOB", key: file, "checks", "list").expecting(77)
      #expect(other.errors.contains("does not let you do this"), "\(other)")
      // Another program, by a key that is shown.
      let key = try #require(
        try await town.keys("issue", "--for", "vouch://seller/SHOP", "--note", "till 3").json["key"].text)
      let till = "\(town.directory)/till.key"
      try TestIdentity.put(key, till)
      try await Program.seller.run(
        ["--seller", "SHOP", "present", check, "--server", "\(town.daemon.tcp)", "--identity", town.trust()],
        environment: ["VOUCH_KEY_FILE": till]
      ).expecting(0)
      // A certificate is taken as ever.
      try await town.vouch(town.identity("operator/all"), "status").expecting(0)
      #expect(town.refusals == [])
      try expectNowhere(in: town, secrets: [try String(contentsOfFile: file, encoding: .utf8), key])
    }
  }

  /// Nothing that the daemon wrote has a secret in it.
  private func expectNowhere(in town: SecureTown, secrets: [String]) throws {
    let files = try #require(FileManager.default.enumerator(atPath: town.daemon.data))
    var count = 0
    for case let name as String in files {
      guard let bytes = FileManager.default.contents(atPath: "\(town.daemon.data)/\(name)") else { continue }
      count += 1
      for secret in secrets { #expect(bytes.range(of: Data(secret.dropFirst(17).prefix(16).utf8)) == nil, "\(name)") }
    }
    #expect(count > 4, "else nothing was looked at")
    for secret in secrets { #expect(!town.daemon.log.contains(secret.dropFirst(17).prefix(8))) }
  }

  @Test func `a revoked key cuts off whoever holds it, and is refused with what to do`() async throws {
    try await withSecureTown(settings: ["--callers", "key"]) { town in
      try await town.daemon.enrolByHand()
      let file = "\(town.directory)/alice.key"
      let id = try #require(try await town.keys("issue", "--for", "terminal/ALICE", "--out", file).json["id"].text)
      let client = try await town.client(try AccessKey.read(file))
      let alice = try #require(AccountID("ALICE"))
      _ = try await client.accepted(GetAccount(alice))
      let revoked = try await town.keys("revoke", id).json
      #expect(revoked["state"].text == "revoked")
      try await town.expectLog("a caller's key is not taken any more: connection closed", "terminal/ALICE key \(id)")
      let error = await #expect(throws: ClientError.self) { try await client.call(GetAccount(alice)) }
      #expect(error?.description.contains("it is unknown there, has expired, or was revoked") == true)
      await client.close()
      let told = try await town.terminal("ALICE", key: file, "checks", "list").expecting(77)
      #expect(told.errors.contains("Have the operator issue another (vouch keys issue)"), "\(told)")
      try await town.expectLog("a wrong key was presented", "key \(id) was revoked at")
      _ = try await town.keys("revoke", "0000000001", exit: 1)
    }
  }

  @Test func `a key that ends cuts off whoever holds it`() async throws {
    try await withSecureTown(settings: ["--callers", "key"]) { town in
      try await town.daemon.enrolByHand()
      var random = SystemRandomNumberGenerator()
      let key = AccessKey(random: &random)
      let alice = try #require(AccountID("ALICE"))
      let lifetime = try #require(Timestamp.Span(milliseconds: 3000))
      _ = try await town.daemon.withClient {
        try await $0.accepted(
          IssueKey(number: key.id.number, digest: key.digest, holder: .terminal(alice), lifetime: lifetime))
      }
      let client = try await town.client(key)
      _ = try await client.accepted(GetAccount(alice))
      try await town.expectLog("a caller's key is not taken any more", "key \(key.id) expired at")
      await #expect(throws: ClientError.self) { try await client.call(GetAccount(alice)) }
      await client.close()
    }
  }

  @Test func `keys outlive the daemon's sudden death, and so does that one was taken back`() async throws {
    try await withSecureTown(settings: ["--callers", "key"]) { town in
      try await town.daemon.enrolByHand()
      let (good, bad) = ("\(town.directory)/good.key", "\(town.directory)/bad.key")
      _ = try await town.keys("issue", "--for", "terminal/ALICE", "--out", good)
      await town.daemon.kill()
      try await town.daemon.start()
      let id = try #require(try await town.keys("issue", "--for", "terminal/ALICE", "--out", bad).json["id"].text)
      _ = try await town.keys("revoke", id)
      try await town.daemon.restart()
      try await town.terminal("ALICE", key: good, "checks", "list").expecting(0)
      try await town.terminal("ALICE", key: bad, "checks", "list").expecting(77)
      #expect(try await town.keys("list").json["keys"].items.count == 2)
    }
  }

  @Test func `a key of another manager, a damaged one and an open file are refused`() async throws {
    try await withSecureTown(settings: ["--callers", "key"]) { town in
      try await withSecureTown(settings: ["--callers", "key"]) { other in
        let file = "\(town.directory)/other.key"
        _ = try await other.keys("issue", "--for", "terminal/ALICE", "--out", file)
        let told = try await town.terminal("ALICE", key: file, "checks", "list").expecting(77)
        #expect(told.errors.contains("it is unknown there"), "\(told)")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try TestIdentity.put(text.replacing(/.\n/, with: "\n"), "\(town.directory)/cut.key")
        let cut = try await town.terminal("ALICE", key: "\(town.directory)/cut.key", "checks", "list").expecting(65)
        #expect(cut.errors.contains("has 75 characters, and such keys have 76"), "\(cut)")
        try TestIdentity.put(text, "\(town.directory)/open.key", mode: 0o644)
        let open = try await town.terminal("ALICE", key: "\(town.directory)/open.key", "checks", "list").expecting(65)
        #expect(open.errors.contains("is a secret that others can read"), "\(open)")
      }
    }
  }

  @Test func `a manager that wants certificates says so, and where to change it`() async throws {
    try await withSecureTown { town in
      let file = "\(town.directory)/alice.key"
      _ = try await town.keys("issue", "--for", "terminal/ALICE", "--out", file)
      let told = try await town.terminal("ALICE", key: file, "checks", "list").expecting(77)
      #expect(told.errors.contains("it wants a certificate, and this program shows none"), "\(told)")
      #expect(told.errors.contains("callers = key"), "\(told)")
    }
  }

  @Test func `a key and a certificate at once are one too many`() async throws {
    try await withSecureTown(settings: ["--callers", "key"]) { town in
      let file = "\(town.directory)/alice.key"
      _ = try await town.keys("issue", "--for", "terminal/ALICE", "--out", file)
      let told = try await Program.terminal.run(
        ["--account", "ALICE", "checks", "list", "--server", "\(town.daemon.tcp)", "--key-file", file],
        environment: ["VOUCH_IDENTITY": town.identity("terminal/ALICE")]
      ).expecting(64)
      #expect(told.errors.contains("a caller is known by one of the two"), "\(told)")
      let plain = try await Program.terminal.run(
        ["--account", "ALICE", "checks", "list", "--server", "\(town.daemon.tcp)", "--key-file", file]
      ).expecting(77)
      #expect(plain.errors.contains("it is only presented to who shows that it is the manager"), "\(plain)")
    }
  }

  @Test func `what comes with the key in one write is the holder's already, whoever made the client`() async throws {
    try await withSecureTown(settings: ["--callers", "key"]) { town in
      try await town.daemon.enrolByHand()
      try await town.daemon.vouch("accounts", "add", "BOB", "--currency", "EUR")
      let key = try await town.issue("ALICE")
      let (alice, bob) = (try #require(AccountID("ALICE")), try #require(AccountID("BOB")))
      let present = Frame(.authenticate, Authenticate(key: key.text).encodeRequest())
      let (own, other) = (
        Frame(.getAccount, GetAccount(alice).encodeRequest()), Frame(.getAccount, GetAccount(bob).encodeRequest())
      )
      let answers = try await town.exchange([own, present, own, other, present])
      // Before it nobody, then Alice, from whom Bob's is hidden, and who is known already.
      #expect(answers.map(\.status) == [16, 0, 0, 0, 7], "\(answers)")
      #expect(try GetAccount.decodeReply(answers[2].message).outcome.accepted?.account.id == alice)
      #expect(try GetAccount.decodeReply(answers[3].message).outcome == .refused(.unknownAccount))
      // Said again on another connection it is the same key: TLS keeps it from whoever listens, not from who has it.
      #expect(try await town.exchange([present, own]).map(\.status) == [0, 0])
    }
  }

  @Test func `wrong keys are answered alike to the byte`() async throws {
    try await withSecureTown(settings: ["--callers", "key"]) { town in
      try await town.daemon.enrolByHand()
      var random = SystemRandomNumberGenerator()
      let (revoked, crossed) = (try await town.issue("ALICE"), AccessKey(random: &random))
      _ = try await town.keys("revoke", "\(revoked.id)")
      _ = try await town.daemon.withClient {
        try await $0.accepted(
          IssueKey(
            number: crossed.id.number, digest: revoked.digest, holder: .terminal(try #require(AccountID("ALICE"))),
            lifetime: .days(1)))
      }
      let texts = [revoked.text, crossed.text, AccessKey(random: &random).text, "letmein", "vouch_"]
      let answers = try await withThrowingTaskGroup(of: [Frame].self) { group in
        for text in texts {
          group.addTask { try await town.exchange([Frame(.authenticate, Authenticate(key: text).encodeRequest())]) }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(answers.map(\.status) == [16, 16, 16, 16, 16], "\(answers)")
      #expect(Set(answers.map(\.bytes)).count == 1)
      // Four at once: three are judged, none is told more.
      let guess = Frame(.authenticate, Authenticate(key: revoked.text).encodeRequest())
      #expect(try await town.exchange([guess, guess, guess, guess]).map(\.status) == [16, 16, 16, 16])
    }
  }
}

/// A request or a reply as it is on the wire.
private struct Frame {
  let status: UInt32
  let message: [UInt8]
  let bytes: [UInt8]

  init(_ method: Method, _ message: [UInt8]) {
    status = 0
    self.message = message
    bytes = [method.rawValue, UInt32(message.count), 7].flatMap(Frame.bytes) + message
  }

  /// The replies that bytes are.
  static func replies(_ bytes: [UInt8]) -> [Frame] {
    var (frames, rest): ([Frame], ArraySlice<UInt8>) = ([], bytes[...])
    while rest.count >= 16 {
      let words = (0..<4).map { word in rest.dropFirst(4 * word).prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
      }
      let length = 16 + Int(words[2])
      frames.append(
        Frame(status: words[0], message: Array(rest.prefix(length).dropFirst(16)), Array(rest.prefix(length))))
      rest = rest.dropFirst(length)
    }
    return frames
  }

  private init(status: UInt32, message: [UInt8], _ bytes: [UInt8]) {
    self.status = status
    self.message = message
    self.bytes = bytes
  }

  private static func bytes(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}

extension SecureTown {
  /// Gives out a key for an account.
  fileprivate func issue(_ account: String) async throws -> AccessKey {
    let text = try #require(try await keys("issue", "--for", "terminal/\(account)").json["key"].text)
    return try AccessKey(text)
  }

  /// What a TLS client of another make is answered to frames that it sends in one write, without a certificate.
  fileprivate func exchange(_ frames: [Frame]) async throws -> [Frame] {
    let octal = frames.flatMap(\.bytes).map { "\\" + String($0, radix: 8) }
    // Three digits each, so that what follows is no more of it.
    let text = octal.map { "\\" + String(repeating: "0", count: 4 - $0.count) + $0.dropFirst() }.joined()
    let client = "openssl s_client -connect \(daemon.tcp) -tls1_3 -alpn vouch/1 -quiet -no_ign_eof"
    let said = try await Program("sh").run([
      "-c", "{ printf '\(text)'; sleep 5; } | \(client) 2>/dev/null | od -An -v -tx1",
    ])
    return Frame.replies(said.output.split { $0 == " " || $0 == "\n" }.compactMap { UInt8($0, radix: 16) })
  }
}

extension Outcome {
  fileprivate var accepted: Accepted? { if case .accepted(let value) = self { value } else { nil } }
}
