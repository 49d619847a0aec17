/// An authority's directory: made once, opened by its owner alone, and whole after whatever happened.
import Foundation
import Identities
import Ledger
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct `An authority's directory` {
  @Test func `is made once, and again after a try that was killed`() async throws {
    try await Bench.with { bench in
      var random = bench.random
      let path = "\(bench.path)/authority"
      #expect(throws: AuthorityError.exists(path: path)) {
        try AuthorityDirectory.make(path, ledger: "Nordmark", at: bench.now, random: &random)
      }
      try await bench.shell("rm authority/authority.pem; echo torn > authority/.authority.key.part")
      #expect(throws: AuthorityError.noAuthority(path: path)) { try AuthorityDirectory.open(path) }
      let made = try AuthorityDirectory.make(path, ledger: "Nordmark", at: bench.now, random: &random)
      #expect(try AuthorityDirectory.open(path).authority.certificate == made.authority.certificate)
    }
  }

  /// What was done to it, and what opening it says.
  static let faults: [(done: String, says: String)] = [
    ("chmod 644 authority.key", "chmod 600"),
    ("rm authority.key", "vouch ca init"),
    ("rm authority.pem", "vouch ca init"),
    ("head -n 3 authority.key > k; chmod 600 k; mv k authority.key", "cut or changed"),
    ("openssl genpkey -algorithm ed25519 -out authority.key", "P-256"),
    ("openssl genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 -out authority.key", "another's"),
    ("cp ../a/certificate.pem authority.pem; cp ../a/key.pem authority.key", "none that signed itself"),
  ]

  @Test(arguments: faults)
  func `that is not whole, or open to others, is not opened`(fault: (done: String, says: String)) async throws {
    try await Bench.with { bench in
      try bench.issue("auditor", into: "a")
      try await bench.shell("cd authority; \(fault.done)")
      let error = #expect(throws: AuthorityError.self) { try AuthorityDirectory.open("\(bench.path)/authority") }
      #expect(error?.description.contains(fault.says) == true, "\(String(describing: error))")
    }
  }

  @Test func `records a certificate before anybody has it`() async throws {
    try await Bench.with { bench in
      #expect(throws: AuthorityError.self) { try bench.issue("auditor", into: "nowhere/a") }
      #expect(try bench.authority.issued().isEmpty, "where it cannot go is seen before")
      // A list that cannot be put in place: the run ends after the record, as one that was killed there does.
      try await bench.shell("mkdir -p a/revoked.pem")
      #expect(throws: AuthorityError.self) { try bench.issue("auditor", into: "a") }
      let issued = try bench.authority.issued()
      #expect(issued.map(\.certificate.title) == ["auditor"])
      #expect(try bench.revoke("auditor").count == 1)
    }
  }

  /// The files that an issue writes, in their order.
  static let writes = [
    "authority/issued/SERIAL.pem", "a/key.pem", "a/authority.pem", "a/revoked.pem", "a/certificate.pem",
  ]

  @Test(arguments: 0...writes.count)
  func `and a party's are whole again after an issue that was killed after any of its writes`(count: Int) async throws {
    try await Bench.with { bench in
      try await bench.shell("cp -r authority before")
      let serial = try bench.issue("auditor", into: "a").serial
      // As if only the first of them had been made, and the next had been begun.
      try await bench.shell("mkdir after; mv a authority after; mv before authority; mkdir a")
      for (index, write) in Self.writes.enumerated() {
        let file = write.replacing("SERIAL", with: "\(serial)")
        if index < count { try await bench.shell("cp -p after/\(file) \(file)") }
        let name = file.split(separator: "/").last ?? ""
        let draft = "\(file.dropLast(name.count)).\(name).part"
        if index == count { try await bench.shell("echo torn > \(draft)") }
      }
      let recorded = try bench.authority.issued().map(\.certificate.serial)
      #expect(recorded == (count > 0 ? [serial] : []))
      if count < Self.writes.count { try bench.issue("auditor", into: "a") }
      #expect(try bench.directory("a").isUsable(at: bench.now))
      #expect(try bench.authority.issued().map(\.certificate.serial).contains(bench.directory("a").certificate.serial))
    }
  }

  @Test func `leaves out what killed runs left among its records`() async throws {
    try await Bench.with { bench in
      try bench.issue("auditor", into: "a")
      try await bench.shell("cd authority/issued; echo torn > 00.pem.new; touch notes.txt")
      #expect(try bench.authority.issued().count == 1)
      try await bench.shell("cd authority/issued; echo torn > 00.pem")
      let error = #expect(throws: AuthorityError.self) { try bench.authority.issued() }
      #expect(error?.description.contains("issued/00.pem") == true, "\(String(describing: error))")
    }
  }

  @Test func `is written by one at a time, and loses nothing`() async throws {
    try await Bench.with { bench in
      let (authority, path, now) = (bench.authority, bench.path, bench.now)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<12 {
          group.addTask {
            var random = SeededGenerator(seed: UInt64(100 + index))
            let terminal = Identity.terminal(try #require(AccountID("T\(index)")))
            let order = IssueOrder(try CertificateNames([terminal]))
            _ = try authority.issue(order, into: "\(path)/t\(index)", at: now, random: &random)
            _ = try authority.revoke(.identity(terminal), reason: .superseded, at: now)
          }
        }
        try await group.waitForAll()
      }
      #expect(
        try bench.authority.issued().map { $0.state(at: now) }
          == [IssuedCertificate.State](repeating: .revoked, count: 12))
      #expect(try bench.authority.revocations().number == 13)
    }
  }

  @Test func `shows nothing of its key`() async throws {
    try await Bench.with { bench in
      let body = try String(contentsOfFile: "\(bench.path)/authority/authority.key", encoding: .utf8).split(
        separator: "\n")[1]
      var dumped = ""
      dump(bench.authority, to: &dumped)
      #expect(!dumped.contains(body) && !"\(bench.authority)".contains(body))
    }
  }
}
