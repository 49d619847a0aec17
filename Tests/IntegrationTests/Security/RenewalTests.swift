/// Certificates that change under a daemon that runs.
import CheckClient
import Foundation
import Identities
import RPC
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct RenewalTests {
  /// Runs `body` with a client over TLS that has asked once.
  private func withClient(
    of town: SecureTown, _ identity: TestIdentity, _ body: (ManagerClient) async throws -> Void
  ) async throws {
    let path = try identity.write(to: "\(town.directory)/client", trusting: town.authority)
    let credentials = try await LiveCredentials(reading: path, for: .client)
    var options = ClientOptions()
    options.timeout = .seconds(60)
    let client = ManagerClient(
      server: town.daemon.tcp, options: options, security: ClientSecurity(credentials, expecting: .manager))
    _ = try await client.call(GetStatus())
    try await body(client)
    await client.close()
  }

  @Test(arguments: [true, false])
  func `who is revoked is cut off and kept out, told by a signal or by itself`(isTold: Bool) async throws {
    try await withSecureTown { town in
      let identity = try town.authority.issue(.operators)
      try await withClient(of: town, identity) { client in
        try TestIdentity.put(
          town.authority.revocations([identity]), "\(town.directory)/manager/revoked.pem", mode: 0o644)
        if isTold { town.daemon.hangUp() }
        try await town.expectLog(
          "a caller's certificate is not taken any more", "it was revoked (number \(identity.serial))")
        let error = await #expect(throws: ClientError.self) { try await client.call(GetStatus()) }
        guard case .insecure? = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        let told = try await town.vouch("\(town.directory)/client", "status").expecting(77)
        #expect(told.errors.contains("it does not take this program's certificate"), "\(told)")
        try await town.expectLog("a caller was refused", "its certificate: it was revoked (number \(identity.serial))")
        try await town.vouch(town.identity("operator/all"), "status").expecting(0)
        town.expectNoSecrets()
      }
    }
  }

  @Test func `who has ended is cut off`() async throws {
    try await withSecureTown { town in
      let identity = try town.authority.issue(.operators.with { $0.ends = 20 })
      try await withClient(of: town, identity) { _ in
        try await town.expectLog("a caller's certificate is not taken any more", "it expired at")
      }
    }
  }

  @Test func `a new certificate is shown from then on, a bad one never, and who is there stays`() async throws {
    try await withSecureTown { town in
      try await withClient(of: town, try town.authority.issue(.operators)) { client in
        let directory = "\(town.directory)/manager"
        let expired = try town.authority.issue(TestAuthority.Draft("vouch://manager").with { $0.ends = -60 })
        try expired.write(to: directory, trusting: town.authority)
        town.daemon.hangUp()
        try await town.expectLog("the identity that was read anew is not used", "it expired at")
        _ = try await client.call(GetStatus())
        try await town.vouch(town.identity("operator/all"), "status").expecting(0)

        let next = try town.authority.issue(.manager)
        try next.write(to: directory, trusting: town.authority)
        // Nobody tells it.
        try await town.expectLog("the identity was read anew", next.serial)
        _ = try await client.call(GetStatus())
        let shown = try await Program("sh").run([
          "-c",
          "openssl s_client -connect \(town.daemon.tcp) -tls1_3 </dev/null 2>/dev/null | openssl x509 -noout -serial",
        ])
        #expect(shown.output.lowercased().contains(next.serial), "\(shown)")
        #expect(!town.daemon.log.contains("not taken any more"))
        town.expectNoSecrets()
      }
    }
  }

  @Test func `a hang-up does not end a daemon that has no identity`() async throws {
    try await withDaemon { daemon in
      daemon.hangUp()
      try await eventually("it has heard") { daemon.log.contains("there is no identity to read") }
      #expect(try await daemon.vouch("status")["drawee"] == "Vouch")
      #expect(try await daemon.stop() == .exited(0))
    }
  }
}
