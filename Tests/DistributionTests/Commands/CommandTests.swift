/// The program as people use it: what it shows, what it refuses, what it says of bad input.
import CheckClient
import Foundation
import Ledger
import MailOrder
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct CommandTests {
  private func run(_ bench: Bench, _ arguments: [String], exit code: Int32 = 0) async throws -> FinishedProgram {
    try await Program.distributor.run(arguments, environment: ["VOUCH_COMPANY": "\(bench.endpoint)"]).expecting(code)
  }

  @Test func `a day by hand, from the vehicles to the hand-over`() async throws {
    try await withPeers { bench in
      try await bench.withCarrier {
        let map = "\(bench.directory)/places.csv"
        try Data("postcode,east,north\n10115,1000,0\n10117,0,2000\n".utf8).write(to: URL(fileURLWithPath: map))
        _ = try await run(
          bench, ["vehicles", "put", "VAN-1", "--litres", "100", "--begins", "08:00", "--ends", "18:00"])
        let put = ["sellers", "put", "SHOP", "--name", "Books", "--site", "\(bench.seller.endpoint)"]
        #expect(try await run(bench, put).output.contains("Books"))
        #expect(try await run(bench, ["places", "import", map]).output.contains("2 places put, 0 lines bad"))
        let first = try await bench.accepted(Instruct(.fresh(cash: 4850))).instruction.order
        let second = try await bench.accepted(Instruct(.fresh(postcode: "10117"))).instruction.order
        let large = try await bench.accepted(Instruct(.fresh(litres: 101))).instruction.order

        let plan = try await run(bench, ["plan"]).output
        #expect(plan.contains("VEHICLE  STOP  WINDOW (UTC)  ORDER"))
        #expect(plan.contains("VAN-1       1  08:00–09:00   \(first)"))
        #expect(plan.contains("VAN-1        2      20   5,237           5,237  the shortest"))
        #expect(plan.contains("as the crow flies"))
        #expect(plan.contains("\(large)  10115        101  left over: it takes 101 litres"))
        #expect(try await run(bench, ["depart", "VAN-1", "--output", "json"]).json["deliveries"].items.count == 2)
        let missing = try await run(bench, ["hand-over", "\(first)", "--vehicle", "VAN-1"], exit: 1)
        #expect(missing.errors.contains("cash_missing (48.50 EUR is due)"))
        let taken = ["hand-over", "\(first)", "--vehicle", "VAN-1", "--taken-by", "A. Sommer", "--collected", "48.50"]
        #expect(try await run(bench, taken + ["--output", "json"]).json["state"] == "delivered")
        _ = try await run(bench, ["attempt", "\(second)", "--note", "nobody at home"])
        _ = try await run(bench, ["fail", "\(second)"])
        _ = try await run(bench, ["return", "\(second)"])
        _ = try await bench.bothKnow(first)
        let shown = try await run(bench, ["deliveries", "show", "\(first)"]).output
        #expect(shown.contains("taken by           A. Sommer"))
        #expect(shown.contains("48.50 EUR due, 48.50 EUR collected"))
        let list = try await run(bench, ["deliveries", "list", "--state", "returned", "--output", "json"]).json
        #expect(list["deliveries"].items.map { $0["order"].text } == ["\(second)"])
        #expect(try await run(bench, ["company", "--output", "json"]).json["deliveries"] == 3)
      }
    }
  }

  @Test func `the same report by the same id is one`() async throws {
    try await withBench { bench in
      let order = try await bench.underway()
      let arguments = ["attempt", "\(order)", "--id", "\(ids.command())", "--output", "json"]
      let first = try await run(bench, arguments).json
      #expect(try await run(bench, arguments).json["events"] == first["events"])
      let other = try await run(bench, arguments + ["--note", "another"], exit: 1).json
      #expect(other["reason"] == "id_reused")
    }
  }

  /// A command line, its exit code, and a word that what it says must have.
  static let wrong: [(arguments: [String], exit: Int32, says: String)] = [
    (["plan", "--day", "2026-13-01"], 64, "2026-11-25"), (["plan", "--day", "tomorrow"], 64, "2026-11-25"),
    (["plan", "--day", "2020-01-01"], 65, "is over"), (["depart"], 64, "vehicle"), (["depart", "V AN"], 64, "code"),
    (["depart", "VAN-9"], 1, "unknown_vehicle"), (["depart", "VAN-1"], 1, "nothing is planned"),
    (["attempt", "7"], 64, "id"), (["hand-over", order, "--collected", "-1"], 64, "amount"),
    (["hand-over", order], 1, "unknown_delivery"), (["hand-over", order, "--collected", "5"], 1, "unknown_delivery"),
    (["fail", order, "--note", "a\nb"], 64, "text"), (["return", order], 1, "unknown_delivery"),
    (["vehicles", "put", "VAN-1", "--litres", "0"], 64, "litres"),
    (["vehicles", "put", "VAN-1", "--litres", "1", "--begins", "25:00"], 64, "08:30"),
    (["vehicles", "put", "VAN-1", "--litres", "1", "--begins", "18:00", "--ends", "08:00"], 64, "before"),
    (["sellers", "put", "SHOP", "--site", "nowhere"], 64, "endpoint"),
    (["places", "import", "/nowhere/places.csv"], 66, "/nowhere"),
    (["deliveries", "list", "--state", "lost"], 64, "underway"),
    (["deliveries", "list", "--no-such-flag"], 64, "--no-such-flag"),
    (["plan", "--company", "nowhere"], 64, "endpoint"),
    (["company", "--company", "127.0.0.1:1", "--timeout", "0.2"], 69, "127.0.0.1:1"),
    (
      [
        "serve", "--data", "/nowhere/at/all", "--distributor", "D", "--name", "N", "--listen", "127.0.0.1:0", "--trust",
        "loopback",
      ], 74, "/nowhere"
    ),
    (["serve", "--data", "/tmp", "--distributor", "D", "--name", "N", "--listen", "0.0.0.0:0"], 64, "loopback"),
    (["serve", "--data", "/tmp", "--distributor", "D", "--name", "N", "--listen", "127.0.0.1:0"], 64, "--identity"),
    (["serve", "--data", "/tmp", "--distributor", "D", "--name", "N"], 64, "--listen"),
    (["serve", "--data", "/tmp", "--name", "N", "--listen", "127.0.0.1:0"], 64, "--distributor"),
  ]
  static let order = "0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55"

  @Test func `each wrong command line is told what is wrong`() async throws {
    try await withBench { bench in
      for (arguments, exit, says) in Self.wrong {
        let finished = try await run(bench, arguments, exit: exit)
        #expect(finished.errors.contains(says), "\(finished)")
      }
    }
  }

  @Test(arguments: [
    (file: "", exit: 65 as Int32, says: "empty", places: 0), ("postcode,east\n", 65, "postcode,east,north", 0),
    ("postcode,east,north,east\n", 65, "postcode,east,north", 0), ("north,EAST,postcode\n1,2,A1\n", 0, "", 1),
    ("postcode,east,north\nA,1\nB,1,2\nC,x,1\n,1,1\nD,1,3000000000\n", 65, "line 4 east: is 'x'", 1),
    ("postcode,east,north\n\"A,1,2\n", 65, "never closed", 0),
  ])
  func `bad lines of a map are told, the others taken`(file: String, exit: Int32, says: String, places: Int64)
    async throws
  {
    try await withPeers { bench in
      try await bench.withCarrier {
        let path = "\(bench.directory)/map.csv"
        try Data(file.utf8).write(to: URL(fileURLWithPath: path))
        #expect(try await run(bench, ["places", "import", path], exit: exit).errors.contains(says) || says.isEmpty)
        #expect(try await run(bench, ["company", "--output", "json"]).json["places"].integer == places)
      }
    }
  }

  @Test func `a directory in use, or another carrier's, is refused by name`() async throws {
    try await withProgram { bench, program in
      let serve = [
        "serve", "--data", "\(bench.directory)/data", "--name", "N", "--listen", "127.0.0.1:0", "--trust", "loopback",
        "--distributor",
      ]
      let used = try await Program.distributor.run(serve + ["PARCEL"]).expecting(74)
      #expect(used.errors.contains("in use"))
      #expect(try await program.stop() == 0)
      let foreign = try await Program.distributor.run(serve + ["OTHER"]).expecting(74)
      #expect(foreign.errors.contains("holds something else"))
    }
  }
}
