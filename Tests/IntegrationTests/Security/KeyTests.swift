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

@Suite(.timeLimit(.minutes(10)))
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
}
