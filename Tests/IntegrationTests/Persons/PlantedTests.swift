/// A whole life with the real programs, and whoever has every file of it afterwards.
import CheckClient
import Foundation
import Ledger
import Testing
import VouchTesting
import Wire

@Suite struct `a planted word` {
  @Test(arguments: PlantedWord(text: "Zuzanna Plänted").forms.map(\.name))
  func `is found in each of its forms, wherever it stands`(form: String) throws {
    let word = PlantedWord(text: "Zuzanna Plänted")
    let bytes = try #require(word.forms.first { $0.name == form }).bytes
    for before in 0..<5 {
      let file = Data([UInt8](repeating: 7, count: before) + bytes + [9])
      #expect(findings(of: [word], in: file, called: "it").contains { $0.form == form })
    }
    var broken = bytes
    broken[broken.count / 2] ^= 0x40
    #expect(!findings(of: [word], in: Data(broken), called: "it").contains { $0.form == form })
  }

  @Test func `is found in base64 as others write it`() {
    let word = PlantedWord(text: "Zuzanna Plänted")
    for before in ["", "a", "ab", "abc", "abcd"] {
      let written = Data(Data("\(before)Zuzanna Plänted, and more".utf8).base64EncodedString().utf8)
      #expect(!findings(of: [word], in: written, called: "it").isEmpty, "after \(before.count)")
    }
  }
}

@Suite(.timeLimit(.minutes(30)))
struct PlantedTests {
  private static let secrets = [
    "Zuzanna Plantova", "Plantgasse 17", "+49 170 7654321", "DE99370400440532013000", "4999123456781234",
    "Plantbank Nord", "planted bank notes", "Planted Shop House", "DE77500105175407324931", "Planted Van Lines",
    "DE66100100101234567893",
  ].map(PlantedWord.init)
  /// What is no secret: what is written on a check, and a reason that is given.
  private static let memo = PlantedWord(text: "memo-that-all-may-read")
  private static let reason = PlantedWord(text: "reason-that-all-may-read")

  @Test func `leaves none of it in any file, in any form, and nothing is left of whoever is forgotten`() async throws {
    try await withDaemon(settings: ["--log-level", "trace"]) { daemon in
      try await enrol(in: daemon)
      try await trade(in: daemon)
      try await expectNothing(in: daemon, "after trading")
      // Out of the log alone.
      try await daemon.restart()
      try await expectNothing(in: daemon, "after a kill")
      try await daemon.vouch("seal", "rotate")
      try await daemon.vouch("seal", "retire")
      try await export(from: daemon)
      // Out of the database alone.
      try await daemon.stop()
      try await daemon.start()
      let shown = try await daemon.vouch("accounts", "show", "ALICE")
      #expect(shown["profile"]["name"] == "Zuzanna Plantova", "else nothing was looked for")
      #expect(shown["profile"]["card_number"] == "1234")
      try await expectNothing(in: daemon, "after all of it")
      try await expectForgotten(in: daemon)
    }
  }

  private func enrol(in daemon: Daemon) async throws {
    try await daemon.vouch(
      "accounts", "add", "ALICE", "--currency", "EUR", "--name", "Zuzanna Plantova", "--address", "Plantgasse 17",
      "--telephone", "+49 170 7654321", "--bank", "Plantbank Nord", "--bank-account", "DE99370400440532013000",
      "--card-number", "4999123456781234", "--bank-notes", "planted bank notes")
    try await daemon.vouch(
      "sellers", "add", "SHOP", "--currency", "EUR", "--name", "Planted Shop House", "--bank-account",
      "DE77500105175407324931")
    try await daemon.vouch(
      "distributors", "add", "PARCEL", "--currency", "EUR", "--cash-limit", "1000", "--name", "Planted Van Lines",
      "--bank-account", "DE66100100101234567893")
    try await daemon.vouch("fund", "ALICE", "300.00", "--reason", Self.reason.text)
    // Said again, and said of what is not there: refusals and errors.
    let again = try await daemon.vouch(
      "accounts", "add", "ALICE", "--currency", "EUR", "--name", "Zuzanna Plantova", exit: 1)
    #expect(again["reason"] == "already_enrolled")
    let nobody = try await daemon.vouch("accounts", "set", "NOBODY", "--name", "Zuzanna Plantova", exit: 1)
    #expect(nobody["reason"] == "unknown_account")
    for answer in [again, nobody] { #expect(!"\(answer)".contains("Plant")) }
  }

  /// Issues, delivers, disputes, settles.
  private func trade(in daemon: Daemon) async throws {
    func demand(_ more: String...) async throws -> String {
      try await daemon.run(
        .terminal,
        [
          "--account", "ALICE", "demand", "--amount", "10.00", "--currency", "EUR", "--seller", "SHOP", "--distributor",
          "PARCEL", "--memo", Self.memo.text,
        ] + more
      ).check
    }
    try await daemon.seller("SHOP", "present", try await demand())
    let delivered = try await demand("--release", "on-delivery")
    try await daemon.seller("SHOP", "present", delivered)
    try await daemon.distributor("PARCEL", "confirm", delivered)
    let disputed = try await demand()
    try await daemon.terminal("ALICE", "dispute", disputed, "--reason", Self.reason.text)
    try await daemon.vouch("checks", "resolve", disputed, "--pay", "4.00")
    try await daemon.withClient { client in
      let id = try #require(CheckID(delivered))
      let addressee = try await client.accepted(GetAddressee(id, seller: SellerID(.of("SHOP"))))
      #expect(addressee.address == .of("Plantgasse 17"), "else nothing was looked for")
      try await client.expectSoundBooks()
    }
  }

  /// All that is handed out about the journal, beside the ledger's own files.
  private func export(from daemon: Daemon) async throws {
    let entries = try await daemon.vouch("journal", "--limit", "1000")["entries"].items.count
    try await daemon.waitForHistory(of: Int64(entries))
    try await daemon.vouch("audit", "key", "--out", "\(daemon.directory)/audit.keys")
    try await daemon.vouch("audit", "root", "--out", "\(daemon.directory)/audit.head")
    try await daemon.vouch("audit", "export", "\(daemon.directory)/audit.journal")
    for (name, arguments) in [
      ("journal", ["journal", "--limit", "1000"]), ("statement", ["statement", "--account", "ALICE"]),
      ("sheet", ["balance-sheet"]), ("status", ["status"]), ("seal", ["seal", "status"]),
    ] {
      let said = try await Program.vouch.run(arguments + ["--server", "\(daemon.unix)", "--output", "json"])
        .expecting(0)
      try Data((said.output + said.errors).utf8).write(to: URL(fileURLWithPath: "\(daemon.directory)/said.\(name)"))
    }
  }

  private func expectNothing(in daemon: Daemon, _ when: String) async throws {
    // The buyer's own machine keeps what the buyer typed; here it is another directory.
    let (found, files) = try findings(of: Self.secrets, below: daemon.directory, except: ["home"])
    #expect(found == [], "\(when)")
    // Database, log, two files of keys, sealing keys, and those of attesting.
    #expect(files >= 8, "\(when)")
    let log = Data(daemon.log.utf8)
    #expect(findings(of: Self.secrets, in: log, called: "the daemon's log") == [], "\(when)")

    // The same looking finds what is no secret: in the log, and from there in the database and the export.
    let (plain, _) = try findings(of: [Self.memo, Self.reason], below: daemon.directory, except: ["home"])
    #expect(Set(plain.map(\.word)) == [Self.memo.text, Self.reason.text], "\(when)")
    #expect(plain.contains { $0.place.hasPrefix("data/log/") }, "\(when): \(plain)")
    if when == "after all of it" {
      for place in ["data/data.mdb", "audit.journal", "said.journal"] {
        #expect(plain.contains { $0.place == place }, "\(place): \(plain)")
      }
    }
    #expect(log.range(of: Data("ledger opened".utf8)) != nil)
  }

  // MARK: - Forgotten

  private func expectForgotten(in daemon: Daemon) async throws {
    // Somebody has a copy of the whole ledger of before.
    try await daemon.stop()
    let copy = "\(daemon.directory)/copy-of-before"
    try FileManager.default.copyItem(atPath: daemon.data, toPath: copy)
    try await daemon.start()
    let balance = try await daemon.vouch("accounts", "show", "ALICE")["bank"]["posted"].integer
    try await daemon.vouch("restate", "ALICE", "0", "--statement", "1")
    #expect(balance ?? 0 > 0)
    let listed = try await daemon.vouch("checks", "list", "--account", "ALICE")["checks"].items
    let checks = listed.compactMap { $0["check"].text }
    #expect(checks.count == 3)
    try await daemon.vouch("accounts", "forget", "ALICE", "--yes", "--reason", "request 17")

    for life in 0..<2 {
      try await expectUnknown(to: daemon, checks, "life \(life)")
      try await daemon.withClient { try await $0.expectSoundBooks() }
      try await daemon.restart()
    }
    try await daemon.stop()
    // The copy with the keys as they are now: all of it opens but this one person.
    try await withDaemon(
      data: copy, settings: ["--persons", "\(daemon.data)-persons", "--sealing-keys", "\(daemon.data)-sealing-keys"],
      isStarted: false
    ) { old in
      try await old.start()
      try await expectUnknown(to: old, checks, "the copy")
      #expect(try await old.vouch("sellers", "show", "SHOP")["profile"]["name"] == "Planted Shop House")
      #expect(findings(of: Self.ofAlice, in: Data(old.log.utf8), called: "the log") == [])
    }
    // Nor has the slot of the key anything left: only the mark that it was destroyed.
    let (found, _) = try findings(of: Self.secrets, below: daemon.directory, except: ["home"])
    #expect(found == [])
  }

  private static let ofAlice = Array(secrets.prefix(7))

  /// No command tells anything of ALICE.
  private func expectUnknown(to daemon: Daemon, _ checks: [String], _ when: String) async throws {
    let commands =
      [
        ["accounts", "show", "ALICE"], ["accounts", "list"], ["statement", "--account", "ALICE"],
        ["journal", "--limit", "1000"], ["checks", "list", "--account", "ALICE"],
      ] + checks.map { ["checks", "show", $0] }
    for command in commands {
      for output in ["json", "table"] {
        let said = try await Program.vouch.run(command + ["--server", "\(daemon.unix)", "--output", output])
          .expecting(0)
        let found = findings(of: Self.ofAlice, in: Data((said.output + said.errors).utf8), called: "\(command)")
        #expect(found == [], "\(when)")
        #expect(!said.output.contains("1234"), "\(when): \(command)")
      }
    }
    let shown = try await daemon.vouch("accounts", "show", "ALICE")
    #expect(shown["profile_state"] == "forgotten", "\(when)")
    for check in checks {
      #expect(try await daemon.vouch("checks", "show", check)["drawer_name"] == "(forgotten)", "\(when)")
      try await daemon.withClient { client in
        let id = try #require(CheckID(check))
        #expect(try await client.refused(GetAddressee(id, seller: SellerID(.of("SHOP")))) == .partyForgotten, "\(when)")
      }
    }
  }
}
