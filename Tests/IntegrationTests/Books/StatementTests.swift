/// Statements of the past, by the operator's program.
import Foundation
import Ledger
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct StatementTests {
  /// A shop is paid twice and gives some of it back; a third check holds money and is not paid.
  private func trade(_ daemon: Daemon) async throws {
    try await daemon.enrolByHand()
    for (amount, paid) in [("20.00", true), ("15.50", true), ("5.00", false)] {
      let check = try await daemon.terminal(
        "ALICE", "demand", "--amount", amount, "--currency", "EUR", "--seller", "SHOP"
      ).check
      if paid { try await daemon.seller("SHOP", "present", check) }
      guard amount == "15.50" else { continue }
      try await daemon.seller(
        "SHOP", "refund", check, "--amount", "3.00", "--currency", "EUR", "--reason", "=1+1, a <torn> page")
    }
  }

  @Test func `a statement has all that moved, between what was before and what was after`() async throws {
    try await withDaemon { daemon in
      try await trade(daemon)
      let whole = try await daemon.vouch("statement", "--account", "ALICE", "--from", "1970-01-01")
      #expect(whole["lines"].items.map { $0["amount"].integer } == [30000, -2000, -1550, 300])
      #expect(whole["lines"].items.map { $0["balance"].integer } == [30000, 28000, 26450, 26750])
      #expect(whole["opening"] == 0)
      #expect(whole["paid_in"] == 30300)
      #expect(whole["paid_out"] == 3550)
      #expect(whole["closing"] == 26750)
      #expect(whole["held"] == 500)

      // Between the second and the third movement, by their own times.
      let times = whole["lines"].items.compactMap { $0["time"].text }
      let middle = try await daemon.vouch("statement", "--account", "ALICE", "--from", times[1], "--to", times[2])
      #expect(middle["opening"] == 30000)
      #expect(middle["closing"] == 26450)
      #expect(middle["lines"].items.count == 2)
      #expect(middle["held"] == .null, "what is held now is none of the past's")
      for (index, time) in times.enumerated() {
        let then = try await daemon.vouch("statement", "--account", "ALICE", "--at", time)
        #expect(then["balance"] == whole["lines"].items[index]["balance"])
      }
      #expect(try await daemon.vouch("statement", "--account", "ALICE", "--at", "2020-01-01")["balance"] == 0)
      let before = try await daemon.vouch("statement", "--account", "ALICE", "--to", "2020-01-01")
      #expect(before["lines"].items.isEmpty && before["closing"] == 0)
      #expect(try await daemon.vouch("statement", "--account", "ALICE")["held"] == 500)
    }
  }

  @Test func `is walked back over many pages`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let alice = try #require(AccountID("ALICE"))
      try await daemon.withClient { client in
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<2100 { group.addTask { try await client.change(.fund(alice, .bank, 1, .book)) } }
          try await group.waitForAll()
        }
      }
      let whole = try await daemon.vouch("statement", "--account", "ALICE", "--from", "1970-01-01")
      #expect(whole["lines"].items.count == 2101)
      #expect(whole["opening"] == 0)
      #expect(whole["closing"] == 32100)
    }
  }

  @Test(arguments: [["--account", "ALICE"], ["--seller", "SHOP"], ["--clearing", "book", "--currency", "EUR"]])
  func `is good by the public schema of camt.053, and says the same`(account: [String]) async throws {
    try await withDaemon { daemon in
      try await trade(daemon)
      let known = try await daemon.run(.vouch, ["statement"] + account + ["--from", "1970-01-01"])
      let file = "\(daemon.directory)/statement.xml"
      let made = try await Program.vouch.run(
        ["statement", "--server", "\(daemon.unix)", "--format", "camt.053"] + account
      ).expecting(0)
      try made.output.write(toFile: file, atomically: false, encoding: .utf8)
      let judged = try await Program("python3").run(
        [
          PackageFiles.path("Tests/IntegrationTests/OtherMake/iso20022.py"), file, PackageFiles.path(".build-schemas"),
        ], environment: ["PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"]
      ).expecting(0).json
      let entries = judged["Ntry"].items
      #expect(
        entries.map { $0["NtryRef"].text } == known["lines"].items.map { $0["sequence"].integer.map(String.init) })
      let isOut = known["lines"].items.map { ($0["amount"].integer ?? 0) < 0 }
      #expect(entries.map { $0["CdtDbtInd"].text } == isOut.map { $0 ? "DBIT" : "CRDT" })
      #expect(judged["Bal"].items.map { $0["Tp"]["CdOrPrtry"]["Cd"].text } == ["OPBD", "CLBD"])
    }
  }

  @Test func `for spreadsheets and for paper has nothing that they would run`() async throws {
    try await withDaemon { daemon in
      try await trade(daemon)
      func written(_ format: String) async throws -> String {
        try await Program.vouch.run(
          ["statement", "--server", "\(daemon.unix)", "--seller", "SHOP", "--format", format]
        ).expecting(0).output
      }
      let csv = try await written("csv")
      #expect(csv.hasPrefix("entry,time,kind,amount,balance,currency,counterpart,about,detail\n"))
      #expect(csv.contains("refunded,-3.00,32.50,EUR,bank ALICE,"))
      #expect(csv.contains("\"'=1+1, a <torn> page\""))
      let html = try await written("html")
      #expect(html.contains("a &lt;torn&gt; page") && !html.contains("<torn>"))
      #expect(html.contains("32.50 EUR") && html.hasPrefix("<!DOCTYPE html>"))
      #expect(!html.contains("<script") && !html.contains("http"))
    }
  }

  @Test func `is had by everybody of their own accounts`() async throws {
    try await withDaemon { daemon in
      try await trade(daemon)
      let alice = try await daemon.terminal("ALICE", "statement", "--from", "1970-01-01")
      #expect(alice["closing"] == 26750 && alice["held"] == 500)
      #expect(try await daemon.terminal("ALICE", "statement", "--cover", "card")["balance"] == 0)
      let shop = try await daemon.seller("SHOP", "statement", "--from", "1970-01-01")
      #expect(shop["closing"] == 3250 && shop["lines"].items.count == 3)
      #expect(try await daemon.seller("SHOP", "statement", "--purse", "reserve")["balance"] == 0)
      #expect(try await daemon.distributor("PARCEL", "statement")["balance"] == 0)
    }
  }

  @Test(
    arguments: [
      (["--from", "2027-02-01", "--to", "2027-01-01"], "before"), (["--from", "yesterday"], "moment"),
      (["--at", "2027-01-01", "--from", "2027-01-01"], "--at"), (["--to", "2027-01-01", "--limit", "5"], "--limit"),
      (["--at", "2027-01-01", "--format", "csv"], "--format"), (["--format", "pdf"], "camt.053"),
    ])
  func `says what is wrong with a period`(arguments: [String], word: String) async throws {
    let answer = try await Program.vouch.run(["statement", "--account", "ALICE"] + arguments).expecting(64)
    #expect(answer.errors.contains(word), "\(answer)")
  }
}
