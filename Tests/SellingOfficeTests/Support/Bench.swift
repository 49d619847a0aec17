/// A shop on the bench: its service in this process, over a store in a directory of its own, between two scripted peers.
import CheckClient
import Ledger
import Logging
import MailOrder
import RPC
import VouchTesting
import Wire

@testable import SellingOffice
@testable import Sites

/// A running shop and its peers.
struct Bench: Sendable {
  let shop: Shop
  let store: ShopStore
  let manager: Peer
  let distributor: Peer
  let honestManager: HonestManager
  let honestDistributor: HonestDistributor

  /// Asks as a program would: the request by its bytes, and back.
  func ask<C: SiteCall>(_ call: C) async throws -> SiteReply<C.Accepted> where C.Service == SellingMethod {
    guard case .request(let request)? = SellingRequest.decode(call.method.rawValue, call.encodeRequest()) else {
      throw ProcessFailure("\(call) cannot be read.")
    }
    return try C.decodeReply(try await shop.answer(request).bytes)
  }

  func order(_ id: OrderID) async throws -> Order {
    guard case .accepted(let order) = try await ask(GetOrder(id, account: nil)) else {
      throw ProcessFailure("There is no order \(id).")
    }
    return order
  }

  func stock(_ code: String) async throws -> UInt32? {
    guard case .accepted(let commodity) = try await ask(GetCommodity(commodityCode(code))) else { return nil }
    return commodity.stock
  }

  func reaches(_ state: OrderState, _ id: OrderID) async throws {
    try await eventually("order \(id) is \(state)") { try await order(id).state == state }
  }
}

/// Runs `body` with a shop whose peers are honest until `body` says otherwise. The shop has teapots and cups, songs that
/// are digital, and PARCEL delivers.
func withBench(
  _ manager: HonestManager = HonestManager(), payWithin: Timestamp.Span = Shop.usualPayWithin,
  clock: @escaping @Sendable () -> Timestamp = Shop.wallClock, _ body: (Bench) async throws -> Void
) async throws {
  try await withTemporaryDirectory { directory in
    let distributor = HonestDistributor()
    let managerPeer = try await Peer.start { [.answer(manager.answer($0))] }
    let distributorPeer = try await Peer.start { [.answer(distributor.answer($0))] }
    let store = try ShopStore(opening: "\(directory)/data", of: shopID, in: euro)
    let client = ManagerClient(server: managerPeer.endpoint)
    let shop = Shop(
      id: shopID, name: line("Books & <Beans>"), currency: euro, store: store, manager: client, payWithin: payWithin,
      clock: clock)
    let bench = Bench(
      shop: shop, store: store, manager: managerPeer, distributor: distributorPeer, honestManager: manager,
      honestDistributor: distributor)
    _ = try await bench.ask(PutCommodities(shelf()))
    _ = try await bench.ask(
      PutDistributor(Partner(code: parcel.code, name: line("Parcels"), endpoint: "\(distributorPeer.endpoint)")))
    let postman = shop.postman(managerAt: managerPeer.endpoint, logger: Logger(label: "test"))
    let failure = await withTaskGroup(of: (any Error)?.self) { group in
      group.addTask {
        do { try await postman.run() } catch { return error }
        return nil
      }
      var failure: (any Error)?
      do { try await body(bench) } catch { failure = error }
      group.cancelAll()
      return failure
    }
    await client.close()
    await managerPeer.stop()
    await distributorPeer.stop()
    if let failure { throw failure }
  }
}

func shelf() -> [Commodity] {
  func commodity(_ code: String, _ name: String, _ charge: Int64, stock: UInt32?, digital: Bool = false) -> Commodity {
    var commodity = Commodity(code: commodityCode(code), name: line(name), charge: amount(charge), currency: euro)
    commodity.stock = stock
    commodity.digital = digital
    commodity.litres = digital ? 0 : 2
    return commodity
  }
  return [
    commodity("CUP", "Cup", 500, stock: 10), commodity("SONG", "Song", 99, stock: nil, digital: true),
    commodity("TEAPOT", "Blue <teapot>", 2490, stock: 10),
  ]
}

/// The least picture: what a PNG begins with, and whatever more.
func aPicture(_ name: String, _ rest: [UInt8] = []) throws -> Picture {
  let bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + rest
  guard let picture = PictureName(name).flatMap({ Picture($0, bytes) }) else {
    throw ProcessFailure("That is no picture.")
  }
  return picture
}

/// An order's request; its form and its check have fresh numbers.
func anOrder(
  _ lines: [(String, UInt32, Int64)] = [("TEAPOT", 1, 2490), ("CUP", 2, 500)], account: AccountID = alice,
  seller: SellerID = shopID, currency: Currency = euro, distributor: DistributorID? = parcel, secret: [UInt8]? = nil,
  recipient: Recipient? = Recipient(name: line("Alice"), address: line("Weg 4, 50667 Köln"), postcode: line("50667")),
  sealed: SealedRecipient? = nil, paysLater: Bool = false, confirmsInstruction: Bool = false
) throws -> PlaceOrder {
  let id = IDMaker().command()
  let form = OrderForm(
    id: OrderID(high: id.high, low: id.low), account: account, seller: seller, distributor: distributor,
    lines: lines.map { OrderLine(commodity: commodityCode($0), quantity: $1, price: amount($2)) }, currency: currency,
    made: id.time, paysLater: paysLater, confirmsInstruction: confirmsInstruction)
  guard let form else { throw ProcessFailure("That is no order.") }
  return PlaceOrder(
    form: form, formBytes: form.packed, check: IDMaker().check(), secret: secret, recipient: recipient,
    sealed: sealed)
}
