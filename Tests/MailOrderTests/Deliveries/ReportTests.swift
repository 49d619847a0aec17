/// What a report must say, in which order that is judged, and who is told what of it.
import Ledger
import MailOrder
import Testing

struct ReportTests {
  /// What is wrong with a report of a hand-over: a report with several faults names the first.
  enum Fault: Int, CaseIterable, Comparable {
    case state, vehicle, code, cash

    static func < (a: Fault, b: Fault) -> Bool { a.rawValue < b.rawValue }

    var reason: SiteReason {
      switch self {
      case .state: .wrongState
      case .vehicle: .wrongVehicle
      case .code: .wrongCode
      case .cash: .cashMissing
      }
    }
  }

  /// A delivery with a code and cash due, and a report of its hand-over with these faults.
  private func refusal(of faults: Set<Fault>) -> SiteReason? {
    var delivery = Delivery.standing(faults.contains(.state) ? .planned : .underway, cash: 4850, code: .right)
    var report = DeliveryReport.handOver
    report.vehicle = faults.contains(.vehicle) ? .otherVan : .van
    report.collected = faults.contains(.cash) ? nil : Amount(minorUnits: 4850)
    let before = delivery
    do {
      try delivery.take(report, code: faults.contains(.code) ? .wrong : .right, at: .noon)
      return nil
    } catch {
      #expect(delivery.wrongCodes == (error.reason == .wrongCode ? [.wrong] : []))
      delivery.wrongCodes = before.wrongCodes
      #expect(delivery == before)
      return error.reason
    }
  }

  @Test(arguments: 0..<16) func `the first fault in the order of judgement is named`(mask: Int) {
    let faults = Set(Fault.allCases.filter { mask & 1 << $0.rawValue != 0 })
    #expect(refusal(of: faults) == faults.min()?.reason)
  }

  @Test(arguments: [
    (due: nil as Int64?, collected: nil as Int64?, wanted: nil as SiteReason?),
    (nil, 100, .wrongState), (100, nil, .cashMissing), (100, 99, .cashMissing), (100, 101, .cashMissing),
    (100, 100, nil),
  ])
  func `just the cash that is due is taken`(due: Int64?, collected: Int64?, wanted: SiteReason?) {
    var delivery = Delivery.standing(.underway, cash: due)
    var report = DeliveryReport.handOver
    report.collected = collected.flatMap { Amount(minorUnits: $0) }
    let refusal = delivery.refusal(of: report)
    #expect(refusal == wanted)
    #expect(delivery.collected == (wanted == nil ? due ?? 0 : 0))
  }

  @Test(arguments: [
    (state: DeliveryState.instructed, vehicle: nil as Code?, isTaken: true), (.instructed, .van, false),
    (.planned, .van, true), (.planned, .otherVan, false), (.underway, nil, true), (.attempted, .otherVan, false),
    (.failed, .van, true), (.failed, .otherVan, false),
  ])
  func `a driver reports of the own vehicle only`(state: DeliveryState, vehicle: Code?, isTaken: Bool) {
    var delivery = Delivery.standing(state)
    var report = DeliveryReport(id: .one, order: .one, state: .returned)
    report.vehicle = vehicle
    let refusal = delivery.refusal(of: report)
    #expect(refusal == (isTaken ? nil : .wrongVehicle))
  }

  @Test(arguments: [DeliveryState.attempted, .failed, .returned])
  func `cash is collected on hand-over only`(state: DeliveryState) {
    var delivery = Delivery.standing(.underway, cash: 100)
    var report = DeliveryReport(id: .one, order: .one, state: state)
    report.collected = Amount(minorUnits: 100)
    #expect(throws: SiteRefusal(.wrongState, "cash is collected on hand-over only")) {
      try delivery.take(report, code: nil, at: .noon)
    }
  }

  @Test(arguments: [
    (before: DeliveryState.underway, reported: DeliveryState.attempted, cash: nil as Int64?, told: nil as Completion?),
    (.underway, .delivered, nil, .handedOver), (.underway, .delivered, 100, .collected(.hundred)),
    (.instructed, .failed, nil, .notDelivered), (.attempted, .failed, 100, .notDelivered),
    (.planned, .returned, nil, .notDelivered),
    // The check was given up when it failed.
    (.failed, .returned, nil, nil),
  ])
  func `the check manager hears of an end once`(
    before: DeliveryState, reported: DeliveryState, cash: Int64?, told: Completion?
  ) throws {
    var delivery = Delivery.standing(before, cash: cash)
    var report = DeliveryReport(id: .one, order: .one, state: reported)
    if reported == .delivered { report.collected = cash.flatMap { Amount(minorUnits: $0) } }
    try delivery.take(report, code: nil, at: .noon)
    #expect(delivery.completion(after: before) == told)
  }

  @Test func `wrong codes are counted, and past the bound none is tried any more, not even the right one`() {
    var delivery = Delivery.standing(.underway, code: .right)
    func refusal(of code: Digest?) -> SiteRefusal? {
      do throws(SiteRefusal) { try delivery.take(.handOver, code: code, at: .noon) } catch { return error }
      return nil
    }
    for number in 1...UInt64(Delivery.maximumWrongCodes) {
      // Neither none at all nor the same again finds out anything.
      #expect(refusal(of: nil) == SiteRefusal(.wrongCode, "missing"))
      let left = UInt64(Delivery.maximumWrongCodes) - number
      for _ in 0..<min(left + 1, 3) {
        #expect(refusal(of: Digest(0, 0, 0, number)) == SiteRefusal(.wrongCode, "wrong; \(left) tries left"))
      }
    }
    #expect(delivery.wrongCodes.count == 10)
    for code in [.right, .wrong, nil, Digest(0, 0, 0, 1)] { #expect(refusal(of: code) == SiteRefusal(.codeLocked)) }
    #expect(delivery.state == .underway)
    #expect(throws: Never.self) { try delivery.take(.attempt) }
    #expect(throws: Never.self) { try delivery.take(.bringBack) }
  }

  @Test func `wrong codes before the right one do no harm`() throws {
    var delivery = Delivery.standing(.underway, code: .right)
    #expect(throws: SiteRefusal.self) { try delivery.take(.handOver, code: .wrong, at: .noon) }
    try delivery.take(.handOver, code: .right, at: .noon)
    #expect(delivery.state == .delivered)
  }

  @Test func `whoever sees a delivery sees that there is a code, and not by what it could be found`() {
    var delivery = Delivery.standing(.underway, code: .right)
    delivery.wrongCodes = [.wrong]
    #expect(delivery.shown.asksForCode)
    #expect(delivery.shown.instruction.code == nil && delivery.shown.wrongCodes.isEmpty)
    #expect(!Delivery.standing(.underway).shown.asksForCode)
  }

  @Test func `events are in order even when the clock is not`() throws {
    var delivery = Delivery.standing(.underway)
    try delivery.take(.attempt, at: .noon)
    try delivery.take(.attempt, at: Timestamp(milliseconds: 1))
    #expect(delivery.events.map(\.time) == delivery.events.map(\.time).sorted())
  }

  @Test func `attempts have a bound, ends do not`() throws {
    var delivery = Delivery.standing(.underway)
    while delivery.events.count < Delivery.maximumEvents { try delivery.take(.attempt) }
    #expect(throws: SiteRefusal.self) { try delivery.take(.attempt) }
    #expect(throws: Never.self) { try delivery.take(.bringBack) }
  }
}
