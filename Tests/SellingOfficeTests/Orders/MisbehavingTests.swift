/// A check manager and a distributor that misbehave: whatever they do, each order is demanded and instructed once.
import Ledger
import MailOrder
import NIOConcurrencyHelpers
import RPC
import Testing
import VouchTesting
import Wire

@testable import SellingOffice

@Suite(.timeLimit(.minutes(30)))
struct MisbehavingTests {
  /// A way to misbehave with a request that took effect.
  enum Way: String, CaseIterable, Sendable {
    case late, twice, answersNobodyFirst, garbage, halfAnswer, noFrame, hangsUp, isBusy, hangsUpAfterAnswer

    func acts(_ honest: [UInt8]) -> [Act] {
      switch self {
      // Past the patience for one try: the answer comes when nobody waits for it any more.
      case .late: [.pause(.milliseconds(5500)), .answer(honest)]
      case .twice: [.answer(honest), .answer(honest)]
      case .answersNobodyFirst: [.answerNobody(honest), .answer(honest)]
      case .garbage: [.answer([0xFF, 0x00, 0x7B, 0x13])]
      case .halfAnswer: [.write(Array(repeating: 0, count: 7)), .hangUp]
      case .noFrame: [.write(Array(repeating: 0xEE, count: 64))]
      case .hangsUp: [.hangUp]
      case .isBusy: [.status(.resourceExhausted)]
      case .hangsUpAfterAnswer: [.answer(honest), .hangUp]
      }
    }

    /// What this way costs: a try that ends at its deadline.
    var isSlow: Bool { self == .late }
  }

  enum Who: String, CaseIterable, Sendable {
    case manager, distributor
  }

  @Test(arguments: Way.allCases, Who.allCases)
  func `whoever misbehaves at first, the order is demanded and instructed once`(way: Way, who: Who) async throws {
    try await withBench { bench in
      let tries = NIOLockedValueBox<[UInt32: Int]>([:])
      let badTries = way.isSlow ? 1 : 2
      let script: @Sendable (PeerRequest, [UInt8]) -> [Act] = { request, honest in
        let isBad = tries.withLockedValue { tries in
          tries[request.method, default: 0] += 1
          return tries[request.method, default: 0] <= badTries
        }
        return isBad ? way.acts(honest) : [.answer(honest)]
      }
      switch who {
      case .manager: bench.manager.play { script($0, bench.honestManager.answer($0)) }
      case .distributor: bench.distributor.play { script($0, bench.honestDistributor.answer($0)) }
      }
      let placed = try anOrder()
      _ = try await bench.ask(placed)
      try await bench.reaches(.instructed, placed.form.id)
      #expect(bench.honestManager.presented(placed.check) == 1)
      #expect(bench.honestDistributor.instructions.count == 1)
      #expect(
        try await bench.order(placed.form.id).events.map(\.state) == [.received, .accepted, .demanded, .instructed])
      #expect(try await bench.stock("CUP") == 8)
    }
  }

  @Test func `a distributor that is gone holds up neither payment nor other orders, and hears of it when it is back`()
    async throws
  {
    try await withBench { bench in
      let bike = DistributorID(code("BIKE"))
      let other = HonestDistributor()
      _ = try await bench.ask(
        PutDistributor(Partner(code: bike.code, name: line("Bike"), endpoint: "127.0.0.1:1")))
      let toNobody = try anOrder(distributor: bike)
      let toParcel = try anOrder()
      _ = try await bench.ask(toNobody)
      _ = try await bench.ask(toParcel)
      try await bench.reaches(.instructed, toParcel.form.id)
      try await bench.reaches(.demanded, toNobody.form.id)
      // It is somewhere else now.
      let peer = try await Peer.start { [.answer(other.answer($0))] }
      _ = try await bench.ask(
        PutDistributor(Partner(code: bike.code, name: line("Bike"), endpoint: "\(peer.endpoint)")))
      try await bench.reaches(.instructed, toNobody.form.id)
      #expect(other.instructions.count == 1)
      await peer.stop()
    }
  }

  @Test func `a distributor that never answers holds up no other`() async throws {
    try await withBench { bench in
      let deaf = try await Peer.start { _ in [] }
      let bike = Partner(code: code("BIKE"), name: line("Bike"), endpoint: "\(deaf.endpoint)")
      _ = try await bench.ask(PutDistributor(bike))
      // More than may be under way to one destination at once.
      for _ in 1...40 {
        _ = try await bench.ask(try anOrder([("SONG", 1, 99), ("CUP", 1, 500)], distributor: DistributorID(bike.code)))
        _ = try await bench.ask(PutCommodities(shelf()))
      }
      try await eventually("the deaf one was asked") { !deaf.requests.isEmpty }
      let placed = try anOrder()
      _ = try await bench.ask(placed)
      try await bench.reaches(.instructed, placed.form.id)
      #expect(try await bench.order(placed.form.id).state == .instructed)
      await deaf.stop()
    }
  }

  @Test func `a distributor's no gives the money back`() async throws {
    try await withBench { bench in
      bench.distributor.play { _ in [.answer(Instruct.encode(.refused(SiteRefusal(.unknownSeller))))] }
      let placed = try anOrder()
      _ = try await bench.ask(placed)
      try await eventually("the money is given back") { bench.honestManager.refunded(placed.check) == 1 }
      try await bench.reaches(.undelivered, placed.form.id)
      #expect(try await bench.stock("CUP") == 10)
    }
  }

  @Test func `reports that come twice, out of order, for nobody or from a stranger change nothing that they must not`()
    async throws
  {
    try await withBench { bench in
      let placed = try anOrder()
      let id = placed.form.id
      func report(_ number: UInt64, _ state: DeliveryState, by distributor: DistributorID = parcel, of order: OrderID)
        -> ReportDelivery
      {
        ReportDelivery(
          order: order, distributor: distributor, number: number,
          event: DeliveryEvent(time: placed.form.made, state: state), appointment: nil)
      }
      _ = try await bench.ask(placed)
      try await bench.reaches(.instructed, id)
      #expect(
        try await bench.ask(report(1, .delivered, by: DistributorID(code("BIKE")), of: id)).reason == .unknownOrder)
      #expect(try await bench.ask(report(1, .planned, of: try anOrder().form.id)).reason == .unknownOrder)
      // The third comes before the second, and both twice.
      for number in [UInt64(1), 3, 2, 3, 2, 1] {
        _ = try await bench.ask(report(number, number == 3 ? .underway : .planned, of: id))
      }
      let order = try await bench.order(id)
      #expect(order.lastReport == 3)
      #expect(order.deliveryState == .underway)
      #expect(order.events.count == 6)
    }
  }
}
