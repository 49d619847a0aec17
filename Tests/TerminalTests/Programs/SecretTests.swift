/// The terminal keeps its keys: a claim secret is durable before anything of it is sent, is nobody else's to read, and is
/// shown to whoever asks for it by name only.
import Foundation
import Ledger
import MailOrder
import Seals
import Terminal
import Testing
import VouchTesting
import Wire

private let kills: [Reaction] = [.killsBefore, .killsAfter]

extension Town {
  /// Opens the terminal's home, when no terminal has it.
  fileprivate func kept() throws -> PurchaseStore { try PurchaseStore(opening: home) }

  /// Demands a check of which only the number is sent.
  fileprivate func demand(_ check: CheckID, _ more: String...) async throws -> FinishedProgram {
    try await Program.terminal.run(
      ["demand", "--amount", "20", "--currency", "EUR", "--id-only", "--id", "\(check)"] + more,
      environment: environment)
  }
}

/// The permissions of a file, in octal digits.
private func mode(_ path: String) throws -> String {
  let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  return String(mode ?? 0, radix: 8)
}

@Test(arguments: ["issueCheck", "placeOrder"], kills)
func `a secret is kept before anything of it is sent, and survives a kill`(_ name: String, _ kill: Reaction)
  async throws
{
  try await Town.run { town in
    town.play(Mishap(name: name, reaction: kill).script)
    #expect(try await town.buy("--id-only").ending == .signalled(9))
    let purchase = try #require(try town.kept().unfinished().first)
    let secret = try #require(purchase.order.secret)
    #expect(purchase.demand.terms.claim == Digest(Hash.sha256(secret)))
    town.play { _, _ in .answer }
    try await town.terminal("resume").expecting(0)
    #expect(town.checks.map(\.terms.claim) == [Digest(Hash.sha256(secret))])
    #expect(town.orders.map(\.secret) == [secret])
    #expect(try town.kept().secret(of: purchase.demand.id) == ClaimSecret(secret))
  }
}

@Test(arguments: kills)
func `the secret of a check demanded alone is kept before the demand is sent, and goes with it again`(
  _ kill: Reaction
) async throws {
  try await Town.run { town in
    let check = CheckID(at: Town.now, random: (1, 1))
    town.play(Mishap(name: "issueCheck", reaction: kill).script)
    #expect(try await town.demand(check).ending == .signalled(9))
    let secret = try #require(try town.kept().secret(of: check))
    town.play { _, _ in .answer }
    let demanded = try await town.demand(check).expecting(0)
    #expect(!demanded.description.contains(hexadecimal(secret)))
    #expect(town.checks.map(\.terms.claim) == [Digest(Hash.sha256(secret.bytes))])
    #expect(try town.kept().secret(of: check) == secret)
  }
}

@Test func `another secret for a check that has one is refused, and the one it has stays`() async throws {
  try await Town.run { town in
    let check = CheckID(at: Town.now, random: (1, 1))
    let first = String(repeating: "5eed", count: 8)
    try await town.demand(check, "--secret", first).expecting(0)
    let told = try await town.demand(check, "--secret", String(repeating: "00", count: 16)).expecting(64)
    #expect(told.errors.contains("has another secret"))
    #expect(try town.kept().secret(of: check).map(hexadecimal) == first)
    try await town.demand(check, "--secret", first).expecting(0)
    #expect(town.checks.count == 1)
  }
}

@Test func `a dry run keeps nothing`() async throws {
  try await Town.run { town in
    _ = try await town.demand(CheckID(at: Town.now, random: (1, 1)), "--dry-run")
    #expect(!FileManager.default.fileExists(atPath: town.home))
  }
}

@Test func `a secret is shown where it is asked for, and nowhere else`() async throws {
  try await Town.run { town in
    var said = [try await town.buy("--id-only").expecting(0), try await town.terminal("orders", "list").expecting(0)]
    let purchase = try #require(try town.kept().purchases(limit: 1).items.first)
    let secret = hexadecimal(try #require(purchase.order.secret.flatMap { ClaimSecret($0) }))
    let (order, check) = ("\(purchase.id)", "\(purchase.demand.id)")
    for output in ["table", "json"] {
      for arguments in [
        ["orders", "list"], ["orders", "show", order], ["checks", "show", check], ["track", order],
        ["pay", order, "--method", "card"], ["return", order],
      ] {
        said.append(
          try await Program.terminal.run(arguments + ["--output", output], environment: town.environment))
      }
      for arguments in [["orders", "show", order], ["checks", "show", check]] {
        let shown = try await Program.terminal.run(
          arguments + ["--show-secret", "--output", output], environment: town.environment
        ).expecting(0)
        #expect(shown.output.contains(secret), "\(shown)")
      }
    }
    for each in said { #expect(!each.description.contains(secret), "\(each)") }
  }
}

@Test(arguments: ["checks", "orders"])
func `the help says how a secret is shown, and what it is good for`(_ noun: String) async throws {
  let help = try await Program.terminal.run([noun, "show", "--help"]).expecting(0).output
  #expect(help.contains("--show-secret"))
  #expect(help.contains("whoever has it"))
}

@Test func `a secret that is not kept here is told as such`() async throws {
  try await Town.run { town in
    try await town.buy().expecting(0)
    let check = try #require(town.checks.first?.id)
    for arguments in [["checks", "show", "\(check)"], ["orders", "show", "\(check)"]] {
      let told = try await Program.terminal.run(arguments + ["--show-secret"], environment: town.environment)
      #expect(try told.expecting(66).errors.contains("No secret of check \(check) is kept in \(town.home)"))
    }
  }
}

// MARK: - Who may read it

@Test func `the home and its files are the buyer's alone`() async throws {
  try await Town.run { town in
    try await town.buy("--id-only").expecting(0)
    #expect(try mode(town.home) == "700")
    let files = try FileManager.default.contentsOfDirectory(atPath: town.home)
    #expect(files.contains("data.mdb"))
    for file in files { #expect(try mode("\(town.home)/\(file)") == "600", "\(file)") }
  }
}

@Test func `a home that others could read is closed to them at the next look`() async throws {
  try await Town.run { town in
    try await town.buy("--id-only").expecting(0)
    let files = try FileManager.default.contentsOfDirectory(atPath: town.home)
    for file in files {
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(town.home)/\(file)")
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: town.home)
    try await town.terminal("orders", "list").expecting(0)
    #expect(try mode(town.home) == "700")
    for file in files { #expect(try mode("\(town.home)/\(file)") == "600", "\(file)") }
  }
}

@Test func `a directory with other things in it stays as open as it was; the terminal's own files do not`() async throws
{
  try await Town.run { town in
    try FileManager.default.createDirectory(atPath: town.home, withIntermediateDirectories: false)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: town.home)
    try Data().write(to: URL(fileURLWithPath: "\(town.home)/letter"))
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(town.home)/letter")
    try await town.buy("--id-only").expecting(0)
    #expect(try mode(town.home) == "755")
    #expect(try mode("\(town.home)/letter") == "644")
    #expect(try mode("\(town.home)/data.mdb") == "600")
  }
}

private func hexadecimal(_ secret: ClaimSecret) -> String {
  secret.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
