/// The tests' own tools: a program that hangs or fails must not take its test with it, nor leave anything behind.
import Foundation
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct ProcessTests {
  @Test func `a program's input, outputs and exit code come through`() async throws {
    let finished = try await Program("sh").run(
      ["-c", "cat; echo \"$WORD\" >&2; exit 7"], input: "given", environment: ["WORD": "said"])
    #expect(finished.output == "given")
    #expect(finished.errors == "said\n")
    #expect(finished.ending == .exited(7))
    #expect(throws: ProcessFailure.self) { try finished.expecting(0) }
  }

  @Test func `a program that a signal ended has no exit code`() async throws {
    let finished = try await Program("sh").run(["-c", "kill -9 $$"])
    #expect(finished.ending == .signalled(9))
    #expect(finished.exitCode == nil)
  }

  @Test func `a program that hangs is killed`() async throws {
    try await withTemporaryDirectory { directory in
      let file = "\(directory)/pid"
      await #expect(throws: ProcessFailure.self) {
        try await Program("sh").run(["-c", "echo $$ > \(file); exec sleep 1000"], limit: .milliseconds(500))
      }
      let text = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
      #expect(kill(try #require(Int32(text)), 0) == -1, "process \(text) still lives")
    }
  }

  @Test func `a daemon and its directory are gone when its test throws`() async throws {
    struct Thrown: Error {}
    var seen: (directory: String, processID: Int32)?
    await #expect(throws: Thrown.self) {
      try await withDaemon { daemon in
        seen = (daemon.directory, daemon.processID)
        throw Thrown()
      }
    }
    let (directory, processID) = try #require(seen)
    #expect(!FileManager.default.fileExists(atPath: directory))
    #expect(kill(processID, 0) == -1, "process \(processID) still lives")
  }

  @Test func `JSON compares with literals`() async throws {
    let answer = try await Program("echo").run([#"{"a": [1, -2.5, "x", true, null], "b": {"c": 4503599627370497}}"#])
      .json
    #expect(answer["a"].items == [1, .decimal(-2.5), "x", true, nil])
    #expect(answer["b"]["c"] == 4_503_599_627_370_497)
    #expect(answer["nowhere"][3]["at all"] == nil)
  }
}
