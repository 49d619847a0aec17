/// The automatic way of an order (S5'' to S12), each alternative, between a shop and honest peers on real sockets.
import Ledger
import MailOrder
import Sites
import Testing
import VouchTesting
import Wire

@testable import SellingOffice

@Suite(.timeLimit(.minutes(30)))
struct FlowTests {
  @Test func `an order is verified, accepted, demanded and instructed, and its pieces are sold`() async throws {
    try await withBench { bench in
      let placed = try anOrder()
      let reply = try await bench.ask(placed)
      guard case .accepted(let order) = reply else { throw ProcessFailure("\(reply)") }
      #expect(order.state == .received)
      let id = placed.form.id
      try await bench.reaches(.instructed, id)
      #expect(
        bench.manager.requests.map(\.method) == [Method.verifyCheck.rawValue, Method.presentCheck.rawValue])
      #expect(bench.honestManager.presented(placed.check) == 1)
      let instruction = try #require(bench.honestDistributor.instructions[id])
      #expect(instruction.recipient == placed.recipient)
      #expect(instruction.goods == line("1 × Blue <teapot>, 2 × Cup"))
      #expect(instruction.litres == 6)
      #expect(instruction.cash == nil)
      #expect(try await bench.stock("CUP") == 8)
      let done = try await bench.order(id)
      #expect(done.events.map(\.state) == [.received, .accepted, .demanded, .instructed])
      #expect(done.checkState == .settled)
      guard case .accepted(let cup) = try await bench.ask(GetCommodity(commodityCode("CUP"))) else { return }
      #expect(cup.sales == 2)
    }
  }

  @Test func `a check of which only the id came is claimed first; its secret is shown to nobody`() async throws {
    try await withBench { bench in
      let placed = try anOrder(secret: [UInt8](repeating: 9, count: 16))
      guard case .accepted(let order) = try await bench.ask(placed) else { throw ProcessFailure("refused") }
      #expect(order.secret == nil)
      try await bench.reaches(.instructed, placed.form.id)
      #expect(bench.manager.requests.map(\.method).first == Method.claimCheck.rawValue)
    }
  }

  @Test func `without an address the one on file is asked for, and its postcode found`() async throws {
    try await withBench { bench in
      let placed = try anOrder(recipient: nil)
      _ = try await bench.ask(placed)
      try await bench.reaches(.instructed, placed.form.id)
      let recipient = try #require(bench.honestDistributor.instructions[placed.form.id]?.recipient)
      #expect(recipient.name == line("Alice Sommer"))
      #expect(recipient.postcode == line("50667"))
    }
  }

  @Test func `an address that is sealed for the distributor is passed on as it came, asked for or sent along`()
    async throws
  {
    let seal = try #require(SealedRecipient((0..<313).map { UInt8(truncatingIfNeeded: $0) }))
    try await withBench(HonestManager(addressee: Addressee(sealed: seal))) { bench in
      let asked = try anOrder(recipient: nil)
      let sent = try anOrder(recipient: nil, sealed: seal)
      for placed in [asked, sent] {
        _ = try await bench.ask(placed)
        try await bench.reaches(.instructed, placed.form.id)
        let instruction = try #require(bench.honestDistributor.instructions[placed.form.id])
        #expect(instruction.recipient == nil)
        #expect(instruction.sealed == seal)
        let order = try await bench.order(placed.form.id)
        #expect(order.recipient == nil)
        #expect(order.sealed == seal)
      }
      #expect(bench.manager.requests.count { $0.method == Method.getAddressee.rawValue } == 1)
    }
  }

  @Test func `an address is sealed for the one named on the order: with nobody named it is rejected`() async throws {
    let seal = try #require(SealedRecipient([1]))
    try await withBench { bench in
      let placed = try anOrder(distributor: nil, recipient: nil, sealed: seal)
      _ = try await bench.ask(placed)
      try await bench.reaches(.rejected, placed.form.id)
      #expect(try await bench.order(placed.form.id).events.last?.note == line("unknown_distributor"))
    }
  }

  @Test func `without any address the order is rejected and the pieces are back`() async throws {
    let nowhere = HonestManager(addressee: Addressee(name: line("Alice"), address: .empty, telephone: .empty))
    try await withBench(nowhere) { bench in
      let placed = try anOrder(recipient: nil)
      _ = try await bench.ask(placed)
      try await bench.reaches(.rejected, placed.form.id)
      #expect(try await bench.order(placed.form.id).events.last?.note == line("address_missing"))
      #expect(try await bench.stock("CUP") == 10)
      #expect(bench.honestManager.presented(placed.check) == 0)
    }
  }

  @Test func `a refused check rejects the order by the manager's own reason, and the pieces are back`() async throws {
    try await withBench { bench in
      bench.manager.play { _ in
        [.answer(VerifyCheck.encode(Reply(sequence: 1, outcome: .refused(.checkExpired))))]
      }
      let placed = try anOrder()
      _ = try await bench.ask(placed)
      try await bench.reaches(.rejected, placed.form.id)
      #expect(try await bench.order(placed.form.id).events.last?.note == line("check_refused: check_expired"))
      #expect(try await bench.stock("TEAPOT") == 10)
    }
  }

  @Test func `an order that pays later waits for the buyer's choice, one that wants to confirm for its word`()
    async throws
  {
    try await withBench { bench in
      let placed = try anOrder(paysLater: true, confirmsInstruction: true)
      let id = placed.form.id
      _ = try await bench.ask(placed)
      try await bench.reaches(.accepted, id)
      #expect(bench.honestManager.presented(placed.check) == 0)
      _ = try await bench.ask(ChoosePayment(id, account: alice, method: .card))
      try await bench.reaches(.demanded, id)
      #expect(bench.honestDistributor.instructions[id] == nil)
      _ = try await bench.ask(ConfirmInstruction(id, account: alice))
      try await bench.reaches(.instructed, id)
      #expect(bench.honestManager.presented(placed.check) == 1)
    }
  }

  @Test func `digital goods are delivered with a token once they are paid, and nobody is instructed`() async throws {
    try await withBench { bench in
      let placed = try anOrder([("SONG", 3, 99)], distributor: nil, recipient: nil)
      _ = try await bench.ask(placed)
      try await bench.reaches(.delivered, placed.form.id)
      #expect(try await bench.order(placed.form.id).download.utf8.count == 32)
      #expect(bench.distributor.requests.isEmpty)
    }
  }

  @Test func `cash on delivery is told to the distributor, and the check seen to be paid with the delivery`()
    async throws
  {
    try await withBench(HonestManager(method: .cash)) { bench in
      let placed = try anOrder()
      let id = placed.form.id
      _ = try await bench.ask(placed)
      try await bench.reaches(.instructed, id)
      #expect(bench.honestDistributor.instructions[id]?.cash == placed.form.amount)
      #expect(try await bench.order(id).checkState == .committed)
      _ = try await bench.ask(report(id, 1, .delivered))
      try await eventually("the manager is asked how the check stands") {
        bench.manager.requests.contains { $0.method == Method.getCheck.rawValue }
      }
    }
  }

  @Test func `a delivery that fails gives the money back once, and the pieces`() async throws {
    try await withBench { bench in
      let placed = try anOrder()
      let id = placed.form.id
      _ = try await bench.ask(placed)
      try await bench.reaches(.instructed, id)
      for number in [UInt64(1), 1, 2, 2, 1] {
        _ = try await bench.ask(report(id, number, number == 1 ? .underway : .failed))
      }
      try await eventually("the money is given back") {
        try await bench.order(id).events.last?.note == line("money_back")
      }
      _ = try await bench.ask(report(id, 3, .returned))
      let order = try await bench.order(id)
      #expect(order.state == .undelivered)
      #expect(order.deliveryState == .returned)
      #expect(bench.honestManager.refunded(placed.check) == 1)
      #expect(try await bench.stock("CUP") == 10)
    }
  }

  @Test func `an order is returned only once the manager says that the buyer has withdrawn`() async throws {
    try await withBench { bench in
      let placed = try anOrder()
      let id = placed.form.id
      _ = try await bench.ask(placed)
      try await bench.reaches(.instructed, id)
      _ = try await bench.ask(report(id, 1, .delivered))
      let early = try await bench.ask(ReturnOrder(id, account: alice))
      #expect(early == .refused(SiteRefusal(.wrongState, "check_settled")))
      #expect(try await bench.stock("CUP") == 8)
      bench.honestManager.withdraw(placed.check)
      for _ in 1...2 {
        guard case .accepted(let order) = try await bench.ask(ReturnOrder(id, account: alice, note: line("too blue")))
        else { throw ProcessFailure("not returned") }
        #expect(order.state == .returned)
      }
      #expect(try await bench.stock("CUP") == 10)
    }
  }

  @Test(arguments: [false, true])
  func `an order that was given back before its distributor has heard of it is not instructed any more`(
    isDelayed: Bool
  ) async throws {
    try await withBench { bench in
      // Nobody answers where the distributor is said to be.
      let nowhere = Partner(code: parcel.code, name: line("Parcels"), endpoint: "unix:/nowhere")
      _ = try await bench.ask(PutDistributor(nowhere))
      let placed = try anOrder()
      let id = placed.form.id
      _ = try await bench.ask(placed)
      try await bench.reaches(.demanded, id)
      bench.honestManager.withdraw(placed.check)
      guard case .accepted = try await bench.ask(ReturnOrder(id, account: alice)) else {
        throw ProcessFailure("not returned")
      }
      // Another order goes out as soon as there is somebody to hear of it.
      let other = try anOrder()
      _ = try await bench.ask(other)
      if isDelayed { try await bench.reaches(.demanded, other.form.id) }
      let here = Partner(code: parcel.code, name: line("Parcels"), endpoint: "\(bench.distributor.endpoint)")
      _ = try await bench.ask(PutDistributor(here))
      try await bench.reaches(.instructed, other.form.id)
      try await eventually("nothing waits any more") {
        try bench.store.site.read { transaction throws(SiteStoreError) in
          try bench.store.outbox.count(in: transaction) == 0
        }
      }
      #expect(Array(bench.honestDistributor.instructions.keys) == [other.form.id])
      #expect(try await bench.order(id).state == .returned)
    }
  }

  private func report(_ id: OrderID, _ number: UInt64, _ state: DeliveryState) -> ReportDelivery {
    ReportDelivery(
      order: id, distributor: parcel, number: number,
      event: DeliveryEvent(time: Timestamp(milliseconds: 1_764_000_000_000), state: state), appointment: nil)
  }
}
