/// A manager whose buyer pays over the bank, and the statements that the bank writes.
import Foundation
import Testing
import VouchTesting

struct Bank {
  static let own = "NL41MOCK0000000001"
  static let alice = "NL14MOCK0000000002"
  let daemon: Daemon
  /// The day on which the manager books, as 2026-12-01.
  let today: String

  /// An instruction as a statement shows it: collections are positive.
  struct Told {
    var name: String
    var id: String
    var amount: Int64
  }

  /// A check of ALICE's is paid: the bank is told.
  func pay(_ amount: String) async throws {
    let check = try await daemon.terminal(
      "ALICE", "demand", "--amount", amount, "--currency", "EUR", "--seller", "SHOP"
    ).check
    try await daemon.seller("SHOP", "present", check)
  }

  /// The bank's connector works until nothing is open.
  func connect(_ faults: String...) async throws {
    try await Program.rail.run(
      ["sandbox", "--rail", "bank", "--until-idle", "--every", "0.1", "--server", "\(daemon.unix)"] + faults
    ).expecting(0)
  }

  /// All that the bank was told, whatever became of it, by the journal.
  func told() async throws -> [Told] {
    let journal = try await daemon.vouch("journal", "--from", "1", "--limit", "1000")
    return journal["entries"].items.compactMap { entry in
      let sum = entry["postings"].items.filter { $0["credit"].text == "clearing bank EUR" }
        .reduce(0) { $0 + ($1["amount"].integer ?? 0) }
      guard sum > 0, let sequence = entry["sequence"].integer else { return nil }
      let isIn = entry["kind"].text == "captured"
      return Told(name: "bank-\(sequence)", id: "VOUCH-B-\(sequence)", amount: isIn ? sum : -sum)
    }
  }

  /// Writes a statement of today with these entries, and gives its path.
  func write(
    _ entries: [[StatementFile.Payment]], of account: String = own, named name: String = "own"
  ) throws -> [String] {
    var file = StatementFile(account: account, id: "S-\(name)", day: today, opening: 1_000_00)
    file.entries = entries.map { StatementFile.Entry(day: today, payments: $0) }
    let path = "\(daemon.directory)/\(name).xml"
    try file.xml.write(toFile: path, atomically: false, encoding: .utf8)
    return [path]
  }

  func reconcile(_ files: [String], _ flags: String..., exit code: Int32 = 0) async throws -> JSONAnswer {
    try await daemon.run(.vouch, ["reconcile", "--rail", "bank"] + flags + files, exit: code)
  }

  /// What ALICE's bank cover has.
  func alice() async throws -> Int64? {
    try await daemon.vouch("accounts", "show", "ALICE")["bank"]["posted"].integer
  }
}

/// Runs `body` with such a manager.
func withBank(_ body: (Bank) async throws -> Void) async throws {
  try await withDaemon { daemon in
    try await daemon.enrolByHand()
    try await daemon.vouch(
      "accounts", "set", "ALICE", "--bank-rail", "bank", "--bank-account", "nl14 mock 0000 0000 02")
    try await daemon.vouch("sellers", "set", "SHOP", "--bank-account", "NL84MOCK0000000003")
    let today = try #require(try await daemon.vouch("status")["time"].text)
    try await body(Bank(daemon: daemon, today: String(today.prefix(10))))
  }
}
