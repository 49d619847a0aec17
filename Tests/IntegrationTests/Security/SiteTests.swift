/// Shops and carriers over TLS: an order from the buyer's terminal to the carrier, each hop secured.
import Foundation
import Identities
import RPC
import Testing
import VouchTesting

/// A site that runs, and where.
private struct ServingSite {
  let process: RunningProgram
  let address: String

  static func start(_ program: Program, _ arguments: [String], data: String) async throws -> ServingSite {
    let process = try await RunningProgram.start(
      program, ["serve", "--data", data, "--listen", "127.0.0.1:0"] + arguments)
    var lines: [String] = []
    try await eventually("\(program.name) listens", within: .seconds(120)) {
      if let ending = process.ending { throw ProcessFailure("\(program.name): \(ending)\n\(process.output)") }
      lines =
        (try? String(contentsOfFile: "\(data)/endpoints", encoding: .utf8))?.split(separator: "\n").map(String.init)
        ?? []
      return !lines.isEmpty
    }
    return ServingSite(process: process, address: lines[0])
  }
}

@Suite(.timeLimit(.minutes(30)))
struct SiteTests {
  @Test func `an order goes from the terminal over the shop to the carrier, and each shows who it is`() async throws {
    try await withSecureTown { town in
      let (daemon, directory) = (town.daemon, town.directory)
      try await daemon.enrolByHand()
      let manager = ["--manager", "\(daemon.tcp)"]
      let (shopID, carrierID) = (try town.identity("seller/SHOP"), try town.identity("distributor/PARCEL"))
      let carrier = try await ServingSite.start(
        .distributor,
        ["--distributor", "PARCEL", "--name", "Paketdienst", "--identity", carrierID] + manager,
        data: "\(directory)/carrier")
      let shop = try await ServingSite.start(
        .seller, ["--seller", "SHOP", "--name", "Buch", "--currency", "EUR", "--identity", shopID] + manager,
        data: "\(directory)/shop")
      let office = ["--office", shop.address, "--identity", shopID]
      try await Program.seller.run(
        ["catalogue", "import", PackageFiles.path("Tools/demo-data/shop.csv")] + office
      ).expecting(0)
      try await Program.seller.run(["distributors", "put", "PARCEL", "--site", carrier.address] + office).expecting(0)
      let company = ["--company", carrier.address, "--identity", carrierID]
      try await Program.distributor.run(["sellers", "put", "SHOP", "--site", shop.address] + company).expecting(0)

      let buyer = [
        "VOUCH_IDENTITY": try town.identity("terminal/ALICE"), "VOUCH_TERMINAL_HOME": "\(directory)/home",
        "VOUCH_ACCOUNT": "ALICE", "VOUCH_SHOP": shop.address, "VOUCH_SERVER": "\(daemon.tcp)",
      ]
      let bought = try await Program.terminal.run(
        [
          "buy", "BOOK-1", "--yes", "--distributor", "PARCEL", "--name", "Alice Sommer", "--address",
          "Lindenweg 4, Köln",
          "--postcode", "50667", "--output", "json",
        ], environment: buyer
      ).expecting(0).json
      let order = try #require(bought["order"].text)
      try await eventually("the carrier has it", within: .seconds(120)) {
        let list = try await Program.distributor.run(["deliveries", "list", "--output", "json"] + company).expecting(0)
        return list.output.contains(order)
      }
      // The terminal asks shop and carrier.
      let tracked = try await Program.terminal.run(["track", order, "--output", "json"], environment: buyer)
        .expecting(0).json
      #expect(tracked["carrier_says"] != nil, "\(tracked)")

      // Without an identity nobody is answered, and a carrier's people are not taken for a shop's.
      let stranger = try await Program.terminal.run(["browse"], environment: ["VOUCH_SHOP": shop.address]).expecting(77)
      #expect(stranger.errors.contains("it speaks TLS"), "\(stranger)")
      let mistaken = try await Program.seller.run(["orders", "list", "--office", carrier.address, "--identity", shopID])
        .expecting(77)
      #expect(mistaken.errors.contains("it names distributor/PARCEL, and seller/SHOP was expected"), "\(mistaken)")
      // Nobody acts for another, and the manager's operators are not a shop's.
      let placing = [
        "buy", "BOOK-1", "--yes", "--distributor", "PARCEL", "--address-on-file", "--account", "ALICE", "--shop",
        shop.address, "--server", "\(daemon.tcp)",
      ]
      let bob = ["VOUCH_IDENTITY": try town.identity("terminal/BOB"), "VOUCH_TERMINAL_HOME": "\(directory)/bob"]
      let hidden = try await Program.terminal.run(placing, environment: bob).expecting(1)
      #expect(hidden.errors.contains("unknown_account"), "\(hidden)")
      let tries: [(Program, [String], String)] = [
        (.seller, ["orders", "list", "--office", shop.address], "terminal/ALICE"),
        (.seller, ["orders", "show", order, "--office", shop.address], "terminal/BOB"),
        (.seller, ["orders", "list", "--office", shop.address], "operator/all"),
        (.distributor, ["plan", "--company", carrier.address], "terminal/ALICE"),
        (.distributor, ["deliveries", "list", "--company", carrier.address], "seller/SHOP"),
        (.distributor, ["vehicles", "put", "VAN-1", "--litres", "10", "--company", carrier.address], "operator/all"),
      ]
      for (program, arguments, name) in tries {
        try await program.run(arguments + ["--identity", town.identity(name)]).expecting(77)
      }
      for site in [shop, carrier] {
        try await eventually("the log says so") { site.process.output.contains("a caller asked what it may not") }
      }
      await shop.process.kill()
      await carrier.process.kill()
    }
  }

  @Test func `a carrier that another has taken the address of hears nothing from the shop`() async throws {
    try await withSecureTown { town in
      let (daemon, directory) = (town.daemon, town.directory)
      try await daemon.enrolByHand()
      let manager = ["--manager", "\(daemon.tcp)"]
      let shopID = try town.identity("seller/SHOP")
      let thief = try await ServingSite.start(
        .distributor,
        ["--distributor", "THIEF", "--name", "T", "--identity", town.identity("distributor/THIEF")] + manager,
        data: "\(directory)/thief")
      let shop = try await ServingSite.start(
        .seller, ["--seller", "SHOP", "--name", "Buch", "--currency", "EUR", "--identity", shopID] + manager,
        data: "\(directory)/shop")
      let office = ["--office", shop.address, "--identity", shopID]
      try await Program.seller.run(
        ["catalogue", "import", PackageFiles.path("Tools/demo-data/shop.csv")] + office
      ).expecting(0)
      try await Program.seller.run(["distributors", "put", "PARCEL", "--site", thief.address] + office).expecting(0)
      let buyer = [
        "VOUCH_IDENTITY": try town.identity("terminal/ALICE"), "VOUCH_TERMINAL_HOME": "\(directory)/home",
        "VOUCH_ACCOUNT": "ALICE", "VOUCH_SHOP": shop.address, "VOUCH_SERVER": "\(daemon.tcp)",
      ]
      try await Program.terminal.run(
        [
          "buy", "BOOK-1", "--yes", "--distributor", "PARCEL", "--name", "Alice Sommer", "--address",
          "Lindenweg 4, Köln",
          "--postcode", "50667",
        ], environment: buyer
      ).expecting(0)
      try await eventually("the shop says why", within: .seconds(120)) {
        shop.process.output.contains("it names distributor/THIEF, and distributor/PARCEL was expected")
      }
      #expect(!thief.process.output.contains("Lindenweg"))
      await shop.process.kill()
      await thief.process.kill()
    }
  }
}
