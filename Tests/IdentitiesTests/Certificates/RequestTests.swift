/// Requests of those who keep their private keys: only the public key counts, and only from whoever has the private one.
import Foundation
import Identities
import Ledger
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct `A request` {
  /// Makes one with openssl: `key.pem` and `request.pem`.
  static func make(_ bench: Bench, newKey: String = "ec -pkeyopt ec_paramgen_curve:P-256") async throws -> [UInt8] {
    try await bench.shell(
      """
      openssl genpkey -algorithm \(newKey) -out key.pem 2>/dev/null
      openssl req -new -key key.pem -subj "/CN=operator all" -addext "subjectAltName=URI:vouch://operator/all" \
      -out request.pem
      """)
    return Array(try Data(contentsOf: URL(fileURLWithPath: "\(bench.path)/request.pem")))
  }

  @Test(arguments: ["P-256", "P-384"])
  func `gets a certificate for its key, and none of the names it wished for`(curve: String) async throws {
    try await Bench.with { bench in
      let pem = try await Self.make(bench, newKey: "ec -pkeyopt ec_paramgen_curve:\(curve)")
      let certificate = try bench.issue("terminal/ALICE", into: "alice", request: try CertificateRequest(pem: pem))
      #expect(certificate.identities == [Identity("terminal/ALICE")])
      #expect(certificate.name == "terminal/ALICE")
      let files = try await bench.shell("ls alice; cp key.pem alice")
      #expect(files == "authority.pem\ncertificate.pem\nrevoked.pem\n")
      #expect(try bench.directory("alice").isUsable(at: bench.now))
    }
  }

  @Test func `is refused where another key lies`() async throws {
    try await Bench.with { bench in
      let request = try CertificateRequest(pem: try await Self.make(bench))
      try await bench.shell(
        "mkdir a b; cp key.pem a; openssl genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 -out b/key.pem")
      try bench.issue("auditor", into: "a", request: request)
      #expect(try bench.directory("a").isUsable(at: bench.now))
      #expect(throws: AuthorityError.holdsAnotherKey(directory: "\(bench.path)/b")) {
        try bench.issue("auditor", into: "b", request: request)
      }
      #expect(try bench.authority.issued().count == 1)
    }
  }

  @Test(arguments: ["rsa -pkeyopt rsa_keygen_bits:2048", "ed25519", "ec -pkeyopt ec_paramgen_curve:P-521"])
  func `for another kind of key is refused with the kinds that are taken`(newKey: String) async throws {
    try await Bench.with { bench in
      let pem = try await Self.make(bench, newKey: newKey)
      let fault = #expect(throws: Malformed.self) { try CertificateRequest(pem: pem) }
      #expect(fault?.thing.contains("P-256 or P-384") == true, "\(String(describing: fault))")
    }
  }

  @Test func `with any bit changed is refused`() async throws {
    try await Bench.with { bench in
      let pem = try await Self.make(bench)
      let der = Array(
        try await bench.shell("openssl req -in request.pem -outform DER | od -An -v -tx1 | tr -d ' \\n'").hexadecimal)
      for place in der.indices {
        for bit in 0..<8 {
          var changed = der
          changed[place] ^= 1 << UInt8(bit)
          #expect(throws: Malformed.self) { try CertificateRequest(pem: changed.pem("CERTIFICATE REQUEST")) }
        }
      }
      for end in 0..<pem.count - 1 {
        #expect(throws: Malformed.self) { try CertificateRequest(pem: Array(pem[..<end])) }
      }
    }
  }

  @Test func `is one to a file, and none of a file that is far too long`() async throws {
    try await Bench.with { bench in
      let pem = try await Self.make(bench)
      #expect(throws: Malformed.self) { try CertificateRequest(pem: pem + pem) }
      try await bench.shell("yes | head -c 70000 >> request.pem")
      #expect(throws: IdentityError.self) { try CertificateRequest.read("\(bench.path)/request.pem") }
      #expect(throws: IdentityError.missing(path: "\(bench.path)/no")) {
        try CertificateRequest.read("\(bench.path)/no")
      }
    }
  }
}
