/// An order's page beside the order itself: what its stream tells, and what becomes of an offer whose time is over.
import Ledger
import Logging
import MailOrder
import RPC
import Sites
import Testing
import VouchTesting
import Wire

@testable import SellingOffice

@Suite(.timeLimit(.minutes(30)))
struct LiveTests {
  private static let start = Timestamp(milliseconds: 1_795_521_600_000)

  /// A shop on the bench with its window open, and somebody who looks.
  private static func withWindow(_ body: @escaping (Bench, ManualClock, Visitor, String) async throws -> Void)
    async throws
  {
    let clock = ManualClock(at: start)
    try await withBench(clock: { clock.now }) { bench in
      let pages = ShopPages(of: bench.shop, at: Places(service: Endpoint("127.0.0.1:7421"), pages: nil))
      let (places, found) = AsyncStream<String>.makeStream()
      let serving = Task {
        try await pages.serve(
          at: .tcp(host: "127.0.0.1", port: 0), logger: Logger(label: "test"), listening: { found.yield($0) })
      }
      var failure: (any Error)?
      for await site in places {
        do { try await body(bench, clock, Visitor(at: site), site) } catch { failure = error }
        break
      }
      serving.cancel()
      _ = try? await serving.value
      if let failure { throw failure }
    }
  }

  private static func offer(_ code: String, _ visitor: Visitor) async throws -> OfferToken {
    try await visitor.go("/commodities/\(code)")
    try await visitor.send("/cart", [("commodity", code), ("quantity", "1"), ("add", "1")])
    try await visitor.go("/checkout")
    let total = visitor.page.value(after: "name=\"total\" value=\"")
    try await visitor.send("/checkout", [("total", total), ("wallet", "http://localhost:7425")])
    return try #require(OfferToken(visitor.page.value(after: "data-live=\"/orders/", until: "/")))
  }

  @Test func `a stream tells each step as it happens, and ends with the order`() async throws {
    try await Self.withWindow { bench, _, visitor, site in
      let token = try await Self.offer("CUP", visitor)
      // All that comes until the shop closes it.
      let stream = Task { try await browse(site, "/orders/\(token)/live") }
      var placed = try anOrder([("CUP", 1, 500)])
      placed.offer = token
      let id = placed.form.id
      _ = try await bench.ask(placed)
      try await bench.reaches(.instructed, id)
      try await visitor.go("/orders/\(token)")
      for step in ["received", "judged", "accepted", "demanded", "instructed"] {
        #expect(visitor.page.body.contains("id=\"step-\(step)\""), "\(step)")
      }
      _ = try await bench.ask(
        ReportDelivery(
          order: id, distributor: parcel, number: 1,
          event: DeliveryEvent(time: Self.start, state: .attempted, note: line("<b>nobody</b> at home")),
          appointment: nil))
      try await visitor.go("/orders/\(token)")
      #expect(visitor.page.body.contains("Nobody took it: &lt;b&gt;nobody&lt;/b&gt; at home."))
      bench.honestManager.withdraw(placed.check)
      _ = try await bench.ask(ReturnOrder(id, account: alice))
      let told = try await stream.value
      #expect(told.head.contains("text/event-stream"))
      #expect(told.body.contains("id=\"step-returned\""))
      #expect(told.body.contains("event: end"))
      #expect(!told.body.contains("Alice"))
    }
  }

  @Test func `an offer whose time is over has no page any more, and what lay in the cart still lies there`()
    async throws
  {
    try await Self.withWindow { bench, clock, visitor, site in
      let token = try await Self.offer("CUP", visitor)
      let stream = Task { try await browse(site, "/orders/\(token)/live") }
      try await visitor.go("/orders/\(token)")
      #expect(visitor.page.status == 200)
      try await eventually("somebody looks") { bench.shop.clock() == Self.start }
      clock.advance(by: Offer.lasts)
      try await visitor.go("/orders/\(token)")
      #expect(visitor.page.status == 404)
      #expect(visitor.page.body.contains("Go back to your cart."))
      let told = try await stream.value
      #expect(told.status == 404 || told.body.contains("id=\"over\""))
      try await visitor.go("/cart")
      #expect(visitor.page.body.contains("<strong id=\"total\">5.00 EUR</strong>"))
    }
  }

  @Test func `a price that changes between cart and checkout is looked at once more`() async throws {
    try await Self.withWindow { bench, _, visitor, _ in
      try await visitor.go("/commodities/CUP")
      try await visitor.send("/cart", [("commodity", "CUP"), ("quantity", "1")])
      try await visitor.go("/checkout")
      let total = visitor.page.value(after: "name=\"total\" value=\"")
      var cup = shelf()[0]
      cup.charge = amount(501)
      _ = try await bench.ask(PutCommodities([cup]))
      try await visitor.send("/checkout", [("total", total), ("wallet", "http://localhost:7425")])
      #expect(visitor.page.body.contains("The total has changed meanwhile."))
      #expect(visitor.page.body.contains("5.01 EUR"))
      #expect(try bench.countOfOffers == 0)
    }
  }

  @Test func `without a distributor nothing that is shipped is offered`() async throws {
    try await Self.withWindow { bench, _, visitor, _ in
      _ = try await bench.store.site.write { transaction throws(SiteStoreError) in
        try bench.store.partners.delete(CodeKey(parcel.code), in: transaction)
      }
      try await visitor.go("/commodities/CUP")
      try await visitor.send("/cart", [("commodity", "CUP"), ("quantity", "1")])
      try await visitor.go("/checkout")
      let total = visitor.page.value(after: "name=\"total\" value=\"")
      try await visitor.send("/checkout", [("total", total), ("wallet", "http://localhost:7425")])
      #expect(visitor.page.status == 422)
      #expect(visitor.page.body.contains("There is no distributor who could bring it."))
    }
  }
}
