/// Lists of revocations, read: another make's, damaged ones, and those that say what is not understood.
import Foundation
import Ledger
import Testing
import VouchTesting

@testable import Identities

@Suite(.timeLimit(.minutes(30)))
struct `A list of revocations` {
  @Test(arguments: ["ec -pkeyopt ec_paramgen_curve:P-384", "rsa -pkeyopt rsa_keygen_bits:2048"])
  func `of another make is believed when its authority signed it`(newKey: String) async throws {
    try await OtherMake.withParty(newKey: newKey) { party in
      try await party.revoke(reason: "superseded")
      let list = try RevocationList(pem: try party.text("revoked.pem"))
      let directory = try IdentityDirectory.read(party.path)
      #expect(list.isSigned(by: directory.authorities[0].certificate))
      #expect(!list.isSigned(by: directory.certificate.certificate), "only an authority signs lists")
      #expect(list.entries.values.map(\.reason) == [.superseded])
      #expect(list.nextUpdate.milliseconds - list.thisUpdate.milliseconds == 30 * 86_400_000)
      #expect(!list.isOverdue(at: list.nextUpdate) && list.isOverdue(at: list.nextUpdate + .minutes(1)))
    }
  }

  /// Lines of openssl's configuration for lists, and why the list is refused.
  static let refused: [(line: String, says: String)] = [
    ("2.5.29.28 = critical, DER:30:03:82:01:ff", "critical"),
    ("2.5.29.27 = critical, DER:02:01:01", "critical"),
    ("1.2.3.4 = critical, ASN1:NULL", "1.2.3.4"),
  ]

  @Test(arguments: refused)
  func `that says something critical that is not understood is refused`(_ list: (line: String, says: String))
    async throws
  {
    try await OtherMake.withParty { party in
      try await party.shell(
        "echo '\(list.line)' >> openssl.cnf; openssl ca -config openssl.cnf -gencrl -out revoked.pem 2>/dev/null")
      let text = try party.text("revoked.pem")
      let error = #expect(throws: Malformed.self) { try RevocationList(pem: text) }
      #expect(error?.reason.contains(list.says) == true, "\(String(describing: error))")
    }
  }

  @Test func `of version 1 is refused`() async throws {
    try await OtherMake.withParty { party in
      try await party.shell(
        "sed -i '/crlnumber/d; /crl_extensions/d' openssl.cnf; openssl ca -config openssl.cnf -gencrl -out revoked.pem 2>/dev/null"
      )
      let text = try party.text("revoked.pem")
      #expect(throws: Malformed.self) { try RevocationList(pem: text) }
    }
  }

  @Test func `of thousands is read by openssl too`() async throws {
    try await Bench.with { bench in
      var entries: [Serial: RevocationList.Entry] = [:]
      while entries.count < 2000 {
        let serial = try #require(Serial((0..<16).map { _ in UInt8.random(in: 0...255, using: &bench.random) }))
        entries[serial] = .init(time: bench.now, reason: entries.count % 2 == 0 ? .unspecified : .superseded)
      }
      let list = try bench.authority.authority.list(entries, number: .max, at: bench.now)
      #expect(list.entries == entries && list.number == .max)
      try Data(list.pem.utf8).write(to: URL(fileURLWithPath: "\(bench.path)/list.pem"))
      let text = try await bench.shell(
        "openssl crl -in list.pem -CAfile authority/authority.pem -verify -noout -text 2>&1")
      #expect(text.contains("verify OK"))
      #expect(text.split(separator: "\n").count { $0.contains("Serial Number:") } == 2000)
    }
  }

  @Test func `is bounded, whoever makes it`() async throws {
    try await Bench.with { bench in
      #expect(throws: Malformed.self) { try RevocationList(der: [UInt8](repeating: 0x30, count: (1 << 20) + 1)) }
      var entries: [Serial: RevocationList.Entry] = [:]
      for number in 0..<UInt32(30_000) {
        let bytes = [UInt8](repeating: 0x7F, count: 16) + (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        entries[try #require(Serial(bytes))] = .init(time: bench.now, reason: .unspecified)
      }
      let fault = #expect(throws: Malformed.self) {
        try bench.authority.authority.list(entries, number: 2, at: bench.now)
      }
      #expect(fault?.reason.contains("more than 1048576 bytes") == true, "\(String(describing: fault))")
    }
  }

  @Test func `is read whole or not at all`() async throws {
    try await OtherMake.withParty { party in
      try await party.revoke()
      let text = try party.text("revoked.pem")
      for end in text.indices where text[..<end].count < text.count - 1 {
        #expect(throws: Malformed.self) { try RevocationList(pem: String(text[..<end])) }
      }
      #expect(throws: Malformed.self) { try RevocationList(pem: text + text) }
      #expect(throws: Malformed.self) { try RevocationList(pem: String(repeating: " ", count: 2 << 20) + text) }
    }
  }

  @Test(arguments: SeededGenerator.seeds(4))
  func `with bits changed is refused, or not believed`(seed: UInt64) async throws {
    try await OtherMake.withParty { party in
      try await party.revoke()
      let der = try RevocationList(pem: try party.text("revoked.pem")).der
      let authority = try IdentityDirectory.read(party.path).authorities[0].certificate
      var random = SeededGenerator(seed: seed)
      for _ in 0..<2000 {
        var changed = der
        for _ in 0...Int.random(in: 0..<3, using: &random) {
          changed[Int.random(in: 0..<der.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
        if changed == der { continue }
        if let list = try? RevocationList(der: changed) {
          #expect(!list.isSigned(by: authority), "seed \(seed): \(changed)")
        }
      }
    }
  }
}
