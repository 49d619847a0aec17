/// What is counted where commands are decided, and when the manager says that it is not ready.
import Ledger
import Measures
import Testing
import RPC
import VouchTesting
import Wire

@testable import CheckManager
@testable import LedgerStore

@Suite struct `What is counted of groups` {
  @Test func `is how many, how large, and what was refused; not what nobody asked for`() throws {
    let ledger = try TemporaryLedger()
    let run = CommitterRun(store: try ledger.open())
    let town = Town(run.clocks)
    _ = run.run([[town.opening], [[.issue(town.issue(20_000))], [town.fund(1), town.fund(2)]], [[]]])
    #expect(run.measures.groups.value == 2)
    #expect(run.measures.commands.value == town.opening.count + 3)
    #expect(run.measures.sizes.counts.sample(scale: 1).buckets.map(\.from) == [3, 4])
    #expect(run.measures.count(of: .insufficientFunds) == 1)
    #expect(Refusal.allCases.reduce(0) { $0 + run.measures.count(of: $1) } == 1)
    #expect(run.measures.logged.counts.sample(scale: 1).count == 2)
    #expect(run.measures.swept.value == 0)
  }

  @Test func `has what fell due`() throws {
    let ledger = try TemporaryLedger()
    let run = CommitterRun(store: try ledger.open())
    let town = Town(run.clocks)
    _ = run.run([[town.opening, [.issue(town.issue(10_000))]], [[]]]) { _ in
      run.clocks.advance(by: .minutes(60))
      _ = run.committer.queue.submit(Submission(commands: [town.fund(1)]) { _, _ in })
    }
    #expect(run.measures.swept.value == 1)
  }

  @Test func `every refusal has its own number`() {
    #expect(Refusal.allCases.allSatisfy { Int($0.rawValue) < CommitMeasures.refusalBound - 1 })
    #expect(Method.allCases.count < ServerMeasures.methods)
  }
}

@Suite struct `A manager that is ready` {
  @Test func `takes changes, and one that is not says why`() throws {
    let ledger = try TemporaryLedger()
    let run = CommitterRun(store: try ledger.open())
    var state = run.committer.state
    #expect(Readiness.faults(state, isStopping: false, isFull: false) == [])
    #expect(Readiness.faults(state, isStopping: true, isFull: false).count == 1)
    #expect(Readiness.faults(state, isStopping: false, isFull: true).count == 1)
    state.readOnly = "disk_full"
    #expect(Readiness.faults(state, isStopping: false, isFull: true).count == 1)
    run.clocks.jump(by: 3_600_000)
    _ = run.committer.now()
    #expect(Readiness.faults(run.committer.state, isStopping: true, isFull: true).count == 3)
  }
}
