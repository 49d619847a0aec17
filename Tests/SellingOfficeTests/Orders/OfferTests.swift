/// Offers: what a buyer put together on the page, handed to the buyer's wallet by its token, and answered by one order.
import Ledger
import LMDB
import Logging
import MailOrder
import Sites
import Testing
import VouchTesting
import Wire

@testable import SellingOffice

@Suite(.timeLimit(.minutes(30)))
struct OfferTests {
  private static let start = Timestamp(milliseconds: 1_795_521_600_000)

  private static func withShop(_ body: (Bench, ManualClock) async throws -> Void) async throws {
    let clock = ManualClock(at: start)
    try await withBench(clock: { clock.now }) { bench in try await body(bench, clock) }
  }

  @Test func `an offer shows the wallet what the page showed, and what the shop has of it`() async throws {
    try await Self.withShop { bench, _ in
      let made = try await bench.offer([("TEAPOT", 1, 2490), ("CUP", 2, 500)], by: parcel)
      let shown = try #require(try await bench.ask(GetOffer(made.token)).accepted)
      #expect(shown.seller == shopID)
      #expect(shown.lines == made.lines)
      #expect(shown.amount == amount(3490))
      #expect(shown.currency == euro)
      #expect(shown.distributor == parcel)
      #expect(shown.expires == Self.start + .minutes(30))
      #expect(shown.page == "http://shop.example/orders/\(made.token)")
      #expect(shown.commodities.map(\.code) == [commodityCode("TEAPOT"), commodityCode("CUP")])
      #expect(shown.commodities.map(\.name) == [line("Blue <teapot>"), line("Cup")])
      #expect(!shown.isTaken)
    }
  }

  @Test func `an order answers an offer once, and the same order again is answered as ever`() async throws {
    try await Self.withShop { bench, _ in
      let made = try await bench.offer([("CUP", 2, 500)])
      var placed = try anOrder([("CUP", 2, 500)])
      placed.offer = made.token
      #expect(try await bench.ask(placed).accepted != nil)
      let shown = try #require(try await bench.ask(GetOffer(made.token)).accepted)
      #expect(shown.isTaken)
      #expect(shown.order == nil)
      #expect(try bench.order(of: made.token) == placed.form.id)

      #expect(try await bench.ask(placed).accepted?.form.id == placed.form.id)
      #expect(try await bench.stock("CUP") == 8)

      var second = try anOrder([("CUP", 2, 500)])
      second.offer = made.token
      #expect(try await bench.ask(second).reason == .offerTaken)
      #expect(try await bench.stock("CUP") == 8)

      // The same order as an answer to another offer is another order.
      placed.offer = try await bench.offer([("CUP", 2, 500)]).token
      #expect(try await bench.ask(placed).reason == .idReused)
    }
  }

  @Test func `of many wallets at once that answer an offer, one does`() async throws {
    try await Self.withShop { bench, _ in
      let made = try await bench.offer([("CUP", 1, 500)])
      let answers = try await withThrowingTaskGroup(of: SiteReason?.self) { group in
        for _ in 1...20 {
          group.addTask {
            var order = try anOrder([("CUP", 1, 500)])
            order.offer = made.token
            return try await bench.ask(order).reason
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.count { $0 == nil } == 1)
      #expect(answers.count { $0 == .offerTaken } == 19)
      #expect(try await bench.stock("CUP") == 9)
    }
  }

  @Test func `an order of anything else than what was offered is refused, and leaves the offer open`() async throws {
    try await Self.withShop { bench, _ in
      let bike = DistributorID(code("BIKE"))
      _ = try await bench.ask(PutDistributor(Partner(code: bike.code, name: .empty, endpoint: "127.0.0.1:1")))
      let made = try await bench.offer([("TEAPOT", 1, 2490), ("CUP", 2, 500)], by: parcel)
      let yen = try #require(Currency(code: "JPY"))
      for other in [
        try anOrder([("TEAPOT", 1, 2490), ("CUP", 3, 500)]), try anOrder([("CUP", 2, 500), ("TEAPOT", 1, 2490)]),
        try anOrder([("TEAPOT", 1, 2490)]), try anOrder([("TEAPOT", 1, 2490), ("CUP", 2, 499)]),
        try anOrder(distributor: bike), try anOrder(distributor: nil), try anOrder(currency: yen),
      ] {
        var order = other
        order.offer = made.token
        #expect(try await bench.ask(order).reason == .offerMismatch)
      }
      #expect(try await bench.stock("CUP") == 10)
      var placed = try anOrder()
      placed.offer = made.token
      #expect(try await bench.ask(placed).accepted != nil)
    }
  }

  @Test func `where the page left it to the shop who delivers, the wallet may say`() async throws {
    try await Self.withShop { bench, _ in
      for distributor in [nil, parcel] {
        let made = try await bench.offer([("CUP", 1, 500)])
        var placed = try anOrder([("CUP", 1, 500)], distributor: distributor)
        placed.offer = made.token
        #expect(try await bench.ask(placed).accepted != nil)
      }
    }
  }

  @Test func `an order that the shop cannot take leaves the offer open`() async throws {
    try await Self.withShop { bench, _ in
      let made = try await bench.offer([("CUP", 2, 500)])
      var cup = shelf()[0]
      cup.charge = amount(600)
      _ = try await bench.ask(PutCommodities([cup]))
      var placed = try anOrder([("CUP", 2, 500)])
      placed.offer = made.token
      #expect(try await bench.ask(placed).reason == .priceChanged)
      let shown = try #require(try await bench.ask(GetOffer(made.token)).accepted)
      #expect(!shown.isTaken)
      // So a wallet can say what is another than it was.
      #expect(shown.lines.first?.price == amount(500))
      #expect(shown.commodities.first?.charge == amount(600))
    }
  }

  @Test func `what is not offered, or no longer, is not there, and counts as a guess`() async throws {
    try await Self.withShop { bench, clock in
      let made = try await bench.offer([("CUP", 2, 500)])
      let none = OfferToken(high: 1, low: 2)
      var order = try anOrder([("CUP", 2, 500)])
      order.offer = none
      #expect(try await bench.ask(GetOffer(none)).reason == .unknownOffer)
      #expect(try await bench.ask(order).reason == .unknownOffer)
      #expect(try await bench.shop.answer(.getOffer(none)).isMiss)
      #expect(try await bench.shop.answer(.placeOrder(order)).isMiss)
      #expect(try await !bench.shop.answer(.getOffer(made.token)).isMiss)

      clock.advance(by: Offer.lasts)
      order.offer = made.token
      #expect(try await bench.ask(GetOffer(made.token)).reason == .unknownOffer)
      #expect(try await bench.ask(order).reason == .unknownOffer)
      #expect(try await bench.stock("CUP") == 10)
    }
  }

  @Test func `offers that nobody took are swept a hundred at a time, and a taken one stays`() async throws {
    try await Self.withShop { bench, clock in
      let taken = try await bench.offer([("CUP", 1, 500)])
      var placed = try anOrder([("CUP", 1, 500)])
      placed.offer = taken.token
      _ = try await bench.ask(placed)
      for _ in 0..<150 { _ = try await bench.offer([("SONG", 1, 99)]) }
      #expect(try await bench.shop.sweepOffers() == 0)
      clock.advance(by: Offer.lasts)
      let young = try await bench.offer([("SONG", 1, 99)])
      var swept: [Int] = []
      for _ in 1...3 { swept.append(try await bench.shop.sweepOffers()) }
      #expect(swept == [100, 50, 0])
      #expect(try bench.countOfOffers == 2)
      #expect(try await bench.ask(GetOffer(young.token)).accepted != nil)
      #expect(try await bench.ask(GetOffer(taken.token)).accepted?.isTaken == true)
    }
  }

  @Test func `there is a bounded number of open offers: the oldest goes`() async throws {
    try await Self.withShop { bench, clock in
      let oldest = try await bench.offer([("CUP", 1, 500)])
      clock.advance(by: .minutes(1))
      let lines = oldest.lines
      // In one transaction, since each is durable else.
      try await bench.store.site.write { transaction throws(SiteStoreError) in
        for number in 1..<ShopStore.openOffersBound {
          let offer = Offer(
            token: OfferToken(high: 0, low: number), seller: shopID, lines: lines, currency: euro, distributor: nil,
            expires: Self.start + .minutes(31), page: "http://x/")
          if let offer { try bench.store.add(offer, in: transaction) }
        }
      }
      #expect(try bench.countOfOffers == ShopStore.openOffersBound)
      #expect(try await bench.ask(GetOffer(oldest.token)).accepted != nil)
      let newest = try await bench.offer([("CUP", 1, 500)])
      #expect(try bench.countOfOffers == ShopStore.openOffersBound)
      #expect(try await bench.ask(GetOffer(oldest.token)).reason == .unknownOffer)
      #expect(try await bench.ask(GetOffer(newest.token)).accepted != nil)
    }
  }

  @Test func `what an order could not have is not offered`() async throws {
    try await Self.withShop { bench, _ in
      let cases: [([(String, UInt32, Int64)], DistributorID?, SiteReason)] = [
        ([("NOPE", 1, 500)], nil, .unknownCommodity), ([("CUP", 1, 499)], nil, .priceChanged),
        ([("CUP", 11, 500)], nil, .outOfStock), ([("CUP", 1, 500)], DistributorID(code("BIKE")), .unknownDistributor),
      ]
      for (lines, distributor, reason) in cases {
        #expect(try await bench.tryOffer(lines, by: distributor).reason == reason)
      }
      for lines in [[], [("CUP", 1, 500), ("CUP", 1, 500)], [("CUP", 0, 500)]] as [[(String, UInt32, Int64)]] {
        guard case .invalid = try await bench.tryOffer(lines, by: nil) else {
          throw ProcessFailure("\(lines) was offered.")
        }
      }
      #expect(try bench.countOfOffers == 0)
    }
  }

  @Test func `a store of before there were offers opens, and takes them`() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/data"
      let old = try SiteStore(opening: path, kind: "shop \(shopID) \(euro)")
      let commodities = try old.openTables { transaction, seal throws(LMDBError) in
        let commodities: RecordTable<CommodityKey, Commodity> = try RecordTable(
          "commodities", sealedBy: seal, in: transaction)
        _ = try RecordTable<IDKey<OrderID>, Order>("orders", sealedBy: seal, in: transaction)
        _ = try RecordTable<CodeKey, Partner>("partners", sealedBy: seal, in: transaction)
        return commodities
      }
      try await old.write { transaction throws(SiteStoreError) in
        for commodity in shelf() { try commodities.put(commodity, at: CommodityKey(commodity.code), in: transaction) }
      }
      await old.close()
      let store = try ShopStore(opening: path, of: shopID, in: euro)
      let song = OrderLine(commodity: commodityCode("SONG"), quantity: 1, price: amount(99))
      let offer = try #require(
        Offer(
          token: OfferToken(high: 1, low: 2), seller: shopID, lines: [song], currency: euro, distributor: nil,
          expires: Self.start, page: "http://x/"))
      try await store.site.write { transaction throws(SiteStoreError) in try store.add(offer, in: transaction) }
      let kept = try store.site.read { transaction throws(SiteStoreError) in
        (try store.offer(offer.token, in: transaction), try store.commodities.count(in: transaction))
      }
      #expect(kept.0 == offer)
      #expect(kept.1 == 3)
      await store.site.close()
    }
  }
}

@Suite struct `a token of an offer` {
  @Test(
    arguments: [(0, 0), (0, 1), (1, 0), (.max, .max), (0x0102_0304_0506_0708, 0xF0E0_D0C0_B0A0_9080)]
      as [(UInt64, UInt64)])
  func `is read as it is written`(high: UInt64, low: UInt64) {
    let token = OfferToken(high: high, low: low)
    #expect(token.description.utf8.count == 32)
    #expect(OfferToken(token.description) == token)
  }

  @Test(arguments: [
    "", "0", String(repeating: "g", count: 32), String(repeating: "A", count: 32),
    String(repeating: "0", count: 31), String(repeating: "0", count: 33), "+" + String(repeating: "0", count: 31),
    "00000000000000٠0000000000000000", " " + String(repeating: "0", count: 31),
  ])
  func `is nothing else`(text: String) { #expect(OfferToken(text) == nil) }
}

extension Bench {
  /// Makes an offer as the page does.
  func tryOffer(_ lines: [(String, UInt32, Int64)], by distributor: DistributorID?) async throws -> SiteReply<Offer> {
    try await shop.makeOffer(
      lines.map { OrderLine(commodity: commodityCode($0), quantity: $1, price: amount($2)) },
      deliveredBy: distributor, page: { "http://shop.example/orders/\($0)" })
  }

  func offer(_ lines: [(String, UInt32, Int64)], by distributor: DistributorID? = nil) async throws -> Offer {
    guard let offer = try await tryOffer(lines, by: distributor).accepted else {
      throw ProcessFailure("\(lines) is not offered.")
    }
    return offer
  }

  /// The order that answered an offer.
  func order(of token: OfferToken) throws -> OrderID? {
    try store.site.read { transaction throws(SiteStoreError) in try store.offer(token, in: transaction)?.order }
  }

  var countOfOffers: UInt64 {
    get throws {
      try store.site.read { transaction throws(SiteStoreError) in try store.offers.count(in: transaction) }
    }
  }
}

extension SiteReply {
  var accepted: Accepted? { if case .accepted(let value) = self { value } else { nil } }
}
