/// `vouch-terminal track`: what the shop says, and the carrier where it is known and says something.
import Ledger
import MailOrder
import Terminal
import Testing
import VouchTesting
import Wire

/// A carrier that says of any order what it is told to.
private func carrying(_ method: UInt32, _ bytes: [UInt8], about order: OrderID?) -> (name: String, doing: Peer.Doing)? {
  guard case .request(.trackDelivery(let asked))? = DistributionRequest.decode(method, bytes) else { return nil }
  return (
    "trackDelivery",
    {
      let instruction = Instruction(
        order: order ?? asked, seller: .shop, distributor: .carrier, check: CheckID(high: 1, low: 2),
        recipient: .sample, goods: .of("a book"), litres: 1, currency: .euro)
      var delivery = Delivery(instruction: instruction, at: .start)
      delivery.state = .underway
      return TrackDelivery.encode(.accepted(delivery))
    }
  )
}

@Test(arguments: [(nil, "underway"), (OrderID(high: 1, low: 1), nil)] as [(OrderID?, String?)])
func `the carrier is asked where the shop knows it, and believed about this order only`(
  _ order: OrderID?, state: String?
) async throws {
  try await Town.run { town in
    try await Peer.run(at: "\(town.path)/carrier", read: { carrying($0, $1, about: order) }) { carrier in
      town.change { $0.carrier = "\(carrier.endpoint)" }
      let bought = try await town.buy("--output", "json").expecting(0).json["order"].text ?? ""
      let tracked = try await town.terminal("track", bought, "--output", "json").expecting(0).json
      #expect(carrier.heard == ["trackDelivery"])
      #expect(tracked["shop_says"]["state"] == "accepted")
      #expect(tracked["carrier_says"]["state"].text == state)
    }
  }
}

@Test(arguments: ["", "unix:/nowhere", "no address at all"])
func `a carrier that cannot be asked hides nothing of what the shop says`(_ carrier: String) async throws {
  try await Town.run { town in
    town.change { $0.carrier = carrier }
    let bought = try await town.buy("--output", "json").expecting(0).json["order"].text ?? ""
    let tracked = try await town.terminal("track", bought).expecting(0)
    #expect(tracked.output.contains("accepted"))
    #expect(carrier.isEmpty || tracked.errors.contains(carrier))
  }
}
