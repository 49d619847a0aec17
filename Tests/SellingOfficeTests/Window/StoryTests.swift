/// An order's way as its buyer reads it: each step of S5 to S12, with words for all that can go wrong, and nothing of whose it is.
import CheckClient
import Ledger
import MailOrder
import Testing
import VouchTesting
import Wire

@testable import SellingOffice

/// An order's way, told by news.
private struct Way {
  var order: Order
  private(set) var time = Timestamp(milliseconds: 1_795_521_600_000)
  private var reports: UInt64 = 0

  init(paysLater: Bool = false, confirmsInstruction: Bool = false) throws {
    let placed = try anOrder(paysLater: paysLater, confirmsInstruction: confirmsInstruction)
    order = Order(
      form: placed.form, formBytes: placed.formBytes, check: placed.check, secret: nil, recipient: placed.recipient)
    if paysLater { order.payBy = time + .days(14) }
    try hear(.placed)
  }

  mutating func hear(_ news: OrderNews...) throws {
    for piece in news {
      let fresh = FreshIDs(demand: IDMaker().command(), giveBack: IDMaker().command(), download: "x")
      time = time + .minutes(1)
      order = try order.after(piece, at: time, fresh: fresh).order
    }
  }

  mutating func report(_ state: DeliveryState, _ note: String = "", proof: [UInt8] = []) throws {
    reports += 1
    let day = Timestamp(milliseconds: 1_795_593_600_000)
    var word = DeliveryWord(
      distributor: parcel, number: reports, event: DeliveryEvent(time: time, state: state, note: line(note)),
      appointment: Appointment(from: day, until: day + .minutes(120), vehicle: code("VAN-1"), stop: 3))
    word.proof = proof
    try hear(.reported(word))
  }

  mutating func pay() throws { try hear(.verified(.onDemand, .transfer), .demanded(.settled, .transfer), .instructed) }

  var story: OrderStory { OrderStory(of: order, carrier: "Parcels") }
  var ids: [String] { story.steps.map(\.id) }
  func sentence(_ id: String) -> String? { story.steps.first { $0.id == id }?.sentence }
}

@Suite struct `an order's story` {
  @Test func `tells each step to the door, and the proof`() throws {
    var way = try Way()
    #expect(way.ids == ["received", "judging"])
    #expect(way.story.stages.done == 1)
    try way.hear(.verified(.onDemand, .transfer))
    #expect(way.ids == ["received", "judged", "accepted", "demanding"])
    try way.hear(.demanded(.settled, .transfer))
    #expect(way.ids.suffix(2) == ["demanded", "instructing"])
    #expect(way.sentence("demanded") == "Your check pays the shop.")
    try way.hear(.instructed)
    #expect(way.ids.suffix(2) == ["instructed", "planning"])
    try way.report(.planned)
    #expect(way.ids.suffix(2) == ["planned", "leaving"])
    #expect(way.sentence("planned") == "Parcels comes on 25 November 2026 between 08:00 and 10:00 UTC.")
    try way.report(.underway)
    #expect(way.ids.suffix(2) == ["underway", "arriving"])
    #expect(way.story.stages.done == 4)
    try way.report(.attempted, "the bell is broken.")
    #expect(way.ids.suffix(2) == ["attempted", "planning"])
    #expect(way.sentence("attempted") == "Nobody took it: the bell is broken. It is tried again.")
    try way.report(.planned)
    try way.report(.underway)
    try way.report(.delivered, "to Alice Sommer", proof: [1, 2, 3])
    #expect(way.ids.suffix(2) == ["delivered", "proof"])
    #expect(way.story.steps.count { $0.look == .waiting } == 0)
    #expect(way.story.stages.done == 5)
    #expect(!way.story.stages.isBad)
    let times = way.story.steps.compactMap(\.time)
    #expect(times == times.sorted())
  }

  @Test func `does not tell what drivers write of whoever took it`() throws {
    var way = try Way()
    try way.pay()
    try way.report(.underway, "Alice Sommer called")
    try way.report(.delivered, "to Alice Sommer, Weg 4")
    for step in way.story.steps { #expect(!step.sentence.contains("Alice"), "\(step)") }
  }

  @Test(
    arguments: [
      ("insufficient_funds", Refusal.insufficientFunds.sentence), ("on_delivery", "paid on delivery"),
      ("a_reason_of_tomorrow", "a_reason_of_tomorrow"), ("invalid: check", "did not understand"),
    ])
  func `says why a check was refused`(reason: String, words: String) throws {
    var way = try Way()
    try way.hear(.refusedByManager(reason))
    #expect(way.ids == ["received", "rejected"])
    let sentence = try #require(way.sentence("rejected"))
    #expect(sentence.hasPrefix("The check manager did not let your check pass."))
    #expect(sentence.contains(words))
    #expect(way.story.isOver)
    #expect(way.story.stages.isBad)
    #expect(way.story.giveBack(within: .days(14), at: way.time) == .no)
  }

  @Test func `has a sentence of its own for whatever the shop itself refuses`() {
    for reason in SiteReason.allCases {
      #expect(!RejectionNote.forBuyers(reason.name).contains("_"), "\(reason)")
      #expect(!reason.forBuyers.contains("_"), "\(reason)")
      #expect(SiteReason(name: reason.name) == reason)
    }
    #expect(RejectionNote.forBuyers("something else") == "something else")
    #expect(RejectionNote.forBuyers("") == "")
  }

  @Test func `waits for a buyer who pays later, or confirms`() throws {
    var later = try Way(paysLater: true)
    try later.hear(.verified(.onDemand, .transfer))
    #expect(later.ids.last == "choosing")
    #expect(later.sentence("choosing")?.hasPrefix("Choose it in your wallet until 8 December 2026, ") == true)
    later.time(advancedBy: .days(15))
    try later.hear(.paymentOverdue)
    #expect(later.sentence("rejected") == SiteReason.paymentOverdue.forBuyers)
    var confirming = try Way(confirmsInstruction: true)
    try confirming.hear(.verified(.onDemand, .transfer), .demanded(.settled, .transfer))
    #expect(confirming.ids.last == "confirming")
  }

  @Test func `says whether money is set aside, or cash is due`() throws {
    for (check, method, words) in [
      (CheckState.committed, PaymentMethod.transfer, "set aside"), (.committed, .cash, "in cash"),
      (.settled, .card, "pays the shop"),
    ] {
      var way = try Way()
      try way.hear(.verified(.onDelivery, method), .demanded(check, method))
      #expect(way.sentence("demanded")?.contains(words) == true)
    }
  }

  @Test func `of a failed delivery says why, and that the money comes back`() throws {
    var way = try Way()
    try way.pay()
    try way.report(.failed, "the house is gone")
    #expect(way.ids.suffix(2) == ["undelivered", "refunding"])
    #expect(way.sentence("undelivered") == "Parcels could not deliver it: the house is gone.")
    try way.hear(.givenBack(.settled))
    #expect(way.ids.suffix(2) == ["undelivered", "money-back"])
    var refused = try Way()
    try refused.hear(
      .verified(.onDemand, .transfer), .demanded(.settled, .transfer), .refusedByDistributor("unknown_seller"))
    #expect(refused.sentence("undelivered") == "Parcels did not take the order.")
  }

  @Test func `says until when it may be given back`() throws {
    var way = try Way()
    #expect(way.story.giveBack(within: .days(14), at: way.time) == .untilItCame(.days(14)))
    try way.pay()
    #expect(way.story.giveBack(within: .none, at: way.time) == .untilItCame(.none))
    try way.report(.delivered)
    let came = way.time
    // Said again, it is still one arrival.
    try way.report(.delivered)
    #expect(way.ids.count { $0 == "delivered" } == 1)
    #expect(way.story.giveBack(within: .days(14), at: came) == .until(came + .days(14)))
    #expect(way.story.giveBack(within: .days(14), at: came + .days(14)) == .over(came + .days(14)))
    #expect(way.story.giveBack(within: .none, at: came) == .no)
    try way.hear(.withdrawn(.settled, line("too blue")))
    #expect(way.ids.last == "returned")
    #expect(way.story.giveBack(within: .days(14), at: came) == .no)
    #expect(way.story.isOver)
  }
}

extension Way {
  fileprivate mutating func time(advancedBy span: Timestamp.Span) { time = time + span }
}
