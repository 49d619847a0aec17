/// A buyer who pays later and never does: the shop has its goods again, and the buyer its money.
import CheckClient
import Ledger
import MailOrder
import Testing
import VouchTesting
import Wire

@testable import SellingOffice

@Suite(.timeLimit(.minutes(30)))
struct OverdueTests {
  private static let start = Timestamp(milliseconds: 1_795_521_600_000)

  private static func withShop(_ body: (Bench, ManualClock) async throws -> Void) async throws {
    let clock = ManualClock(at: start)
    try await withBench(payWithin: .days(3), clock: { clock.now }) { bench in try await body(bench, clock) }
  }

  @Test func `an order that is not paid in time is rejected, its goods are back and its check is ended, once`()
    async throws
  {
    try await Self.withShop { bench, clock in
      let placed = try anOrder(paysLater: true)
      let id = placed.form.id
      _ = try await bench.ask(placed)
      try await bench.reaches(.accepted, id)
      #expect(try await bench.order(id).payBy == Self.start + .days(3))
      #expect(try await bench.stock("CUP") == 8)
      #expect(try await bench.shop.sweep() == 0)
      clock.advance(by: .days(3))
      #expect(try await bench.shop.sweep() == 1)
      let order = try await bench.order(id)
      #expect(order.state == .rejected)
      #expect(order.events.last?.note == line("payment_overdue"))
      #expect(try await bench.stock("CUP") == 10)
      #expect(try await bench.shop.sweep() == 0)
      try await eventually("the check is ended") { bench.honestManager.isVoided(placed.check) }
      let late = try await bench.ask(ChoosePayment(id, account: alice, method: .card))
      #expect(late == .refused(SiteRefusal(.wrongState, "rejected")))
      #expect(bench.honestManager.presented(placed.check) == 0)
      #expect(try await bench.stock("CUP") == 10)
    }
  }

  @Test func `who says in time how it pays, and who pays at once, is left alone`() async throws {
    try await Self.withShop { bench, clock in
      let later = try anOrder(paysLater: true)
      let atOnce = try anOrder()
      for order in [later, atOnce] { _ = try await bench.ask(order) }
      try await bench.reaches(.accepted, later.form.id)
      clock.advance(by: .minutes(1))
      _ = try await bench.ask(ChoosePayment(later.form.id, account: alice, method: .card))
      clock.advance(by: .days(30))
      #expect(try await bench.shop.sweep() == 0)
      for order in [later, atOnce] { try await bench.reaches(.instructed, order.form.id) }
      #expect(try await bench.order(atOnce.form.id).payBy == nil)
    }
  }

  @Test func `what was given back in time is not swept`() async throws {
    try await Self.withShop { bench, clock in
      let placed = try anOrder(paysLater: true)
      _ = try await bench.ask(placed)
      try await bench.reaches(.accepted, placed.form.id)
      bench.honestManager.withdraw(placed.check)
      _ = try await bench.ask(ReturnOrder(placed.form.id, account: alice))
      clock.advance(by: .days(4))
      #expect(try await bench.shop.sweep() == 0)
      #expect(try await bench.order(placed.form.id).state == .returned)
      #expect(try await bench.stock("CUP") == 10)
    }
  }

  @Test func `an order that was never judged is swept too`() async throws {
    try await Self.withShop { bench, clock in
      await bench.manager.stop()
      let placed = try anOrder(paysLater: true)
      _ = try await bench.ask(placed)
      clock.advance(by: .days(3))
      #expect(try await bench.shop.sweep() == 1)
      #expect(try await bench.order(placed.form.id).state == .rejected)
      #expect(try await bench.stock("CUP") == 10)
    }
  }

  @Test func `many are swept a hundred at a time, those of others in between`() async throws {
    try await Self.withShop { bench, clock in
      for _ in 0..<250 { _ = try await bench.ask(try anOrder([("SONG", 1, 99)], distributor: nil, paysLater: true)) }
      clock.advance(by: .days(3))
      let young = try anOrder(paysLater: true)
      _ = try await bench.ask(young)
      var swept: [Int] = []
      for _ in 1...4 { swept.append(try await bench.shop.sweep()) }
      #expect(swept == [100, 100, 50, 0])
      #expect(try await bench.order(young.form.id).state != .rejected)
    }
  }

  @Test func `until when a buyer has time is shown`() async throws {
    try await Self.withProgram { shop, placed in
      let id = "\(placed.form.id)"
      #expect(try await shop.office("orders", "show", id).output.contains("to be chosen by"))
      #expect(try await shop.office("orders", "list").output.contains("PAY BY (UTC)"))
      let program = try await shop.office("orders", "show", id, "--output", "json")
      #expect(try program.json["pay_by"].text != nil)
    }
  }

  @Test func `a shop that was dead when the time was over sweeps when it lives again`() async throws {
    try await Self.withProgram("--pay-within", "1s") { shop, placed in
      shop.strike()
      try await eventually("the shop is dead") { shop.ending == .signalled(9) }
      try await Task.sleep(for: .seconds(1))
      try await shop.start()
      try await eventually("the order is rejected") {
        try await shop.office("orders", "show", "\(placed.form.id)").output.contains("payment_overdue")
      }
    }
  }

  /// Runs `body` with a shop's program that has an order whose buyer pays later.
  private static func withProgram(
    _ arguments: String..., body: (ShopProcess, PlaceOrder) async throws -> Void
  ) async throws {
    let manager = HonestManager()
    let peer = try await Peer.start { [.answer(manager.answer($0))] }
    try await withShopProcess(manager: peer.endpoint, arguments) { shop, client in
      _ = try await client.call(PutCommodities(shelf()))
      let partner = Partner(code: parcel.code, name: .empty, endpoint: "unix:/nowhere")
      _ = try await client.call(PutDistributor(partner))
      let placed = try anOrder(paysLater: true)
      _ = try await client.call(placed)
      try await body(shop, placed)
    }
    await peer.stop()
  }
}
