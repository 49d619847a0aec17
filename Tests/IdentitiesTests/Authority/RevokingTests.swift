/// Certificates taken back: who is meant, what the list says, and what openssl makes of it.
import Foundation
import Identities
import Ledger
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct `A certificate is revoked` {
  @Test(arguments: RevocationReason.given)
  func `for a reason that openssl reads`(reason: RevocationReason) async throws {
    try await Bench.with { bench in
      let certificate = try bench.issue("terminal/ALICE", into: "alice")
      try bench.issue("terminal/BOB", into: "bob")
      #expect(try bench.revoke("terminal/ALICE", reason) == [certificate])
      let text = try await bench.shell(
        """
        openssl crl -in authority/revoked.pem -CAfile authority/authority.pem -verify -noout -text 2>&1
        verify="openssl verify -attime \(bench.now.seconds) -crl_check -CAfile authority/authority.pem -CRLfile \
        authority/revoked.pem"
        $verify bob/certificate.pem
        ! $verify alice/certificate.pem 2>&1
        """)
      #expect(text.contains("verify OK"))
      #expect(text.contains("certificate revoked"))
      #expect(text.contains("Version 2 (0x1)") && text.contains("X509v3 Authority Key Identifier"))
      #expect(text.lowercased().contains("serial number: \(certificate.serial)"))
      #expect(text.contains("X509v3 CRL Reason Code") == (reason != .unspecified))
      let list = try bench.authority.revocations()
      #expect(list.entries == [certificate.serial: .init(time: bench.now, reason: reason)])
      #expect(list.number == 2)
      #expect(list.isSigned(by: bench.authority.authority.certificate.certificate))
      #expect(try bench.authority.issued().map { $0.state(at: bench.now) } == [.revoked, .valid])
    }
  }

  @Test func `with all of its identity that are still believed`() async throws {
    try await Bench.with { bench in
      let short = try bench.issue("seller/SHOP-7", into: "short", days: 1)
      bench.now = bench.now + .days(2)
      let one = try bench.issue("seller/SHOP-7", into: "one")
      let both = try bench.issue("distributor/VAN-2", "seller/SHOP-7", into: "both")
      try bench.issue("distributor/VAN-2", into: "other")
      #expect(Set(try bench.revoke("vouch://seller/SHOP-7").map(\.serial)) == [one.serial, both.serial])
      let list = try bench.authority.revocations()
      #expect(!list.revokes(serial: short.serial) && list.revokes(serial: both.serial))
      #expect(throws: AuthorityError.nothingToRevoke(.seller(try #require(SellerID("SHOP-7"))))) {
        try bench.revoke("seller/SHOP-7")
      }
      #expect(throws: AuthorityError.unknownIdentity(.manager)) { try bench.revoke("manager") }
    }
  }

  @Test func `by the first digits of its number`() async throws {
    try await Bench.with { bench in
      let certificate = try bench.issue("auditor", into: "a", days: 1)
      let digits = "\(certificate.serial)"
      #expect(throws: AuthorityError.unknownSerial("00000000")) { try bench.revoke("00000000") }
      let coloned = digits.prefix(8).uppercased().enumerated().map { $0 % 2 == 0 && $0 > 0 ? ":\($1)" : "\($1)" }
        .joined()
      #expect(try bench.revoke(coloned) == [certificate])
      #expect(
        throws: AuthorityError.revoked(certificate.serial, time: bench.now.wholeSeconds, reason: .keyCompromise)
      ) { try bench.revoke(digits) }
      let other = try bench.issue("auditor", into: "b", days: 1)
      bench.now = bench.now + .days(2)
      #expect(throws: AuthorityError.expired(other.serial, time: other.notAfter)) {
        try bench.revoke("\(other.serial)")
      }
    }
  }

  @Test func `not when two numbers begin alike`() async throws {
    try await Bench.with { bench in
      var alike = Alike()
      for name in ["a", "b"] {
        _ = try bench.authority.issue(
          IssueOrder(try CertificateNames([.auditor])), into: "\(bench.path)/\(name)", at: bench.now, random: &alike)
      }
      let serials = try bench.authority.issued().map(\.certificate.serial)
      #expect(throws: AuthorityError.ambiguousSerial("4a4a4a4a", serials)) { try bench.revoke("4a4a4a4a") }
      #expect(try bench.revoke("\(serials[1])").map(\.serial) == [serials[1]])
    }
  }

  @Test(arguments: ["", "123", "seller/", "nobody/X", "4a4g", String(repeating: "a", count: 41), "::"])
  func `by nothing else`(target: String) { #expect(RevocationTarget(target) == nil) }

  @Test func `and whoever is issued to later learns of it, also much later`() async throws {
    try await Bench.with { bench in
      let lost = try bench.issue("auditor", into: "a")
      try bench.revoke("auditor")
      try bench.issue("manager", into: "m")
      #expect(try bench.directory("m").revokes(serial: lost.serial.bytes))
      #expect(try bench.directory("m").revocations[0].number == 2)
      bench.now = bench.now + .days(31)
      try bench.issue("manager", into: "n")
      let list = try bench.directory("n").revocations[0]
      #expect(list.number == 3 && list.revokes(serial: lost.serial))
      #expect(list.nextUpdate == (bench.now + .days(90)).wholeSeconds)
    }
  }

  @Test(arguments: [
    "rm authority/revoked.pem", "cp other/revoked.pem authority/revoked.pem", "echo > authority/revoked.pem",
  ])
  func `and a list that is lost or another's stops everything, as a new one would take nothing back`(
    _ done: String
  ) async throws {
    try await Bench.with { bench in
      try bench.issue("auditor", into: "a")
      var random = bench.random
      _ = try AuthorityDirectory.make("\(bench.path)/other", ledger: "Nordmark", at: bench.now, random: &random)
      try await bench.shell(done)
      #expect(throws: AuthorityError.self) { try bench.revoke("auditor") }
      #expect(throws: AuthorityError.self) { try bench.issue("manager", into: "m") }
      #expect(throws: AuthorityError.self) { try bench.authority.issued() }
    }
  }
}

/// Numbers that begin alike and end differently.
private struct Alike: RandomNumberGenerator {
  var count: UInt64 = 0
  mutating func next() -> UInt64 {
    count += 1
    return count << 32 | 0x4A4A_4A4A
  }
}
