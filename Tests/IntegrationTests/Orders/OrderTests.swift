/// Whole orders, played by the programs of all parties, with the money looked at afterwards.
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct OrderTests {
  @Test(arguments: Way.allCases)
  func `a whole order moves its charge from the buyer to the seller`(way: Way) async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand(over: way)
      let demanded = try await daemon.terminal(
        "ALICE", "demand", "--amount", "48.50", "--currency", "EUR", "--seller", "SHOP", "--distributor", "PARCEL",
        "--order", "one book", over: way)
      #expect(demanded["kind"] == "issued")
      #expect(demanded["check_state"]["state"] == "issued")
      let check = try demanded.check
      #expect(try await daemon.vouch("accounts", "show", "ALICE", over: way)["bank"]["held"] == 4850)

      let verified = try await daemon.seller("SHOP", "verify", check, "--order", "one book", over: way)
      #expect(verified["outcome"] == "accepted")
      let other = try await daemon.seller("SHOP", "verify", check, "--order", "two books", over: way, exit: 1)
      #expect(other["reason"] == "order_mismatch")

      let presented = try await daemon.seller("SHOP", "present", check, over: way)
      #expect(presented["kind"] == "captured")
      #expect(presented["check_state"]["state"] == "settled")
      #expect(presented["postings"][0]["debit"] == "bank ALICE")
      #expect(presented["postings"][0]["credit"] == "available SHOP")
      let again = try await daemon.seller("SHOP", "present", check, over: way, exit: 1)
      #expect(again["reason"] == "check_settled")

      let buyer = try await daemon.vouch("accounts", "show", "ALICE", over: way)["bank"]
      #expect(buyer["posted"] == 25150)
      #expect(buyer["held"] == 0)
      #expect(try await daemon.vouch("sellers", "show", "SHOP", over: way)["available"] == 4850)
      let shown = try await daemon.vouch("checks", "show", check, over: way)
      #expect(shown["check_state"]["state"] == "settled")
      #expect(shown["entries"].items.map { $0["kind"] } == ["issued", "captured"])
      let statement = try await daemon.vouch("statement", "--account", "ALICE", over: way)
      #expect(statement["lines"].items.map { $0["amount"] } == [-4850, 30000])
      try await daemon.expectConservedBooks(over: way)
    }
  }

  @Test func `cash on delivery makes the distributor a debtor until it has paid in`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let check = try await daemon.terminal(
        "ALICE", "demand", "--amount", "60.00", "--currency", "EUR", "--seller", "SHOP", "--distributor", "PARCEL",
        "--method", "cash"
      ).check
      #expect(try await daemon.seller("SHOP", "present", check)["check_state"]["state"] == "committed")
      #expect(try await daemon.distributor("PARCEL", "confirm", check, exit: 1)["reason"] == "cash_due")
      #expect(try await daemon.distributor("PARCEL", "collect", check)["check_state"]["state"] == "settled")
      #expect(try await daemon.vouch("distributors", "show", "PARCEL")["debt"] == -6000)
      #expect(try await daemon.vouch("accounts", "show", "ALICE")["bank"]["posted"] == 30000)
      try await daemon.vouch("payin", "PARCEL", "60.00")
      #expect(try await daemon.vouch("distributors", "show", "PARCEL")["debt"] == 0)
      #expect(try await daemon.vouch("sellers", "show", "SHOP")["available"] == 6000)
      try await daemon.vouch("payout", "SHOP", "60.00")
      #expect(try await daemon.vouch("sellers", "show", "SHOP")["available"] == 0)
      try await daemon.expectConservedBooks()
    }
  }

  @Test func `a check of which only the id was sent is had by its secret`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let secret = String(repeating: "5eed", count: 8)
      let demanded = try await daemon.terminal(
        "ALICE", "demand", "--amount", "20.00", "--currency", "EUR", "--seller", "SHOP", "--id-only", "--secret", secret
      )
      #expect(demanded["terms"] == nil)
      let check = try demanded.check
      let wrong = try await daemon.seller(
        "SHOP", "claim", check, "--secret", String(repeating: "00", count: 16), exit: 1)
      #expect(wrong["reason"] == "claim_refused")
      let claimed = try await daemon.seller("SHOP", "claim", check, "--secret", secret)
      #expect(claimed["terms"]["amount"] == 2000)
      #expect(claimed["terms"]["drawer"] == "ALICE")
      #expect(try await daemon.seller("SHOP", "present", check)["check_state"]["state"] == "settled")
      try await daemon.expectConservedBooks()
    }
  }

  @Test func `the same demand again is answered the same and held once`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      func demand(_ amount: String, id: String?, exit code: Int32 = 0) async throws -> JSONAnswer {
        try await daemon.run(
          .terminal,
          ["--account", "ALICE", "demand", "--amount", amount, "--currency", "EUR", "--seller", "SHOP"]
            + (id.map { ["--id", $0] } ?? []), exit: code)
      }
      let first = try await demand("48.50", id: nil)
      let check = try first.check
      let second = try await demand("48.50", id: check)
      #expect(second == first)
      #expect(try await demand("48.51", id: check, exit: 1)["reason"] == "id_reused")
      #expect(try await daemon.vouch("accounts", "show", "ALICE")["bank"]["held"] == 4850)
      #expect(try await daemon.vouch("checks", "list")["checks"].items.count == 1)
    }
  }

  @Test func `a check that expires frees its hold by itself`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let check = try await daemon.terminal(
        "ALICE", "demand", "--amount", "48.50", "--currency", "EUR", "--seller", "SHOP", "--expires-in", "1s"
      ).check
      try await eventually("the check is swept") {
        try await daemon.vouch("checks", "show", check)["check_state"]["state"] == "expired"
      }
      #expect(try await daemon.vouch("accounts", "show", "ALICE")["bank"]["held"] == 0)
      let entries = try await daemon.vouch("checks", "show", check)["entries"].items
      #expect(entries.map { $0["kind"] } == ["issued", "expired"])
      #expect(entries.last?["actor"] == "committer")
      #expect(try await daemon.seller("SHOP", "present", check, exit: 1)["reason"] == "check_expired")
      try await daemon.expectConservedBooks()
    }
  }

  @Test func `a check that expired while the daemon was dead frees its hold when it lives again`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let check = try await daemon.terminal(
        "ALICE", "demand", "--amount", "48.50", "--currency", "EUR", "--seller", "SHOP", "--expires-in", "1s"
      ).check
      await daemon.kill()
      try await Task.sleep(for: .milliseconds(1100))
      try await daemon.start()
      #expect(try await daemon.seller("SHOP", "present", check, exit: 1)["reason"] == "check_expired")
      try await eventually("the hold is freed") {
        try await daemon.vouch("accounts", "show", "ALICE")["bank"]["held"] == 0
      }
    }
  }
}

extension Daemon {
  /// Expects the operator's program to prove that the books are sound.
  func expectConservedBooks(over way: Way = .unix, location: SourceLocation = #_sourceLocation) async throws {
    let sheet = try await vouch("balance-sheet", over: way)
    #expect(sheet["conserved"] == true, "\(sheet)", sourceLocation: location)
    for currency in sheet["sheets"].items {
      #expect(currency["total"] == 0, sourceLocation: location)
      #expect(currency["held"] == currency["remaining"], sourceLocation: location)
    }
  }
}
