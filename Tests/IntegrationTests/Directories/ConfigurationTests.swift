/// Settings, good and bad: from a file, the environment and flags, each overruling the one before.
import Foundation
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct ConfigurationTests {
  @Test func `good settings are shown, and nothing is begun`() async throws {
    try await withTemporaryDirectory { directory in
      let file = "\(directory)/vouchd.json"
      try #"{"data": "/from/file", "drawee": "From File", "queue": 11, "trust": "loopback", "listen": "127.0.0.1:1"}"#
        .write(toFile: file, atomically: false, encoding: .utf8)
      let shown = try await Program.vouchd.run(
        ["--check-config", "--config", file, "--data", "\(directory)/data"],
        environment: ["VOUCHD_DATA": "/from/environment", "VOUCHD_QUEUE": "22"]
      ).expecting(0)
      let values = Dictionary(
        uniqueKeysWithValues: shown.output.split(separator: "\n").compactMap { line -> (String, String)? in
          let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
          guard parts.count == 2 else { return nil }
          return (String(parts[0]), String(parts[1].drop { $0 == " " }))
        })
      #expect(values["data"] == "\(directory)/data", "a flag overrules the environment: \(shown)")
      #expect(values["queue"] == "22", "the environment overrules the file: \(shown)")
      #expect(values["drawee"] == "From File", "the file overrules what is usual: \(shown)")
      #expect(values["idle_seconds"] == "3600", "what nobody sets is as usual: \(shown)")
      let noData = try await Program("ls").run(["\(directory)/data"])
      #expect(noData.exitCode != 0, "--check-config made the directory")
    }
  }

  @Test func `the file may be named by the environment`() async throws {
    try await withTemporaryDirectory { directory in
      let file = "\(directory)/vouchd.json"
      try #"{"drawee": "Named", "unix": "/tmp/a"}"#.write(toFile: file, atomically: false, encoding: .utf8)
      let shown = try await Program.vouchd.run(["--check-config"], environment: ["VOUCHD_CONFIG": file]).expecting(0)
      #expect(shown.output.contains("Named"), "\(shown)")
    }
  }

  /// A file's content, and words that say what is wrong with it.
  @Test(arguments: [
    ("this is not JSON", ["not JSON"]),
    ("[1, 2]", ["object"]),
    (#"{"listen": "127.0.0.1:7411", "speed": "high"}"#, ["speed", "Known are", "frame_bytes"]),
    (#"{"listen": "127.0.0.1:7411", "queue": "many"}"#, ["queue", "many", "whole number"]),
    (#"{"listen": "127.0.0.1:7411", "queue": 0}"#, ["queue", "from 1"]),
    (#"{"listen": "127.0.0.1:7411", "frame_bytes": 100}"#, ["frame_bytes", "4096"]),
    (#"{"listen": "127.0.0.1:7411", "map_gib": -1}"#, ["map_gib"]),
    (#"{"listen": "127.0.0.1:7411", "drawee": true}"#, ["drawee"]),
    (#"{"listen": "127.0.0.1:7411", "trust": "loopback", "drawee": "two\nlines"}"#, ["drawee"]),
    (#"{"listen": "127.0.0.1:7411", "data": ""}"#, ["data"]),
    (#"{"listen": "127.0.0.1:7411"}"#, ["listen", "'identity'", "'trust'"]),
    (#"{"listen": "127.0.0.1:7411", "identity": "/nowhere"}"#, ["identity", "/nowhere/certificate.pem is not there"]),
    (#"{"listen": "nowhere"}"#, ["listen", "nowhere"]),
    (#"{"listen": "127.0.0.1:99999"}"#, ["listen", "99999"]),
    (#"{"drawee": "Vouch"}"#, ["listen", "unix"]),
  ])
  func `a bad file is told which setting is wrong and what it should be`(content: String, says: [String]) async throws {
    try await withTemporaryDirectory { directory in
      let file = "\(directory)/vouchd.json"
      try content.write(toFile: file, atomically: false, encoding: .utf8)
      let checked = try await Program.vouchd.run(["--check-config", "--config", file]).expecting(78)
      for word in says { #expect(checked.errors.contains(word), "\(checked)") }
      #expect(checked.output.isEmpty, "\(checked)")
      // Without --check-config the same is said, before anything is begun.
      let served = try await Program.vouchd.run(["--config", file]).expecting(78)
      #expect(served.errors == checked.errors)
    }
  }

  @Test(
    arguments: [
      (["--queue", "many"], [:], ["queue", "many"]),
      (["--config", "/nowhere/vouchd.json"], [:], ["/nowhere/vouchd.json"]),
      (["--listen", "127.0.0.1:0"], ["VOUCHD_SPEED": "high"], ["VOUCHD_SPEED", "no such setting"]),
      (["--listen", "127.0.0.1:0"], ["VOUCHD_QUEUE": "many"], ["VOUCHD_QUEUE", "environment"]),
      (["--unix", "/" + String(repeating: "x", count: 120)], [:], ["unix", "107"]),
    ] as [([String], [String: String], [String])])
  func `a bad flag or variable is told`(
    arguments: [String], environment: [String: String], says: [String]
  ) async throws {
    let checked = try await Program.vouchd.run(["--check-config"] + arguments, environment: environment).expecting(78)
    for word in says { #expect(checked.errors.contains(word), "\(checked)") }
  }

  @Test(arguments: ["0.0.0.0:7411", "[::]:7411", "192.0.2.1:7411", "vouch.example:7411"])
  func `listening where strangers reach it is refused with the reason`(endpoint: String) async throws {
    try await withDaemon(isStarted: false) { daemon in
      try await daemon.initialise()
      for check in [[], ["--check-config"]] {
        let refused = try await Program.vouchd.run(["--data", daemon.data, "--listen", endpoint] + check).expecting(78)
        #expect(refused.errors.contains(endpoint) && refused.errors.contains("loopback"), "\(refused)")
      }
    }
  }

  @Test func `the drawee's name stands in the status and on the checks`() async throws {
    try await withDaemon(settings: ["--drawee", "Clearing House of Köln"]) { daemon in
      try await daemon.enrolByHand()
      #expect(try await daemon.vouch("status")["drawee"] == "Clearing House of Köln")
      let check = try await daemon.terminal("ALICE", "demand", "--amount", "1", "--currency", "EUR").check
      #expect(try await daemon.vouch("checks", "show", check)["drawee"] == "Clearing House of Köln")
    }
  }
}
