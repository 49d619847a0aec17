/// A check handed over with its proof: judged by a shop that has the manager's keys and no network.
import Foundation
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct OfflineTests {
  /// A check of ALICE to SHOP with its proof and the manager's keys, as files.
  private struct Kept {
    let check: String
    let proof: String
    let keys: String
  }

  private func keep(_ daemon: Daemon, _ more: String...) async throws -> Kept {
    let demand =
      ["demand", "--amount", "48.50", "--currency", "EUR", "--seller", "SHOP", "--order", "one book"] + more
    let check = try await daemon.run(.terminal, ["--account", "ALICE"] + demand).check
    let kept = Kept(check: check, proof: "\(daemon.directory)/\(check).proof", keys: "\(daemon.directory)/keys")
    try await daemon.terminal("ALICE", "checks", "prove", check, "--out", kept.proof)
    let exported = try await Program.vouchd.run(["keys", "export", "--data", daemon.data]).expecting(0)
    try exported.output.write(toFile: kept.keys, atomically: true, encoding: .utf8)
    return kept
  }

  /// What a shop answers that has neither a manager nor a way to one.
  private func judge(_ kept: Kept, _ more: String..., seller: String = "SHOP") async throws -> FinishedProgram {
    try await Program.seller.run(
      [
        "--seller", seller, "--server", "unix:/nowhere/at/all", "verify", "--offline", kept.proof, "--key", kept.keys,
        "--output", "json",
      ] + more)
  }

  @Test func `it is authentic, and what cannot be known is said`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let kept = try await keep(daemon, "--memo", "for Anna")
      await daemon.kill()
      let answer = try await judge(kept, "--order", "one book", "--amount", "48.50", "--currency", "EUR")
        .expecting(0).json
      #expect(answer["outcome"] == "accepted")
      #expect(answer["offline"] == true)
      #expect(answer["check"] == .text(kept.check))
      #expect(answer["memo"] == "for Anna")
      #expect(answer["terms"]["amount"] == 4850)
      #expect(answer["terms"]["payee"] == "SHOP")
      #expect(answer["not_known"].items.contains("paid"))
      #expect(answer["not_known"].items.contains("voided"))
      let shown = try await Program.seller.run(
        ["--seller", "SHOP", "verify", "--offline", kept.proof, "--key", kept.keys]
      ).expecting(0)
      #expect(shown.output.contains("forty-eight and 50/100 EUR"))
      #expect(shown.output.contains("Not known without asking the manager"))
      // The terminal has it still, and hands it out without anybody.
      let other = "\(daemon.directory)/again.proof"
      try await daemon.terminal("ALICE", "checks", "export", kept.check, "--out", other)
      #expect(FileManager.default.contents(atPath: other) == FileManager.default.contents(atPath: kept.proof))
    }
  }

  @Test func `it is judged as asked: payee, order, amount, currency, number`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let kept = try await keep(daemon)
      func reason(_ more: [String], seller: String = "SHOP") async throws -> JSONAnswer {
        try await Program.seller.run(
          [
            "--seller", seller, "verify", "--offline", kept.proof, "--key", kept.keys, "--output", "json",
          ] + more
        ).expecting(1).json["reason"]
      }
      #expect(try await reason([], seller: "TOOLS") == "wrong_payee")
      #expect(try await reason(["--order", "two books"]) == "order_mismatch")
      #expect(try await reason(["--amount", "48.51", "--currency", "EUR"]) == "exceeds_remaining")
      #expect(try await reason(["--currency", "USD"]) == "terms_mismatch")
      #expect(try await reason(["--distributor", "PARCEL"]) == "terms_mismatch")
      #expect(try await reason(["0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55"]) == "unknown_check")
      // That it was paid is not to be seen from it.
      try await daemon.seller("SHOP", "present", kept.check)
      #expect(try await judge(kept).exitCode == 0)
      #expect(try await daemon.seller("SHOP", "verify", kept.check, exit: 1)["reason"] == "check_settled")
    }
  }

  @Test func `it is no more authentic once it was changed, or for who believes another manager`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let kept = try await keep(daemon)
      let text = try String(contentsOfFile: kept.proof, encoding: .utf8)
      // One character in each line of the proof: in what it says, in its way, in the signature.
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      for index in lines.indices.dropFirst().dropLast(2) {
        var changed = lines.map(String.init)
        changed[index] = (changed[index].hasPrefix("A") ? "B" : "A") + changed[index].dropFirst()
        let file = "\(daemon.directory)/changed.proof"
        try changed.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        let finished = try await judge(Kept(check: kept.check, proof: file, keys: kept.keys))
        #expect(try finished.expecting(1).json["reason"] == "not_proved", "line \(index)")
      }
      for (text, name) in [("hello\n", "text"), (String(text.dropLast(3)), "cut"), (text + text, "twice")] {
        let file = "\(daemon.directory)/\(name).proof"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try await judge(Kept(check: kept.check, proof: file, keys: kept.keys)).exitCode == 65, "\(name)")
      }
      #expect(try await judge(Kept(check: kept.check, proof: kept.keys, keys: kept.keys)).exitCode == 65)
      #expect(try await judge(Kept(check: kept.check, proof: "/nowhere", keys: kept.keys)).exitCode == 66)
      try await withDaemon { other in
        let exported = try await Program.vouchd.run(["keys", "export", "--data", other.data]).expecting(0)
        let keys = "\(other.directory)/keys"
        try exported.output.write(toFile: keys, atomically: true, encoding: .utf8)
        let finished = try await judge(Kept(check: kept.check, proof: kept.proof, keys: keys)).expecting(1)
        #expect(try finished.json["fault"] == "other_ledger")
      }
    }
  }

  @Test func `it stays authentic when the signing key is another, until that key is revoked`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let kept = try await keep(daemon)
      try await daemon.vouch("audit", "root", "--out", "\(daemon.directory)/old.head")
      let first = try await daemon.vouch("audit", "key")["keys"][0]["key"]
      try await Program.vouchd.run(["keys", "rotate", "--data", daemon.data]).expecting(0)
      try await daemon.restart()
      let keys = try await daemon.vouch("audit", "key", "--out", kept.keys)["keys"].items
      #expect(keys.count == 2)
      #expect(keys.first?["key"] == first)
      #expect(try await judge(kept).exitCode == 0)
      let new = try await keep(daemon)
      let answer = try await judge(new).expecting(0).json
      #expect(answer["head"]["key"] != first)
      #expect(answer["head"]["key"] == keys.last?["key"])
      let consistent = try await daemon.vouch(
        "audit", "consistency", "\(daemon.directory)/old.head", "--key", kept.keys)
      #expect(consistent["outcome"] == "accepted")
      // What a thief may have signed is believed no more; a new proof of the same check is.
      try await Program.vouchd.run(["keys", "revoke", try #require(first.text), "--data", daemon.data]).expecting(0)
      try await daemon.restart()
      try await daemon.vouch("audit", "key", "--out", kept.keys)
      #expect(try await judge(kept).expecting(1).json["fault"] == "revoked_key")
      try await daemon.terminal("ALICE", "checks", "prove", kept.check, "--out", kept.proof)
      #expect(try await judge(kept).exitCode == 0)
    }
  }

  @Test func `it expires by the clock of whoever judges`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let kept = try await keep(daemon, "--expires-in", "1s")
      try await eventually("it has expired") {
        try await judge(kept).exitCode == 1
      }
      #expect(try await judge(kept).json["reason"] == "check_expired")
    }
  }
}
