/// What a shop says to an order that it cannot take, that it has already, or that is another's.
import Ledger
import MailOrder
import Testing
import VouchTesting
import Wire

@testable import SellingOffice

@Suite(.timeLimit(.minutes(30)))
struct PlacingTests {
  @Test func `an order sent twice is one order, and its id with other contents is refused`() async throws {
    try await withBench { bench in
      let placed = try anOrder()
      _ = try await bench.ask(placed)
      try await bench.reaches(.instructed, placed.form.id)
      guard case .accepted(let again) = try await bench.ask(placed) else { throw ProcessFailure("refused") }
      #expect(again == (try await bench.order(placed.form.id)))
      #expect(try await bench.stock("CUP") == 8)
      #expect(bench.honestManager.presented(placed.check) == 1)

      var otherCheck = placed
      otherCheck.check = try anOrder().check
      #expect(try await bench.ask(otherCheck) == .refused(SiteRefusal(.idReused)))
      var form = placed.form
      form.made = Timestamp(milliseconds: form.made.milliseconds + 1)
      let otherForm = PlaceOrder(form: form, formBytes: form.packed, check: placed.check, recipient: placed.recipient)
      #expect(try await bench.ask(otherForm) == .refused(SiteRefusal(.idReused)))
    }
  }

  @Test func `what cannot be taken is refused by name, and changes nothing`() async throws {
    try await withBench { bench in
      let yen = try #require(Currency(code: "JPY"))
      let cases: [(PlaceOrder, SiteRefusal)] = [
        (try anOrder(seller: SellerID(code("OTHER"))), SiteRefusal(.wrongSeller, "OTHER")),
        (try anOrder(currency: yen), SiteRefusal(.currencyMismatch, "EUR")),
        (try anOrder([("NOPE", 1, 100)]), SiteRefusal(.unknownCommodity, "NOPE")),
        (try anOrder([("CUP", 1, 499)]), SiteRefusal(.priceChanged, "CUP is 5.00 EUR")),
        (try anOrder([("CUP", 11, 500)]), SiteRefusal(.outOfStock, "CUP: 10 left")),
        (try anOrder(distributor: DistributorID(code("BIKE"))), SiteRefusal(.unknownDistributor, "BIKE")),
      ]
      for (order, refusal) in cases {
        #expect(try await bench.ask(order) == .refused(refusal))
        #expect(try await bench.ask(GetOrder(order.form.id, account: nil)).reason == .unknownOrder)
      }
      #expect(try await bench.stock("CUP") == 10)
      #expect(bench.manager.requests.isEmpty)
    }
  }

  @Test func `another account's order is answered as one that is not there`() async throws {
    try await withBench { bench in
      let placed = try anOrder(paysLater: true)
      let id = placed.form.id
      _ = try await bench.ask(placed)
      try await bench.reaches(.accepted, id)
      let bob = AccountID(code("BOB"))
      let missing = try anOrder().form.id
      for (mine, none) in [
        (try await bench.ask(GetOrder(id, account: bob)), try await bench.ask(GetOrder(missing, account: bob))),
        (
          try await bench.ask(ChoosePayment(id, account: bob, method: .card)),
          try await bench.ask(ChoosePayment(missing, account: bob, method: .card))
        ),
        (
          try await bench.ask(ConfirmInstruction(id, account: bob)),
          try await bench.ask(ConfirmInstruction(missing, account: bob))
        ),
        (try await bench.ask(ReturnOrder(id, account: bob)), try await bench.ask(ReturnOrder(missing, account: bob))),
      ] {
        #expect(mine == .refused(SiteRefusal(.unknownOrder, id.description)))
        #expect(none == .refused(SiteRefusal(.unknownOrder, missing.description)))
      }
      #expect(try await bench.order(id).state == .accepted)
      guard case .accepted(let page) = try await bench.ask(ListOrders(account: bob)) else { return }
      #expect(page.items.isEmpty)
    }
  }

  @Test func `many buyers at once cannot have more pieces than there are`() async throws {
    try await withBench { bench in
      // Thirty buyers want three of ten cups each.
      let outcomes = try await withThrowingTaskGroup(of: (OrderID, Bool).self) { group in
        for _ in 1...30 {
          group.addTask {
            let order = try anOrder([("CUP", 3, 500)])
            if case .accepted = try await bench.ask(order) { return (order.form.id, true) }
            return (order.form.id, false)
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let taken = outcomes.filter(\.1).map(\.0)
      #expect(taken.count == 3)
      #expect(try await bench.stock("CUP") == 1)
      for id in taken { try await bench.reaches(.instructed, id) }
      #expect(try await bench.stock("CUP") == 1)
    }
  }

  @Test func `a number of sales and a stock outlive a price list that does not know them`() async throws {
    try await withBench { bench in
      let placed = try anOrder()
      _ = try await bench.ask(placed)
      try await bench.reaches(.instructed, placed.form.id)
      _ = try await bench.ask(
        PutCommodities(
          shelf().map { commodity in
            var commodity = commodity
            commodity.stock = nil
            commodity.sales = 0
            return commodity
          }, keepsStock: true))
      guard case .accepted(let cup) = try await bench.ask(GetCommodity(commodityCode("CUP"))) else { return }
      #expect(cup.stock == 8)
      #expect(cup.sales == 2)
    }
  }
}

extension SiteReply {
  var reason: SiteReason? {
    if case .refused(let refusal) = self { refusal.reason } else { nil }
  }
}
