/// Seeds, played: the same seed is the same world, and what is planted is found.
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
  }
}
