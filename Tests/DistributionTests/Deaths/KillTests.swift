/// kill -9 of the real program between every two lines: what was answered stays, what was to be told is told, each once
/// by effect.
import CheckClient
import Ledger
import MailOrder
import RPC
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(20)))
struct KillTests {
  /// The life of a delivery, line by line; between any two the program is killed and started again.
  @Test(arguments: [false, true]) func `a delivery survives a kill between every two lines`(peersAreGone: Bool)
    async throws
  {
    try await withProgram { bench, program in
      let instruction = Instruction.fresh(cash: 4850)
      let order = instruction.order
      let attempt = DeliveryReport.fresh(order, .attempted, vehicle: .van)
      var handOver = DeliveryReport.fresh(order, .delivered, vehicle: .van)
      handOver.collected = need(Amount(minorUnits: 4850))
      handOver.takenBy = Text(of: "A. Sommer")
      if peersAreGone {
        await bench.seller.stop()
        await bench.manager.stop()
      }
      try await bench.prepare()
      let lines: [(name: String, run: () async throws -> Void)] = [
        ("instruct", { _ = try await bench.accepted(Instruct(instruction)) }),
        ("plan", { _ = try await bench.accepted(PlanDay(tomorrow)) }),
        ("depart", { _ = try await bench.accepted(Depart(vehicle: .van, day: tomorrow)) }),
        ("attempt", { _ = try await bench.accepted(ReportEvent(attempt)) }),
        ("hand over", { _ = try await bench.accepted(ReportEvent(handOver)) }),
      ]
      for line in lines {
        // Each line is said, the program is killed, and it is said again, as who lost the answer would.
        try await program.restart()
        try await line.run()
        let said = try await bench.delivery(order)
        try await program.restart()
        try await line.run()
        let again = try await bench.delivery(order)
        #expect(again.events == said.events && again.state == said.state, "after \(line.name)")
      }
      if peersAreGone {
        try await bench.seller.start()
        try await program.restart()
        try await bench.manager.start()
      }
      let delivery = try await bench.bothKnow(order)
      #expect(delivery.collected == 4850)
      #expect(delivery.takenBy.value == "A. Sommer")
      let states = bench.expectReportsInOrder(of: order).map(\.event.state)
      #expect(states == [.planned, .underway, .attempted, .delivered])
      #expect(bench.expectOneCommand()?.method == Method.collectCash.rawValue)
    }
  }

  /// The program is killed while answers are on their way to it: after they had their effect there, before it knew.
  @Test func `what was told is told again after a kill before the answer, with the same id`() async throws {
    try await withProgram { bench, program in
      try await bench.prepare()
      bench.seller.behave([.late(milliseconds: 60_000)])
      bench.manager.behave([.late(milliseconds: 60_000)])
      let instruction = Instruction.fresh()
      _ = try await bench.accepted(Instruct(instruction))
      _ = try await bench.accepted(ReportEvent(.fresh(instruction.order, .failed)))
      try await eventually("both were told") { !bench.seller.heard.isEmpty && !bench.manager.heard.isEmpty }
      #expect(try await bench.delivery(instruction.order).managerKnows == false)
      try await program.restart()
      _ = try await bench.bothKnow(instruction.order)
      #expect(bench.expectReportsInOrder(of: instruction.order).map(\.event.state) == [.failed])
      #expect(bench.seller.heard.count >= 2)
      #expect(bench.manager.heard.count >= 2)
      _ = bench.expectOneCommand()
    }
  }

  /// Many deliveries at once, and a kill at a moment that the seed chooses, again and again.
  @Test(arguments: SeededGenerator.seeds(3)) func `random kills lose nothing and do nothing twice`(seed: UInt64)
    async throws
  {
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    try await withProgram { bench, program in
      try await bench.prepare()
      let orders = (0..<20).map { _ in Instruction.fresh(litres: 1) }
      for instruction in orders { _ = try await bench.accepted(Instruct(instruction)) }
      _ = try await bench.accepted(PlanDay(tomorrow))
      _ = try await bench.accepted(Depart(vehicle: .van, day: tomorrow))
      let manners: [Manner] = [.yes, .hangUp, .late(milliseconds: 20), .twice, .status(.unavailable)]
      bench.seller.behave((0..<30).map { _ in random.pick(manners) })
      bench.manager.behave((0..<10).map { _ in random.pick(manners) })
      let kills = Set((0..<4).map { _ in Int.random(in: 0..<20, using: &random) })
      for (index, instruction) in orders.enumerated() {
        let report = DeliveryReport.fresh(instruction.order, random.once(in: 4) ? .returned : .delivered, vehicle: .van)
        async let told = bench.client.call(ReportEvent(report), timeout: .seconds(120))
        if kills.contains(index) { try await program.restart() }
        guard case .accepted = try await told else { throw ProcessFailure("seed \(seed): a report was refused") }
      }
      for instruction in orders {
        let delivery = try await bench.bothKnow(instruction.order)
        let states = bench.expectReportsInOrder(of: instruction.order).map(\.event.state)
        #expect(states == [.planned, .underway, delivery.state], "seed \(seed)")
      }
      #expect(Set(bench.manager.heard).count == orders.count, "seed \(seed)")
      #expect(try await program.stop() == 0)
    }
  }
}
