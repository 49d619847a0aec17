/// The other ways an order may go: S4', S5', S7', confirmed instructions, digital goods, payment on delivery.
import Ledger
import MailOrder
import Testing

struct AlternativeTests {
  private func step(_ order: Order, _ news: OrderNews) throws -> OrderStep {
    try order.after(news, at: Sample.now, fresh: Sample.fresh)
  }

  @Test func `a check of which only the id came is claimed before it is verified`() throws {
    let secret = [UInt8](repeating: 7, count: 16)
    let placed = try step(Sample.fresh(secret: secret), .placed)
    #expect(placed.errands == [.claim(secret: secret)])
    #expect(try step(placed.order, .claimed).errands == [.verify])
  }

  @Test func `without a recipient the manager is asked for the address, and the order accepted with it`() throws {
    let placed = try Sample.played(Sample.fresh(recipient: nil), .placed)
    let verified = try step(placed, .verified(.onDemand, .card))
    #expect(verified.errands == [.askAddressee])
    #expect(verified.order.state == .received)
    let known = try step(verified.order, .addressee(Sample.home))
    #expect(known.order.recipient == Sample.home)
    #expect(known.order.state == .accepted)
  }

  @Test func `an order that pays later is demanded once the buyer has chosen, before or after it is accepted`() throws {
    let placed = try Sample.played(Sample.fresh(Sample.form(paysLater: true)), .placed)
    let accepted = try step(placed, .verified(.onDemand, .transfer))
    #expect(accepted.errands == [])
    let chosen = try step(accepted.order, .paymentChosen(.card))
    #expect(chosen.errands == [.demand(Sample.fresh.demand)])
    #expect(chosen.order.demandID == Sample.fresh.demand)

    let early = try Sample.played(placed, .paymentChosen(.card))
    #expect(try step(early, .verified(.onDemand, .card)).errands == [.demand(Sample.fresh.demand)])
  }

  @Test func `choosing twice demands once, also when the order has gone on`() throws {
    let chosen = try Sample.played(
      Sample.fresh(Sample.form(paysLater: true)), .placed, .verified(.onDemand, .transfer), .paymentChosen(.card))
    #expect(try chosen.after(.paymentChosen(.card), at: Sample.now, fresh: Sample.ids(2)) == OrderStep(order: chosen))
    let delivered = try Sample.played(
      chosen, .demanded(.settled, .card), .instructed, Sample.report(.delivered, number: 1))
    #expect(try step(delivered, .paymentChosen(.card)) == OrderStep(order: delivered))
  }

  @Test(arguments: [OrderState.received, .accepted])
  func `an order that pays later is rejected when its time is over, and its check ended`(state: OrderState) throws {
    var order = try Sample.played(Sample.fresh(Sample.form(paysLater: true)), .placed)
    order.payBy = Sample.now
    if state == .accepted { order = try Sample.played(order, .verified(.onDemand, .transfer)) }
    #expect(order.awaitsChoice)
    let early = Timestamp(milliseconds: Sample.now.milliseconds - 1)
    #expect(try order.after(.paymentOverdue, at: early, fresh: Sample.fresh) == OrderStep(order: order))
    let over = try step(order, .paymentOverdue)
    #expect(over.order.state == .rejected)
    #expect(over.order.events.last?.note == Sample.line("payment_overdue"))
    #expect(over.restocks)
    #expect(over.errands == [.void(Sample.fresh.giveBack)])
    #expect(try step(over.order, .paymentOverdue) == OrderStep(order: over.order))
    let chosen = try Sample.played(order, .paymentChosen(.card))
    #expect(!chosen.awaitsChoice)
    #expect(try step(chosen, .paymentOverdue) == OrderStep(order: chosen))
  }

  @Test func `a switch of payment on the way tells the distributor what to collect now`() throws {
    let paid = try Sample.played(
      Sample.fresh(), .placed, .verified(.onDemand, .cash), .demanded(.committed, .cash), .instructed)
    let chosen = try step(paid, .paymentChosen(.card))
    #expect(chosen.errands == [.look])
    let seen = try step(chosen.order, .seen(.committed, .card))
    #expect(seen.errands == [.instruct])
    #expect(try step(seen.order, .seen(.committed, .card)).errands == [])
    #expect(try step(seen.order, .seen(.committed, .transfer)).errands == [], "neither is collected")

    let back = try step(seen.order, .paymentChosen(.cash))
    #expect(back.errands == [.look], "a second choice counts too")
    #expect(try step(back.order, .seen(.committed, .cash)).errands == [.instruct])

    let waiting = try Sample.played(
      Sample.fresh(Sample.form(confirmsInstruction: true)), .placed, .verified(.onDemand, .cash),
      .demanded(.committed, .cash), .paymentChosen(.card))
    #expect(try step(waiting, .seen(.committed, .card)).errands == [], "no instruction has gone out yet")
  }

  @Test func `an instruction that the buyer wants to see waits for its word, which may come early`() throws {
    let form = Sample.form(confirmsInstruction: true)
    let accepted = try Sample.played(Sample.fresh(form), .placed, .verified(.onDemand, .transfer))
    let demanded = try step(accepted, .demanded(.settled, .transfer))
    #expect(demanded.errands == [])
    #expect(try step(demanded.order, .instructionConfirmed).errands == [.instruct])

    let early = try Sample.played(accepted, .instructionConfirmed)
    #expect(try step(early, .demanded(.settled, .transfer)).errands == [.instruct])
    let confirmed = try Sample.played(demanded.order, .instructionConfirmed)
    #expect(try step(confirmed, .instructionConfirmed) == OrderStep(order: confirmed))
  }

  @Test func `digital goods are delivered as soon as they are paid`() throws {
    let accepted = try Sample.played(
      Sample.fresh(recipient: nil, ships: false), .placed, .verified(.onDemand, .transfer))
    #expect(accepted.state == .accepted)
    let paid = try step(accepted, .demanded(.settled, .transfer))
    #expect(paid.order.state == .delivered)
    #expect(paid.order.download == Sample.fresh.download)
    #expect(paid.errands == [])
    #expect(paid.order.events.map(\.state) == [.received, .accepted, .demanded, .delivered])
  }

  @Test(arguments: [(ReleaseRule.onDelivery, PaymentMethod.transfer), (.onDemand, .cash)])
  func `payment on delivery needs something to deliver, and somebody named who does`(
    release: ReleaseRule, method: PaymentMethod
  ) throws {
    let digital = try Sample.played(
      Sample.fresh(recipient: nil, ships: false), .placed, .verified(release, method))
    #expect(digital.events.last?.note == Sample.line("check_refused: on_delivery"))
    let unnamed = try Sample.played(Sample.fresh(Sample.form(distributor: nil)), .placed, .verified(release, method))
    #expect(unnamed.events.last?.note == Sample.line("unknown_distributor"))
    #expect([digital.state, unnamed.state] == [.rejected, .rejected])
    #expect(try Sample.played(Sample.fresh(), .placed, .verified(release, method)).state == .accepted)
  }

  @Test(arguments: [
    (PaymentMethod.cash, CheckState.committed, true, true), (.transfer, .committed, false, true),
    (.card, .settled, false, false),
  ])
  func `the instruction says what is to be collected, and whether the check waits`(
    method: PaymentMethod, check: CheckState, isCash: Bool, waits: Bool
  ) throws {
    let order = try Sample.played(
      Sample.fresh(), .placed, .verified(.onDemand, method), .demanded(check, method))
    let parcel = Parcel(lines: order.form.lines, commodities: [:])
    let instruction = try #require(order.instruction(parcel))
    #expect(instruction.cash == (isCash ? order.form.amount : nil))
    #expect(instruction.onDelivery == waits)
    #expect(instruction.recipient == Sample.home)
    #expect(instruction.goods == Sample.line("1 × TEAPOT, 2 × CUP"))
  }

  @Test func `what was not paid is not given back: the check ends, or its distributor ends it`() throws {
    let demanded = try Sample.played(
      Sample.fresh(), .placed, .verified(.onDelivery, .transfer), .demanded(.committed, .transfer))
    #expect(try step(demanded, .refusedByDistributor("id_reused")).errands == [.fail(Sample.fresh.giveBack)])
    let instructed = try Sample.played(demanded, .instructed)
    #expect(try step(instructed, Sample.report(.failed, number: 1)).errands == [])
    #expect(try step(instructed, Sample.report(.delivered, number: 1)).errands == [.look])
  }

  @Test func `a report heard before is passed over, another's is refused by name`() throws {
    let planned = try Sample.played(try Sample.order(.instructed), Sample.report(.planned, number: 2))
    for number in [UInt64(1), 2] {
      #expect(try step(planned, Sample.report(.failed, number: number)) == OrderStep(order: planned))
    }
    let other = DistributorID(Sample.code("BIKE"))
    #expect(throws: SiteRefusal(.wrongDistributor, "BIKE")) {
      try step(planned, Sample.report(.delivered, number: 3, by: other))
    }
  }

  @Test func `a distributor that reports for ever fills no disk, and beginning and end stay`() throws {
    var order = try Sample.order(.instructed)
    for number in 1...500 { order = try Sample.played(order, Sample.report(.attempted, number: UInt64(number))) }
    order = try Sample.played(order, Sample.report(.delivered, number: 501))
    #expect(order.events.count == Order.maximumEvents)
    #expect(order.events.first?.state == .received)
    #expect(order.events.last?.state == .delivered)
  }
}
