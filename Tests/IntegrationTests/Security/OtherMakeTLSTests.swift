/// TLS as others see it: openssl as a caller of another make, and sslscan as whoever looks for what is weak.
import Foundation
import Identities
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct OtherMakeTLSTests {
  /// `openssl s_client`, as an operator, with these flags. It asks for a method that there is not, as a server gives out
  /// what it does to resume a session along with its first answer.
  private func openssl(_ town: SecureTown, _ flags: String) async throws -> String {
    let own = try town.identity("operator/all")
    let finished = try await Program("sh").run([
      "-c",
      """
      (printf '\\377\\377\\0\\0\\0\\0\\0\\0\\1\\0\\0\\0'; sleep 0.5) | openssl s_client -connect \(town.daemon.tcp) -alpn vouch/1 -CAfile \(own)/authority.pem \
        -cert \(own)/certificate.pem -key \(own)/key.pem \(flags) 2>&1
      """,
    ])
    return finished.output
  }

  @Test func `TLS 1.3 is spoken, the chain is whole, and the protocol within is agreed on`() async throws {
    try await withSecureTown { town in
      let said = try await openssl(town, "-tls1_3")
      #expect(said.contains("Verify return code: 0 (ok)"), "\(said)")
      #expect(said.contains("ALPN protocol: vouch/1"), "\(said)")
      #expect(said.contains("TLSv1.3"), "\(said)")
    }
  }

  @Test(arguments: ["-tls1_2", "-tls1_1 -cipher ALL:@SECLEVEL=0", "-tls1 -cipher ALL:@SECLEVEL=0"])
  func `an older TLS is refused, with the reason on both sides`(version: String) async throws {
    try await withSecureTown { town in
      let said = try await openssl(town, version)
      #expect(said.contains("alert protocol version"), "\(said)")
      try await town.expectLog("a caller was refused", "it speaks a TLS older than 1.3")
    }
  }

  @Test func `a session is never resumed, so that nobody comes back without a certificate`() async throws {
    try await withSecureTown { town in
      let session = "\(town.directory)/session"
      let first = try await openssl(town, "-tls1_3 -sess_out \(session)")
      #expect(first.contains("New, TLSv1.3"), "\(first)")
      for _ in 0..<4 {
        let again = try await openssl(town, "-tls1_3 -sess_in \(session)")
        #expect(again.contains("New, TLSv1.3") && !again.contains("Reused"), "\(again)")
      }
    }
  }

  @Test func `a scan finds TLS 1.3, its three ciphers, and nothing older`() async throws {
    try await withSecureTown { town in
      let scan = try await Program("sslscan").run(["--no-colour", "--no-fallback", "\(town.daemon.tcp)"])
      func status(_ version: String) -> String? {
        scan.output.split(separator: "\n").first { $0.hasPrefix(version) }
          .map { $0.dropFirst(version.count).trimmingCharacters(in: .whitespaces) }
      }
      for version in ["SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2"] {
        #expect(status(version) == "disabled", "\(scan)")
      }
      #expect(status("TLSv1.3") == "enabled", "\(scan)")
      let ciphers = scan.output.split(separator: "\n").filter { $0.hasPrefix("Preferred") || $0.hasPrefix("Accepted") }
      #expect(ciphers.allSatisfy { $0.contains("TLSv1.3") }, "\(scan)")
      for cipher in ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"] {
        #expect(ciphers.contains { $0.contains(cipher) }, "\(scan)")
      }
      try await town.vouch(town.identity("operator/all"), "status").expecting(0)
    }
  }
}
