/// An auditor who trusts nobody: heads that were kept, exports of the journal, and a manager that is killed between.
import CheckClient
import Foundation
import Ledger
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct AuditTests {
  /// What an auditor's own program says of a file, without a manager.
  private func verify(_ file: String, _ keys: String, _ more: String...) async throws -> FinishedProgram {
    try await Program.vouch.run(["audit", "verify", file, "--key", keys, "--output", "json"] + more)
  }

  @Test func `the journal is exported, and verified without the manager, byte for byte`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      for _ in 0..<12 {
        try await daemon.terminal("ALICE", "demand", "--amount", "1", "--currency", "EUR", "--seller", "SHOP")
      }
      let (file, keys, head) = ("\(daemon.directory)/journal", "\(daemon.directory)/keys", "\(daemon.directory)/head")
      try await daemon.waitForHistory(of: 16)
      try await daemon.vouch("audit", "key", "--out", keys)
      try await daemon.vouch("audit", "root", "--out", head)
      let exported = try await daemon.vouch("audit", "export", file)
      #expect(exported["entries"] == 16)
      await daemon.kill()
      let verified = try await verify(file, keys, "--root", head).expecting(0).json
      #expect(verified["entries"] == 16)
      #expect(verified["head"]["root"] == exported["head"]["root"])
      let bytes = try #require(FileManager.default.contents(atPath: file)).map { $0 }
      // So many places all over the file, in each of which one bit is another.
      let changed = "\(daemon.directory)/changed"
      for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
        var other = bytes
        other[place] ^= 1 << UInt8(place % 8)
        try Data(other).write(to: URL(fileURLWithPath: changed))
        let answer = try await verify(changed, keys).expecting(1).json
        #expect(answer["reason"] == "not_proved", "byte \(place)")
      }
      try Data(bytes.dropLast(10)).write(to: URL(fileURLWithPath: changed))
      #expect(try await verify(changed, keys).expecting(1).json["fault"] == "truncated")
      try Data(bytes + [0]).write(to: URL(fileURLWithPath: changed))
      #expect(try await verify(changed, keys).expecting(1).json["fault"] == "extended")
    }
  }

  @Test func `an export names the entry whose amount somebody changed, and one that is missing`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      // An amount of its own, so that it is found in the file.
      try await daemon.vouch("fund", "ALICE", "123456.78", "--reason", "a planted reason")
      try await daemon.vouch("fund", "ALICE", "1.00")
      try await daemon.waitForHistory(of: 6)
      let (file, keys, other) = ("\(daemon.directory)/journal", "\(daemon.directory)/keys", "\(daemon.directory)/other")
      try await daemon.vouch("audit", "key", "--out", keys)
      try await daemon.vouch("audit", "export", file)
      let bytes = try #require(FileManager.default.contents(atPath: file))
      func fault(_ bytes: Data) async throws -> JSONAnswer {
        try bytes.write(to: URL(fileURLWithPath: other))
        return try await verify(other, keys).expecting(1).json
      }
      // 12,345,678 folded and in sevens: LEB128 of twice as much.
      let amount = Data([0x9C, 0x85, 0xE3, 0x0B])
      let place = try #require(bytes.range(of: amount))
      let answer = try await fault(bytes.replacing(place, with: [0x9C, 0x85, 0xE3, 0x0A]))
      #expect(answer["fault"] == "changed")
      #expect(answer["first_sequence"] == 5)
      #expect(answer["last_sequence"] == 5)
      let text = try #require(bytes.range(of: Data("planted".utf8)))
      #expect(try await fault(bytes.replacing(text, with: Array("plannid".utf8)))["first_sequence"] == 5)
      // A whole commit: it begins with 1, its first sequence, the count and the root; each has one entry here.
      let commits = (4...6).map { sequence in
        Data([1, UInt8(sequence), 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0])
      }
      let (fifth, sixth) = (try #require(bytes.range(of: commits[1])), try #require(bytes.range(of: commits[2])))
      let missing = try await fault(bytes[..<fifth.lowerBound] + bytes[sixth.lowerBound...])
      #expect(missing["fault"] == "missing")
      #expect(missing["first_sequence"] == 5)
      let twice = bytes[..<sixth.lowerBound] + bytes[fifth.lowerBound..<sixth.lowerBound] + bytes[sixth.lowerBound...]
      #expect(try await fault(twice)["first_sequence"] == 6)
      // Without texts there is nothing to plant, and it verifies all the same.
      try await daemon.vouch("audit", "export", other, "--without-texts")
      let verified = try await verify(other, keys).expecting(0).json
      #expect(verified["texts_left_out"].integer ?? 0 > 0)
      #expect(FileManager.default.contents(atPath: other)?.range(of: Data("planted".utf8)) == nil)
    }
  }

  @Test func `nothing of a person is in an export or in a proof`() async throws {
    try await withDaemon { daemon in
      try await daemon.vouch(
        "accounts", "add", "ALICE", "--currency", "EUR", "--name", "Plantedname", "--address", "Plantedstreet 7",
        "--telephone", "+49 170 5550199", "--card-number", "4929000000006")
      try await daemon.vouch("fund", "ALICE", "300.00")
      try await daemon.vouch("sellers", "add", "SHOP", "--currency", "EUR", "--name", "Plantedshop")
      let check = try await daemon.terminal(
        "ALICE", "demand", "--amount", "1", "--currency", "EUR", "--seller", "SHOP"
      ).check
      let file = "\(daemon.directory)/journal"
      try await daemon.vouch("audit", "prove", check, "--out", "\(daemon.directory)/proof")
      try await daemon.vouch("audit", "export", file)
      let bytes = try #require(FileManager.default.contents(atPath: file))
      for word in ["Plantedname", "Plantedstreet", "5550199", "4929000000006", "Plantedshop"] {
        #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word)")
      }
    }
  }

  /// Killed with whatever it was doing, again and again: what it once signed it never takes back.
  @Test func `every head that was kept is how the history goes on, over kills, and every check proves itself`()
    async throws
  {
    try await withDaemon { daemon in
      try await daemon.withClient { client in
        try await client.enrolTown()
        var checks: [IssueCheck] = []
        for round in 0..<5 {
          let demands = (0..<120).map { _ in IssueCheck.fresh(1_00) }
          try await withThrowingTaskGroup(of: Void.self) { group in
            for demand in demands { group.addTask { _ = try await client.accepted(demand) } }
            if round % 2 == 1 { group.addTask { try await daemon.restart() } }
            try await group.waitForAll()
          }
          checks += demands
          // Proved before the kill, so that it is signed for.
          _ = try await client.accepted(ProveCheck(try #require(demands.last).id))
          try await daemon.vouch("audit", "root", "--out", "\(daemon.directory)/\(round).head")
          try await daemon.restart()
          for earlier in 0...round {
            let kept = "\(daemon.directory)/\(earlier).head"
            #expect(try await daemon.vouch("audit", "consistency", kept)["outcome"] == "accepted", "round \(round)")
          }
        }
        for check in checks.shuffled().prefix(60) {
          let file = "\(daemon.directory)/proof"
          try await daemon.vouch("audit", "prove", "\(check.id)", "--out", file)
        }
        let keys = "\(daemon.directory)/keys"
        try await daemon.vouch("audit", "key", "--out", keys)
        try await daemon.waitForHistory(of: Int64(checks.count) + 4)
        let whole = "\(daemon.directory)/whole"
        try await daemon.vouch("audit", "export", whole)
        for round in 0..<5 {
          let (head, rest) = ("\(daemon.directory)/\(round).head", "\(daemon.directory)/rest")
          try await verify(whole, keys, "--root", head).expecting(0)
          try await daemon.vouch("audit", "export", rest, "--since", head)
          let verified = try await verify(rest, keys, "--root", head).expecting(0).json
          #expect(verified["head"]["last_sequence"].integer == Int64(checks.count) + 4)
        }
      }
    }
  }

  @Test func `without attestation nothing is proved, and with it again all is`() async throws {
    try await withDaemon(settings: ["--attest", "off"]) { daemon in
      try await daemon.enrolByHand()
      let check = try await daemon.terminal(
        "ALICE", "demand", "--amount", "1", "--currency", "EUR", "--seller", "SHOP"
      ).check
      #expect(try await daemon.vouch("audit", "prove", check, exit: 1)["reason"] == "attestation_off")
      #expect(try await daemon.vouch("audit", "root", exit: 1)["reason"] == "attestation_off")
      try await daemon.stop()
      try await withDaemon(data: daemon.data, isStarted: false) { again in
        try await again.start()
        try await again.vouch("audit", "prove", check, "--out", "\(again.directory)/proof")
        let head = try await again.vouch("audit", "root")
        #expect(head["last_sequence"] == 5)
      }
    }
  }

  @Test func `a history of another ledger, or of the same with another past, is no continuation`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      try await daemon.waitForHistory(of: 4)
      let (head, copy) = ("\(daemon.directory)/head", "\(daemon.directory)/copy")
      await daemon.kill()
      // The socket that backups are had at is no file, and no part of a copy.
      try? FileManager.default.removeItem(atPath: "\(daemon.data)/backup.sock")
      for part in ["", "-persons", "-sealing-keys"] {
        try FileManager.default.copyItem(atPath: daemon.data + part, toPath: copy + part)
      }
      try await daemon.start()
      try await daemon.vouch("fund", "ALICE", "1.00")
      try await daemon.waitForHistory(of: 5)
      try await daemon.vouch("audit", "root", "--out", head)
      let keys = "\(daemon.directory)/keys"
      try await daemon.vouch("audit", "key", "--out", keys)
      // An operator who put a copy back, and went on with that: the auditor has the head to show it.
      try await withDaemon(data: copy, isStarted: false) { fork in
        try await fork.start()
        try await fork.vouch("fund", "ALICE", "2.00")
        try await fork.vouch("fund", "ALICE", "3.00")
        try await fork.waitForHistory(of: 6)
        let answer = try await fork.vouch("audit", "consistency", head, "--key", keys, exit: 1)
        #expect(answer["fault"] == "other_history")
        let export = "\(fork.directory)/export"
        try await fork.vouch("audit", "export", export)
        let judged = try await verify(export, keys, "--root", head).expecting(1).json
        #expect(judged["fault"] == "other_history")
        try await fork.vouch("audit", "export", export, "--since", head, exit: 1)
      }
      try await withDaemon { other in
        let answer = try await other.vouch("audit", "consistency", head, exit: 1)
        #expect(answer["fault"] == "other_ledger")
      }
    }
  }
}

extension Daemon {
  /// Waits until so many entries are in the signed history.
  func waitForHistory(of entries: Int64) async throws {
    try await eventually("\(entries) entries are attested") {
      try await vouch("audit", "root")["last_sequence"].integer ?? 0 >= entries
    }
  }
}

extension Data {
  fileprivate func replacing(_ range: Range<Int>, with bytes: [UInt8]) -> Data {
    var changed = self
    changed.replaceSubrange(range, with: bytes)
    return changed
  }
}
