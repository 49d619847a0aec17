/// The code agrees with the files of `Protos` about shops, carriers and terminals: names, numbers and order.
import Ledger
import MailOrder
import Testing
import VouchTesting
import Wire

@Suite struct `the contract of sites` {
  @Test func `has a shop's methods in the order of the enumeration`() throws {
    try ProtoFile.selling.expectMethods(of: SellingMethod.self)
  }

  @Test func `has a carrier's methods in the order of the enumeration`() throws {
    try ProtoFile.distribution.expectMethods(of: DistributionMethod.self)
  }

  @Test func `has every refusal by number and name`() throws {
    let reasons = try #require(ProtoFile.order.enums["RefusalReason"])
    let ours = SiteReason.allCases.map { ("REFUSAL_REASON_" + $0.name.uppercased(), Int($0.rawValue)) }
    #expect(reasons.filter { $0.value != 0 } == Dictionary(uniqueKeysWithValues: ours))
    for reason in SiteReason.allCases {
      #expect("\(reason)".shouted == reason.name.uppercased())
    }
  }

  @Test(arguments: SiteReason.allCases)
  func `carries a refusal by number, name, sentence and detail`(reason: SiteReason) throws {
    let reply = SiteReply<Order>.refused(SiteRefusal(reason, "CHAIR-1"))
    let bytes = PlaceOrder.encode(reply)
    #expect(try PlaceOrder.decodeReply(bytes) == reply)
    let message = try #require(RawMessage(bytes))
    #expect(message[[3, 1]] == .number(UInt64(reason.rawValue)))
    #expect(message[[3, 2]] == .text(reason.name))
    #expect(message[[3, 3]] == .text(reason.sentence))
    #expect(message[[3, 4]] == .text("CHAIR-1"))
  }

  @Test func `has the enumerations of orders, deliveries and purchases by name and number`() throws {
    try ProtoFile.selling.expect(OrderState.self, "OrderState", "ORDER_STATE")
    try ProtoFile.order.expect(DeliveryState.self, "DeliveryState", "DELIVERY_STATE")
    let terminal = try ProtoFile.terminal
    terminal.expect(PurchaseState.self, "PurchaseState", "PURCHASE_STATE")
    terminal.expect(PurchasePeer.self, "Peer", "PEER")
    terminal.expect(GivingBack.Stage.self, "GivingBackStage", "GIVING_BACK_STAGE")
  }
}
