/// A card rail when messages are lost, answers come late or twice, and connections end.
import Foundation
import Testing

@testable import Rails

@Suite(.enabled(if: ISOPeer.isThere, Comment(rawValue: ISOPeer.skipped))) struct `a card rail with faults` {
  @Test(arguments: ["drop", "lose", "close", "late", "bad", "garbage"])
  func `takes back what was not answered before it asks again`(what: String) async throws {
    let host = try CardHost(CardHost.Plan(nth: [("0100", [1], what)]))
    let rail = try host.rail(host.impatient)
    let order = PaymentOrder.card(1)
    let news = try await rail.deliver([order])
    #expect(news.map(\.outcome) == [.timedOut])
    #expect(news.allSatisfy { !$0.reason.isEmpty && $0.reason.utf8.count <= CardByTCP.reasonBytes })
    let before = try host.acts(on: order).map(\.event)
    #expect(before == (what == "lose" ? ["reversed nothing"] : ["authorised", "reversed"]))
    #expect(try await rail.inquire([order]).map(\.outcome) == [.unknown])
    #expect(try await rail.deliver([order]).map(\.outcome) == [.accepted])
    await rail.close()
    try host.expectOneCapture(of: [order])
    #expect(Set(try host.events.filter { $0.event == "authorised" }.map(\.stan)).count == (what == "lose" ? 1 : 2))
  }

  @Test func `repeats a reversal until it is answered, and authorises nothing before`() async throws {
    let lost = CardHost.Plan(nth: [("0100", [1], "drop"), ("0400", [1, 2, 3, 4], "lose"), ("0400", [5], "drop")])
    let host = try CardHost(lost)
    let rail = try host.rail(host.impatient)
    let order = PaymentOrder.card(1)
    #expect(try await rail.deliver([order]).map(\.outcome) == [.timedOut])
    #expect(try await rail.inquire([order]).map(\.outcome) == [.timedOut])
    // Now it is repeated in the background; then the order may come again.
    #expect(try await rail.settled([order])["ORDER-1"]?.outcome == .unknown)
    #expect(try await rail.deliver([order]).map(\.outcome) == [.accepted])
    await rail.close()
    try host.expectOneCapture(of: [order])
    let reversals = try host.acts(on: order).filter { $0.mti.hasPrefix("040") }
    #expect(reversals.map(\.event) == ["reversed", "again"])
    #expect(reversals.map(\.mti) == ["0401", "0401"])
    #expect(Set(reversals.map(\.stan)).count == 1)
  }

  @Test func `repeats a capture until it is answered`() async throws {
    let host = try CardHost(CardHost.Plan(nth: [("0220", [1, 2, 3], "drop"), ("0220", [4], "close")]))
    let rail = try host.rail(host.impatient)
    let order = PaymentOrder.card(1)
    #expect(try await rail.deliver([order]).map(\.outcome) == [.received])
    #expect(try await rail.settled([order])["ORDER-1"]?.outcome == .accepted)
    // Given until it is confirmed, and not after.
    #expect(try await rail.news().map(\.outcome) == [.accepted])
    try await rail.confirm()
    #expect(try await rail.news().isEmpty)
    await rail.close()
    try host.expectOneCapture(of: [order])
    let captures = try host.acts(on: order).filter { $0.mti.hasPrefix("022") }
    #expect(captures.map(\.mti) == ["0220", "0221", "0221", "0221", "0221"])
    #expect(Set(captures.map(\.stan)).count == 1)
  }

  /// What a host says to a capture, to a reversal and to a refund that it cannot do now.
  @Test(arguments: ["0220", "0400", "0200"]) func `repeats what is put off`(mti: String) async throws {
    var plan = CardHost.Plan(nth: mti == "0400" ? [("0100", [1], "drop")] : [])
    plan.rules = [["match": ["mti": [mti]], "respond": "91"], ["respond": "00"]]
    let host = try CardHost(plan)
    let rail = try host.rail(host.impatient)
    let order = PaymentOrder.card(1, mti == "0200" ? .giveBack : .collect)
    let news = try await rail.deliver([order])
    #expect(news.map(\.outcome) == [mti == "0220" ? .received : .timedOut])
    #expect(news.map(\.code) == ["91"])
    // The repeat is another type, which the rule does not put off.
    #expect(try await rail.settled([order])[order.id]?.outcome == (mti == "0400" ? .unknown : .accepted))
    #expect(try await rail.delivered([order])[order.id]?.outcome == .accepted)
    await rail.close()
    if mti == "0200" {
      #expect(try host.count("refunded") == [order.reference: 1])
    } else {
      try host.expectOneCapture(of: [order])
    }
  }

  @Test func `gives back the hold of a capture that is refused`() async throws {
    var plan = CardHost.Plan()
    plan.rules = [["match": ["mti": "0220"], "respond": "12"], ["respond": "00"]]
    let host = try CardHost(plan)
    let rail = try host.rail(host.impatient)
    let order = PaymentOrder.card(1)
    let news = try await rail.deliver([order])
    #expect(news.map(\.outcome) == [.rejected])
    #expect(news.map(\.code) == ["12"])
    await rail.close()
    #expect(try host.acts(on: order).map(\.event) == ["authorised", "declined", "reversed"])
  }

  @Test func `takes an answer once, and only its own`() async throws {
    let plan = CardHost.Plan(nth: [("0100", [1], "twice"), ("0220", [1], "twice"), ("0100", [2], "late")])
    let host = try CardHost(plan)
    let notices = CardNotices()
    let rail = try host.rail(host.impatient, notice: notices.take)
    #expect(try await rail.deliver([PaymentOrder.card(1)]).map(\.outcome) == [.accepted])
    #expect(try await rail.deliver([PaymentOrder.card(2)]).map(\.outcome) == [.timedOut])
    try await eventually { notices.all.count { if case .passedOver = $0 { true } else { false } } == 3 }
    #expect(try await rail.deliver([PaymentOrder.card(2)]).map(\.outcome) == [.accepted])
    await rail.close()
    try host.expectOneCapture(of: [PaymentOrder.card(1), PaymentOrder.card(2)])
  }

  /// Many orders at once over a host that does everything wrong now and then.
  @Test(arguments: 0..<3) func `captures each of many orders once`(round: Int) async throws {
    let seed = Double((ISORandom.seed &+ UInt64(round)) % 1_000_000)
    var plan = CardHost.Plan()
    plan.random = [
      "seed": seed, "drop": 0.06, "lose": 0.06, "close": 0.02, "late": 0.04, "twice": 0.05, "bad": 0.03,
      "garbage": 0.01,
    ]
    plan.rules = [["match": ["fields": ["4": CardTrace.padded(51, 12)]], "respond": "51"], ["respond": "00"]]
    let host = try CardHost(plan)
    let rail = try host.rail(host.impatient)
    let orders = (1...60).map { PaymentOrder.card($0, amount: $0 % 6 == 0 ? 51 : Int64(100 + $0)) }
    let refunds = (101...120).map { PaymentOrder.card($0, .giveBack) }
    let ended = try await rail.delivered(orders + refunds)
    await rail.close()
    let (declined, collected) = (orders.filter { $0.amount == 51 }, orders.filter { $0.amount != 51 })
    #expect(declined.allSatisfy { ended[$0.id]?.outcome == .rejected && ended[$0.id]?.code == "51" })
    #expect((collected + refunds).allSatisfy { ended[$0.id]?.outcome == .accepted })
    try host.expectOneCapture(of: collected, "seed \(seed)")
    #expect(try host.count("refunded") == Dictionary(uniqueKeysWithValues: refunds.map { ($0.reference, 1) }))
  }
}
