/// Accounts of whom nothing is said, with the real programs: no key before there is something to seal.
import Foundation
import Ledger
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct UnnamedTests {
  @Test func `have no key until something is said of them, and are forgotten all the same`() async throws {
    try await withDaemon { daemon in
      let slots = Slots(of: daemon)
      for code in ["ALICE", "BERTA", "CARL"] { try await daemon.vouch("accounts", "add", code, "--currency", "EUR") }
      try await daemon.vouch("sellers", "add", "SHOP", "--currency", "EUR")
      try await daemon.vouch("distributors", "add", "PARCEL", "--currency", "EUR")
      try await daemon.vouch("accounts", "set", "CARL", "--per-check", "50.00")
      #expect(try slots.states() == [:])
      // A ledger with parties, and not one key.
      try await daemon.restart()
      try await daemon.stop()
      try await daemon.start()

      try await daemon.vouch("accounts", "set", "ALICE", "--name", "Alice Able")
      #expect(try slots.states() == [1: 1])
      // To clear a field is to say something too.
      try await daemon.vouch("accounts", "set", "CARL", "--name", "")
      #expect(try slots.states() == [1: 2])
      try await daemon.vouch("accounts", "forget", "BERTA", "--yes")
      #expect(try slots.states() == [1: 2, 3: 1])
      for step in 0..<2 {
        let alice = try await daemon.vouch("accounts", "show", "ALICE")
        #expect(alice["profile"]["name"] == "Alice Able" && alice["profile_state"] == "kept", "\(step)")
        #expect(try await daemon.vouch("accounts", "show", "BERTA")["profile_state"] == "forgotten", "\(step)")
        let refused = try await daemon.vouch("accounts", "set", "BERTA", "--name", "Eve", exit: 1)
        #expect(refused["reason"] == "party_forgotten", "\(refused)")
        let carl = try await daemon.vouch("accounts", "show", "CARL")
        #expect(carl["profile_state"] == "kept" && carl["profile"]["name"].text ?? "" == "", "\(carl)")
        if step == 0 { try await daemon.restart() }
      }
      let status = try await daemon.vouch("seal", "status")
      #expect(status["forgotten"] == 1, "\(status)")

      try await daemon.stop()
      let persons = "\(daemon.data)-persons"
      try FileManager.default.moveItem(atPath: persons, toPath: persons + ".away")
      try FileManager.default.createDirectory(atPath: persons, withIntermediateDirectories: false)
      let ended = try await Program.vouchd.run(daemon.arguments).expecting(74)
      #expect(ended.errors.contains("There are no keys of persons in \(persons)"), "\(ended.errors)")
    }
  }

  @Test func `miss no key where the keys are older than the ledger, as those do of whom something was said`()
    async throws
  {
    try await withDaemon { daemon in
      try await daemon.vouch("accounts", "add", "ALICE", "--currency", "EUR", "--name", "Alice Able")
      try await daemon.stop()
      let (persons, files) = ("\(daemon.data)-persons", FileManager.default)
      try files.copyItem(atPath: persons, toPath: persons + ".old")
      try await daemon.start()
      try await daemon.vouch("accounts", "add", "NAMED", "--currency", "EUR", "--name", "Nora New")
      try await daemon.vouch("accounts", "add", "UNNAMED", "--currency", "EUR")
      try await daemon.stop()
      try files.removeItem(atPath: persons)
      try files.moveItem(atPath: persons + ".old", toPath: persons)
      try await daemon.start()

      let named = try await daemon.vouch("accounts", "show", "NAMED")
      #expect(named["profile_state"] == "key_missing", "\(named)")
      let refused = try await daemon.vouch("accounts", "set", "NAMED", "--name", "Eve", exit: 1)
      #expect(refused["reason"] == "key_missing", "\(refused)")
      #expect(try await daemon.vouch("accounts", "show", "UNNAMED")["profile_state"] == "kept")
      try await daemon.vouch("accounts", "set", "UNNAMED", "--name", "Una Said")
      #expect(try await daemon.vouch("accounts", "show", "UNNAMED")["profile"]["name"] == "Una Said")
      #expect(try await daemon.vouch("accounts", "show", "ALICE")["profile"]["name"] == "Alice Able")
      // Forgotten all the same, as far as the ledger goes: the key is wherever the newer copy is.
      try await daemon.vouch("accounts", "forget", "NAMED", "--yes")
      #expect(try await daemon.vouch("accounts", "show", "NAMED")["profile_state"] == "forgotten")
      #expect(try Slots(of: daemon).states() == [1: 2])
      try await daemon.withClient { try await $0.expectSoundBooks() }
    }
  }
}
