/// A carrier between a scripted seller and a scripted check manager, over real sockets.
import CheckClient
import LMDB
import Ledger
import Logging
import MailOrder
import RPC
import Seals
import Testing
import VouchTesting
import Wire

@testable import Distribution

/// The three of them.
final class Bench: Sendable {
  let directory: String
  let seller: ScriptedSite
  let manager: ScriptedSite
  let client: ServiceClient<DistributionMethod>
  let endpoint: Endpoint

  fileprivate init(directory: String) {
    self.directory = directory
    seller = .seller("\(directory)/seller.sock")
    manager = .manager("\(directory)/manager.sock")
    endpoint = .unix(path: "\(directory)/carrier.sock")
    var options = ClientOptions()
    options.timeout = .seconds(60)
    options.firstTries = 1000
    client = ServiceClient(server: endpoint, options: options)
  }

  /// Asks the carrier.
  func ask<C: SiteCall>(_ call: C) async throws -> SiteReply<C.Accepted> where C.Service == DistributionMethod {
    try await client.call(call)
  }

  /// Asks, and takes yes for an answer.
  func accepted<C: SiteCall>(_ call: C) async throws -> C.Accepted where C.Service == DistributionMethod {
    let reply = try await ask(call)
    guard case .accepted(let accepted) = reply else { throw ProcessFailure("\(call): \(reply)") }
    return accepted
  }

  /// Seller, vehicle and places.
  func prepare(litres: UInt32 = 1000) async throws {
    _ = try await accepted(PutSeller(Partner(code: SellerID.shop.code, name: .empty, endpoint: "\(seller.endpoint)")))
    _ = try await accepted(
      PutVehicle(need(Vehicle(code: .van, litres: litres, begins: 0, ends: Vehicle.midnight))))
    _ = try await accepted(
      PutPlaces([
        Place(postcode: Text(of: "10115"), east: 1000, north: 0),
        Place(postcode: Text(of: "10117"), east: 0, north: 2000),
      ]))
  }

  /// Instructs, plans and lets the vehicle leave: one delivery is under way.
  func underway(_ instruction: Instruction = .fresh()) async throws -> OrderID {
    _ = try await accepted(Instruct(instruction))
    _ = try await accepted(PlanDay(tomorrow))
    let tour = try await accepted(Depart(vehicle: .van, day: tomorrow))
    #expect(tour.items.contains { $0.instruction.order == instruction.order })
    return instruction.order
  }

  func delivery(_ order: OrderID) async throws -> Delivery { try await accepted(TrackDelivery(order)) }

  /// Waits until both have heard of the end.
  func bothKnow(_ order: OrderID) async throws -> Delivery {
    try await eventually("both know", within: .seconds(120)) {
      let delivery = try await self.delivery(order)
      return delivery.sellerKnows && delivery.managerKnows
    }
    try await eventually("nothing waits", within: .seconds(120)) { try await self.accepted(GetCompany()).waiting == 0 }
    return try await delivery(order)
  }

  /// The reports that the seller heard of an order, each time that it heard one.
  func reports(of order: OrderID) -> [ReportDelivery] {
    seller.heard.compactMap { heard in
      guard case .request(.reportDelivery(let report))? = SellingRequest.decode(heard.method, heard.message),
        report.order == order
      else { return nil }
      return report
    }
  }

  /// The reports were heard in order, 1, 2, 3, …, each at least once and each time the same; gives them once each.
  func expectReportsInOrder(of order: OrderID) -> [ReportDelivery] {
    var once: [ReportDelivery] = []
    for report in reports(of: order) {
      if report == once.last { continue }
      #expect(report.number == UInt64(once.count) + 1)
      once.append(report)
    }
    return once
  }

  /// The check manager heard one command, however often.
  func expectOneCommand() -> ScriptedSite.Heard? {
    let different = Set(manager.heard)
    #expect(different.count == 1)
    return different.first
  }
}

/// Runs `body` with two scripted sites and no carrier.
func withPeers(_ body: (Bench) async throws -> Void) async throws {
  try await withTemporaryDirectory { directory in
    let bench = Bench(directory: directory)
    try await bench.seller.start()
    try await bench.manager.start()
    do { try await body(bench) } catch {
      await bench.end()
      throw error
    }
    await bench.end()
  }
}

extension Bench {
  fileprivate func end() async {
    await client.close()
    await seller.stop()
    await manager.stop()
  }

  /// Runs the carrier within this process while `body` runs.
  func withCarrier(
    depot: Text? = nil, manager: Endpoint? = nil, handOverKey: SigningKey? = nil, pages: PageSite? = nil,
    now: @escaping @Sendable () -> Timestamp = wallClock,
    _ body: () async throws -> Void
  ) async throws {
    // This process asks as everybody: as shop, as planner and as driver.
    var admission = Admission()
    admission.users.speakForAnybody = true
    let service = try CarrierService.open(
      CarrierIdentity(code: .parcel, name: Text(of: "Parcel & Sons"), depot: depot), directory: "\(directory)/data",
      endpoints: [endpoint], admission: admission, manager: manager ?? self.manager.endpoint,
      logger: Logger(label: "carrier") { _ in SwiftLogNoOpLogHandler() }, handOverKey: handOverKey, pages: pages,
      now: now)
    let running = Task { try await service.run() }
    do {
      // Programs are not as patient as this client: it listens once it has answered.
      _ = try await accepted(GetCompany())
      try await body()
    } catch {
      running.cancel()
      _ = await running.result
      throw error
    }
    running.cancel()
    try await running.value
    // The directory is free, whoever still keeps the service: a task that has just answered does, for a moment.
    withExtendedLifetime(service) {
      #expect(throws: Never.self) { _ = try DirectoryLock(directory: "\(directory)/data") }
    }
  }
}

/// A carrier with seller, vehicle and places, between two scripted sites.
func withBench(_ body: (Bench) async throws -> Void) async throws {
  try await withPeers { bench in
    try await bench.withCarrier {
      try await bench.prepare()
      try await body(bench)
    }
  }
}
