/// Personal data with the real programs: read by whoever may, and found in no file the manager writes.
import CheckClient
import Foundation
import Ledger
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct SealedTests {
  /// Words that cannot be anywhere by chance.
  private static let marks = [
    "Zuzanna-Planted", "Plantgasse", "0170-PLANTED", "DE99PLANTED", "4999-PLANTED-1234", "Planted Bank",
    "notes-planted",
    "Planted Shop", "DE77PLANTED", "Planted Van", "DE66PLANTED", "Importina-Planted",
  ]

  private func plant(in daemon: Daemon) async throws {
    try await daemon.vouch(
      "accounts", "add", "ALICE", "--currency", "EUR", "--name", "Zuzanna-Planted", "--address", "Plantgasse 1",
      "--telephone", "0170-PLANTED", "--bank", "Planted Bank", "--bank-account", "DE99PLANTED", "--card-number",
      "4999-PLANTED-1234", "--bank-notes", "notes-planted")
    try await daemon.vouch(
      "sellers", "add", "SHOP", "--currency", "EUR", "--name", "Planted Shop", "--bank-account", "DE77PLANTED")
    try await daemon.vouch(
      "distributors", "add", "PARCEL", "--currency", "EUR", "--name", "Planted Van", "--bank-account", "DE66PLANTED")
    let sheet = "\(daemon.directory)/accounts.csv"
    try Data("code,currency,name\nBERTA,EUR,Importina-Planted\nCARL,EUR,\n".utf8).write(to: URL(fileURLWithPath: sheet))
    try await daemon.vouch("accounts", "import", sheet)
    try FileManager.default.removeItem(atPath: sheet)
    try await daemon.vouch("accounts", "set", "CARL", "--name", "Zuzanna-Planted", "--telephone", "0170-PLANTED")
    try await daemon.vouch("fund", "ALICE", "300.00")
  }

  @Test func `is in no file and no log line, and is shown to whoever may see it`() async throws {
    try await withDaemon(settings: ["--log-level", "trace"]) { daemon in
      try await plant(in: daemon)
      try await expectNothing(in: daemon)
      // Out of memory, out of the log, and out of the database.
      for step in 0..<3 {
        try await expectShown(by: daemon)
        if step == 0 { try await daemon.restart() }
        if step == 1 {
          try await daemon.stop()
          try await daemon.start()
        }
        try await expectNothing(in: daemon)
      }
    }
  }

  private func expectShown(by daemon: Daemon) async throws {
    let alice = try await daemon.vouch("accounts", "show", "ALICE")
    #expect(alice["profile"]["name"] == "Zuzanna-Planted")
    #expect(alice["profile"]["bank_account"] == "DE99PLANTED")
    #expect(alice["profile"]["card_number"] == "1234")
    #expect(alice["profile_state"] == "kept")
    #expect(try await daemon.vouch("sellers", "show", "SHOP")["profile"]["bank_account"] == "DE77PLANTED")
    #expect(try await daemon.vouch("distributors", "show", "PARCEL")["profile"]["name"] == "Planted Van")
    let names = try await daemon.vouch("accounts", "list")["accounts"].items.map { $0["profile"]["name"] }
    #expect(names == ["Zuzanna-Planted", "Importina-Planted", "Zuzanna-Planted"])
    let check = try await daemon.terminal(
      "ALICE", "demand", "--amount", "10.00", "--currency", "EUR", "--seller", "SHOP", "--distributor", "PARCEL",
      "--order", "a book"
    ).check
    let shown = try await daemon.vouch("checks", "show", check)
    #expect(shown["drawer_name"] == "Zuzanna-Planted", "\(shown)")
    #expect(shown["payee_name"] == "Planted Shop")
    try await daemon.withClient { client in
      let id = try #require(CheckID(check))
      let reply = try await client.call(GetAddressee(id, seller: .shopOfTests))
      guard case .accepted(let addressee) = reply.outcome else { throw ProcessFailure("\(reply.outcome)") }
      #expect(addressee.address == .of("Plantgasse 1"))
    }
  }

  @Test func `of whoever is forgotten is gone for good, whenever the process dies, and the book balances`() async throws
  {
    try await withDaemon { daemon in
      try await plant(in: daemon)
      let check = try await daemon.terminal(
        "ALICE", "demand", "--amount", "10.00", "--currency", "EUR", "--seller", "SHOP", "--order", "a book"
      ).check
      #expect(try await forget("ALICE", daemon, exit: 1)["reason"] == "has_open_checks")
      try await daemon.seller("SHOP", "present", check)
      #expect(try await forget("ALICE", daemon, exit: 1)["reason"] == "balance_not_zero")
      try await daemon.vouch("restate", "ALICE", "0", "--statement", "1")
      let entry = try await forget("ALICE", daemon)
      #expect(entry["kind"] == "forgotten", "\(entry)")
      for step in 0..<3 {
        let alice = try await daemon.vouch("accounts", "show", "ALICE")
        #expect(alice["profile_state"] == "forgotten" && alice["status"] == "closed", "\(step)")
        #expect(alice["profile"]["name"] == nil)
        #expect(try await daemon.vouch("checks", "show", check)["drawer_name"] == "(forgotten)")
        #expect(try await daemon.vouch("accounts", "show", "CARL")["profile"]["name"] == "Zuzanna-Planted")
        let refused = try await daemon.vouch("accounts", "set", "ALICE", "--name", "again", exit: 1)
        #expect(refused["reason"] == "party_forgotten", "\(refused)")
        try await daemon.withClient { try await $0.expectSoundBooks() }
        if step == 0 { try await daemon.restart() }
        // Again: the same once more.
        if step == 1 { try await forget("ALICE", daemon) }
      }
      let status = try await daemon.vouch("seal", "status")
      #expect(status["forgotten"] == 1 && status["left"] == 0, "\(status)")
    }
  }

  @discardableResult
  private func forget(_ code: String, _ daemon: Daemon, exit: Int32 = 0) async throws -> JSONAnswer {
    try await daemon.vouch("accounts", "forget", code, "--yes", "--reason", "request 17", exit: exit)
  }

  @Test func `stays readable through a rotation that is killed half way, and the old key can go`() async throws {
    try await withDaemon { daemon in
      let count = 3000
      let sheet = "\(daemon.directory)/accounts.csv"
      let lines = (0..<count).map { "P\($0),EUR,Person \($0)" }
      try Data((["code,currency,name"] + lines).joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: sheet))
      try await daemon.vouch("accounts", "import", sheet)
      let old = try #require(try await daemon.vouch("seal", "status")["current"].text)
      let begun = try await daemon.vouch("seal", "rotate", "--no-wait")
      #expect(begun["current"].text != old)
      await daemon.kill()
      try await daemon.start()
      // The next process goes on by itself.
      try await eventually("all is sealed by the new key") {
        try await daemon.vouch("seal", "status")["left"] == 0
      }
      #expect(try await daemon.vouch("seal", "status")["current"] == begun["current"])
      try await daemon.vouch("seal", "retire")
      let keys = try String(contentsOfFile: "\(daemon.data)-sealing-keys", encoding: .utf8)
      #expect(keys.split(separator: "\n").count { !$0.hasPrefix("#") } == 1)
      try await daemon.restart()
      for number in [0, 1, 255, 256, 1500, count - 1] {
        #expect(try await daemon.vouch("accounts", "show", "P\(number)")["profile"]["name"].text == "Person \(number)")
      }
      #expect(try await daemon.vouch("seal", "status")["keys"].items.count == 1)
    }
  }

  @Test func `does not let a manager start without its keys, and says which are missing`() async throws {
    try await withDaemon { daemon in
      try await plant(in: daemon)
      try await daemon.stop()
      let (keys, persons) = ("\(daemon.data)-sealing-keys", "\(daemon.data)-persons")
      let files = FileManager.default

      try files.moveItem(atPath: keys, toPath: keys + ".away")
      try await expectNoStart(daemon, says: "There are no sealing keys in \(keys)")
      // Another manager's key.
      let other = "\(daemon.directory)/other"
      try await Program.vouchd.run(["init", "--data", other, "--map-gib", "1", "--log-segment-mib", "8"]).expecting(0)
      try files.moveItem(atPath: other + "-sealing-keys", toPath: keys)
      try await expectNoStart(daemon, says: "which is not in the file of sealing keys")
      try files.removeItem(atPath: keys)
      try files.moveItem(atPath: keys + ".away", toPath: keys)
      try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: keys)
      try await expectNoStart(daemon, says: "chmod 600")
      try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keys)

      try files.moveItem(atPath: persons, toPath: persons + ".away")
      try await expectNoStart(daemon, says: "There are no keys of persons in \(persons)")
      // As if it were there, and empty.
      try files.createDirectory(atPath: persons, withIntermediateDirectories: false)
      try await expectNoStart(daemon, says: "There are no keys of persons in \(persons)")
      try files.removeItem(atPath: persons)
      try files.moveItem(atPath: persons + ".away", toPath: persons)

      try await daemon.start()
      #expect(try await daemon.vouch("accounts", "show", "ALICE")["profile"]["name"] == "Zuzanna-Planted")
    }
  }

  @Test func `may begin anew where all keys are lost, knows nobody of before, and has them back if they come back`()
    async throws
  {
    try await withDaemon { daemon in
      try await plant(in: daemon)
      try await daemon.stop()
      let (persons, files) = ("\(daemon.data)-persons", FileManager.default)
      let renewing = ["persons", "renew", "--data", daemon.data]
      let notLost = try await Program.vouchd.run(renewing + ["--yes"]).expecting(73)
      #expect(notLost.errors.contains("There are keys of persons in \(persons)"), "\(notLost.errors)")
      try files.moveItem(atPath: persons, toPath: persons + ".away")
      try await expectNoStart(daemon, says: "vouchd persons renew")
      try await Program.vouchd.run(renewing).expecting(64)
      try await Program.vouchd.run(renewing + ["--yes"]).expecting(0)

      try await daemon.start()
      let alice = try await daemon.vouch("accounts", "show", "ALICE")
      #expect(alice["profile_state"] == "key_missing" && alice["bank"]["posted"] == 30_000)
      let change = try await daemon.vouch("accounts", "set", "ALICE", "--name", "Eve", exit: 1)
      #expect(change["reason"] == "key_missing")
      try await daemon.vouch("accounts", "add", "NEW", "--currency", "EUR", "--name", "New Person")
      try await daemon.restart()
      #expect(try await daemon.vouch("accounts", "show", "NEW")["profile"]["name"] == "New Person")
      try await daemon.withClient { try await $0.expectSoundBooks() }

      try await daemon.stop()
      try files.removeItem(atPath: persons)
      try files.moveItem(atPath: persons + ".away", toPath: persons)
      try await daemon.start()
      #expect(try await daemon.vouch("accounts", "show", "ALICE")["profile"]["name"] == "Zuzanna-Planted")
      #expect(try await daemon.vouch("accounts", "show", "NEW")["profile_state"] == "key_missing")
    }
  }

  @Test func `lets no second manager have its keys of persons`() async throws {
    try await withDaemon { daemon in
      try await plant(in: daemon)
      let (other, persons) = ("\(daemon.directory)/other", "\(daemon.data)-persons")
      try await Program.vouchd.run(["init", "--data", other, "--map-gib", "1", "--log-segment-mib", "8"]).expecting(0)
      let ended = try await Program.vouchd.run([
        "--data", other, "--unix", "\(daemon.directory)/other.sock", "--map-gib", "1", "--log-segment-mib", "8",
        "--persons", persons, "--sealing-keys", "\(daemon.data)-sealing-keys",
      ]).expecting(74)
      #expect(ended.errors.contains("in \(persons) are in use by process \(daemon.processID)"), "\(ended.errors)")
    }
  }

  private func expectNoStart(_ daemon: Daemon, says: String) async throws {
    let ended = try await Program.vouchd.run(daemon.arguments).expecting(74)
    #expect(ended.errors.contains(says), "\(ended.errors)")
  }

  /// No file in the daemon's directory, and no line of its log, has a mark.
  private func expectNothing(in daemon: Daemon) async throws {
    var searched = 0
    for name in try FileManager.default.subpathsOfDirectory(atPath: daemon.directory) {
      let path = "\(daemon.directory)/\(name)"
      let kind = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
      guard kind == .typeRegular, !name.hasPrefix("home") else { continue }
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      searched += 1
      for mark in Self.marks {
        #expect(bytes.range(of: Data(mark.utf8)) == nil, "\(mark) is in \(name)")
      }
    }
    // The database, the log, the keys.
    #expect(searched >= 5)
    for mark in Self.marks { #expect(!daemon.log.contains(mark), "\(mark) is in the log") }
  }
}

extension SellerID {
  fileprivate static let shopOfTests = SellerID(.of("SHOP"))
}
