/// Bad input to `vouch-terminal`'s order commands: each a clear error that names what and what to do; nothing is kept.
import Foundation
import Ledger
import MailOrder
import Terminal
import Testing
import VouchTesting

/// A command line, the exit code, and what must be said.
struct Wrong: Sendable, CustomTestStringConvertible {
  let arguments: [String]
  let code: Int32
  let says: String
  var testDescription: String { arguments.joined(separator: " ") }

  init(_ line: String, _ code: Int32, _ says: String) {
    arguments = line.split(separator: " ").map(String.init)
    self.code = code
    self.says = says
  }
}

private let nobody = "0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55"

@Test(arguments: [
  Wrong("buy", 64, "commodity"),
  Wrong("buy BOOK-1=0 --address-on-file --yes", 64, "number of pieces"),
  Wrong("buy BOOK-1=-1 --address-on-file --yes", 64, "number of pieces"),
  Wrong("buy BOOK-1=10001 --address-on-file --yes", 64, "10000"),
  Wrong("buy BOOK-1=99999999999999999999 --address-on-file --yes", 64, "number of pieces"),
  Wrong("buy BOOK-1= --address-on-file --yes", 64, "number of pieces"),
  Wrong("buy BOOK/1 --address-on-file --yes", 64, "code"),
  Wrong("buy BOOK-1 BOOK-1 --address-on-file --yes", 64, "each once"),
  Wrong("buy BOOK-1 --yes", 64, "--address-on-file"),
  Wrong("buy BOOK-1 --address-on-file", 64, "--yes"),
  Wrong("buy BOOK-1 --name Alice --yes", 64, "--address"),
  Wrong("buy BOOK-1 --postcode 1000 --yes", 64, "--postcode"),
  Wrong("buy BOOK-1 --address-on-file --name Alice --address there --yes", 64, "not both"),
  Wrong("buy SONG --on-delivery --yes", 64, "on delivery"),
  Wrong("buy BOOK-1 --address-on-file --method barter --yes", 64, "transfer"),
  Wrong("buy NOTHING --address-on-file --yes", 1, "unknown_commodity (NOTHING)"),
  Wrong("buy LAMP=4 --address-on-file --yes", 1, "out_of_stock (LAMP: 3 left)"),
  Wrong("buy BOOK-1 --address-on-file --distributor VAN-9 --yes", 1, "unknown_distributor (VAN-9)"),
  Wrong("buy BOOK-1 --address-on-file --account NOBODY --yes", 1, "unknown_account"),
  Wrong("buy BOOK-1 --address-on-file --shop nowhere --yes", 64, "HOST:PORT"),
  Wrong("buy BOOK-1 --address-on-file --shop unix:/nowhere --yes", 69, "unix:/nowhere"),
  Wrong("browse --shop unix:/nowhere", 69, "unix:/nowhere"),
  Wrong("browse NOTHING", 1, "unknown_commodity (NOTHING)"),
  Wrong("browse --limit 0", 64, "number"),
  Wrong("orders show \(nobody)", 66, nobody),
  Wrong("orders list --state lost", 64, "accepted"),
  Wrong("track \(nobody)", 66, "orders list"),
  Wrong("return \(nobody)", 66, nobody),
  Wrong("confirm-instruction \(nobody) --yes", 66, nobody),
  Wrong("resume \(nobody)", 66, nobody),
  Wrong("resume --moved-to 127.0.0.1:1", 64, "--moved-to"),
  Wrong("pay \(nobody) --method card", 1, "unknown_check"),
  Wrong("track 12", 64, "hexadecimal"),
])
func `what is wrong is said with its exit code, and nothing is kept or drawn`(_ wrong: Wrong) async throws {
  try await Town.run { town in
    let told = try await Program.terminal.run(wrong.arguments, environment: town.environment).expecting(wrong.code)
    #expect((told.output + told.errors).contains(wrong.says), "\(told)")
    #expect(town.checks.isEmpty && town.orders.isEmpty)
    let kept = try await town.terminal("orders", "list", "--output", "json").expecting(0).json
    #expect(kept["orders"].items.isEmpty)
  }
}

@Test func `a home that is no directory, or another's, is refused by name`() async throws {
  try await Town.run { town in
    try Data().write(to: URL(fileURLWithPath: town.home))
    let told = try await town.buy().expecting(74)
    #expect(told.errors.contains("\(town.home) cannot be written: Not a directory"))
    #expect(town.manager.heard.isEmpty && town.shop.heard.isEmpty)
  }
}

@Test func `a second terminal on the same home is refused, and says which process has it`() async throws {
  try await Town.run { town in
    let first = try PurchaseStore(opening: town.home)
    let told = try await town.buy().expecting(75)
    #expect(told.errors.contains("in use by process \(ProcessInfo.processInfo.processIdentifier)"))
    #expect(town.checks.isEmpty)
    withExtendedLifetime(first) {}
  }
}

@Test func `a price that changed since it was shown voids the check`() async throws {
  try await Town.run(.refuses(.priceChanged)) { town in
    let told = try await town.buy().expecting(1)
    #expect(told.output.contains("price_changed: The shop's price is another one now."))
    #expect(told.output.contains("check is voided"))
    #expect(town.checks.map(\.progress.state) == [.voided])
  }
}

@Test(
  arguments: ["buy", "browse", "orders list", "orders show", "resume", "pay", "track", "return", "confirm-instruction"])
func `every order command has an example in its help`(_ command: String) async throws {
  let help = try await Program.terminal.run(command.split(separator: " ").map(String.init) + ["--help"]).expecting(0)
  #expect(help.output.contains("Example:"))
}
