/// Certificates renewed: when, for which key, and what whoever reads meanwhile sees.
import Foundation
import Identities
import Ledger
import Testing
import VouchTesting
import X509

@Suite(.timeLimit(.minutes(30)))
struct `A certificate is renewed` {
  @Test func `once two thirds of its time are gone`() async throws {
    try await Bench.with { bench in
      let first = try bench.issue("seller/SHOP-7", into: "shop", hosts: ["shop.example"], days: 30)
      let lifetime = first.notAfter.milliseconds - first.notBefore.milliseconds
      let due = first.notAfter.moved(by: -lifetime / 3)
      bench.now = due.moved(by: -1)
      #expect(throws: AuthorityError.notDue(directory: "\(bench.path)/shop", due: due)) { try bench.renew("shop") }
      #expect(try bench.authority.issued().map { $0.state(at: bench.now) } == [.valid])
      bench.now = due
      #expect(try bench.authority.issued().map { $0.state(at: bench.now) } == [.due])
      let second = try bench.renew("shop")
      #expect(second.identities == first.identities && second.hosts == first.hosts)
      #expect(second.serial != first.serial)
      #expect(second.certificate.publicKey != first.certificate.publicKey)
      #expect(second.notAfter == (due + .days(30)).wholeSeconds)
      #expect(try bench.directory("shop").certificate == second)
      #expect(try bench.authority.issued().map { $0.state(at: bench.now) } == [.replaced, .valid])
      #expect(throws: AuthorityError.self) { try bench.renew("shop") }
      try bench.renew("shop", Renewal(isForced: true, days: 1))
    }
  }

  @Test func `also after its end, as its names are on record`() async throws {
    try await Bench.with { bench in
      let first = try bench.issue("auditor", into: "a")
      bench.now = first.notAfter.moved(by: 5_000)
      #expect(try bench.authority.issued().map { $0.state(at: bench.now) } == [.expired])
      try bench.renew("a")
      #expect(try bench.directory("a").isUsable(at: bench.now))
    }
  }

  @Test func `for the same key where that is asked`() async throws {
    try await Bench.with { bench in
      let first = try bench.issue("auditor", into: "a")
      let second = try bench.renew("a", Renewal(keepsKey: true, isForced: true))
      #expect(first.certificate.publicKey == second.certificate.publicKey)
      try await bench.shell("mv a/key.pem k")
      #expect(throws: AuthorityError.noKey(directory: "\(bench.path)/a")) {
        try bench.renew("a", Renewal(isForced: true))
      }
      try bench.renew("a", Renewal(keepsKey: true, isForced: true))
      try await bench.shell("! test -e a/key.pem; mv k a/key.pem")
      #expect(try bench.directory("a").isUsable(at: bench.now))
    }
  }

  @Test func `not when it was revoked`() async throws {
    try await Bench.with { bench in
      try bench.issue("auditor", into: "a")
      try bench.revoke("auditor")
      let error = #expect(throws: AuthorityError.self) { try bench.renew("a", Renewal(isForced: true)) }
      #expect(error?.description.contains("key compromise") == true, "\(String(describing: error))")
    }
  }

  @Test func `not by an authority that has not issued it`() async throws {
    try await Bench.with { bench in
      try bench.issue("auditor", into: "a")
      var random = bench.random
      let other = try AuthorityDirectory.make("\(bench.path)/other", ledger: "Nordmark", at: bench.now, random: &random)
      #expect(throws: AuthorityError.notIssuedHere(directory: "\(bench.path)/a")) {
        try other.renew("\(bench.path)/a", Renewal(isForced: true), at: bench.now, random: &random)
      }
    }
  }

  @Test func `and whoever reads meanwhile has a certificate with its key`() async throws {
    try await Bench.with { bench in
      try bench.issue("auditor", into: "a")
      let path = "\(bench.path)/a"
      let isDone = Once()
      async let reads = Task.detached {
        var seen: Set<Serial> = []
        while !isDone.isSet { seen.insert(try IdentityDirectory.read(path).certificate.serial) }
        return seen
      }.value
      for _ in 0..<60 { try bench.renew("a", Renewal(isForced: true)) }
      isDone.set()
      let seen = try await reads
      #expect(seen.isSubset(of: Set(try bench.authority.issued().map(\.certificate.serial))))
    }
  }

  /// What a killed renewal leaves: both keys in one file, with either certificate.
  @Test(arguments: [true, false])
  func `after one that was killed half way`(hasNewCertificate: Bool) async throws {
    try await Bench.with { bench in
      try bench.issue("auditor", into: "a")
      try await bench.shell("cp -r a old")
      try bench.renew("a", Renewal(isForced: true))
      try await bench.shell(
        """
        cat a/key.pem >> old/key.pem; cp old/key.pem a/key.pem
        \(hasNewCertificate ? "" : "cp old/certificate.pem a/certificate.pem")
        echo torn > a/.certificate.pem.part; chmod 666 a/.certificate.pem.part
        """)
      #expect(try bench.directory("a").isUsable(at: bench.now))
      try bench.renew("a", Renewal(isForced: true))
      #expect(try bench.directory("a").isUsable(at: bench.now))
      #expect(
        try await bench.shell("grep -c BEGIN a/key.pem; find a -name '*.part'; stat -c %a a/certificate.pem")
          == "1\n644\n")
    }
  }

  @Test func `and other authorities stay believed`() async throws {
    try await Bench.with { bench in
      try bench.issue("auditor", into: "a")
      var random = bench.random
      let other = try AuthorityDirectory.make("\(bench.path)/other", ledger: "Sudmark", at: bench.now, random: &random)
      try await bench.shell("cat other/authority.pem >> a/authority.pem; cat other/revoked.pem >> a/revoked.pem")
      try bench.renew("a", Renewal(isForced: true))
      let directory = try bench.directory("a")
      #expect(directory.authorities.map(\.name) == ["Nordmark Vouch authority", "Sudmark Vouch authority"])
      #expect(directory.revocations.count == 2)
      try IdentityDirectory.update("\(bench.path)/a", with: try other.revocations())
      #expect(try bench.directory("a").revocations.count == 2)
    }
  }
}
