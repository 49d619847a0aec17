/// What a carrier answers: instructions, plans, departures and reports, twice too.
import Ledger
import MailOrder
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct HandlingTests {
  private func expect<Accepted>(_ reply: SiteReply<Accepted>, is reason: SiteReason) {
    guard case .refused(let refusal) = reply else {
      Issue.record("\(reply) is not \(reason)")
      return
    }
    #expect(refusal.reason == reason)
  }

  @Test func `an instruction is taken once, and told apart from another of its id`() async throws {
    try await withBench { bench in
      var instruction = Instruction.fresh()
      let first = try await bench.accepted(Instruct(instruction))
      #expect(try await bench.accepted(Instruct(instruction)) == first)
      #expect(try await bench.accepted(GetCompany()).deliveries == 1)
      instruction.litres += 1
      expect(try await bench.ask(Instruct(instruction)), is: .idReused)
    }
  }

  @Test func `what is to be collected may change until the goods are there`() async throws {
    try await withBench { bench in
      var instruction = Instruction.fresh(cash: 2450)
      let first = try await bench.accepted(Instruct(instruction))
      instruction.cash = nil
      let changed = try await bench.accepted(Instruct(instruction))
      #expect(changed.instruction == instruction)
      #expect(changed.state == .instructed)
      #expect(changed.events.count == first.events.count + 1)
      #expect(try await bench.accepted(Instruct(instruction)) == changed, "told twice it changes once")
      var failed = DeliveryReport.fresh(instruction.order, .failed)
      failed.note = Text(of: "lost")
      _ = try await bench.accepted(ReportEvent(failed))
      instruction.cash = Amount(minorUnits: 2450)
      expect(try await bench.ask(Instruct(instruction)), is: .wrongState)
      instruction.litres += 1
      expect(try await bench.ask(Instruct(instruction)), is: .idReused)
    }
  }

  @Test func `instructions for others and of strangers are refused in this order`() async throws {
    try await withBench { bench in
      let other = need(DistributorID("OTHER"))
      let stranger = need(SellerID("STRANGER"))
      expect(try await bench.ask(Instruct(.fresh(distributor: other, seller: stranger))), is: .wrongDistributor)
      expect(try await bench.ask(Instruct(.fresh(seller: stranger))), is: .unknownSeller)
      expect(try await bench.ask(TrackDelivery(.fresh())), is: .unknownDelivery)
    }
  }

  @Test func `a report sent twice counts once, and its id serves nothing else`() async throws {
    try await withBench { bench in
      let order = try await bench.underway()
      var report = DeliveryReport.fresh(order, .attempted, vehicle: .van)
      let first = try await bench.accepted(ReportEvent(report))
      let again = try await bench.accepted(ReportEvent(report))
      #expect(again.events == first.events)
      report.note = Text(of: "something else")
      expect(try await bench.ask(ReportEvent(report)), is: .idReused)
      #expect(try await bench.delivery(order).events == first.events)
    }
  }

  @Test func `a report of the end sent twice tells each side once`() async throws {
    try await withBench { bench in
      let order = try await bench.underway()
      let report = DeliveryReport.fresh(order, .delivered)
      for _ in 0..<3 { _ = try await bench.accepted(ReportEvent(report)) }
      _ = try await bench.bothKnow(order)
      #expect(bench.manager.heard.count == 1)
      #expect(bench.reports(of: order).map(\.number) == [1, 2, 3])
    }
  }

  @Test func `what failed and is brought back is told the seller twice and the check manager once`() async throws {
    try await withBench { bench in
      let order = try await bench.underway()
      _ = try await bench.accepted(ReportEvent(.fresh(order, .failed)))
      _ = try await bench.bothKnow(order)
      _ = try await bench.accepted(ReportEvent(.fresh(order, .returned)))
      _ = try await bench.bothKnow(order)
      #expect(bench.manager.heard.count == 1)
      #expect(bench.reports(of: order).map(\.event.state) == [.planned, .underway, .failed, .returned])
    }
  }

  @Test func `wrong vehicle, wrong code, cash missing: refused, and nothing is told`() async throws {
    try await withBench { bench in
      let order = try await bench.underway(.fresh(cash: 4850, code: "1234"))
      var report = DeliveryReport.fresh(order, .delivered, vehicle: .otherVan)
      expect(try await bench.ask(ReportEvent(report)), is: .wrongVehicle)
      report.vehicle = .van
      expect(try await bench.ask(ReportEvent(report)), is: .wrongCode)
      report.code = Array("4321".utf8)
      expect(try await bench.ask(ReportEvent(report)), is: .wrongCode)
      report.code = Array("1234".utf8)
      expect(try await bench.ask(ReportEvent(report)), is: .cashMissing)
      report.collected = need(Amount(minorUnits: 4849))
      expect(try await bench.ask(ReportEvent(report)), is: .cashMissing)
      #expect(try await bench.delivery(order).state == .underway)
      // A refused report changed nothing: its id is free to say it right.
      report.collected = need(Amount(minorUnits: 4850))
      #expect(try await bench.accepted(ReportEvent(report)).collected == 4850)
      _ = try await bench.bothKnow(order)
      #expect(bench.manager.heard.count == 1)
    }
  }

  @Test func `wrong codes stay counted over a restart, and lock the delivery`() async throws {
    try await withPeers { bench in
      var order: OrderID?
      for round in 1...Delivery.maximumWrongCodes {
        try await bench.withCarrier {
          if order == nil {
            try await bench.prepare()
            order = try await bench.underway(.fresh(code: "1234"))
          }
          var report = DeliveryReport.fresh(try #require(order), .delivered, vehicle: .van)
          report.code = Array("\(round)".utf8)
          expect(try await bench.ask(ReportEvent(report)), is: .wrongCode)
          // A report whose answer was lost is sent again.
          if round == 1 { expect(try await bench.ask(ReportEvent(report)), is: .wrongCode) }
        }
      }
      try await bench.withCarrier {
        let order = try #require(order)
        var report = DeliveryReport.fresh(order, .delivered, vehicle: .van)
        report.code = Array("1234".utf8)
        expect(try await bench.ask(ReportEvent(report)), is: .codeLocked)
        let shown = try await bench.delivery(order)
        #expect(shown.state == .underway && shown.asksForCode && shown.instruction.code == nil)
        #expect(try await bench.accepted(ReportEvent(.fresh(order, .returned, vehicle: .van))).state == .returned)
      }
    }
  }

  @Test func `without vehicles, without deliveries, for a day that is over: no plan`() async throws {
    try await withPeers { bench in
      try await bench.withCarrier(depot: Text(of: "99999")) {
        guard case .invalid(let depot) = try await bench.ask(PlanDay(tomorrow)) else {
          throw ProcessFailure("no depot")
        }
        #expect(depot.field == "depot")
        _ = try await bench.accepted(PutPlaces([Place(postcode: Text(of: "9 9999"), east: 0, north: 0)]))
        expect(try await bench.ask(PlanDay(tomorrow)), is: .noVehicle)
        try await bench.prepare()
        expect(try await bench.ask(PlanDay(tomorrow)), is: .nothingToPlan)
        guard case .invalid(let day) = try await bench.ask(PlanDay(tomorrow - 2)) else { throw ProcessFailure("over") }
        #expect(day.field == "day")
        expect(try await bench.ask(Depart(vehicle: .otherVan, day: tomorrow)), is: .unknownVehicle)
        expect(try await bench.ask(Depart(vehicle: .van, day: tomorrow)), is: .wrongState)
      }
    }
  }

  @Test func `a day planned again adds what is new and keeps what was promised`() async throws {
    try await withBench { bench in
      let first = try await bench.accepted(Instruct(.fresh())).instruction.order
      let plan = try await bench.accepted(PlanDay(tomorrow))
      #expect(plan.routes.map(\.metres) == [2000])
      #expect(try await bench.accepted(PlanDay(tomorrow)) == plan)
      let second = try await bench.accepted(Instruct(.fresh(postcode: "10 117"))).instruction.order
      let larger = try await bench.accepted(PlanDay(tomorrow))
      #expect(Set(larger.routes.flatMap { $0.stops.map(\.instruction.order) }) == [first, second])
      #expect(larger.routes.map(\.vehicle) == [.van])
      // A thousand east, two thousand north, and the way between: 1000 + 2237 + 2000.
      #expect(larger.routes.map(\.metres) == [5237])
      #expect(larger.routes.map(\.atLeastMetres) == [5237])
      #expect(larger.routes.map(\.litres) == [20])
    }
  }

  @Test func `what does not fit is left over with its reason, and planned another day`() async throws {
    try await withBench { bench in
      let large = try await bench.accepted(Instruct(.fresh(litres: 2000))).instruction.order
      let plan = try await bench.accepted(PlanDay(tomorrow))
      #expect(plan.routes.isEmpty)
      #expect(plan.leftOver.map(\.instruction.order) == [large])
      let note = "left over: it takes 2000 litres, and the largest vehicle left on this day holds 1000"
      #expect(plan.leftOver.first?.events.last?.note.value == note)
      // Said once, however often it is tried.
      #expect(try await bench.accepted(PlanDay(tomorrow)).leftOver == plan.leftOver)
      _ = try await bench.accepted(PutVehicle(need(Vehicle(code: .otherVan, litres: 2000, begins: 0, ends: 1440))))
      let later = try await bench.accepted(PlanDay(tomorrow + 1))
      #expect(later.routes.map(\.vehicle) == [.otherVan])
    }
  }

  @Test func `unknown postcodes are planned last, and the delivery says so`() async throws {
    try await withBench { bench in
      let unknown = try await bench.accepted(Instruct(.fresh(postcode: "00000"))).instruction.order
      let known = try await bench.accepted(Instruct(.fresh())).instruction.order
      let plan = try await bench.accepted(PlanDay(tomorrow))
      #expect(plan.routes.flatMap { $0.stops.map(\.instruction.order) } == [known, unknown])
      #expect(plan.routes.first?.stops.last?.events.last?.note.value.hasPrefix("its postcode is unknown") == true)
    }
  }

  @Test func `a vehicle leaves once a day, and what comes later waits for another`() async throws {
    try await withBench { bench in
      let order = try await bench.underway()
      let again = try await bench.accepted(Depart(vehicle: .van, day: tomorrow))
      #expect(again.items.map(\.instruction.order) == [order])
      #expect(try await bench.delivery(order).events.count == 3)
      _ = try await bench.accepted(Instruct(.fresh()))
      let plan = try await bench.accepted(PlanDay(tomorrow))
      #expect(
        plan.leftOver.first?.events.last?.note.value == "left over: no vehicle is left on this day; plan another day")
    }
  }

  @Test func `what was tried in vain is planned again`() async throws {
    try await withBench { bench in
      let order = try await bench.underway()
      _ = try await bench.accepted(ReportEvent(.fresh(order, .attempted, vehicle: .van)))
      let plan = try await bench.accepted(PlanDay(tomorrow + 1))
      #expect(plan.routes.flatMap { $0.stops.map(\.instruction.order) } == [order])
      #expect(try await bench.delivery(order).appointment?.from.day == tomorrow + 1)
    }
  }

  @Test func `lists are narrowed and paged, newest first`() async throws {
    try await withBench { bench in
      var orders: [OrderID] = []
      for _ in 0..<5 { orders.append(try await bench.accepted(Instruct(.fresh())).instruction.order) }
      _ = try await bench.accepted(ReportEvent(.fresh(orders[2], .failed)))
      var seen: [OrderID] = []
      var from: OrderID?
      repeat {
        let page = try await bench.accepted(ListDeliveries(from: from, limit: 2))
        seen += page.items.map(\.instruction.order)
        from = page.next
      } while from != nil
      #expect(seen == orders.reversed())
      let failed = try await bench.accepted(ListDeliveries(state: .failed))
      #expect(failed.items.map(\.instruction.order) == [orders[2]])
      #expect(try await bench.accepted(ListDeliveries(seller: need(SellerID("OTHER")))).items.isEmpty)
    }
  }

  @Test func `places and sellers that are none are invalid by field`() async throws {
    try await withBench { bench in
      let places: [(postcode: String, field: String)] = [
        ("   ", "place.postcode"), (String(repeating: "9", count: 25), "place.postcode"),
      ]
      for (postcode, field) in places {
        let reply = try await bench.ask(PutPlaces([Place(postcode: Text(of: postcode), east: 0, north: 0)]))
        guard case .invalid(let invalid) = reply else { throw ProcessFailure("\(reply)") }
        #expect(invalid.field == field)
      }
      let reply = try await bench.ask(PutSeller(Partner(code: SellerID.shop.code, name: .empty, endpoint: "somewhere")))
      guard case .invalid(let invalid) = reply else { throw ProcessFailure("\(reply)") }
      #expect(invalid.field == "seller.endpoint")
    }
  }
}
