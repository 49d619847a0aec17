/// Parties imported from JSON lines: faults are told as those of CSV are.
import Foundation
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct JSONLinesTests {
  @Test(arguments: [
    ("{\"code\":\"B\",\"currency\":\"EUR\"}\n[1]\n", "Line 2"), ("{\"code\":\"B\",\"colour\":\"red\"}", "colour"),
    ("{\"code\":1}\n", "Line 1"), ("{\"code\":\"A\n", "Line 1"),
    ("{\"code\":\"" + String(repeating: "x", count: 200_000), "longer"),
  ])
  func `JSON lines that cannot be read are told by line`(content: String, words: String) async throws {
    try await withDaemon { daemon in
      let file = "\(daemon.directory)/accounts.jsonl"
      try content.write(toFile: file, atomically: true, encoding: .utf8)
      let done = try await Program.vouch.run(["accounts", "import", file, "--server", "\(daemon.unix)"])
      #expect(done.exitCode == 65 && done.errors.contains(words), "\(done)")
    }
  }

  @Test func `a bad field of JSON lines is told by its line and column`() async throws {
    try await withDaemon { daemon in
      let file = "\(daemon.directory)/accounts.jsonl"
      try "{\"code\":\"A\",\"currency\":\"EUR\"}\n\n{\"code\":\"B\",\"currency\":\"EUR\",\"per_check\":\"-1\"}\n"
        .write(toFile: file, atomically: true, encoding: .utf8)
      let report = try await daemon.vouch("accounts", "import", file, exit: 65)
      #expect(report["imported"] == 1)
      #expect(report["errors"][0]["line"] == 3 && report["errors"][0]["column"] == "per_check")
    }
  }
}
