/// Backups of a daemon that works on, and ledgers made of them.
import CheckClient
import Foundation
import Ledger
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct BackupTests {
  /// Parts are made while clients demand checks; all that was acknowledged before the last of them was asked for is in the
  /// ledger that is made of them.
  @Test func `taken under load have everything that was acknowledged before`() async throws {
    try await withDaemon { daemon in
      let set = "\(daemon.directory)/backup"
      try await daemon.withClient { client in
        try await client.enrolTown()
        var acknowledged: UInt64 = 0
        for round in 0..<4 {
          async let taken = Program.vouchd.run(["backup", set, "--data", daemon.data])
          for _ in 0..<150 { acknowledged = try await client.sequence(of: .fresh()) }
          try await taken.expecting(0)
          // One that is killed between two parts makes no difference.
          if round == 1 { try await daemon.restart() }
        }
        try await Program.vouchd.run(["backup", set, "--data", daemon.data]).expecting(0)
        let parts = try FileManager.default.contentsOfDirectory(atPath: set).sorted()
        #expect(parts.count(where: { $0.contains("-base-") }) == 1, "\(parts)")
        #expect(parts.last?.hasSuffix("-\(acknowledged)") == true, "\(parts), \(acknowledged)")
        let journal = try await client.wholeJournal()

        let restored = "\(daemon.directory)/restored"
        let finished = try await daemon.restore(set, to: restored)
        #expect(finished.output.contains("The ledger to entry \(acknowledged),"), "\(finished)")
        #expect(finished.output.contains("All is whole."))
        await daemon.kill()
        try await withDaemon(
          data: restored,
          settings: ["--persons", "\(daemon.data)-persons", "--sealing-keys", "\(daemon.data)-sealing-keys"],
          isStarted: false
        ) { other in
          // The one thing that no backup has, and that vouchd does not start without.
          #expect(!FileManager.default.fileExists(atPath: "\(restored)/signing.key"))
          try FileManager.default.copyItem(atPath: "\(daemon.data)/signing.key", toPath: "\(restored)/signing.key")
          try await other.start()
          try await other.withClient { client in
            #expect(try await client.wholeJournal() == journal)
            try await client.expectSoundBooks()
          }
          // Another life: the next part is a base by itself.
          let next = try await Program.vouchd.run(["backup", set, "--data", restored]).expecting(0)
          #expect(next.output.contains("everything to entry"), "\(next)")
        }
      }
    }
  }

  @Test func `are restored until an entry or a time, and never over anything`() async throws {
    try await withDaemon { daemon in
      let set = "\(daemon.directory)/backup"
      try await daemon.withClient { client in
        try await client.enrolTown()
        try await Program.vouchd.run(["backup", set, "--data", daemon.data]).expecting(0)
        var wanted: UInt64 = 0
        for number in 0..<20 {
          let sequence = try await client.sequence(of: .fresh())
          if number == 9 { wanted = sequence }
        }
        try await Program.vouchd.run(["backup", set, "--data", daemon.data]).expecting(0)
        let entry = try #require(try await client.wholeJournal().first { $0.entry.sequence == wanted }).entry
        let place = "\(daemon.directory)/then"
        let finished = try await daemon.restore(set, to: place, "--until", "\(wanted)")
        #expect(finished.output.contains("The ledger to entry \(wanted),"), "\(finished)")
        let again = try await daemon.restore(set, to: place, exit: 74)
        #expect(again.errors.contains("is there already"), "\(again)")

        let atTime = try await daemon.restore(set, to: "\(daemon.directory)/at", "--until", "\(entry.time)")
        // Of its millisecond there may be more.
        let last = try #require(
          try await client.wholeJournal().last { $0.entry.time <= entry.time }?.entry.sequence)
        #expect(atTime.output.contains("The ledger to entry \(last),"), "\(atTime)")

        let before = try await daemon.restore(
          set, to: "\(daemon.directory)/before", "--until", "2001-01-01T00:00:00Z", exit: 74)
        #expect(before.errors.contains("nothing before can be restored"), "\(before)")
        let after = try await daemon.restore(set, to: "\(daemon.directory)/after", "--until", "100000", exit: 74)
        #expect(after.errors.contains("100000 is not in it"), "\(after)")
      }
    }
  }

  @Test func `that are damaged are refused, and the file is named`() async throws {
    try await withDaemon { daemon in
      let set = "\(daemon.directory)/backup"
      try await daemon.withClient { client in
        try await client.enrolTown()
        for _ in 0..<10 { _ = try await client.sequence(of: .fresh()) }
      }
      try await Program.vouchd.run(["backup", set, "--data", daemon.data]).expecting(0)
      let part = try #require(try FileManager.default.contentsOfDirectory(atPath: set).first)
      for name in try FileManager.default.contentsOfDirectory(atPath: "\(set)/\(part)") {
        let file = URL(fileURLWithPath: "\(set)/\(part)/\(name == "access-keys" ? "access-keys/data.mdb" : name)")
        let whole = try Data(contentsOf: file)
        for damage in [
          whole.dropLast(),
          whole.prefix(whole.count / 2) + [whole[whole.count / 2] ^ 1] + whole.suffix(whole.count / 2 - 1),
        ] {
          try Data(damage).write(to: file)
          let place = "\(daemon.directory)/made"
          let finished = try await Program.vouchd.run(["restore", set, "--data", place])
          // A byte of the manifest that says nothing (a digit of when it was made) may go through.
          if name != "manifest.json" {
            #expect(finished.exitCode == 74, "\(name): \(finished)")
            #expect(finished.errors.contains(name == "access-keys" ? "access-keys/data.mdb" : name), "\(finished)")
            #expect(!FileManager.default.fileExists(atPath: place))
          }
          try? FileManager.default.removeItem(atPath: place)
        }
        try whole.write(to: file)
      }
    }
  }

  /// As a stream, whose parts any tar can list.
  @Test func `go through a pipe`() async throws {
    try await withDaemon { daemon in
      try await daemon.withClient { client in
        try await client.enrolTown()
        for _ in 0..<50 { _ = try await client.sequence(of: .fresh()) }
      }
      let piped = try await Program("sh").run([
        "-c",
        "vouchd backup - --data '\(daemon.data)' > '\(daemon.directory)/all.tar' && tar tf '\(daemon.directory)/all.tar' && "
          + "cat '\(daemon.directory)/all.tar' | vouchd restore - --data '\(daemon.directory)/made'",
      ]).expecting(0)
      #expect(piped.output.contains("manifest.json") && piped.output.contains("All is whole."), "\(piped)")
      let cut = try await Program("sh").run([
        "-c", "head -c 60000 '\(daemon.directory)/all.tar' | vouchd restore - --data '\(daemon.directory)/cut'",
      ])
      #expect(cut.exitCode == 74, "\(cut)")
    }
  }

  /// The tables are spoilt, and some of the log that no backup has: everything to the last whole group is there again.
  @Test(arguments: [false, true])
  func `and what is left of the log repair a damaged ledger`(isLogDamaged: Bool) async throws {
    try await withDaemon { daemon in
      let set = "\(daemon.directory)/backup"
      var journal: [Receipt] = []
      try await daemon.withClient { client in
        try await client.enrolTown()
        try await Program.vouchd.run(["backup", set, "--data", daemon.data]).expecting(0)
        for _ in 0..<40 { _ = try await client.sequence(of: .fresh()) }
        journal = try await client.wholeJournal()
      }
      await daemon.kill()
      // Which pages are free, nobody knows here: all that are neither of the first two.
      let pages = try Data(contentsOf: URL(fileURLWithPath: "\(daemon.data)/data.mdb")).count / 4096
      for page in 2..<pages { try daemon.damage("data.mdb", at: page * 4096 + 10) }
      let verified = try await Program.vouchd.run(["verify", "--data", daemon.data]).expecting(1)
      #expect(verified.output.contains("the page structure is damaged"), "\(verified)")
      let segment = "log/00000000000000000001.log"
      if isLogDamaged { try daemon.damage(segment, at: 4096 * 20 + 100) }
      let repaired = try await Program.vouchd.run([
        "repair", "--data", daemon.data, "--map-gib", "1", "--backup", set,
      ]).expecting(0)
      #expect(repaired.output.contains("LOST") == isLogDamaged, "\(repaired)")
      let kept = try FileManager.default.contentsOfDirectory(atPath: daemon.directory)
      #expect(kept.contains { $0.hasPrefix("data.damaged-") }, "\(kept)")
      try await daemon.start()
      try await daemon.withClient { client in
        let now = try await client.wholeJournal()
        #expect(isLogDamaged ? now == Array(journal.prefix(now.count)) && now.count < journal.count : now == journal)
        try await client.expectSoundBooks()
      }
    }
  }

  @Test func `and verifying say who has the ledger, or that nobody does`() async throws {
    try await withDaemon { daemon in
      let busy = try await Program.vouchd.run(["verify", "--data", daemon.data])
      #expect(busy.exitCode == 75 && busy.errors.contains("process \(daemon.processID)"), "\(busy)")
      let nowhere = try await Program.vouchd.run(["verify", "--data", "\(daemon.directory)/none"])
      #expect(nowhere.exitCode == 74 && nowhere.errors.contains("There is no directory"), "\(nowhere)")
      try await daemon.stop()
      let whole = try await Program.vouchd.run(["verify", "--data", daemon.data, "--json"]).expecting(0)
      #expect(whole.output.contains("\"findings\":0"), "\(whole)")
      let nobody = try await Program.vouchd.run(["backup", "\(daemon.directory)/b", "--data", daemon.data])
      #expect(nobody.exitCode == 74 && nobody.errors.contains("No vouchd serves"), "\(nobody)")
      let nothing = try await Program.vouchd.run(["verify", "--data", "\(daemon.directory)/nothing"])
      #expect(nothing.exitCode != 0 && nothing.exitCode != 1, "\(nothing)")
    }
  }
}

extension ManagerClient {
  /// Has a check issued; the sequence it was issued with.
  fileprivate func sequence(of issue: IssueCheck) async throws -> UInt64 {
    try await accepted(issue).receipt.entry.sequence
  }
}

extension Daemon {
  fileprivate func restore(
    _ set: String, to place: String, _ more: String..., exit code: Int32 = 0
  ) async throws -> FinishedProgram {
    try await Program.vouchd.run(
      [
        "restore", set, "--data", place, "--map-gib", "1", "--persons", "\(data)-persons", "--sealing-keys",
        "\(data)-sealing-keys",
      ] + more
    ).expecting(code)
  }

  /// Changes a byte of a file.
  fileprivate func damage(_ name: String, at offset: Int) throws {
    let file = URL(fileURLWithPath: "\(data)/\(name)")
    var bytes = try Data(contentsOf: file)
    bytes[offset] ^= 0x55
    try bytes.write(to: file)
  }
}
