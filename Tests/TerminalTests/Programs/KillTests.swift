/// `vouch-terminal buy`, the real program, killed with -9 between any two things that it sends or keeps: by its peer, at
/// the very request. In the end there is one check and one order, or none of either.
import Ledger
import MailOrder
import Terminal
import Testing
import VouchTesting

extension Town {
  /// Where everything is, for the program.
  var environment: [String: String] {
    [
      "VOUCH_SERVER": "\(manager.endpoint)", "VOUCH_SHOP": "\(shop.endpoint)", "VOUCH_TERMINAL_HOME": home,
      "VOUCH_ACCOUNT": AccountID.buyer.description,
    ]
  }

  /// Runs the program.
  func terminal(_ arguments: String..., limit: Duration = Program.usualLimit) async throws -> FinishedProgram {
    try await Program.terminal.run(arguments, environment: environment, limit: limit)
  }

  /// Buys two books.
  func buy(_ more: String...) async throws -> FinishedProgram {
    try await Program.terminal.run(
      ["buy", "BOOK-1=2", "--name", "Alice Able", "--address", "1 Mill Lane", "--postcode", "1000", "--yes"] + more,
      environment: environment)
  }

  func play(_ script: @escaping Peer.Script) {
    manager.play(script)
    shop.play(script)
  }
}

private let kills: [Reaction] = [.killsBefore, .killsAfter]

/// What is sent before anything is kept: nothing is left of it.
@Test(arguments: ["getOffice", "getCommodity", "getAccount"], kills)
func `killed while it looks around, it leaves nothing to resume`(_ name: String, _ kill: Reaction) async throws {
  try await Town.run { town in
    town.play(Mishap(name: name, reaction: kill).script)
    #expect(try await town.buy().ending == .signalled(9))
    town.play { _, _ in .answer }
    let resumed = try await town.terminal("resume", "--output", "json").expecting(0)
    #expect(try resumed.json["orders"].items.isEmpty)
    #expect(town.checks.isEmpty && town.orders.isEmpty)
  }
}

@Test(arguments: ["issueCheck", "placeOrder", "getOrder"], kills)
func `killed on its way, resume finishes: one check, one order`(_ name: String, _ kill: Reaction) async throws {
  try await Town.run(.acceptsWhenAsked(1)) { town in
    town.play(Mishap(name: name, reaction: kill).script)
    #expect(try await town.buy().ending == .signalled(9))
    town.play { _, _ in .answer }
    let orders = try await town.terminal("resume", "--output", "json").expecting(0).json["orders"].items
    #expect(orders.map { $0["state"] } == ["accepted"])
    #expect(town.checks.map { JSONAnswer.text("\($0.id)") } == orders.map { $0["check"] })
    #expect(town.orders.map { JSONAnswer.text("\($0.form.id)") } == orders.map { $0["order"] })
    #expect(town.account?.bank.held == 4800)
  }
}

@Test(arguments: kills)
func `killed while it takes its check back, resume finishes: nothing is held`(_ kill: Reaction) async throws {
  try await Town.run(.refuses(.priceChanged)) { town in
    town.play(Mishap(name: "voidCheck", reaction: kill).script)
    #expect(try await town.buy().ending == .signalled(9))
    town.play { _, _ in .answer }
    let resumed = try await town.terminal("resume").expecting(1)
    #expect(resumed.output.contains("nothing is held"))
    #expect(town.checks.map(\.progress.state) == [.voided])
    #expect(town.account?.bank.held == 0)
  }
}

@Test func `killed at every request in turn, it comes to its end all the same`() async throws {
  try await Town.run(.acceptsWhenAsked(1)) { town in
    // Each request is killed before and after its effect, once each: the third time it is answered.
    let script: Peer.Script = { name, count in
      guard ["issueCheck", "placeOrder", "getOrder"].contains(name) else { return .answer }
      return count == 1 ? .killsBefore : count == 2 ? .killsAfter : .answer
    }
    town.play(script)
    var ending = try await town.buy().ending
    var deaths = 0
    while ending == .signalled(9), deaths < 20 {
      deaths += 1
      ending = try await town.terminal("resume").ending
    }
    #expect(ending == .exited(0))
    #expect(deaths == 6)
    #expect(town.checks.count == 1 && town.orders.count == 1)
    #expect(town.orders.map(\.state) == [.accepted])
  }
}

@Test(
  arguments: [("chooseMethod", "pay"), ("choosePayment", "pay"), ("voidCheck", "return"), ("returnOrder", "return")],
  kills)
func `killed while it pays or gives back, resume finishes`(
  _ call: (name: String, verb: String), _ kill: Reaction
) async throws {
  try await Town.run { town in
    let order = try await town.buy("--pay-later", "--output", "json").expecting(0).json["order"].text ?? ""
    town.play(Mishap(name: call.name, reaction: kill).script)
    let arguments = call.verb == "pay" ? ["pay", order, "--method", "card"] : ["return", order]
    #expect(try await Program.terminal.run(arguments, environment: town.environment).ending == .signalled(9))
    town.play { _, _ in .answer }
    try await town.terminal("resume").expecting(0)
    #expect(town.checks.map(\.progress.method) == [call.verb == "pay" ? .card : .transfer])
    #expect(town.checks.map(\.progress.state) == [call.verb == "pay" ? .issued : .voided])
    #expect(town.orders.map(\.state) == [call.verb == "pay" ? .accepted : .returned])
  }
}
