/// The price database and the name master (D5, D6): every field is set, kept and shown; a large one is walked in pages.
import Ledger
import MailOrder
import RPC
import Testing
import VouchTesting
import Wire

@testable import SellingOffice

@Suite(.timeLimit(.minutes(30)))
struct CatalogueTests {
  private static let nobody = Endpoint.unix(path: "/tmp/vouch-test-nobody.sock")

  /// A flag with a value, and how that is shown as JSON.
  static let fields: [(flag: String, value: String, key: String, shown: JSONAnswer)] = [
    ("--name", "Pot", "name", "Pot"), ("--specification", "2 l", "specification", "2 l"),
    ("--category", "Kitchen", "category", "Kitchen"), ("--charge", "10.50", "charge", 1050),
    ("--guarantee-days", "730", "guarantee", 63_072_000_000),
    ("--cooling-off-days", "14", "cooling_off", 1_209_600_000),
    ("--visit", "yes", "visit", true), ("--trade-in", "yes", "trade_in", true), ("--digital", "yes", "digital", true),
    ("--stock", "7", "stock", 7), ("--picture", "pot.jpg", "picture", "pot.jpg"), ("--litres", "3", "litres", 3),
  ]

  @Test func `every field of a commodity is set by itself, kept over a restart, and shown; the others stay`()
    async throws
  {
    try await withShopProcess(manager: Self.nobody) { shop, _ in
      _ = try await shop.office("catalogue", "set", "POT", "--name", "Old", "--charge", "1.00")
      for (done, field) in Self.fields.enumerated() {
        let shown = try await shop.office("catalogue", "set", "pot", field.flag, field.value, "--output", "json").json
        for earlier in Self.fields[...done] { #expect(shown[earlier.key] == earlier.shown, "\(earlier.key)") }
      }
      #expect(try await shop.stop() == .exited(0))
      try await shop.start()
      let kept = try await shop.office("catalogue", "show", "POT", "--output", "json").json
      for field in Self.fields { #expect(kept[field.key] == field.shown, "\(field.key)") }
      #expect(kept["code"] == "POT")
      #expect(kept["currency"] == "EUR")
      #expect(kept["sales"] == 0)
      let endless = try await shop.office("catalogue", "set", "POT", "--stock", "none", "--output", "json").json
      #expect(endless["stock"] == nil)
    }
  }

  @Test func `the name master keeps the shop's own name and its distributors, and shows them`() async throws {
    try await withShopProcess(manager: Self.nobody) { shop, _ in
      for (code, name) in [("PARCEL", "Parcels"), ("BIKE", "Bike & Co"), ("PARCEL", "Parcels North")] {
        _ = try await shop.office("distributors", "put", code, "--name", name, "--site", "127.0.0.1:7431")
      }
      let shown = try await shop.office("distributors", "list", "--output", "json").json
      #expect(shown["code"] == "SHOP")
      #expect(shown["name"] == "Books & <Beans>")
      #expect(shown["distributors"].items.map { $0["code"] } == ["BIKE", "PARCEL"])
      #expect(shown["distributors"].items.map { $0["name"] } == ["Bike & Co", "Parcels North"])
      #expect(shown["distributors"][0]["endpoint"] == "127.0.0.1:7431")
    }
  }

  @Test
  func `a price list of more lines than a batch goes in whole, again without change, and is shown from any place`()
    async throws
  {
    try await withShopProcess(manager: Self.nobody) { shop, _ in
      let rows = (0..<2500).map { "C-\(10_000 + $0),\"Thing \($0), fine\",\($0 + 1).50,\($0)\n" }
      let list = "code,name,charge,stock\n" + rows.joined()
      for (added, changed) in [(2500, 0), (0, 2500)] {
        let report = try await shop.office("catalogue", "import", "-", "--progress", "--output", "json", input: list)
        #expect(try report.json["added"] == .integer(Int64(added)))
        #expect(try report.json["changed"] == .integer(Int64(changed)))
      }
      let page = try await shop.office("catalogue", "list", "--from", "C-11000", "--limit", "2", "--output", "json")
        .json
      #expect(page["commodities"].items.map { $0["code"] } == ["C-11000", "C-11001"])
      #expect(page["next"] == "C-11002")
      let found = try await shop.office("catalogue", "list", "--search", "THING 2499", "--output", "json").json
      #expect(found["commodities"].items.map { $0["code"] } == ["C-12499"])
      #expect(found["next"] == nil)
    }
  }

  @Test func `a search looks at so many records and says where to go on`() async throws {
    try await withBench { bench in
      for start in stride(from: 0, to: Walk.recordsSeen + 1000, by: 1000) {
        let batch = (start..<start + 1000).map { number in
          Commodity(code: commodityCode("A\(100_000 + number)"), name: line("thing"), charge: amount(1), currency: euro)
        }
        _ = try await bench.ask(PutCommodities(batch))
      }
      guard case .accepted(let first) = try await bench.ask(ListCommodities(search: line("teapot"))) else { return }
      #expect(first.items.isEmpty)
      let next = try #require(first.next)
      #expect(next == commodityCode("A\(100_000 + Walk.recordsSeen)"))
      guard case .accepted(let second) = try await bench.ask(ListCommodities(from: next, search: line("teapot"))) else {
        return
      }
      #expect(second.items.map(\.code) == [commodityCode("TEAPOT")])
      #expect(second.next == nil)
    }
  }

  @Test func `commodities in another currency are refused, all or none go in`() async throws {
    try await withBench { bench in
      let yen = try #require(Currency(code: "JPY"))
      let new = Commodity(code: commodityCode("NEW"), name: line("New"), charge: amount(1), currency: euro)
      let foreign = Commodity(code: commodityCode("YEN"), name: line("Yen"), charge: amount(1), currency: yen)
      #expect(
        try await bench.ask(PutCommodities([new, foreign]))
          == .refused(SiteRefusal(.currencyMismatch, "YEN is in JPY, the shop in EUR")))
      #expect(try await bench.ask(GetCommodity(new.code)).reason == .unknownCommodity)
    }
  }
}
