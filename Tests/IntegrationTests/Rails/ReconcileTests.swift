/// Statements held against a real ledger, by the operator's program.
import Foundation
import Ledger
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct ReconcileTests {
  @Test func `matches what the bank booked, and changes nothing`() async throws {
    try await withBank { bank in
      try await bank.pay("10.00")
      try await bank.pay("20.50")
      try await bank.connect()
      try await bank.daemon.vouch("payout", "SHOP", "5.00", "--rail", "bank")
      try await bank.connect()
      let told = try await bank.told()
      #expect(told.map(\.amount) == [1000, 2050, -500])
      let files = try bank.write(told.map { [StatementFile.Payment($0.amount, $0.id)] })
      let before = try await bank.daemon.vouch("journal", "--from", "1")
      let first = try await bank.reconcile(files)
      #expect(first["outcome"] == "matched")
      #expect(first["matched"] == 3)
      #expect(first["findings"].items.isEmpty)
      #expect(first["totals"].items.map { $0["purpose"].text } == ["collect", "pay_out"])
      #expect(first["totals"].items.map { $0["amount"].integer } == [3050, 500])
      #expect(try await bank.reconcile(files) == first, "again it says the same")
      #expect(try await bank.daemon.vouch("journal", "--from", "1") == before, "nothing was booked")
    }
  }

  @Test func `shows what is only in the one and what is only in the other`() async throws {
    try await withBank { bank in
      for amount in ["1.00", "2.00", "3.00", "4.00", "5.00"] { try await bank.pay(amount) }
      try await bank.connect()
      // What is told after the connector ended stays open.
      try await bank.pay("6.00")
      let told = try await bank.told()
      let files = try bank.write([
        [StatementFile.Payment(100, told[0].id)],
        // Not 2.00, which the ledger has as accepted.
        [StatementFile.Payment(301, told[2].id)],
        [StatementFile.Payment(400, told[3].id)], [StatementFile.Payment(400, told[3].id)],
        [StatementFile.Payment(500, told[4].id), StatementFile.Payment(-500, told[4].id, isReturn: true)],
        [StatementFile.Payment(600, told[5].id)],
        [StatementFile.Payment(-77)], [StatementFile.Payment(1, "VOUCH-B-999999")],
      ])
      let report = try await bank.reconcile(files, exit: 1)
      let findings = report["findings"].items
      #expect(report["matched"] == 1)
      #expect(
        findings.map { [$0["instruction"].text, $0["reason"].text, $0["detail"].text].compactMap { $0 } } == [
          [told[1].name, "only_in_ledger", "not_booked"], [told[2].name, "amount_differs"],
          [told[3].name, "booked_twice"], [told[4].name, "returned_not_reported"],
          [told[5].name, "only_in_statement", "not_reported"], ["only_in_statement", "no_id"],
          ["only_in_statement", "unknown_id"],
        ])
      #expect(findings.allSatisfy { $0["sentence"].text?.isEmpty == false && $0["next_step"].text?.isEmpty == false })
      let table = try await Program.vouch.run(
        ["reconcile", "--rail", "bank", "--server", "\(bank.daemon.unix)"] + files
      ).expecting(1).output
      #expect(table.contains("only_in_ledger: not_booked") && table.contains("7 do not match."))
      let sheet = try await Program.vouch.run(
        ["reconcile", "--rail", "bank", "--format", "csv", "--server", "\(bank.daemon.unix)"] + files
      ).expecting(1).output
      #expect(
        sheet.split(separator: "\n").count == 8 && sheet.contains("amount_differs,,\(told[2].name),\(told[2].id)"))
    }
  }

  @Test func `counts what a drawer's statement shows, and pay-ins without an id`() async throws {
    try await withBank { bank in
      try await bank.pay("8.00")
      try await bank.connect()
      let told = try await bank.told()
      let cash = try await bank.daemon.terminal(
        "ALICE", "demand", "--amount", "9.00", "--currency", "EUR", "--seller", "SHOP", "--distributor", "PARCEL",
        "--method", "cash"
      ).check
      try await bank.daemon.seller("SHOP", "present", cash)
      try await bank.daemon.distributor("PARCEL", "collect", cash)
      try await bank.daemon.vouch("payin", "PARCEL", "9.00", "--rail", "bank")
      // The bank books collections in one sum: which they were only the drawer's own statement says.
      let own = try bank.write([[StatementFile.Payment(900, "CASH OF PARCEL")]])
      let drawer = try bank.write([[StatementFile.Payment(-800, told[0].id)]], of: Bank.alice, named: "alice")
      let both = try await bank.reconcile(own + drawer, "--own-account", "NL41 MOCK 0000 0000 01")
      #expect(both["matched"] == 2)
      let alone = try await bank.reconcile(own, exit: 1)
      #expect(alone["findings"].items.map { $0["detail"].text } == ["not_booked"])
    }
  }

  @Test func `refuses files that cannot be what they say, by file and line`() async throws {
    try await withBank { bank in
      let good = try bank.write([[StatementFile.Payment(100)]])
      var wrong = StatementFile(account: Bank.own, id: "W", day: bank.today)
      wrong.closing = 5
      var currency = wrong.xml
      currency.replace("<Ccy>EUR", with: "<Ccy>XTS")
      let bomb = wrong.xml.replacing("<Document", with: "<!DOCTYPE d [<!ENTITY a \"aaaa\">]>\n<Document")
      let foreign = StatementFile(account: "NL84MOCK0000000003", id: "F", day: bank.today).xml
      var other = StatementFile(account: Bank.own, id: "S-own", day: bank.today)
      other.opening = 9
      let cases: [(String, String)] = [
        (wrong.xml, ":5: opening balance and entries come to 0.00"), (currency, ":9: 'XTS' is no currency"),
        (String(wrong.xml.prefix(600)), "damaged or cut off"), (bomb, ":2: the file declares a"),
        ("", ":1: the file is empty"), (foreign, ":5: it is of account NL84MOCK0000000003"),
        (other.xml, "already, with other contents"),
      ]
      for (index, (text, words)) in cases.enumerated() {
        let path = "\(bank.daemon.directory)/bad-\(index).xml"
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        let said = try await Program.vouch.run(
          [
            "reconcile", "--rail", "bank", "--own-account", Bank.own, "--output", "json", "--server",
            "\(bank.daemon.unix)",
          ] + good + [path]
        ).expecting(65)
        #expect(said.errors.contains(words) && said.errors.contains("bad-\(index).xml"), "\(said)")
        #expect(said.output.isEmpty)
      }
      try await Program.vouch.run(["reconcile", "--rail", "bank", "\(bank.daemon.directory)/none.xml"]).expecting(66)
      try await Program.vouch.run(["reconcile", "--rail", "card"] + good).expecting(64)
    }
  }
}

@Suite(.timeLimit(.minutes(30)))
struct BalanceTests {
  @Test func `a cover is restated to what is booked, less what is being collected`() async throws {
    try await withBank { bank in
      try await bank.pay("10.00")
      try await bank.pay("20.00")
      let told = try await bank.told()
      // The bank has booked the first; of neither has the connector said anything.
      var file = StatementFile(
        account: Bank.alice, id: "A", sequence: 17, day: bank.today, opening: 300_00,
        entries: [StatementFile.Entry(day: bank.today, payments: [StatementFile.Payment(-1000, told[0].id)])])
      let path = "\(bank.daemon.directory)/alice.xml"
      try file.xml.write(toFile: path, atomically: false, encoding: .utf8)
      let dry = try await bank.daemon.vouch("balances", "refresh", path, "--rail", "bank", "--dry-run")
      #expect(dry["balances"][0]["stated"] == 27000 && dry["balances"][0]["sequence"] == .null)
      #expect(try await bank.alice() == 27000)
      // Something was spent at the bank that the manager knows nothing of.
      file.entries.append(StatementFile.Entry(day: bank.today, payments: [StatementFile.Payment(-2500, "RENT")]))
      file.kind = .report
      try file.xml.write(toFile: path, atomically: false, encoding: .utf8)
      let done = try await bank.daemon.vouch("balances", "refresh", path, "--rail", "bank")["balances"][0]
      #expect(done["outcome"] == "restated" && done["booked"] == 26500 && done["collecting"] == 2000)
      #expect(done["before"] == 27000 && done["stated"] == 24500)
      #expect(try await bank.alice() == 24500)
      let again = try await bank.daemon.vouch("balances", "refresh", path, "--rail", "bank")["balances"][0]
      #expect(again["outcome"] == "stale_statement" && again["sequence"] == .null)
      // Accepted on the statement's own day, and not in it: it is still not gone from the balance.
      try await bank.connect()
      #expect(try await bank.alice() == 24500)
      file.sequence = 18
      try file.xml.write(toFile: path, atomically: false, encoding: .utf8)
      let later = try await bank.daemon.vouch("balances", "refresh", path, "--rail", "bank")["balances"][0]
      #expect(later["collecting"] == 2000 && later["stated"] == 24500)
    }
  }

  @Test func `what no account, or more than one, or another currency has is said, and the others are restated`()
    async throws
  {
    try await withBank { bank in
      for (code, number) in [("BOB", "TWIN"), ("CARL", "T W I N"), ("DORA", "DORA-1"), ("EVE", "EVE-1")] {
        try await bank.daemon.vouch(
          "accounts", "add", code, "--currency", code == "DORA" ? "USD" : "EUR", "--bank-account", number)
        guard code != "EVE" else { continue }
        try await bank.daemon.vouch("accounts", "set", code, "--bank-rail", "bank")
      }
      var files: [String] = []
      for (index, number) in ["NOBODY", "TWIN", "DORA-1", "EVE-1", Bank.alice, Bank.alice].enumerated() {
        let file = StatementFile(
          account: number, id: "B\(index)", sequence: 4 + index, day: bank.today, opening: 100 + Int64(index))
        files.append("\(bank.daemon.directory)/b\(index).xml")
        try file.xml.write(toFile: files[index], atomically: false, encoding: .utf8)
      }
      let said = try await bank.daemon.run(.vouch, ["balances", "refresh", "--rail", "bank"] + files, exit: 1)
      #expect(
        said["balances"].items.map { $0["outcome"].text } == [
          "unknown_account", "ambiguous_account", "currency_differs", "wrong_rail", "superseded", "restated",
        ])
      #expect(try await bank.alice() == 105)
    }
  }
}
