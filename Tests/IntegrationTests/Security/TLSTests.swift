/// TLS between the real programs: who gets in, who does not, and what each is told.
import CheckClient
import Foundation
import Identities
import RPC
import Testing
import VouchTesting
import Wire

/// A vouchd over TLS, and the identities of those who call.
struct SecureTown {
  let daemon: Daemon
  let authority: TestAuthority
  /// Where identities lie.
  let directory: String

  /// The identity directory of somebody; made when first asked for.
  func identity(_ name: String, _ make: (TestAuthority) throws -> TestIdentity) throws -> String {
    try make(authority).write(to: "\(directory)/\(name)", trusting: authority)
  }

  /// That of somebody with this name in an honest certificate.
  func identity(_ name: String) throws -> String {
    try identity(name.replacing("/", with: "-")) { try $0.issue(TestAuthority.Draft("vouch://\(name)")) }
  }

  /// `vouch` over TCP, by an identity.
  func vouch(_ identity: String?, _ arguments: String...) async throws -> FinishedProgram {
    let flags = identity.map { ["--identity", $0] } ?? []
    return try await Program.vouch.run(arguments + ["--server", "\(daemon.tcp)", "--timeout", "20"] + flags)
  }

  /// The lines of the daemon's log about callers who were refused.
  var refusals: [String] { daemon.log.split(separator: "\n").map(String.init).filter { $0.contains("was refused") } }

  /// Waits until the daemon's log has a line with all these words.
  func expectLog(_ words: String...) async throws {
    do {
      try await eventually("the log says \(words)", within: .seconds(90)) {
        daemon.log.split(separator: "\n").contains { line in words.allSatisfy { line.contains($0) } }
      }
    } catch {
      throw ProcessFailure("\(error)\n\(daemon.log)")
    }
  }

  /// What must be nowhere in a log: anything of a key.
  func expectNoSecrets(location: SourceLocation = #_sourceLocation) {
    #expect(!daemon.log.contains("PRIVATE") && !daemon.log.contains("BEGIN"), sourceLocation: location)
  }
}

/// Runs `body` with a vouchd over TLS.
func withSecureTown(settings: [String] = [], _ body: (SecureTown) async throws -> Void) async throws {
  try await withTemporaryDirectory { directory in
    let authority = try TestAuthority()
    let manager = try authority.issue(.manager).write(to: "\(directory)/manager", trusting: authority)
    try await withDaemon(identity: manager, settings: settings) { daemon in
      try await body(SecureTown(daemon: daemon, authority: authority, directory: directory))
    }
  }
}

@Suite(.timeLimit(.minutes(30)))
struct TLSTests {
  @Test func `an order goes its way over TLS, everybody with an identity of their own`() async throws {
    try await withSecureTown { town in
      let operators = try town.identity("operator/all")
      let server = ["--server", "\(town.daemon.tcp)", "--output", "json"]
      for command in [
        ["accounts", "add", "ALICE", "--currency", "EUR"], ["fund", "ALICE", "300.00"],
        ["sellers", "add", "SHOP", "--currency", "EUR"],
      ] {
        try await Program.vouch.run(command + server + ["--identity", operators]).expecting(0)
      }
      let check = try await Program.terminal.run(
        ["--account", "ALICE", "demand", "--amount", "48.50", "--currency", "EUR", "--seller", "SHOP"] + server,
        environment: [
          "VOUCH_IDENTITY": town.identity("terminal/ALICE"), "VOUCH_TERMINAL_HOME": "\(town.directory)/home",
        ]
      ).expecting(0).json.check
      try await Program.seller.run(
        ["--identity", town.identity("seller/SHOP"), "--seller", "SHOP", "present", check] + server
      ).expecting(0)
      #expect(town.refusals == [])
    }
  }

  /// Whose certificate `vouch` is told to show, and what it says instead.
  static let callers: [(String, @Sendable (TestAuthority) throws -> TestIdentity, String)] = [
    ("expired", { try $0.issue(.operators.with { $0.ends = -60 }) }, "it expired at"),
    ("not yet valid", { try $0.issue(.operators.with { $0.begins = 600 }) }, "it is not valid before"),
    ("self-made", { _ in try TestAuthority.selfMade(.operators) }, "was not issued by"),
    ("another authority's", { _ in try TestAuthority().issue(.operators) }, "was not issued by"),
    ("without a name", { try $0.issue(TestAuthority.Draft()) }, "it has no name of Vouch's"),
    ("of an unknown role", { try $0.issue(TestAuthority.Draft("vouch://king/A")) }, "it has no name of Vouch's"),
  ]

  @Test(arguments: callers.indices)
  func `a certificate with a fault is not even shown`(index: Int) async throws {
    let (name, make, says) = Self.callers[index]
    try await withSecureTown { town in
      let identity = try town.identity(name.replacing(" ", with: "-"), make)
      let told = try await town.vouch(identity, "status").expecting(65)
      #expect(told.errors.contains(says), "\(told)")
      #expect(town.refusals == [])
    }
  }

  @Test func `another authority's people are strangers to each other, whichever side looks first`() async throws {
    try await withSecureTown { town in
      let other = try TestAuthority("Another")
      let own = try other.issue(.operators).write(to: "\(town.directory)/other", trusting: other)
      let told = try await town.vouch(own, "status").expecting(77)
      #expect(told.errors.contains("its certificate: it comes from another authority"), "\(told)")
      try await town.expectLog("it does not take this server's certificate")
      // One that believes the daemon, and is not believed.
      let both = try other.issue(.operators).write(to: "\(town.directory)/both", trusting: other, town.authority)
      let refused = try await town.vouch(both, "status").expecting(77)
      #expect(refused.errors.contains("it does not take this program's certificate"), "\(refused)")
      try await town.expectLog("a caller was refused", "its certificate: it comes from another authority")
      town.expectNoSecrets()
    }
  }

  @Test func `a thief with a seller's certificate does not pass for the manager`() async throws {
    try await withSecureTown { town in
      let thief = try town.authority.issue(TestAuthority.Draft("vouch://seller/THIEF"))
      try thief.write(to: "\(town.directory)/manager", trusting: town.authority)
      // As vouchd it does not even start.
      let refused = try await Program.vouchd.run(
        ["--data", town.daemon.data, "--listen", "127.0.0.1:0", "--identity", "\(town.directory)/manager"]
      ).expecting(78)
      #expect(refused.errors.contains("it names seller/THIEF, and manager was expected"), "\(refused)")
      // So it has a shop's site, at an address that the buyer takes for the manager's.
      let shop = try await RunningProgram.start(
        .seller,
        [
          "serve", "--data", "\(town.directory)/shop", "--seller", "THIEF", "--name", "T", "--currency", "EUR",
          "--listen", "127.0.0.1:0", "--identity", "\(town.directory)/manager", "--manager", "\(town.daemon.tcp)",
        ])
      var place: String?
      try await eventually("the shop listens") {
        place = try? String(contentsOfFile: "\(town.directory)/shop/endpoints", encoding: .utf8)
        return place != nil
      }
      let address = try #require(place?.split(separator: "\n").first)
      let told = try await Program.vouch.run(
        ["status", "--server", "\(address)", "--identity", town.identity("operator/all")]
      ).expecting(77)
      #expect(told.errors.contains("it names seller/THIEF, and manager was expected"), "\(told)")
      await shop.kill()
    }
  }

  @Test func `plain TCP to TLS, and TLS to plain TCP, are told what to do`() async throws {
    try await withSecureTown { town in
      let plain = try await town.vouch(nil, "status").expecting(77)
      #expect(plain.errors.contains("it speaks TLS. Say who you are by an identity (--identity DIRECTORY)"), "\(plain)")
      try await town.expectLog("a caller was refused", "it does not speak TLS")
      try await withDaemon { other in
        let identity = try town.identity("operator/all")
        let told = try await Program.vouch.run(["status", "--server", "\(other.tcp)", "--identity", identity])
          .expecting(77)
        #expect(told.errors.contains("it does not speak TLS. Leave the identity out"), "\(told)")
        #expect(other.log.contains("it speaks TLS, and this port does not"))
        // At the Unix socket the kernel says who is there, and an identity does no harm.
        try await Program.vouch.run(["status", "--server", "\(other.unix)", "--identity", identity]).expecting(0)
      }
    }
  }

  @Test func `garbage and a handshake that stands still take nothing from others`() async throws {
    try await withSecureTown { town in
      let identity = try town.identity("operator/all")
      let silent = try RawConnection(to: town.daemon.tcp)
      try await silent.send([0x16, 0x03, 0x01, 0x02])
      try await silent.expectClosed()
      try await town.expectLog("a caller was refused", "it did not say who it is within 10.0 seconds")
      var stalled: [RawConnection] = []
      for index in 0..<600 {
        let connection = try RawConnection(to: town.daemon.tcp)
        if index % 2 == 0 { try await connection.send([0x16, 0x03, 0x01, 0x02]) }
        stalled.append(connection)
      }
      let noise = try RawConnection(to: town.daemon.tcp)
      try await noise.send([0x16, 0x03, 0x03, 0x00, 0x05] + Array("noise".utf8))
      try await noise.expectClosed()
      try await town.vouch(identity, "status").expecting(0)
      try await town.expectLog("it was the oldest of too many callers")
      for connection in stalled { try await connection.expectClosed() }
      #expect(town.refusals.count < 200, "strangers cannot fill the log")
      try await town.vouch(identity, "status").expecting(0)
    }
  }
}

extension TestAuthority.Draft {
  /// An operator's.
  static var operators: TestAuthority.Draft { TestAuthority.Draft("vouch://operator/all") }
}
