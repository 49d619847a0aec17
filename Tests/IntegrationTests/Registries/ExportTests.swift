/// Everything exported, and parties imported again: nothing is lost on the way, and all is of one moment.
import CheckClient
import Foundation
import Ledger
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct ExportTests {
  /// What files, spreadsheets and shells trip over; each a line of text, as the ledger takes it.
  private static let texts = [
    "Müller, Söhne & Co.", "the \"first\"", "\"", "\"\"", ",", "\",\"", "=1+1", "+49 40 555", "-1", "@SUM(A1)", "'",
    " blanks ", "\\n\\t\\", "a\u{301}\"\u{301}b", "\"\u{301}", "\u{E4} a\u{308}", "日本語テキスト", "مرحبا بالعالم",
    "👩‍👩‍👧‍👦🏳️‍🌈", "\u{FEFF}mark", "\u{A0}\u{200B}\u{202E}", "null", "0012", "1e9", "{\"a\":[1]}", "#", ";", "|", "\u{10FFFF}",
    String(repeating: "ü", count: 128),
  ]

  /// Parties with every field that there is, in three currencies.
  private func enrol(_ client: ManagerClient) async throws {
    let currencies = ["EUR", "JPY", "KWD"].compactMap { Currency(code: $0) }
    for (index, text) in ExportTests.texts.enumerated() {
      let currency = currencies[index % 3]
      var update = AccountUpdate()
      var profile = AccountProfile()
      (profile.name, profile.address, profile.telephone) = (.of(text), .of(text), .of("+49 \(index)"))
      (profile.bank, profile.bankAccountNumber, profile.bankNotes) = (.of(text), .of("DE0\(index)"), .of(text))
      (profile.creditCompany, profile.creditNotes, profile.sex) = (.of(text), .of(text), Sex.allCases[index % 4])
      update.profile = profile
      update.delivery = CheckDelivery.allCases[index % 2]
      update.bankStanding = index % 5 == 0 ? .bad : .good
      update.cardStanding = Standing.allCases[index % 3]
      if index % 3 > 0 { update.creditLine = Int64(index) * 1_001 }
      update.bankRail = [.book, .bank, .post][index % 3]
      update.cardRail = [.book, .card][index % 2]
      update.limits = AccountLimits(
        perCheck: Int64(index % 4) * 12_345, perDay: Int64(index % 3) * 999_999, checksPerDay: UInt32(index % 2) * 7)
      var account = AccountEnrolment(id: AccountID(.of("A-\(index)")), currency: currency, update: update)
      account.status = [.active, .enrolled, .suspended][index % 3]
      try await client.change(.enrolAccount(account))
      if index % 4 > 0, let amount = Amount(minorUnits: index == 5 ? Amount.maximum : Int64(index) * 7_777_777) {
        try await client.change(.fund(account.id, .bank, amount, .book))
      }
      var company = CompanyUpdate()
      var firm = CompanyProfile()
      (firm.name, firm.address, firm.bankAccountNumber) = (.of(text), .of(text), .of("NL\(index)"))
      company.profile = firm
      if index % 2 == 0 { company.exposureLimit = Int64(index) * 1_000_001 + 1 }
      try await client.change(
        .enrolSeller(CompanyEnrolment(code: .of("S-\(index)"), currency: currency, update: company)))
      if index % 3 == 0 { company.cashLimit = Int64(index) * 55 + 1 }
      try await client.change(
        .enrolDistributor(CompanyEnrolment(code: .of("D-\(index)"), currency: currency, update: company)))
    }
  }

  private func files(_ directory: String, _ format: String) throws -> [String: Data] {
    try Dictionary(
      uniqueKeysWithValues: ["accounts", "sellers", "distributors"].map {
        ("\($0)", try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\($0).\(format)")))
      })
  }

  @Test(arguments: ["csv", "jsonl"])
  func `parties go out and come in again, byte for byte`(format: String) async throws {
    try await withDaemon { first in
      try await first.withClient { try await enrol($0) }
      let key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
      try await first.vouch("distributors", "set", "D-1", "--hand-over-key", key, "--address-key", key)
      try await first.vouch(
        "accounts", "add", "GONE", "--currency", "EUR", "--name", "Gone", "--card-number", "4111111")
      try await first.vouch("accounts", "forget", "GONE", "--yes")
      let out = "\(first.directory)/out"
      let manifest = try await first.vouch("export", out, "--format", format)
      #expect(manifest["conserved"] == true)
      let count = Int64(ExportTests.texts.count)
      let counts = manifest["files"].items.map { ($0["name"].text ?? "", $0["records"].integer) }
      #expect(counts.first { $0.0 == "accounts.\(format)" }?.1 == count)
      #expect(counts.first { $0.0 == "accounts-closed.\(format)" }?.1 == 1)
      #expect(counts.count == 9)

      try await withDaemon { second in
        let report = try await second.vouch("import-all", out)
        for registry in ["accounts", "sellers", "distributors"] {
          #expect(report[registry]["imported"].integer == count && report[registry]["failed"] == 0, "\(report)")
        }
        let again = "\(second.directory)/again"
        try await second.vouch("export", again, "--format", format)
        #expect(try files(again, format) == files(out, format))
        // Whoever does it twice enrols nobody twice, and gives no money twice.
        #expect(try await second.vouch("import-all", out)["accounts"]["already_enrolled"].integer == count)
        let other = "\(second.directory)/other"
        try await second.vouch("export", other, "--format", format)
        #expect(try files(other, format) == files(out, format))
        try await second.expectConservedBooks()
        #expect(try await second.vouch("distributors", "show", "D-1")["address_key"].text == key)
      }
    }
  }

  @Test func `all of it is of one moment while the manager works on`() async throws {
    try await withDaemon { daemon in
      try await daemon.withClient { client in
        try await client.enrolTown()
        for index in 0..<1500 {
          try await client.change(.enrolAccount(AccountEnrolment(id: AccountID(.of("B\(index)")), currency: .euro)))
        }
        let trade = Task {
          var count = 0
          while !Task.isCancelled {
            let issue = IssueCheck.fresh()
            _ = try await client.accepted(issue)
            let event: CheckEvent = count % 3 == 0 ? .void : .present(amount: nil, final: true)
            let actor: Actor = count % 3 == 0 ? .operator : .seller(.shop)
            if count % 4 > 0 {
              _ = try await client.call(CheckAction(id: ids.command(), check: issue.id, actor: actor, event: event))
            }
            try await client.change(.enrolAccount(AccountEnrolment(id: AccountID(.of("N\(count)")), currency: .euro)))
            try await client.change(.fund(.buyer, .bank, 100, .book))
            count += 1
          }
        }
        try await eventually("there is trade") { try await client.accepted(GetStatus()).checks > 100 }
        let out = "\(daemon.directory)/out"
        let manifest = try await daemon.vouch("export", out, "--format", "jsonl")
        trade.cancel()
        _ = try? await trade.value
        let last = try #require(manifest["last_sequence"].integer)
        let later = try #require(manifest["consistency"]["read_until_sequence"].integer)
        #expect(later > last, "nothing happened meanwhile")
        #expect(manifest["conserved"] == true)
        try expectOneMoment(out, last)
      }
    }
  }

  /// Adds up the journal of an export, and expects of its other files what that comes to.
  private func expectOneMoment(_ directory: String, _ last: Int64) throws {
    func lines(_ name: String) throws -> [JSONAnswer] {
      try String(contentsOfFile: "\(directory)/\(name).jsonl", encoding: .utf8).split(separator: "\n").map {
        try JSONDecoder().decode(JSONAnswer.self, from: Data($0.utf8))
      }
    }
    var balances: [String: Int64] = [:]
    var held: Int64 = 0
    var states: [String: JSONAnswer] = [:]
    var enrolled: Set<String> = []
    let journal = try lines("journal")
    #expect(journal.compactMap { $0["sequence"].integer } == Array(1...last))
    for entry in journal {
      for posting in entry["postings"].items {
        let amount = try #require(posting["amount"].integer)
        balances[posting["debit"].text ?? "", default: 0] -= amount
        balances[posting["credit"].text ?? "", default: 0] += amount
      }
      held += entry["held_on_bank"].integer ?? 0
      if let check = entry["check"].text { states[check] = entry["check_state"] }
      if entry["kind"] == "enrolled", let party = entry["party"].text { enrolled.insert(party) }
    }
    for row in try lines("balances") {
      let account = try #require(row["account"].text)
      #expect(row["posted"].integer == balances.removeValue(forKey: account) ?? 0, "\(account)")
      if account == "bank \(AccountID.buyer)" || row["held"] != 0 { #expect(row["held"].integer == held, "\(account)") }
    }
    #expect(balances.values.allSatisfy { $0 == 0 }, "no line for \(balances)")
    let checks = try lines("checks")
    #expect(checks.count == states.count)
    for check in checks { #expect(check["check_state"] == states[check["check"].text ?? ""]) }
    let accounts = try Set(lines("accounts").compactMap { $0["code"].text.map { "account \($0)" } })
    #expect(accounts == enrolled.filter { $0.hasPrefix("account ") })
  }

  @Test func `a file that is not what was exported is not imported, and nothing is written over`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let out = "\(daemon.directory)/out"
      try await daemon.vouch("export", out)
      let again = try await Program.vouch.run(["export", out, "--server", "\(daemon.unix)"])
      #expect(again.exitCode == 73 && again.errors.contains("not empty"))
      let file = "\(out)/accounts.csv"
      let onFile = try await Program.vouch.run(["export", file, "--server", "\(daemon.unix)"])
      #expect(onFile.exitCode == 73 && onFile.errors.contains("accounts.csv is a file"))
      let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
      #expect(mode == 0o600)
      let handle = try #require(FileHandle(forWritingAtPath: file))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("MALLORY,EUR\n".utf8))
      try handle.close()
      let changed = try await Program.vouch.run(["import-all", out, "--server", "\(daemon.unix)"])
      #expect(changed.exitCode == 65 && changed.errors.contains("accounts.csv is not what was exported"))
      let none = try await Program.vouch.run(["import-all", daemon.directory, "--server", "\(daemon.unix)"])
      #expect(none.exitCode == 66)
    }
  }
}
