/// A carrier with pages, and browsers that look at them.
import Foundation
import Ledger
import MailOrder
import RPC
import Testing
import VouchTesting
import Wire

@testable import Distribution

extension Bench {
  /// Where its pages are, once they are served.
  func pages() async throws -> String {
    try await eventually("the pages are served", within: .seconds(60)) {
      try await !self.accepted(GetCompany()).pages.isEmpty
    }
    return try await accepted(GetCompany()).pages.value
  }

  /// A pass's text.
  func pass(_ vehicle: Code? = nil, lifetime: Timestamp.Span = .days(1)) async throws -> PassToken {
    let token = PassToken()
    _ = try await accepted(PutPass(digest: token.digest, vehicle: vehicle, lifetime: lifetime))
    return token
  }

  /// A browser that is in: as planner, or as a vehicle's driver.
  func browser(_ vehicle: Code? = nil) async throws -> Browser {
    try await enter(try await pass(vehicle))
  }

  func enter(_ token: PassToken) async throws -> Browser {
    let browser = Browser(try await pages())
    let page = try await browser.ask("/pass/\(token)")
    let answer = try await browser.send("/pass", from: page, [("pass", page.field("pass"))])
    #expect(answer.status == 303)
    return browser
  }

  /// The second vehicle, as large as the first.
  func putOtherVan(litres: UInt32 = 1000) async throws {
    _ = try await accepted(
      PutVehicle(need(Vehicle(code: .otherVan, litres: litres, begins: 0, ends: Vehicle.midnight))))
  }
}

/// A carrier with seller, vehicle, places and pages.
func withPages(
  name: String? = nil, now: @escaping @Sendable () -> Timestamp = wallClock, _ body: (Bench) async throws -> Void
) async throws {
  try await withPeers { bench in
    let pages = PageSite(endpoint: .tcp(host: "127.0.0.1", port: 0), name: name)
    try await bench.withCarrier(depot: Text(of: "10115"), pages: pages, now: now) {
      try await bench.prepare()
      try await body(bench)
    }
  }
}
