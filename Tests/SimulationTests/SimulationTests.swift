/// Seeds, played: nothing breaks, the same seed is the same world, and every fault there is comes.
import Audit
import Testing

@testable import Simulation

@Suite(.timeLimit(.minutes(30))) struct `a simulated world` {
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `breaks nothing and loses nothing`(seed: UInt64) {
    let outcome = World(seed: seed).run()
    #expect(outcome.violations == [], "seed \(seed)")
    #expect(outcome.audit.lost == 0, "seed \(seed)")
  }

  @Test(arguments: [3, 20] as [UInt64])
  func `is the same for the same seed`(seed: UInt64) {
    let (first, second) = (World(seed: seed).run(), World(seed: seed).run())
    #expect(first.digest == second.digest, "seed \(seed)")
    #expect(first.faults == second.faults, "seed \(seed)")
    #expect(first.digest != World(seed: seed + 1).run().digest, "seed \(seed)")
  }

  @Test(arguments: [0, 7, 19, 30], [true, false])
  func `goes on where it was when its process dies at a call of the disk`(call: Int, losesPower: Bool) {
    let outcome = World(seed: 5, dyingAt: Death(call: call, losesPower: losesPower)).run()
    #expect(outcome.violations == [], "call \(call)")
    #expect(outcome.faults.keys.contains { $0.hasPrefix(losesPower ? "disk: powerCut" : "disk: processDies") })
    #expect(outcome.restarts >= (call == 0 ? 1 : 2), "call \(call)")
  }

  /// Which fault, and the beginnings of the names that it is counted by.
  @Test(arguments: Wanted.allCases)
  func `has every fault there is`(wanted: Wanted) {
    var met: Set<String> = []
    for seed in 1...3 as ClosedRange<UInt64> {
      let outcome = World(seed: seed, planned: wanted.plan).run()
      #expect(outcome.violations == [], "\(wanted), seed \(seed)")
      met.formUnion(outcome.faults.keys)
    }
    for name in wanted.names { #expect(met.contains { $0.hasPrefix(name) }, "\(name) among \(met)") }
  }

  /// Whatever is asked of it, some of it is said yes to, and most names of refusals come.
  @Test func `has something to audit`() {
    var tally = Tally()
    for seed in 1...6 as ClosedRange<UInt64> { tally.add(World(seed: seed).run()) }
    #expect(tally.audit.acknowledged > 150)
    #expect(tally.audit.names.count > 40, "\(tally.audit.names)")
    #expect(tally.audit.byTime > 10)
  }
}

/// A fault by itself, and often.
enum Wanted: CaseIterable, Sendable {
  case crashes, failures, cuts, losses, doubles, jumps, lacks, restarts, smallMap, lost, misdirected, flipped

  func plan(_ plan: inout Plan) {
    (plan.requests, plan.pause, plan.duration) = (150, 400, 12_000)
    switch self {
    case .crashes: plan.crashes = 800
    case .failures: plan.diskFaults = 800
    case .cuts: plan.cuts = 400
    case .losses: plan.losses = 30
    case .doubles: plan.doubles = 300
    case .jumps: plan.clockJumps = 500
    case .lacks: plan.lacks = 1_500
    case .restarts: plan.restarts = 2_000
    case .smallMap: plan.mapBytes = 300 << 10
    case .lost: plan.damage = .lost
    case .misdirected: plan.damage = .misdirected
    case .flipped: plan.damage = .flipped
    }
  }

  var names: [String] {
    switch self {
    case .crashes:
      ["disk: powerCut", "disk: processDies", "process: killed between", "process: power cut between"]
    case .failures: ["disk: fails", "disk: outOfSpace"]
    case .cuts, .losses:
      ["network: cut, both", "network: cut, nobody", "network: cut, the client", "network: cut, the server"]
    case .doubles: ["client: request sent twice"]
    case .jumps: ["clock: jumped by 10 min", "clock: jumped by up to"]
    case .lacks: ["disk: full"]
    case .restarts: ["process: restarted"]
    case .smallMap: ["database: its map is small"]
    case .lost: ["disk: lost at write"]
    case .misdirected: ["disk: misdirected at write"]
    case .flipped: ["disk: bit flipped"]
    }
  }
}
