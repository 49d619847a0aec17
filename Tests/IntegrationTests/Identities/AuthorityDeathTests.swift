/// `vouch ca` killed between its writes, or run by many at once: what was given out is on record, what is read fits.
import Foundation
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct AuthorityDeathTests {
  typealias Office = AuthorityTests.Office

  /// Files may have at most so many KiB, so that the same write fails each time, as on a full disk; and how many records
  /// there are then.
  static let limits: [(kibibytes: Int, recorded: Int)] = [(0, 0), (1, 1)]

  @Test(
    .disabled(
      if: ProcessInfo.processInfo.environment["VOUCH_SANITIZER"] == "thread",
      "a program under ThreadSanitizer cannot start where files may not grow"), arguments: limits)
  func `an issue whose write fails says so, leaves a record of what was given out, and can be done again`(
    limit: (kibibytes: Int, recorded: Int)
  ) async throws {
    try await Office.with { office in
      // A list of revocations larger than the limit, which is written to the party after record, key and authority.
      for index in 0..<24 { try await office.ask("issue", "terminal/T\(index)", "--out", "\(office.path)/t\(index)") }
      for index in 0..<24 { try await office.ask("revoke", "terminal/T\(index)", "--reason", "superseded") }
      let said = try await office.shell(
        """
        set +e; trap '' XFSZ
        (ulimit -f \(limit.kibibytes); exec vouch ca issue auditor --out "$PWD/a") 2>&1; echo $?
        """)
      #expect(said.contains("File too large") && said.hasSuffix("74\n"), "\(said)")
      let recorded = try await office.ask("list").items.filter { $0["name"] == "auditor" }
      #expect(recorded.count == limit.recorded)
      // The key that lies there is used again.
      let before = try await office.shell("cat a/key.pem 2>/dev/null || true")
      try await office.ask("issue", "auditor", "--out", "\(office.path)/a")
      #expect(try await office.ask("show", "\(office.path)/a")["state"] == "valid")
      let after = try await office.shell("cat a/key.pem")
      #expect(before.isEmpty || after == before)
      let revoked = try await office.ask("revoke", "auditor", "--reason", "superseded")["revoked"].items
      #expect(revoked.count == limit.recorded + 1)
    }
  }

  @Test(arguments: SeededGenerator.seeds(2))
  func `an issue that is killed at any moment leaves nothing that could not be revoked, and can be done again`(
    seed: UInt64
  ) async throws {
    try await Office.with { office in
      var random = SeededGenerator(seed: seed)
      for index in 0..<16 {
        let pause = Double(Int.random(in: 5...120, using: &random)) / 1000
        try await office.shell(
          """
          vouch ca issue terminal/T\(index) --out t\(index) >/dev/null & child=$!
          sleep \(pause); kill -9 $child 2>/dev/null || true; wait $child 2>/dev/null || true
          """)
        let path = "\(office.path)/t\(index)"
        let isWhole = FileManager.default.fileExists(atPath: "\(path)/certificate.pem")
        if !isWhole { try await office.ask("issue", "terminal/T\(index)", "--out", path) }
        let shown = try await office.ask("show", path)
        #expect(shown["state"] == "valid" && shown["has_key"] == true, "seed \(seed), after \(pause) s")
        let serials = try await office.ask("list").items.map { $0["serial"] }
        #expect(serials.contains(shown["serial"]), "seed \(seed): it is on record")
      }
    }
  }

  @Test(arguments: SeededGenerator.seeds(2))
  func `a renewal that is killed at any moment leaves an identity that is read`(seed: UInt64) async throws {
    try await Office.with { office in
      try await office.ask("issue", "seller/SHOP-7", "--out", "\(office.path)/shop")
      var random = SeededGenerator(seed: seed)
      for _ in 0..<20 {
        // It takes some 30 to 100 ms from its start to its end.
        let pause = Double(Int.random(in: 5...120, using: &random)) / 1000
        try await office.shell(
          """
          vouch ca renew shop --force >/dev/null & child=$!
          sleep \(pause); kill -9 $child 2>/dev/null || true; wait $child 2>/dev/null || true
          """)
        let shown = try await office.ask("show", "\(office.path)/shop")
        #expect(shown["state"] == "valid" && shown["has_key"] == true, "seed \(seed), after \(pause) s")
        let serials = try await office.ask("list").items.map { $0["serial"] }
        #expect(serials.contains(shown["serial"]), "seed \(seed): it is on record")
      }
      try await office.ask("renew", "\(office.path)/shop", "--force")
    }
  }

  @Test func `many at once lose nothing`() async throws {
    try await Office.with { office in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<8 {
          group.addTask {
            try await office.ask("issue", "terminal/T\(index)", "--out", "\(office.path)/t\(index)")
            if index % 2 == 0 { try await office.ask("revoke", "terminal/T\(index)", "--reason", "superseded") }
          }
        }
        try await group.waitForAll()
      }
      let states = try await office.ask("list").items.map { $0["state"].text ?? "" }
      #expect(states.sorted() == [String](repeating: "revoked", count: 4) + [String](repeating: "valid", count: 4))
    }
  }

  @Test func `two authorities are not made in one place, however near their starts are`() async throws {
    try await withTemporaryDirectory { path in
      let exits = try await withThrowingTaskGroup(of: Int32?.self) { group in
        for _ in 0..<6 {
          group.addTask { try await Program.vouch.run(["ca", "init", "\(path)/a", "--name", "N"]).exitCode }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(exits.count { $0 == 0 } == 1 && exits.count { $0 == 73 } == 5, "\(exits)")
      let office = Office(path: path)
      try await office.ca(["issue", "auditor", "--authority", "\(path)/a", "--out", "\(path)/b"])
    }
  }
}
