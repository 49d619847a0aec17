/// Every method of a carrier as everybody, about what is one's own and what is another's: exactly the allowed pass.
import Identities
import Ledger
import MailOrder
import RPC
import Sites
import Testing
import VouchTesting
import Wire

@testable import Distribution

/// The columns of the matrix. Operators by certificate are the check manager's, not a carrier's.
private enum Role: String, CaseIterable {
  case nobody, user, carrier, rival, shop, buyer, manager, `operator`, auditor

  var caller: Caller {
    switch self {
    case .nobody: .nobody
    case .user: .known([.operator(.all)], by: .unixUser(0))
    case .carrier: shown(.distributor(.parcel))
    case .rival: shown(.distributor(.courier))
    case .shop: shown(.seller(.shop))
    case .buyer: shown(.terminal(.buyer))
    case .manager: shown(.manager)
    case .operator: shown(.operator(.all))
    case .auditor: shown(.auditor)
    }
  }

  private func shown(_ identity: Identity) -> Caller {
    guard let number = Serial([1]) else { preconditionFailure("a number") }
    return .known([identity], by: .certificate(number))
  }
}

/// y: whatever it is about. o: only what is its own. -: not at all.
private let matrix = """
  method           nobody user carrier rival shop buyer manager operator auditor
  getCompany          y    y      y      y    y     y      y        y       y
  instruct            -    -      -      -    o     -      -        -       -
  trackDelivery       -    y      y      -    y     y      -        -       -
  listDeliveries      -    y      y      -    o     -      -        -       -
  planDay             -    y      y      -    -     -      -        -       -
  reportEvent         -    y      y      -    -     -      -        -       -
  depart              -    y      y      -    -     -      -        -       -
  putVehicle          -    y      y      -    -     -      -        -       -
  putPlaces           -    y      y      -    -     -      -        -       -
  putSeller           -    y      y      -    -     -      -        -       -
  putPass             -    y      y      -    -     -      -        -       -
  listPasses          -    y      y      -    -     -      -        -       -
  revokePass          -    y      y      -    -     -      -        -       -
  """

@Suite struct `who may ask what of a carrier` {
  private static let rows: [String: [Role: Character]] = {
    let lines = matrix.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    let roles = lines[0].dropFirst().compactMap(Role.init)
    return Dictionary(
      uniqueKeysWithValues: lines.dropFirst().map { line in
        (line[0], Dictionary(uniqueKeysWithValues: zip(roles, line.dropFirst().compactMap(\.first))))
      })
  }()

  @Test func `stands in the matrix for every method and role, and for no other`() {
    #expect(Set(Self.rows.keys) == Set(DistributionMethod.allCases.map { "\($0)" }))
    for (method, row) in Self.rows { #expect(row.count == Role.allCases.count, "\(method)") }
  }

  @Test(arguments: DistributionMethod.allCases)
  func `is as the matrix says, about one's own and about another's`(method: DistributionMethod) throws {
    let row = try #require(Self.rows["\(method)"])
    for role in Role.allCases {
      let asker = Asker(role.caller, at: .distributor(.parcel))
      let (own, foreign) = (asker.mayAsk(method.sample(.shop)), asker.mayAsk(method.sample(.rival)))
      #expect(row[role] == (own ? foreign ? "y" : "o" : "-"), "\(role)")
    }
    #expect(Asker(.trusted, at: .distributor(.parcel)).mayAsk(method.sample(.rival)))
  }

  @Test func `about a delivery: a shop sees its own, a buyer with the number where it stands, and nobody more`()
    async throws
  {
    try await withPeers { bench in
      let carrier = try Carrier(
        CarrierIdentity(code: .parcel, name: .empty, depot: nil), in: "\(bench.directory)/alone", now: wallClock)
      func track(_ order: OrderID, _ role: Role) async throws -> SiteReply<Delivery> {
        let asker = Asker(role.caller, at: .distributor(.parcel))
        return try TrackDelivery.decodeReply(try await carrier.answer(.trackDelivery(order), for: asker).bytes)
      }
      let trusted = Asker(.trusted, at: .distributor(.parcel))
      _ = try await carrier.answer(
        .putSeller(Partner(code: SellerID.shop.code, name: .empty, endpoint: "127.0.0.1:1")), for: trusted)
      _ = try await carrier.answer(
        .putSeller(Partner(code: SellerID.rival.code, name: .empty, endpoint: "127.0.0.1:1")), for: trusted)
      let (mine, others) = (Instruction.fresh(), Instruction.fresh(seller: .rival))
      for instruction in [mine, others] { _ = try await carrier.answer(.instruct(instruction), for: trusted) }

      for role in [Role.user, .carrier, .shop] {
        guard case .accepted(let seen) = try await track(mine.order, role) else {
          Issue.record("\(role)")
          continue
        }
        #expect(seen.instruction.recipient == mine.recipient, "\(role)")
      }
      guard case .accepted(let seen) = try await track(others.order, .buyer) else {
        Issue.record("the buyer")
        return
      }
      #expect(seen.instruction.recipient == nil && seen.state == .instructed)
      // Another's is answered as what is not there.
      let (foreign, absent) = (try await track(others.order, .shop), try await track(.fresh(), .shop))
      guard case .refused(let one) = foreign, case .refused(let other) = absent else {
        Issue.record("\(foreign)")
        return
      }
      #expect(one.reason == .unknownDelivery && other.reason == .unknownDelivery)
      await carrier.store.close()
    }
  }
}

extension DistributionMethod {
  fileprivate func sample(_ seller: SellerID) -> DistributionRequest {
    switch self {
    case .getCompany: .getCompany
    case .instruct: .instruct(.fresh(seller: seller))
    case .trackDelivery: .trackDelivery(.fresh())
    case .listDeliveries: .listDeliveries(ListDeliveries(seller: seller))
    case .planDay: .planDay(tomorrow)
    case .reportEvent: .reportEvent(.fresh(.fresh(), .delivered))
    case .depart: .depart(Depart(vehicle: .van, day: tomorrow))
    case .putVehicle: .putVehicle(need(Vehicle(code: .van, litres: 10, begins: 0, ends: Vehicle.midnight)))
    case .putPlaces: .putPlaces([Place(postcode: Text(of: "10115"), east: 0, north: 0)])
    case .putSeller: .putSeller(Partner(code: seller.code, name: .empty, endpoint: "127.0.0.1:1"))
    case .putPass: .putPass(PutPass(digest: Digest(sha256: [1]), vehicle: nil, lifetime: .days(1)))
    case .listPasses: .listPasses
    case .revokePass: .revokePass(1)
    }
  }
}
