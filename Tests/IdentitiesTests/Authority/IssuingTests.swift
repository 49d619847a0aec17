/// What an authority issues: read by Vouch, by openssl and by the rules of RFC 5280.
import Foundation
import Identities
import Ledger
import Testing
import VouchTesting
@_spi(FixedExpiryValidationTime) import X509

@Suite(.timeLimit(.minutes(30)))
struct `An authority issues` {
  /// Who asks, where they are reached, and what openssl says that it is for.
  static let roles: [(identities: [String], hosts: [String], shown: [String], serves: Bool)] = [
    (["manager"], ["ledger.example"], ["ledger.example"], true),
    (
      ["seller/SHOP-7"], ["Shop.Example.", "192.0.2.7", "2001:db8::7"], ["shop.example", "192.0.2.7", "2001:db8::7"],
      true
    ),
    (["distributor/VAN-2"], [], ["localhost", "127.0.0.1", "::1"], true),
    (["seller/SHOP-7", "distributor/SHOP-7"], [], ["localhost", "127.0.0.1", "::1"], true),
    (["terminal/ALICE"], [], [], false),
    (["operator/all"], [], [], false),
    (["operator/enrol+read"], [], [], false),
    (["auditor"], [], [], false),
    (["rail/bank"], [], [], false),
  ]

  @Test(arguments: roles)
  func `what each role needs, as openssl agrees`(
    role: (identities: [String], hosts: [String], shown: [String], serves: Bool)
  ) async throws {
    try await Bench.with { bench in
      let names = try CertificateNames(
        role.identities.map { try #require(Identity($0)) }, hosts: role.hosts.map { try #require(CertificateHost($0)) })
      let certificate = try bench.authority.issue(
        IssueOrder(names), into: "\(bench.path)/party", at: bench.now, random: &bench.random)
      #expect(certificate.identities.map(\.description) == role.identities)
      #expect(certificate.hosts.map(\.description) == role.shown)
      #expect(certificate.serial.bytes.count == 16 && certificate.serial.bytes[0] >> 6 == 0b01)
      #expect(certificate.notBefore == bench.now.moved(by: -3_600_250))
      #expect(certificate.notAfter == bench.now.moved(by: 90 * 86_400_000 - 250))
      #expect(certificate.name == role.identities[0])
      #expect(certificate.isIssued(by: bench.authority.authority.certificate))
      #expect(!certificate.isAuthority)

      let directory = try bench.directory("party")
      #expect(directory.certificate == certificate)
      #expect(directory.isUsable(at: bench.now))
      let verify = """
        openssl verify -x509_strict -attime \(bench.now.seconds) -crl_check -CAfile party/authority.pem -CRLfile \
        party/revoked.pem
        """
      try await bench.shell("\(verify) -purpose sslclient party/certificate.pem")
      try await bench.shell("\(role.serves ? "" : "! ")\(verify) -purpose sslserver party/certificate.pem 2>/dev/null")
      let text = try await bench.shell("openssl x509 -in party/certificate.pem -noout -text")
      for identity in role.identities { #expect(text.contains("URI:vouch://\(identity)")) }
      #expect(text.contains("X509v3 Basic Constraints: critical\n                CA:FALSE"))
      #expect(text.contains("X509v3 Key Usage: critical\n                Digital Signature\n"))
      #expect(text.contains("NIST CURVE: P-256") && text.contains("Version: 3"))
    }
  }

  @Test func `a root that may issue leaves and lists, and nothing else`() async throws {
    try await Bench.with { bench in
      let root = bench.authority.authority.certificate
      #expect(root.name == "Nordmark Vouch authority")
      #expect(root.isAuthority && root.isIssued(by: root))
      #expect(root.notAfter.milliseconds - bench.now.wholeSeconds.milliseconds == 3652 * 86_400_000)
      let text = try await bench.shell("openssl x509 -in authority/authority.pem -noout -text")
      #expect(text.contains("X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0"))
      #expect(text.contains("X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign\n"))
    }
  }

  /// Milliseconds from the issue, and whether it is valid then.
  static let moments: [(moved: Int64, isBelieved: Bool)] = [
    (0, true), (-3_600_250, true), (-3_600_251, false), (90 * 86_400_000 - 250, true), (90 * 86_400_000 + 749, true),
    (90 * 86_400_000 + 750, false),
  ]

  @Test(arguments: moments)
  func `what swift-certificates believes as long as it is valid`(moment: (moved: Int64, isBelieved: Bool)) async throws
  {
    let (moved, isBelieved) = moment
    try await Bench.with { bench in
      let certificate = try bench.issue("terminal/ALICE", into: "alice")
      let time = bench.now.moved(by: moved)
      #expect(certificate.isValid(at: time) == isBelieved)
      let roots = CertificateStore([bench.authority.authority.certificate.certificate])
      var verifier = Verifier(rootCertificates: roots) {
        RFC5280Policy(fixedExpiryValidationTime: Date(timeIntervalSince1970: Double(time.seconds)))
      }
      let result = await verifier.validate(leaf: certificate.certificate, intermediates: CertificateStore())
      if case .validCertificate = result { #expect(isBelieved) } else { #expect(!isBelieved) }
    }
  }

  @Test func `nothing that outlives itself, and nothing after its end`() async throws {
    try await withTemporaryDirectory { path in
      var random = SeededGenerator(seed: 7)
      let names = try CertificateNames([.auditor])
      let authority = try AuthorityDirectory.make(
        "\(path)/a", ledger: "Short", at: Bench.start, lifetime: .days(100), random: &random)
      let end = authority.authority.certificate.notAfter
      let late = Bench.start + .days(50)
      let certificate = try authority.issue(IssueOrder(names), into: "\(path)/b", at: late, random: &random)
      #expect(certificate.notAfter == end)
      _ = try authority.issue(IssueOrder(names), into: "\(path)/c", at: end, random: &random)
      for time in [end.moved(by: 1000), Bench.start.moved(by: -3_601_000)] {
        #expect(throws: AuthorityError.self) {
          try authority.issue(IssueOrder(names), into: "\(path)/d", at: time, random: &random)
        }
      }
      #expect(!FileManager.default.fileExists(atPath: "\(path)/d"))
    }
  }

  @Test func `the same certificates from the same randomness, apart from their signatures`() async throws {
    var seen: [[UInt8]] = []
    for _ in 0..<2 {
      try await Bench.with(seed: 42) { bench in
        seen.append(Array(try bench.issue("auditor", into: "a").certificate.tbsCertificateBytes))
      }
    }
    #expect(seen[0] == seen[1])
  }

  /// Names that do not go together, and what is said of them.
  static let refused: [(identities: [String], hosts: [String], says: String)] = [
    ([], [], "1 to 8 identities"),
    ((1...9).map { "seller/S\($0)" }, [], "1 to 8 identities"),
    (["auditor", "auditor"], [], "twice"),
    (["terminal/ALICE"], ["alice.example"], "listens"),
    (["manager"], ["a.example", "A.example"], "twice"),
    (["manager"], (1...33).map { "h\($0).example" }, "at most 32 hosts"),
  ]

  @Test(arguments: refused)
  func `no names that do not go together`(names: (identities: [String], hosts: [String], says: String)) throws {
    let identities = try names.identities.map { try #require(Identity($0)) }
    let hosts = try names.hosts.map { try #require(CertificateHost($0)) }
    let fault = #expect(throws: Malformed.self) { try CertificateNames(identities, hosts: hosts) }
    #expect(fault?.reason.contains(names.says) == true, "\(String(describing: fault))")
  }

  @Test(arguments: ["", "two\nlines", String(repeating: "x", count: 49), "\u{7F}"])
  func `no authority for a ledger without a name`(name: String) {
    var random = SeededGenerator(seed: 1)
    #expect(throws: Malformed.self) { try CertificateAuthority(ledger: name, at: Bench.start, random: &random) }
  }

  @Test func `not into a directory that holds a certificate`() async throws {
    try await Bench.with { bench in
      try bench.issue("auditor", into: "a")
      let error = #expect(throws: AuthorityError.self) { try bench.issue("manager", into: "a") }
      #expect(error?.description.contains("auditor") == true && error?.description.contains("renew") == true)
      #expect(try bench.authority.issued().count == 1)
    }
  }

  @Test func `for a key that lies there`() async throws {
    try await Bench.with { bench in
      try await bench.shell(
        "mkdir a; openssl genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-384 -out a/key.pem; cp a/key.pem k")
      try bench.issue("auditor", into: "a")
      try await bench.shell("cmp k a/key.pem; mkdir b; openssl genpkey -algorithm ed25519 -out b/key.pem")
      #expect(try bench.directory("a").isUsable(at: bench.now))
      let error = #expect(throws: AuthorityError.self) { try bench.issue("auditor", into: "b") }
      #expect(error?.description.contains("P-256 or P-384") == true, "\(String(describing: error))")
    }
  }

  @Test func `files that others cannot read where they should not, whatever the umask`() async throws {
    let before = umask(0)
    defer { umask(before) }
    try await Bench.with { bench in
      try bench.issue("auditor", into: "a")
      let modes = try await bench.shell("stat -c '%a %n' authority authority/authority.key a a/key.pem authority/lock")
      #expect(modes == "700 authority\n600 authority/authority.key\n700 a\n600 a/key.pem\n600 authority/lock\n")
      let drafts = try await bench.shell("find . -name '*.new'")
      #expect(drafts.isEmpty)
    }
  }
}

extension Timestamp {
  var wholeSeconds: Timestamp { Timestamp(milliseconds: milliseconds / 1000 * 1000) }
}
