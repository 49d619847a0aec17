/// CSV files: good lines go in, bad ones are told by line, and a file may be imported again.
import Foundation
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct ImportTests {
  @Test func `two thousand accounts are imported with progress, and again without effect`() async throws {
    try await withDaemon { daemon in
      let count = 2000
      let lines = (1...count).map { "A\($0),EUR,\"Person \($0), the \"\"\($0)th\"\"\",1.00" }
      let file = "\(daemon.directory)/accounts.csv"
      try (["code,currency,name,opening_balance"] + lines).joined(separator: "\r\n")
        .write(toFile: file, atomically: false, encoding: .utf8)
      // Half of it comes late, so that there is progress to be seen however fast the machine is.
      let slowly = """
        { head -n 1001 "$FILE"; sleep 1; tail -n +1002 "$FILE"; } | vouch accounts import - --progress --output json
        """
      let first = try await Program("sh").run(
        ["-c", slowly], environment: ["FILE": file, "VOUCH_SERVER": "\(daemon.unix)"]
      ).expecting(0)
      let report = try first.json
      #expect(report["imported"] == 2000)
      #expect(report["funded"] == 2000)
      #expect(report["failed"] == 0)
      #expect(first.errors.contains("lines"), "no progress on stderr: \(first.errors)")

      let second = try await daemon.vouch("accounts", "import", file)
      #expect(second["imported"] == 0)
      #expect(second["already_enrolled"] == 2000)
      #expect(second["funded"] == 0)

      let shown = try await daemon.vouch("accounts", "show", "A1777")
      #expect(shown["profile"]["name"] == "Person 1777, the \"1777th\"")
      #expect(shown["bank"]["posted"] == 100)
      #expect(try await daemon.vouch("status")["accounts"] == 2000)
      let listed = try await daemon.vouch("accounts", "list", "--limit", "5000")
      #expect(listed["accounts"].items.count == count)
      try await daemon.expectConservedBooks()
    }
  }

  @Test func `good lines of a broken file go in, and bad ones are told by line and column`() async throws {
    try await withDaemon { daemon in
      let file = "\(daemon.directory)/accounts.csv"
      let errors = "\(daemon.directory)/errors.csv"
      try """
      \u{FEFF}code,currency,name,per_check,opening_balance
      BAD-0,EUR,"Anna
      Berg",10.00,5.00
      BAD CODE,EUR,x,,
      BAD-1,XXQ,x,,
      BAD-2,EUR,x,-1,
      BAD-3,EUR,x
      GOOD-2,EUR,Ben,none,
      BAD-4,EUR,x,1.005,
      GOOD-2,EUR,Ben,none,
      BAD-5,JPY,x,,1.50
      ,EUR,x,,
      GOOD-3,KWD,Cleo,,1.005
      BAD-6,EUR,"x,,
      """.write(toFile: file, atomically: false, encoding: .utf8)
      let report = try await daemon.vouch("accounts", "import", file, "--errors", errors, exit: 65)
      // A text is one line, so that Anna's is bad too.
      let bad = report["errors"].items.map { ($0["line"].integer ?? 0, $0["column"].text ?? "") }
      #expect(bad.map(\.0) == [2, 4, 5, 6, 7, 9, 11, 12, 14])
      #expect(bad.map(\.1).prefix(4) == ["name", "code", "currency", "per_check"])
      #expect(report["imported"] == 2)
      #expect(report["already_enrolled"] == 1)
      #expect(report["failed"] == 9)
      #expect(report["errors"].items.allSatisfy { $0["reason"].text?.isEmpty == false })
      #expect(try await daemon.vouch("accounts", "show", "GOOD-2")["profile"]["name"] == "Ben")
      #expect(try await daemon.vouch("accounts", "show", "GOOD-3")["bank"]["posted"] == 1005)
      #expect(try await daemon.vouch("accounts", "show", "BAD-3", exit: 1)["reason"] == "unknown_account")
      let written = try String(contentsOfFile: errors, encoding: .utf8).split(separator: "\n")
      #expect(written.count == 10)
      try await daemon.expectConservedBooks()
    }
  }

  @Test(arguments: [
    ("", ["empty"]),
    ("code,currency,shoe_size\nA,EUR,42\n", ["shoe_size", "per_check"]),
    ("code,name\nA,x\n", ["currency"]),
    ("code,currency,code\nA,EUR,A\n", ["twice"]),
  ])
  func `a file whose header cannot be used is told why`(content: String, says: [String]) async throws {
    try await withDaemon { daemon in
      let finished = try await Program.vouch.run(
        ["accounts", "import", "-", "--server", "\(daemon.unix)"], input: content
      ).expecting(65)
      for word in says { #expect(finished.errors.contains(word), "\(finished)") }
      #expect(try await daemon.vouch("status")["accounts"] == 0)
    }
  }

  @Test func `companies are imported with their limits`() async throws {
    try await withDaemon { daemon in
      let file = "\(daemon.directory)/carriers.csv"
      try
        "code,currency,name,cash_limit,exposure_limit,status\nPARCEL,EUR,Paket,1000,2000,active\nBIKE,EUR,,,,enrolled\n"
        .write(toFile: file, atomically: false, encoding: .utf8)
      #expect(try await daemon.vouch("distributors", "import", file)["imported"] == 2)
      let parcel = try await daemon.vouch("distributors", "show", "PARCEL")
      #expect(parcel["cash_limit"] == 100_000)
      #expect(parcel["exposure_limit"] == 200_000)
      #expect(try await daemon.vouch("distributors", "show", "BIKE")["status"] == "enrolled")
    }
  }

  @Test func `an import while the daemon is killed loses nothing and can be done again`() async throws {
    try await withDaemon { daemon in
      let file = "\(daemon.directory)/accounts.csv"
      try (["code,currency,opening_balance"] + (1...1500).map { "A\($0),EUR,1.00" }).joined(separator: "\n")
        .write(toFile: file, atomically: false, encoding: .utf8)
      let importing = Task { try await daemon.vouch("accounts", "import", file, "--timeout", "60") }
      try await eventually("some are imported") {
        (try await daemon.vouch("status")["accounts"].integer ?? 0) > 50
      }
      try await daemon.restart()
      let report = try await importing.value
      #expect(report["imported"] == 1500)
      #expect(try await daemon.vouch("accounts", "import", file)["already_enrolled"] == 1500)
      // Each has its opening balance once.
      let sheet = try await daemon.vouch("balance-sheet")["sheets"][0]
      let bank = sheet["lines"].items.first { $0["kind"] == "bank" }
      #expect(bank?["posted"] == 150_000)
      try await daemon.expectConservedBooks()
    }
  }
}
