/// A party's directory, read: what fits is taken, and what does not is named with what to do.
import Foundation
import Identities
import Ledger
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct `An identity's directory` {
  @Test(arguments: ["ec -pkeyopt ec_paramgen_curve:P-256", "ed25519", "rsa -pkeyopt rsa_keygen_bits:2048"])
  func `of another make is read`(newKey: String) async throws {
    try await OtherMake.withParty(newKey: newKey) { party in
      let directory = try IdentityDirectory.read(party.path)
      #expect(directory.identities == [Identity("seller/SHOP-7")])
      #expect(directory.certificate.hosts.map(\.description) == ["shop.example", "127.0.0.1", "::1"])
      #expect(directory.certificate.serial.bytes == OtherMake.serial)
      #expect(directory.authorities.count == 1 && directory.authorities[0].isAuthority)
      #expect(directory.intermediates.isEmpty)
      #expect(directory.key?.pem == (try party.text("key.pem")))
      #expect(directory.revocations.count == 1)
      #expect(directory.revocations[0].number == 7)
      let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
      #expect(directory.isUsable(at: now))
      #expect(!directory.isUsable(at: now + .days(21)))
      #expect(!directory.certificate.isValid(at: Timestamp(milliseconds: now.milliseconds - 86_400_000)))
    }
  }

  @Test func `says which certificates were taken back`() async throws {
    try await OtherMake.withParty { party in
      #expect(!(try IdentityDirectory.read(party.path).revokes(serial: OtherMake.serial)))
      try await party.revoke()
      let directory = try IdentityDirectory.read(party.path)
      #expect(directory.revokes(serial: OtherMake.serial))
      #expect(directory.revokes(serial: [0, 0] + OtherMake.serial), "leading zeros are none of a number")
      #expect(!directory.revokes(serial: [0x11, 0x22]))
      #expect(!directory.isUsable(at: directory.certificate.notBefore))
      #expect(directory.revocations[0].entries.values.map(\.reason) == [.keyCompromise])
    }
  }

  @Test func `needs no list, and a key only where it is asked for`() async throws {
    try await OtherMake.withParty { party in
      try await party.shell("rm revoked.pem key.pem")
      #expect(try IdentityDirectory.read(party.path, needsKey: false).key == nil)
      #expect(throws: IdentityError.missing(path: "\(party.path)/key.pem")) { try IdentityDirectory.read(party.path) }
    }
  }

  /// Makes another authority of the same name.
  static let newAuthority = """
    openssl genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 -out authority.key 2>/dev/null; \
    openssl req -config openssl.cnf -new -x509 -key authority.key -subj '/CN=Other make' -extensions authority \
    -out authority.pem
    """

  /// What was done to a directory, and what its reader says.
  static let faults: [(done: String, says: String)] = [
    ("rm authority.pem", "authority.pem is not there"),
    ("rm certificate.pem", "certificate.pem is not there"),
    ("rm certificate.pem; mkfifo certificate.pem", "it is no file"),
    ("rm certificate.pem; mkdir certificate.pem", "it is no file"),
    ("chmod 640 key.pem", "chmod 600"),
    ("chmod 604 key.pem", "mode 604"),
    ("head -c 300000 /dev/zero > certificate.pem", "larger than 262144 bytes"),
    ("cp key.pem certificate.pem", "holds a private key"),
    ("cp certificate.pem revoked.pem", "holds a certificate"),
    ("cp request.pem certificate.pem", "holds a certificate request"),
    ("echo nonsense > authority.pem", "-----BEGIN CERTIFICATE-----"),
    ("head -n 4 certificate.pem > c; mv c certificate.pem", "cut or changed"),
    ("tail -n 4 certificate.pem > c; mv c certificate.pem", "-----BEGIN CERTIFICATE-----"),
    ("for i in 1 2 3 4 5 6 7 8 9; do cat authority.pem; done > a; mv a authority.pem", "more than 8"),
    ("openssl genpkey -algorithm ed25519 -out key.pem", "not the key of certificate.pem"),
    ("openssl ec -in key.pem -out k 2>/dev/null; chmod 600 k; mv k key.pem", "openssl pkcs8 -topk8"),
    (
      "openssl pkcs8 -topk8 -passout pass:a -in key.pem -out k; chmod 600 k; mv k key.pem",
      "under a password"
    ),
    ("\(newAuthority)", "was not issued by authority.pem"),
    ("cp certificate.pem authority.pem", "did not sign itself"),
    (
      "cp authority.pem a; \(newAuthority); openssl ca -config openssl.cnf -gencrl -out revoked.pem 2>/dev/null; "
        + "mv a authority.pem",
      "was not signed by authority.pem"
    ),
  ]

  @Test(arguments: faults)
  func `that does not fit is refused with what to do`(fault: (done: String, says: String)) async throws {
    try await OtherMake.withParty { party in
      try await party.shell(fault.done)
      let error = #expect(throws: IdentityError.self) { try IdentityDirectory.read(party.path) }
      #expect(error?.description.contains(fault.says) == true, "\(String(describing: error))")
      #expect(error?.description.contains(party.path) == true, "\(String(describing: error))")
    }
  }

  @Test func `holds two keys while a certificate is being replaced, and the one that fits is taken`() async throws {
    try await OtherMake.withParty { party in
      let key = try party.text("key.pem")
      try await party.shell("openssl genpkey -algorithm ed25519 -out other.pem")
      for both in [key + (try party.text("other.pem")), try party.text("other.pem") + key] {
        try party.write(both, "key.pem")
        #expect(try IdentityDirectory.read(party.path).key?.pem == key)
      }
      try party.write(key + key + key, "key.pem")
      #expect(throws: IdentityError.self) { try IdentityDirectory.read(party.path) }
    }
  }

  @Test func `shows nothing of its key`() async throws {
    try await OtherMake.withParty { party in
      let directory = try IdentityDirectory.read(party.path)
      let body = try party.text("key.pem").split(separator: "\n")[1]
      var dumped = ""
      dump(directory, to: &dumped)
      #expect(!dumped.contains(body))
      #expect(!"\(directory)".contains(body))
    }
  }
}
