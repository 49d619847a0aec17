/// Starting the wallet: what it is told by arguments, and what it does not start with.
import Foundation
import Ledger
import Testing
import VouchTesting

@Suite("Starting the wallet", .timeLimit(.minutes(30))) struct StartingTests {
  private static func start(
    _ directory: String, pin: String? = nil, mode: Int = 0o600, _ more: [String] = [],
    environment: [String: String] = [:]
  ) async throws -> FinishedProgram {
    var arguments =
      ["wallet", "--home", "\(directory)/home", "--server", "unix:/nowhere", "--listen", "127.0.0.1:0"] + more
    if !more.contains("--account") { arguments += ["--account", "ALICE"] }
    if let pin {
      let path = "\(directory)/pin"
      try Data(pin.utf8).write(to: URL(fileURLWithPath: path))
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      arguments += ["--pin-file", path]
    }
    return try await Program.terminal.run(arguments, environment: environment)
  }

  @Test(
    arguments: [
      (nil, 0o600, [], 64, "add --pin-file FILE"), ("12345", 0o600, [], 65, "no PIN of 6 to 12 digits"),
      ("123456", 0o600, [], 65, "everybody would try first"), ("hunter2", 0o600, [], 65, "no PIN of 6 to 12 digits"),
      ("482915", 0o644, [], 65, "Others can read"), ("482915", 0o600, ["--listen", "0.0.0.0:7425"], 64, "loopback"),
      ("482915", 0o600, ["--listen", "unix:/x"], 64, "--listen"), ("482915", 0o600, ["--idle", "0s"], 64, "--idle"),
      ("482915", 0o600, ["--account", "NO/BODY"], 64, "code"),
    ] as [(String?, Int, [String], Int32, String)])
  func `is refused with a sentence that says what to do`(
    _ pin: String?, _ mode: Int, _ more: [String], code: Int32, says: String
  ) async throws {
    try await withTemporaryDirectory { directory in
      let told = try await Self.start(directory, pin: pin, mode: mode, more).expecting(code)
      #expect(told.errors.contains(says), "\(told)")
      #expect(!told.description.contains("482915"))
    }
  }

  @Test func `takes no PIN from the environment`() async throws {
    try await withTemporaryDirectory { directory in
      let told = try await Self.start(
        directory, environment: ["VOUCH_PIN": "482915", "VOUCH_PIN_FILE": "/dev/null", "PIN": "482915"])
      #expect(try told.expecting(64).errors.contains("--pin-file"))
    }
  }

  @Test func `keeps no PIN in its home that could be read, and tells none`() async throws {
    try await Stage.run { stage in
      _ = try await stage.guest()
      #expect(try await stage.stop() == .exited(0))
      #expect(!stage.log.contains(rightPIN))
      for file in try FileManager.default.contentsOfDirectory(atPath: stage.home) {
        let path = "\(stage.home)/\(file)"
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(bytes.range(of: Data(rightPIN.utf8)) == nil, "\(file)")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600, "\(file)")
      }
    }
  }

  @Test func `its help has an example`() async throws {
    let help = try await Program.terminal.run(["wallet", "--help"]).expecting(0).output
    #expect(help.contains("Example:"))
    #expect(help.contains("--pin-file"))
  }
}
