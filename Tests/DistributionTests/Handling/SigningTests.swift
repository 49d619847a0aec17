/// What a carrier signs when it hands something over, keeps, and tells.
import Ledger
import MailOrder
import Seals
import Testing
import VouchTesting
import Wire

@testable import Distribution

@Suite(.timeLimit(.minutes(30)))
struct `a carrier with a hand-over key` {
  /// A report, and what the statement says of it.
  static let reports: [(code: String?, signed: Bool, leftAt: String, shown: HandOverStatement.Shown)] = [
    ("1234", false, "", .code), ("1234", true, "", .code), (nil, true, "", .signature),
    (nil, false, "porch", .left(at: "porch")), (nil, false, "", .nothing),
  ]

  private static func key(_ number: UInt8) -> SigningKey { need(SigningKey(seed: Array(repeating: number, count: 32))) }

  @Test(arguments: reports)
  func `signs what it was told, keeps it, and tells seller and manager the same`(
    code: String?, signed: Bool, leftAt: String, shown: HandOverStatement.Shown
  ) async throws {
    try await withPeers { bench in
      try await bench.withCarrier(handOverKey: Self.key(1)) {
        try await bench.prepare()
        let instruction = Instruction.fresh(code: code)
        let order = try await bench.underway(instruction)
        var report = DeliveryReport.fresh(order, .delivered, vehicle: .van)
        report.takenBy = Text(of: "A. Sommer")
        report.code = Array((code ?? "").utf8)
        report.signed = signed
        report.leftAt = Text(of: leftAt)
        _ = try await bench.accepted(ReportEvent(report))
        let delivery = try await bench.bothKnow(order)

        let proof = try #require(SignedHandOver(delivery.proof))
        #expect(proof.fault(by: [Self.key(1).verifyingKey]) == nil)
        let statement = proof.statement
        #expect(statement.check == instruction.check.bytes && statement.delivery == order.bytes)
        #expect(statement.distributor == "PARCEL" && statement.recipient == "A. Sommer")
        #expect(statement.milliseconds == delivery.events.last?.time.milliseconds)
        #expect(statement.shown == shown)
        #expect(bench.expectReportsInOrder(of: order).last?.proof == delivery.proof)
        let told = try #require(bench.confirmations.first)
        #expect(bench.confirmations.count == 1)
        #expect(told.event == .confirm(proof: Digest(statement.digest)))
        #expect(told.seal == .unjudged(proof.signature))
        // Lists are short.
        #expect(try await bench.accepted(ListDeliveries()).items.first?.proof == [])
      }
    }
  }

  @Test func `signs nothing without a key, and nothing that was not handed over`() async throws {
    try await withPeers { bench in
      try await bench.withCarrier {
        try await bench.prepare()
        let order = try await bench.underway()
        _ = try await bench.accepted(ReportEvent(.fresh(order, .delivered, vehicle: .van)))
        #expect(try await bench.bothKnow(order).proof == [])
        #expect(bench.confirmations.map(\.seal) == [nil])
      }
    }
    try await withPeers { bench in
      try await bench.withCarrier(handOverKey: Self.key(1)) {
        try await bench.prepare()
        let order = try await bench.underway()
        _ = try await bench.accepted(ReportEvent(.fresh(order, .failed, vehicle: .van)))
        #expect(try await bench.bothKnow(order).proof == [])
      }
    }
  }

  @Test func `takes the manager's no where it has no other key to sign with`() async throws {
    try await withPeers { bench in
      try await bench.withCarrier(handOverKey: Self.key(1)) {
        try await bench.prepare()
        bench.manager.behave([.refuse(.proofWrong)])
        let order = try await bench.underway()
        _ = try await bench.accepted(ReportEvent(.fresh(order, .delivered, vehicle: .van)))
        #expect(try await bench.bothKnow(order).managerRefusal == "proof_wrong")
        #expect(bench.confirmations.count == 1)
      }
    }
  }

  @Test(arguments: [(nil, Refusal.proofRequired), (1, .proofWrong)] as [(UInt8?, Refusal)])
  func `signs anew what the manager refuses, when it has got a key or another one`(
    before: UInt8?, refusal: Refusal
  ) async throws {
    try await withPeers { bench in
      var order = OrderID.fresh()
      // The manager is away while the first key, or none, signs.
      await bench.manager.stop()
      try await bench.withCarrier(handOverKey: before.map(Self.key)) {
        try await bench.prepare()
        order = try await bench.underway(.fresh(code: "1234"))
        var report = DeliveryReport.fresh(order, .delivered, vehicle: .van)
        report.code = Array("1234".utf8)
        report.takenBy = Text(of: "A. Sommer")
        let delivery = try await bench.accepted(ReportEvent(report))
        #expect(delivery.proof.isEmpty == (before == nil))
      }
      bench.manager.behave([.refuse(refusal)])
      try await bench.manager.start()
      try await bench.withCarrier(handOverKey: Self.key(2)) {
        let delivery = try await bench.bothKnow(order)
        #expect(delivery.managerRefusal == "")
        let proof = try #require(SignedHandOver(delivery.proof))
        #expect(proof.fault(by: [Self.key(2).verifyingKey]) == nil)
        #expect(proof.statement.recipient == "A. Sommer" && proof.statement.shown == .code)
        let told = bench.confirmations
        #expect(Set(told.map(\.id)).count == 2)
        #expect(told.last?.seal == .unjudged(proof.signature))
        if before != nil { #expect(told.first?.event == told.last?.event, "the statement stays") }
        #expect(bench.reports(of: order).last?.proof == delivery.proof)
      }
    }
  }
}

extension Bench {
  /// The confirmations that the check manager heard, each once.
  fileprivate var confirmations: [CheckAction] {
    var found: [CheckAction] = []
    for heard in manager.heard {
      guard let method = Method(rawValue: heard.method),
        case .request(.command(.act(let action))) = unsafe heard.message.withUnsafeBytes({
          unsafe RequestDecoder().decode(method, $0)
        }), !found.contains(action)
      else { continue }
      found.append(action)
    }
    return found
  }
}
