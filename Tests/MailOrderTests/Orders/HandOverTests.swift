/// What an order has of its hand-over: the buyer's code on the way there, the carrier's proof on the way back.
import Ledger
import MailOrder
import Testing

@Suite struct `an order's hand-over` {
  @Test func `is instructed with the digest of the buyer's code, which nobody is shown`() throws {
    var order = try Sample.order(.demanded)
    let parcel = Parcel(lines: Sample.lines, commodities: [:])
    #expect(order.instruction(parcel)?.code == nil)
    order.handOverCode = Digest(1, 2, 3, 4)
    #expect(order.instruction(parcel)?.code == Digest(1, 2, 3, 4))
    #expect(order.shown.handOverCode == nil)
  }

  @Test func `is proved by the carrier's report, and the newest proof counts`() throws {
    func report(_ number: UInt64, _ proof: [UInt8]) -> OrderNews {
      var word = DeliveryWord(
        distributor: Sample.carrier, number: number, event: DeliveryEvent(time: Sample.now, state: .delivered))
      word.proof = proof
      return .reported(word)
    }
    let delivered = try Sample.played(Sample.order(.instructed), report(1, [1, 2, 3]))
    #expect(delivered.proof == [1, 2, 3])
    #expect(delivered.shown.proof == [1, 2, 3] && delivered.listed.proof == [])
    // Signed anew with another key; then something heard late, and something that proves nothing.
    let again = try Sample.played(delivered, report(2, [4]), report(1, [1, 2, 3]), report(3, []))
    #expect(again.proof == [4])
    #expect(again.state == .delivered)
  }
}
