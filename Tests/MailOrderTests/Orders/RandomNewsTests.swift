/// Random news, in any order: what must hold of an order whatever its peers say.
import Ledger
import MailOrder
import Testing
import VouchTesting

struct RandomNewsTests {
  @Test(arguments: SeededGenerator.seeds(300))
  func `whatever is heard, pieces go back once, are sold once, and nothing is asked for twice`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let form = Sample.form(
      distributor: random.once(in: 4) ? nil : Sample.carrier, paysLater: random.once(in: 3),
      confirmsInstruction: random.once(in: 3))
    var order = Sample.fresh(
      form, secret: random.once(in: 3) ? [UInt8](repeating: 1, count: 16) : nil,
      recipient: random.once(in: 3) ? nil : Sample.home, ships: !random.once(in: 4))
    var (restocks, sales, switches) = (0, 0, 0)
    var errands: [OrderErrand] = []
    if form.paysLater { order.payBy = Sample.now }
    order = try Sample.played(order, .placed)
    for number in 1...60 as ClosedRange<UInt64> {
      let before = order
      do throws(SiteRefusal) {
        let step = try order.after(news(number, &random), at: Sample.now, fresh: Sample.ids(number))
        order = step.order
        switches += (before.method == .cash) == (order.method == .cash) ? 0 : 1
        restocks += step.restocks ? 1 : 0
        sales += step.sells ? 1 : 0
        errands += step.errands
      } catch {
        #expect(order == before)
      }
      // What is over stays over, but for the buyer's return.
      if [.rejected, .returned].contains(before.state) { #expect(order.state == before.state, "seed \(seed)") }
      if [.delivered, .undelivered].contains(before.state) {
        #expect([before.state, .returned].contains(order.state), "seed \(seed)")
      }
      // An id that was kept is never another one.
      if let id = before.demandID { #expect(order.demandID == id, "seed \(seed)") }
      if let id = before.refundID { #expect(order.refundID == id, "seed \(seed)") }
      #expect(order.lastReport >= before.lastReport, "seed \(seed)")
    }
    #expect(restocks == (order.restocked ? 1 : 0), "seed \(seed)")
    #expect(restocks <= 1 && sales <= 1, "seed \(seed)")
    #expect(errands.count { if case .demand = $0 { true } else { false } } <= 1, "seed \(seed)")
    // Again only when cash is due that was not, or no more that was.
    #expect(errands.count { $0 == .instruct } <= 1 + switches, "seed \(seed)")
    #expect(errands.count { if case .refund = $0 { true } else { false } } <= 1, "seed \(seed)")
    #expect(!errands.contains(.instruct) || sales == 1, "instructed unpaid: seed \(seed)")
    #expect(order.download.isEmpty || !order.ships && sales == 1, "seed \(seed)")
  }

  private func news(_ number: UInt64, _ random: inout SeededGenerator) -> OrderNews {
    let method = random.pick(PaymentMethod.allCases)
    let check = random.pick([CheckState.settled, .committed])
    let report = Sample.report(
      random.pick(DeliveryState.allCases), number: UInt64.random(in: 0...number, using: &random),
      by: random.once(in: 10) ? DistributorID(Sample.code("BIKE")) : Sample.carrier)
    // Good news comes more often, or no order would get far.
    return random.pick([
      .claimed, .verified(random.pick(ReleaseRule.allCases), method), .verified(.onDemand, .transfer),
      .addressee(Sample.home), .sealedAddressee(Sample.sealed), .addressee(random.once(in: 5) ? nil : Sample.home),
      .demanded(check, method),
      .demanded(.settled, .card), .instructed, .instructed, .paymentChosen(method), .instructionConfirmed, report,
      report,
      .seen(check, method), .givenBack(check), .placed,
      random.once(in: 5) ? .refusedByManager("check_frozen") : .instructed,
      random.once(in: 5) ? .paymentOverdue : .instructed,
      random.once(in: 5) ? .refusedByDistributor("id_reused") : .instructed,
      random.once(in: 8) ? .withdrawn(.voided, .empty) : .instructed,
    ])
  }
}
