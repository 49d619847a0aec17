/// What can be wrong with a ledger's directory: each is named, with what to do, and nothing in it is changed.
import Foundation
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct DirectoryTests {
  @Test func `a ledger is made once`() async throws {
    try await withDaemon { daemon in
      try await daemon.vouch("accounts", "add", "ALICE", "--currency", "EUR")
      _ = try await daemon.stop()
      let again = try await Program.vouchd.run(["init", "--data", daemon.data]).expecting(73)
      #expect(again.errors.contains("already") && again.errors.contains(daemon.data), "\(again)")
      try await daemon.start()
      #expect(try await daemon.vouch("accounts", "show", "ALICE")["code"] == "ALICE")
    }
  }

  @Test func `init on the ledger of a running daemon says whose it is`() async throws {
    try await withDaemon { daemon in
      let again = try await Program.vouchd.run(["init", "--data", daemon.data]).expecting(73)
      #expect(again.errors.contains("already") || again.errors.contains("pid \(daemon.processID)"), "\(again)")
      try await daemon.expectToServe()
    }
  }

  @Test func `without a ledger the daemon says how to make one`() async throws {
    try await withDaemon(isStarted: false) { daemon in
      for step in ["nothing", "an empty directory", "an empty file, as a killed init leaves it"] {
        if step.contains("directory") {
          try FileManager.default.createDirectory(atPath: daemon.data, withIntermediateDirectories: false)
        }
        if step.contains("file") { try Data().write(to: URL(fileURLWithPath: "\(daemon.data)/data.mdb")) }
        let finished = try await Program.vouchd.run(daemon.arguments).expecting(74)
        #expect(finished.errors.contains("vouchd init --data \(daemon.data)"), "\(step): \(finished)")
      }
      try await daemon.initialise()
    }
  }

  @Test(arguments: ["This is no database.\n", String(repeating: "garbage ", count: 4096)])
  func `a file that is no ledger is called so and left alone`(content: String) async throws {
    try await withDaemon(isStarted: false) { daemon in
      try FileManager.default.createDirectory(atPath: daemon.data, withIntermediateDirectories: false)
      let file = "\(daemon.data)/data.mdb"
      let bytes = Data(content.utf8)
      try bytes.write(to: URL(fileURLWithPath: file))
      let finished = try await Program.vouchd.run(daemon.arguments).expecting(74)
      #expect(finished.errors.contains(daemon.data) && finished.errors.contains("no ledger"), "\(finished)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == bytes, "the file was changed")
      let made = try await Program.vouchd.run(["init", "--data", daemon.data]).expecting(73)
      #expect(made.errors.contains(daemon.data), "\(made)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == bytes, "the file was changed")
    }
  }

  @Test func `a ledger of a newer format is called so`() async throws {
    try await withDaemon(isStarted: false) { daemon in
      try await daemon.initialise()
      let file = URL(fileURLWithPath: "\(daemon.data)/data.mdb")
      var content = try Data(contentsOf: file)
      // The format's number follows the ledger's name in the meta record.
      let name = Data("VOUCHLDG".utf8)
      var places = 0
      var rest = content.startIndex..<content.endIndex
      while let found = content.range(of: name, in: rest) {
        content[found.upperBound] = 99
        places += 1
        rest = found.upperBound..<content.endIndex
      }
      try #require(places > 0)
      try content.write(to: file)
      let finished = try await Program.vouchd.run(daemon.arguments).expecting(74)
      #expect(finished.errors.contains("format 99"), "\(finished)")
      #expect(try Data(contentsOf: file) == content)
    }
  }

  @Test func `a second daemon on the same ledger names the first`() async throws {
    try await withDaemon { daemon in
      let second = try await Program.vouchd.run([
        "--data", daemon.data, "--listen", "127.0.0.1:0", "--trust", "loopback", "--map-gib", "1",
      ]).expecting(74)
      #expect(second.errors.contains("pid \(daemon.processID)"), "\(second)")
      try await daemon.expectToServe()
    }
  }

  @Test func `a port that is taken is named`() async throws {
    try await withDaemon { first in
      try await withTemporaryDirectory { directory in
        try await Program.vouchd.run(["init", "--data", "\(directory)/data", "--map-gib", "1"]).expecting(0)
        let second = try await Program.vouchd.run([
          "--data", "\(directory)/data", "--listen", "\(first.tcp)", "--trust", "loopback", "--map-gib", "1",
        ])
        #expect(second.exitCode == 69, "\(second)")
        #expect(second.errors.contains("\(first.tcp)"), "\(second)")
        try await first.expectToServe()
      }
    }
  }

  @Test func `a Unix socket of a living daemon is not taken away from it`() async throws {
    try await withDaemon { first in
      try await withTemporaryDirectory { directory in
        try await Program.vouchd.run(["init", "--data", "\(directory)/data", "--map-gib", "1"]).expecting(0)
        let second = try await Program.vouchd.run([
          "--data", "\(directory)/data", "--unix", "\(first.directory)/vouchd.sock", "--map-gib", "1",
        ])
        #expect(second.exitCode == 69, "\(second)")
        #expect(second.errors.contains("vouchd.sock"), "\(second)")
        try await first.expectToServe()
      }
    }
  }
}
