/// kill -9 between every two lines of an order's way: nothing lost, nothing demanded or instructed twice.
import CheckClient
import Ledger
import MailOrder
import NIOConcurrencyHelpers
import Testing
import VouchTesting
import Wire

@Suite(.serialized, .timeLimit(.minutes(30)))
struct KillTests {
  /// When the shop dies, counted at the requests that it sends: as the request comes, or so long after its answer.
  struct Moment: CustomTestStringConvertible, Sendable {
    let request: Int
    let after: Duration?
    var testDescription: String { after.map { "\($0) after answer \(request)" } ?? "as request \(request) comes" }
  }

  /// An order's way has five requests: claim, verify, address, demand, instruction.
  static let moments = (1...5).flatMap { request in
    [Moment(request: request, after: nil)]
      + [0, 400, 1500].map { Moment(request: request, after: .microseconds($0)) }
  }

  @Test(arguments: moments)
  func `a shop that is killed goes on where it was`(moment: Moment) async throws {
    let manager = HonestManager()
    let distributor = HonestDistributor()
    let count = NIOLockedValueBox(0)
    let victim = NIOLockedValueBox<ShopProcess?>(nil)
    /// Counts a request; whether it is the one to die at.
    let isItsMoment: @Sendable () -> Bool = {
      count.withLockedValue { count in
        count += 1
        return count == moment.request
      }
    }
    let play: @Sendable ([UInt8]) -> [Act] = { honest in
      guard isItsMoment(), let shop = victim.withLockedValue({ $0 }) else { return [.answer(honest)] }
      guard let after = moment.after else {
        shop.strike()
        return [.answer(honest)]
      }
      Task {
        try await Task.sleep(for: after)
        shop.strike()
      }
      return [.answer(honest)]
    }
    let managerPeer = try await Peer.start { play(manager.answer($0)) }
    let distributorPeer = try await Peer.start { play(distributor.answer($0)) }
    try await withShopProcess(manager: managerPeer.endpoint) { shop, client in
      victim.withLockedValue { $0 = shop }
      _ = try await client.call(PutCommodities(shelf()))
      _ = try await client.call(
        PutDistributor(Partner(code: parcel.code, name: line("Parcels"), endpoint: "\(distributorPeer.endpoint)")))
      let placed = try anOrder(secret: [UInt8](repeating: 5, count: 32), recipient: nil)
      // It may die before it has answered.
      _ = try? await client.call(placed, timeout: .seconds(2))
      try await eventually("the shop is dead") { shop.ending == .signalled(9) }
      try await shop.start()
      // The buyer's terminal sends it again: it cannot know.
      guard case .accepted = try await client.call(placed) else { throw ProcessFailure("The order is lost.") }
      try await eventually("the order is instructed") {
        guard case .accepted(let order) = try await client.call(GetOrder(placed.form.id, account: alice)) else {
          throw ProcessFailure("The order is lost.")
        }
        return order.state == .instructed
      }
      #expect(manager.presented(placed.check) == 1)
      #expect(distributor.instructions.count == 1)
      guard case .accepted(let order) = try await client.call(GetOrder(placed.form.id, account: alice)),
        case .accepted(let cup) = try await client.call(GetCommodity(commodityCode("CUP")))
      else { throw ProcessFailure("The shop has forgotten.") }
      #expect(order.events.map(\.state) == [.received, .accepted, .demanded, .instructed])
      #expect(cup.stock == 8)
      #expect(cup.sales == 2)
    }
    await managerPeer.stop()
    await distributorPeer.stop()
  }

  @Test func `orders that come while the shop dies again and again are taken once or not at all`() async throws {
    let manager = HonestManager()
    let distributor = HonestDistributor()
    let managerPeer = try await Peer.start { [.answer(manager.answer($0))] }
    let distributorPeer = try await Peer.start { [.answer(distributor.answer($0))] }
    try await withShopProcess(manager: managerPeer.endpoint) { shop, client in
      let shelf = shelf().map { commodity in
        var commodity = commodity
        commodity.stock = 1000
        return commodity
      }
      _ = try await client.call(PutCommodities(shelf))
      _ = try await client.call(
        PutDistributor(Partner(code: parcel.code, name: line("Parcels"), endpoint: "\(distributorPeer.endpoint)")))
      let orders = try (1...40).map { _ in try anOrder() }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for order in orders {
          group.addTask {
            // Sent until it is answered, as a terminal does.
            while true {
              if case .accepted? = try? await client.call(order) { return }
              try await Task.sleep(for: .milliseconds(5))
            }
          }
        }
        group.addTask {
          for pause in [5, 20, 60] {
            try await Task.sleep(for: .milliseconds(pause))
            shop.strike()
            try await eventually("the shop is dead") { shop.ending != nil }
            try await shop.start()
          }
        }
        try await group.waitForAll()
      }
      try await eventually("all orders are instructed") {
        guard case .accepted(let page) = try await client.call(ListOrders(state: .instructed)) else { return false }
        return page.items.count == orders.count
      }
      for order in orders { #expect(manager.presented(order.check) == 1) }
      #expect(distributor.instructions.count == orders.count)
      guard case .accepted(let cup) = try await client.call(GetCommodity(commodityCode("CUP"))) else { return }
      #expect(cup.stock == 920)
      #expect(cup.sales == 80)
    }
    await managerPeer.stop()
    await distributorPeer.stop()
  }
}
