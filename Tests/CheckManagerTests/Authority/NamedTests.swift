/// What a terminal is told of a company that it is about to pay, or to be delivered by.
import Identities
import Ledger
import NIOConcurrencyHelpers
import RPC
import Testing
import VouchTesting
import Wire

@testable import CheckManager

@Suite struct `A company that a terminal has the code of` {
  /// A town whose shop and carrier have everything on file that can be.
  private static func open(_ body: (Site, RPCConnection) async throws -> Void) async throws {
    let site = try await Site()
    let connection = try await site.connect()
    for command in Town(site.clocks).opening {
      guard case .administer(let change) = command else { continue }
      try #require(try await connection.ask(change).accepted != nil)
    }
    var profile = CompanyProfile()
    profile.name = Text("Books & Beans")
    profile.address = Text("1 Mill Lane")
    profile.telephone = Text("0123")
    profile.bank = Text("First Bank")
    profile.bankAccountNumber = Text("DE00 1234 5678")
    var update = CompanyUpdate()
    update.profile = profile
    update.exposureLimit = 4711
    for (number, change) in [
      Administration.Change.updateSeller(.shop, update), .updateDistributor(.carrier, update),
    ].enumerated() {
      let id = CommandID(at: site.clocks.wall, random: (3, UInt64(number)))
      try #require(try await connection.ask(Administration(id: id, change: change)).accepted != nil)
    }
    do { try await body(site, connection) } catch {
      try await site.stop()
      throw error
    }
    try await site.stop()
  }

  @Test func `is told by name, status, currency and time of enrolment, and by nothing else`() async throws {
    try await Self.open { site, connection in
      site.caller.withLockedValue { $0 = .known([.terminal(.buyer)], by: .unixUser(1000)) }
      let seller = try #require(try await connection.ask(GetSeller(.shop)).accepted)
      var named = CompanyProfile()
      named.name = Text("Books & Beans")
      #expect(seller.profile == named)
      let bare = Seller(
        id: .shop, status: seller.seller.status, currency: seller.seller.currency, at: seller.seller.enrolled)
      #expect(seller.seller == bare)
      let carrier = try #require(try await connection.ask(GetDistributor(.carrier)).accepted)
      #expect(carrier.profile == named)
      #expect(
        carrier.distributor
          == Distributor(
            id: .carrier, status: carrier.distributor.status, currency: carrier.distributor.currency,
            at: carrier.distributor.enrolled))
    }
  }

  @Test func `is told whole to itself and to who looks after the registries`() async throws {
    try await Self.open { site, connection in
      for identities in [[Identity.seller(.shop)], [.operator(.read)], [.terminal(.buyer), .seller(.shop)]] {
        site.caller.withLockedValue { $0 = .known(identities, by: .unixUser(1000)) }
        let seller = try #require(try await connection.ask(GetSeller(.shop)).accepted)
        #expect(seller.profile.address == Text("1 Mill Lane"))
        #expect(seller.seller.exposureLimit == 4711)
      }
    }
  }

  @Test func `is told as suspended, too`() async throws {
    try await Self.open { site, connection in
      let id = CommandID(at: site.clocks.wall, random: (4, 1))
      let change = Administration(id: id, change: .setStatus(.seller(.shop), .suspended))
      try #require(try await connection.ask(change).accepted != nil)
      site.caller.withLockedValue { $0 = .known([.terminal(.buyer)], by: .unixUser(1000)) }
      #expect(try await connection.ask(GetSeller(.shop)).accepted?.seller.status == .suspended)
    }
  }
}
