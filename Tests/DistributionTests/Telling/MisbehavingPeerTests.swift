/// The end of a delivery reaches the seller and the check manager, each once by effect and in order, whatever they do.
import Ledger
import MailOrder
import RPC
import Synchronization
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct MisbehavingPeerTests {
  /// How each may misbehave before it comes round.
  static let manners: [(name: String, manners: [Manner])] = [
    ("well", []), ("late", [.late(milliseconds: 300)]), ("twice", [.twice, .twice, .twice]),
    ("hangs up", [.hangUp, .hangUp]), ("garbage", [.garbage, .garbage]), ("noise", [.noise]),
    ("overloaded", [.status(.resourceExhausted)]), ("failing", [.status(.internalFailure), .status(.unavailable)]),
    ("all at once", [.hangUp, .garbage, .late(milliseconds: 100), .status(.unavailable), .twice, .noise]),
  ]

  @Test(arguments: manners) func `a misbehaving seller hears all reports in order`(
    peer: (name: String, manners: [Manner])
  ) async throws {
    try await withBench { bench in
      bench.seller.behave(peer.manners)
      let order = try await bench.underway()
      _ = try await bench.accepted(ReportEvent(.fresh(order, .attempted, vehicle: .van)))
      bench.seller.behave(peer.manners)
      _ = try await bench.accepted(ReportEvent(.fresh(order, .delivered, vehicle: .van)))
      _ = try await bench.bothKnow(order)
      let states = bench.expectReportsInOrder(of: order).map(\.event.state)
      #expect(states == [.planned, .underway, .attempted, .delivered])
      #expect(bench.manager.heard.count == 1)
    }
  }

  @Test(arguments: manners + [("full disk", [.refuse(.diskFull), .refuse(.diskFull)])])
  func `a misbehaving check manager hears of the end by one command`(
    peer: (name: String, manners: [Manner])
  ) async throws {
    try await withBench { bench in
      bench.manager.behave(peer.manners)
      let order = try await bench.underway()
      _ = try await bench.accepted(ReportEvent(.fresh(order, .delivered)))
      let delivery = try await bench.bothKnow(order)
      #expect(bench.expectOneCommand()?.method == Method.confirmDelivery.rawValue)
      #expect(delivery.managerRefusal == "")
    }
  }

  @Test(arguments: [Refusal.checkSettled, .checkVoided, .wrongDistributor])
  func `a no of the check manager is noted once and for all`(
    refusal: Refusal
  ) async throws {
    try await withBench { bench in
      bench.manager.behave([.refuse(refusal)])
      let order = try await bench.underway()
      _ = try await bench.accepted(ReportEvent(.fresh(order, .delivered)))
      #expect(try await bench.bothKnow(order).managerRefusal == refusal.name)
      #expect(bench.manager.heard.count == 1)
    }
  }

  @Test(arguments: [Manner.no(.unknownOrder), .no(.wrongState), .invalid])
  func `a no of the seller is noted and the next report is told`(
    manner: Manner
  ) async throws {
    try await withBench { bench in
      bench.seller.behave([manner])
      let order = try await bench.underway()
      _ = try await bench.accepted(ReportEvent(.fresh(order, .delivered)))
      let delivery = try await bench.bothKnow(order)
      #expect(delivery.events.contains { $0.note.value.hasPrefix("the seller says: ") })
      #expect(bench.expectReportsInOrder(of: order).map(\.event.state) == [.planned, .underway, .delivered])
    }
  }

  /// A manager that was away so long that it takes the kept id no more gets the end by another one; while a clock may be
  /// wrong, by the same.
  @Test func `an id that has grown too old is made anew, and no other`() async throws {
    try await withPeers { bench in
      let later = Mutex<Timestamp.Span>(.none)
      try await bench.withCarrier(now: { wallClock() + later.withLock { $0 } }) {
        try await bench.prepare()
        bench.manager.behave(Array(repeating: .refuse(.idOutsideWindow), count: 4))
        let order = try await bench.underway()
        _ = try await bench.accepted(ReportEvent(.fresh(order, .delivered)))
        try await eventually("it was asked thrice") { bench.manager.heard.count >= 3 }
        #expect(Set(bench.manager.heard).count == 1)
        later.withLock { $0 = .days(8) }
        let delivery = try await bench.bothKnow(order)
        #expect(Set(bench.manager.heard).count == 2)
        #expect(delivery.managerRefusal == "")
      }
    }
  }

  @Test func `both are gone, and hear of everything when they are back`() async throws {
    try await withBench { bench in
      await bench.seller.stop()
      await bench.manager.stop()
      var orders: [OrderID] = []
      for _ in 0..<3 { orders.append(try await bench.accepted(Instruct(.fresh())).instruction.order) }
      _ = try await bench.accepted(PlanDay(tomorrow))
      _ = try await bench.accepted(Depart(vehicle: .van, day: tomorrow))
      for order in orders { _ = try await bench.accepted(ReportEvent(.fresh(order, .delivered))) }
      #expect(try await bench.accepted(GetCompany()).waiting == 12)
      #expect(try await bench.delivery(orders[0]).sellerKnows == false)
      try await bench.manager.start()
      try await eventually("the check manager knows") { try await bench.accepted(GetCompany()).waiting == 9 }
      try await bench.seller.start()
      for order in orders {
        _ = try await bench.bothKnow(order)
        #expect(bench.expectReportsInOrder(of: order).map(\.event.state) == [.planned, .underway, .delivered])
      }
      #expect(Set(bench.manager.heard).count == 3)
    }
  }

  @Test func `a seller that never answers does not keep the check manager from knowing`() async throws {
    try await withBench { bench in
      // Longer than a try's patience: it is asked again, and passes over what it has heard.
      bench.seller.behave([.late(milliseconds: 20_000)])
      let order = try await bench.underway()
      _ = try await bench.accepted(ReportEvent(.fresh(order, .delivered)))
      _ = try await bench.bothKnow(order)
      #expect(bench.expectReportsInOrder(of: order).map(\.event.state) == [.planned, .underway, .delivered])
      #expect(bench.manager.heard.count == 1)
    }
  }

  @Test func `a seller whose site moved is told at the new place`() async throws {
    try await withBench { bench in
      _ = try await bench.accepted(
        PutSeller(Partner(code: SellerID.shop.code, name: .empty, endpoint: "unix:\(bench.directory)/nowhere.sock")))
      let order = try await bench.underway()
      _ = try await bench.accepted(ReportEvent(.fresh(order, .failed)))
      _ = try await bench.accepted(
        PutSeller(Partner(code: SellerID.shop.code, name: .empty, endpoint: "\(bench.seller.endpoint)")))
      _ = try await bench.bothKnow(order)
      #expect(bench.expectReportsInOrder(of: order).map(\.event.state) == [.planned, .underway, .failed])
    }
  }

  @Test(arguments: [
    (state: DeliveryState.delivered, cash: nil as Int64?, method: Method.confirmDelivery),
    (.delivered, 4850, .collectCash), (.failed, nil, .failDelivery), (.returned, 4850, .failDelivery),
  ])
  func `each end goes by its own call`(state: DeliveryState, cash: Int64?, method: Method) async throws {
    try await withBench { bench in
      let order = try await bench.underway(.fresh(cash: cash))
      var report = DeliveryReport.fresh(order, state, vehicle: .van)
      if state == .delivered { report.collected = cash.map { need(Amount(minorUnits: $0)) } }
      _ = try await bench.accepted(ReportEvent(report))
      _ = try await bench.bothKnow(order)
      #expect(bench.expectOneCommand()?.method == method.rawValue)
    }
  }
}
