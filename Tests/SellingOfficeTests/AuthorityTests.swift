/// Every method of a shop as everybody, about what is one's own and what is another's: exactly the allowed pass.
import Identities
import Ledger
import MailOrder
import RPC
import Sites
import Testing
import VouchTesting
import Wire

@testable import SellingOffice

/// The columns of the matrix. Operators by certificate are the check manager's, not a shop's.
private enum Role: String, CaseIterable {
  case nobody, user, shop, rival, buyer, carrier, manager, `operator`, auditor

  var caller: Caller {
    switch self {
    case .nobody: .nobody
    case .user: .known([.operator(.all)], by: .unixUser(0))
    case .shop: shown(.seller(shopID))
    case .rival: shown(.seller(SellerID(code("RIVAL"))))
    case .buyer: shown(.terminal(alice))
    case .carrier: shown(.distributor(parcel))
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
  method              nobody user shop rival buyer carrier manager operator auditor
  getOffice              y    y    y     y     y      y       y        y       y
  listCommodities        y    y    y     y     y      y       y        y       y
  getCommodity           y    y    y     y     y      y       y        y       y
  putCommodities         -    y    y     -     -      -       -        -       -
  placeOrder             -    -    -     -     o      -       -        -       -
  getOrder               -    y    y     -     o      -       -        -       -
  listOrders             -    y    y     -     o      -       -        -       -
  choosePayment          -    -    -     -     o      -       -        -       -
  confirmInstruction     -    -    -     -     o      -       -        -       -
  reportDelivery         -    -    -     -     -      o       -        -       -
  returnOrder            -    -    -     -     o      -       -        -       -
  putDistributor         -    y    y     -     -      -       -        -       -
  getOffer               -    -    -     -     y      -       -        -       -
  putPicture             -    y    y     -     -      -       -        -       -
  """

@Suite struct `who may ask what of a shop` {
  private static let rows: [String: [Role: Character]] = {
    let lines = matrix.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    let roles = lines[0].dropFirst().compactMap(Role.init)
    return Dictionary(
      uniqueKeysWithValues: lines.dropFirst().map { line in
        (line[0], Dictionary(uniqueKeysWithValues: zip(roles, line.dropFirst().compactMap(\.first))))
      })
  }()

  @Test func `stands in the matrix for every method and role, and for no other`() {
    #expect(Set(Self.rows.keys) == Set(SellingMethod.allCases.map { "\($0)" }))
    for (method, row) in Self.rows { #expect(row.count == Role.allCases.count, "\(method)") }
  }

  @Test(arguments: SellingMethod.allCases)
  func `is as the matrix says, about one's own and about another's`(method: SellingMethod) throws {
    let row = try #require(Self.rows["\(method)"])
    for role in Role.allCases {
      let asker = Asker(role.caller, at: .seller(shopID))
      let own = asker.mayAsk(try method.sample(account: alice, distributor: parcel))
      let foreign = asker.mayAsk(
        try method.sample(account: AccountID(code("BOB")), distributor: DistributorID(code("BIKE"))))
      #expect(row[role] == (own ? foreign ? "y" : "o" : "-"), "\(role)")
    }
    #expect(Asker(.trusted, at: .seller(shopID)).mayAsk(try method.sample(account: alice, distributor: parcel)))
  }

  @Test func `names nobody where the shop itself asks, and then no buyer may`() {
    let buyer = Asker(Role.buyer.caller, at: .seller(shopID))
    #expect(!buyer.mayAsk(SellingRequest.getOrder(GetOrder(OrderID(high: 1, low: 2), account: nil))))
    #expect(!buyer.mayAsk(SellingRequest.listOrders(ListOrders())))
  }
}

extension SellingMethod {
  fileprivate func sample(account: AccountID, distributor: DistributorID) throws -> SellingRequest {
    let order = OrderID(high: 1 << 16, low: 1)
    return switch self {
    case .getOffice: .getOffice
    case .listCommodities: .listCommodities(ListCommodities())
    case .getCommodity: .getCommodity(commodityCode("CUP"))
    case .putCommodities: .putCommodities(PutCommodities(shelf()))
    case .placeOrder: .placeOrder(try anOrder(account: account))
    case .getOrder: .getOrder(GetOrder(order, account: account))
    case .listOrders: .listOrders(ListOrders(account: account))
    case .choosePayment: .choosePayment(ChoosePayment(order, account: account, method: .card))
    case .confirmInstruction: .confirmInstruction(ConfirmInstruction(order, account: account))
    case .reportDelivery:
      .reportDelivery(
        ReportDelivery(
          order: order, distributor: distributor, number: 1,
          event: DeliveryEvent(time: Timestamp(milliseconds: 0), state: .delivered), appointment: nil))
    case .returnOrder: .returnOrder(ReturnOrder(order, account: account))
    case .getOffer: .getOffer(OfferToken(high: 1, low: 2))
    case .putPicture: .putPicture(try aPicture("cup.png"))
    case .putDistributor: .putDistributor(Partner(code: distributor.code, name: .empty, endpoint: "127.0.0.1:1"))
    }
  }
}
