/// A party's feed of events: its part of the journal, by the programs, over the death of both sides.
import CheckClient
import Foundation
import Ledger
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct FeedTests {
  /// Two shops and two buyers; each buyer pays each shop, and ALICE's second check stays open.
  private func trade(_ daemon: Daemon) async throws -> [String] {
    try await daemon.enrolByHand()
    try await daemon.vouch("accounts", "add", "BOB", "--currency", "EUR")
    try await daemon.vouch("fund", "BOB", "50.00")
    try await daemon.vouch("sellers", "add", "TOOLS", "--currency", "EUR")
    var checks: [String] = []
    for (buyer, shop, isPaid) in [
      ("ALICE", "SHOP", true), ("BOB", "TOOLS", true), ("BOB", "SHOP", true), ("ALICE", "TOOLS", false),
    ] {
      let check = try await daemon.terminal(
        buyer, "demand", "--amount", "7.00", "--currency", "EUR", "--seller", shop, "--distributor", "PARCEL"
      ).check
      if isPaid { try await daemon.seller(shop, "present", check) }
      checks.append(check)
    }
    return checks
  }

  @Test func `has what is about the party, in the journal's order, and nothing else`() async throws {
    try await withDaemon { daemon in
      let checks = try await trade(daemon)
      func feed(_ answer: JSONAnswer) -> [[String?]] {
        answer["entries"].items.map { [$0["kind"].text, $0["check"].text] }
      }
      #expect(
        feed(try await daemon.seller("SHOP", "journal")) == [
          ["enrolled", nil], ["issued", checks[0]], ["captured", checks[0]], ["issued", checks[2]],
          ["captured", checks[2]],
        ])
      #expect(
        feed(try await daemon.terminal("ALICE", "journal")) == [
          ["enrolled", nil], ["funded", nil], ["issued", checks[0]], ["captured", checks[0]], ["issued", checks[3]],
        ])
      // Its checks, whoever pays whom.
      #expect(try await daemon.distributor("PARCEL", "journal")["entries"].items.count == 1 + 7)
      let captured = try await daemon.vouch("journal", "--seller", "TOOLS", "--kind", "captured")
      #expect(feed(captured) == [["captured", checks[1]]])
      let all = try await daemon.vouch("journal", "--kind", "captured")
      #expect(feed(all).map(\.[1]) == [checks[0], checks[1], checks[2]])

      // It goes on where it was left, with nothing lost and nothing twice.
      let head = try await daemon.seller("SHOP", "journal", "--limit", "2")
      let next = try #require(head["next"].integer)
      let rest = try await daemon.seller("SHOP", "journal", "--from", "\(next)")
      #expect(feed(head) + feed(rest) == feed(try await daemon.seller("SHOP", "journal")))
    }
  }

  @Test func `is followed while things happen, and goes on after the manager was killed`() async throws {
    try await withDaemon { daemon in
      _ = try await trade(daemon)
      let server = "\(daemon.unix)"
      async let followed = Program.seller.run(
        ["--seller", "SHOP", "journal", "--follow", "--limit", "7", "--server", server, "--output", "json"])
      let check = try await daemon.terminal(
        "BOB", "demand", "--amount", "3.00", "--currency", "EUR", "--seller", "SHOP"
      ).check
      try await daemon.seller("SHOP", "present", check)
      let lines = try await followed.expecting(0).output.split(separator: "\n")
      #expect(lines.count == 7)
      #expect(lines.suffix(2).allSatisfy { $0.contains(check) })
      let whole = try await daemon.seller("SHOP", "journal")
      try await daemon.restart()
      #expect(try await daemon.seller("SHOP", "journal") == whole)
    }
  }

  @Test func `goes on through thousands of entries that are about others`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let alice = try #require(AccountID("ALICE"))
      try await daemon.withClient { client in
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<5000 { group.addTask { try await client.change(.fund(alice, .bank, 1, .book)) } }
          try await group.waitForAll()
        }
      }
      try await daemon.vouch("sellers", "set", "SHOP", "--telephone", "0221 4711")
      let feed = try await daemon.seller("SHOP", "journal")
      #expect(feed["entries"].items.map { $0["kind"].text } == ["enrolled", "updated"])
      let first = try await daemon.withClient {
        try await $0.accepted(ReadJournal(from: 10, party: .seller(try #require(SellerID("SHOP")))))
      }
      #expect(first.items.isEmpty && first.next == 10 + 4096, "one question looks at so many entries")
    }
  }
}
