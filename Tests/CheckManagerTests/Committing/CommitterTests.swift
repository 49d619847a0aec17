/// The committer over a real ledger: groups, their order, their durability, and their time.
import Ledger
import Logging
import Testing
import VouchTesting

@testable import CheckManager
@testable import LMDB
@testable import LedgerStore

@Suite struct `a group` {
  @Test func `is one commit, in order of arrival, answered once it is durable`() throws {
    let ledger = try TemporaryLedger()
    let run = CommitterRun(store: try ledger.open())
    let town = Town(run.clocks)
    let before = try run.store.environment.info().lastTransaction
    let check = town.issue()
    let answers = run.run([[town.opening, [.issue(check), town.present(check.id)], [town.fund(1)]]])
    #expect(try run.store.environment.info().lastTransaction == before + 1)
    let sequences = answers[0].map { $0.outcomes.map { $0.entry?.sequence } }
    #expect(sequences == [[1, 2, 3, 4], [5, 6], [7]])
    for answer in answers[0] {
      #expect(answer.sequence == 7)
      #expect(answer.durable == 7)
    }
  }

  @Test func `is what waited while the one before was decided`() throws {
    let ledger = try TemporaryLedger()
    let run = CommitterRun(store: try ledger.open())
    let town = Town(run.clocks)
    let before = try run.store.environment.info().lastTransaction
    let answers = run.run([[town.opening], [[town.fund(1)], [town.fund(2)]], [[town.fund(3)]]])
    #expect(try run.store.environment.info().lastTransaction == before + 3)
    #expect(answers.map { $0.map(\.sequence) } == [[4], [6, 6], [7]])
  }

  @Test func `of refusals writes nothing, and names the sequence it saw`() throws {
    let ledger = try TemporaryLedger()
    let run = CommitterRun(store: try ledger.open())
    let town = Town(run.clocks)
    let opening = town.opening
    let refused = run.run([[opening], [[.issue(town.issue(20_000))], [opening[0]]]])[1]
    #expect(refused[0].outcomes[0].refusal == .insufficientFunds)
    #expect(refused[1].outcomes[0].entry?.sequence == 1, "a repeated command gets its entry again")
    #expect(refused.map(\.sequence) == [4, 4])
    #expect(run.committer.state.sequence == 4)
  }

  @Test func `goes on after the last entry of a ledger that was there`() throws {
    let ledger = try TemporaryLedger()
    let clocks = ManualClocks()
    let town = Town(clocks)
    _ = CommitterRun(store: try ledger.open(), clocks: clocks).run([[town.opening]])
    let run = CommitterRun(store: try ledger.open(), clocks: clocks)
    #expect(run.committer.state.sequence == 4)
    #expect(run.run([[[town.fund(5)]]])[0][0].sequence == 5)
    #expect(run.hasEnded && run.failure == nil)
  }
}

@Suite struct `time in a group` {
  private func state(_ id: CheckID, _ store: Store) throws -> CheckState? {
    try store.snapshot().check(id)?.progress.state
  }

  @Test func `expires checks by itself, before the commands`() throws {
    let ledger = try TemporaryLedger()
    let run = CommitterRun(store: try ledger.open())
    let town = Town(run.clocks)
    let check = town.issue(10_000)
    let next = Box<IssueCheck?>(nil)
    _ = run.run([[town.opening, [.issue(check)]], [[]]]) { _ in
      run.clocks.advance(by: .minutes(60))
      // Covered only by what the expiry gives back.
      let again = town.issue(10_000)
      next.set(again)
      _ = run.committer.queue.submit(
        Submission(commands: [.issue(again)]) { outcomes, sequence in
          #expect(outcomes[0].entry?.sequence == 7)
          #expect(sequence == 7)
        })
    }
    #expect(try state(check.id, run.store) == .expired)
    #expect(try state(try #require(next.get()).id, run.store) == .issued)
  }

  @Test func `judges a command by the time even where the sweep is late`() throws {
    let ledger = try TemporaryLedger()
    let run = CommitterRun(store: try ledger.open())
    let town = Town(run.clocks)
    let checks = (0..<Committer.sweepBound + 1).map { _ in town.issue(1) }
    let late = try #require(checks.map(\.id).max())
    let answers = run.run([[town.opening, checks.map { .issue($0) }], [[town.present(late)]], [[]]]) { group in
      if group == 0 { run.clocks.advance(by: .minutes(60)) }
      guard group == 1 else { return }
      let open = try? run.store.snapshot().counts().openChecks
      #expect(open == 1, "a group sweeps up to its bound")
    }
    #expect(answers[1][0].outcomes[0].refusal == .checkExpired)
    #expect(try run.store.snapshot().counts().openChecks == 0)
  }

  @Test func `a jump of the wall clock frees no hold, and is told once`() throws {
    let ledger = try TemporaryLedger()
    let run = CommitterRun(store: try ledger.open())
    let town = Town(run.clocks)
    let check = town.issue()
    let start = run.clocks.wall
    _ = run.run([[town.opening, [.issue(check)]], [[]], [[]]]) { group in
      if group == 0 { run.clocks.jump(by: 2 * 3_600_000) }
      #expect(run.committer.now() == start, "reads go by the old distance at once")
    }
    #expect(try state(check.id, run.store) == .issued)
    #expect(run.committer.state.clockAlarm == 7_200_000)
    let alarm = "wall clock jumped: nothing expires until it comes back or the operator accepts it"
    #expect(run.log.messages.filter { $0 == "critical: \(alarm)" }.count == 1)
    #expect(run.log.metadata(of: alarm) == ["jump_ms": "7200000"])
  }

  @Test func `stops expiry while the alarm stands, even of what is due by the old distance`() throws {
    let ledger = try TemporaryLedger()
    let run = CommitterRun(store: try ledger.open())
    let town = Town(run.clocks)
    let check = town.issue()
    _ = run.run([[town.opening, [.issue(check)]], [[town.present(check.id)]]]) { _ in
      run.clocks.jump(by: -3_600_000)
      run.clocks.advance(by: .minutes(61))
    }
    #expect(try state(check.id, run.store) == .issued)
  }

  @Test func `goes by the wall clock again once the operator accepts it, and says who did`() throws {
    let ledger = try TemporaryLedger()
    let run = CommitterRun(store: try ledger.open())
    let town = Town(run.clocks)
    let check = town.issue()
    _ = run.run([[town.opening, [.issue(check)]], [[]], [[]]]) { group in
      if group == 0 { run.clocks.jump(by: 2 * 3_600_000) }
      guard group == 1 else { return }
      run.committer.acceptClock(from: "unix pid 7 uid 0")
      #expect(run.committer.state.clockAlarm == nil, "whoever accepts it is answered so")
      #expect(run.committer.now() == run.clocks.wall)
    }
    #expect(try state(check.id, run.store) == .expired)
    #expect(
      run.log.metadata(of: "wall clock accepted by the operator") == ["peer": "unix pid 7 uid 0", "jump_ms": "7200000"])
  }

  @Test func `is trusted again when the wall clock comes back, and that is told`() throws {
    let ledger = try TemporaryLedger()
    let run = CommitterRun(store: try ledger.open())
    _ = run.run([[[]], [[]], [[]]]) { group in run.clocks.jump(by: group == 0 ? 3_600_000 : -3_600_000) }
    #expect(run.committer.state.clockAlarm == nil)
    #expect(run.log.messages.last == "notice: wall clock is trusted again")
  }

  @Test func `far behind the last entry at the start is an alarm, and told`() throws {
    let ledger = try TemporaryLedger()
    let clocks = ManualClocks()
    clocks.jump(by: -86_400_000)
    let run = CommitterRun(store: try ledger.open(), clocks: clocks)
    _ = run.run([[[]]])
    #expect(run.committer.state.clockAlarm == -86_400_000)
    #expect(run.log.messages.filter { $0.hasPrefix("critical: wall clock jumped") }.count == 1)
    #expect(run.committer.now() == .start)
  }

  @Test func `a read is never later than a group after it`() throws {
    let ledger = try TemporaryLedger()
    let run = CommitterRun(store: try ledger.open())
    let town = Town(run.clocks)
    let read = Box(Timestamp.start)
    let answers = run.run([[town.opening], [[town.fund(1)]]]) { _ in
      run.clocks.advance(by: .minutes(1))
      read.set(run.committer.now())
      run.clocks.jump(by: -30_000)
    }
    #expect(answers[1][0].outcomes[0].entry?.time == read.get())
  }
}

@Suite struct `without space` {
  /// So small that a few hundred accounts fill it.
  private static let small = 400 << 10

  @Test func `changes are refused by name, what took effect is still answered, and reads go on`() throws {
    let ledger = try TemporaryLedger(mapSize: `without space`.small)
    let run = CommitterRun(store: try ledger.open(mapSize: `without space`.small))
    let town = Town(run.clocks)
    let opening = town.opening
    let broke = town.issue(20_000)
    let fill = (0..<4_000).map { [[town.enrol($0)]] }
    let last: [[Command]] = [[town.fund(1), opening[3], .issue(broke)], [opening[0]]]
    let answers = run.run([[opening]] + fill + [last])
    let kept = answers.dropLast().flatMap { $0 }.filter { $0.outcomes[0].entry != nil }.count
    try #require(kept > 10 && kept < fill.count, "\(kept) were kept")
    let final = answers[answers.count - 1]
    #expect(final[0].outcomes[0].refusal == .diskFull)
    #expect(final[0].outcomes[1].entry?.sequence == 4, "a command that took effect is never told that it did not")
    #expect(final[0].outcomes[2].refusal == .insufficientFunds)
    #expect(final[1].outcomes[0].entry?.sequence == 1)
    #expect(final.map(\.sequence) == final.map { $0.durable ?? 0 })
    #expect(run.committer.state.readOnly == "disk_full")
    #expect(run.failure == nil)
    #expect(try run.store.snapshot().account(.buyer)?.bank.balance.posted == 10_000)
    #expect(run.log.messages.filter { $0.hasPrefix("error: no space") }.count == 1)
  }

  @Test func `nothing is said to be well until something could be kept`() throws {
    let ledger = try TemporaryLedger(mapSize: `without space`.small)
    let run = CommitterRun(store: try ledger.open(mapSize: `without space`.small))
    let town = Town(run.clocks)
    let crowd = (0..<4_000).map { town.enrol($0) }
    let groups = [[town.opening], [crowd], [[town.fund(1)]], [[]], [[town.fund(2)]]]
    let answers = run.run(groups) { group in
      // The crowd is in the log, and durable; there is no room for it in the tables.
      if group == 2 || group == 3 { #expect(run.committer.state.readOnly == "disk_full", "after group \(group)") }
      guard group == 3 else { return }
      // The operator makes room.
      run.store.writer.desk.view.transaction.reset()
      #expect(throws: Never.self) {
        try run.store.environment.growMap(to: 64 << 20)
        try run.store.fold()
      }
    }
    #expect(answers[1][0].outcomes.allSatisfy { $0.entry != nil })
    #expect(answers[2][0].outcomes[0].refusal == .diskFull)
    #expect(answers[2][0].sequence == 4_004)
    #expect(answers[4][0].outcomes[0].entry?.sequence == 4_005)
    #expect(run.committer.state.readOnly == nil)
    #expect(run.log.messages.last == "notice: changes are taken again")
  }
}

@Suite struct `a ledger that fails` {
  @Test func `ends the committer, and everybody who waits is told`() throws {
    let ledger = try TemporaryLedger()
    // Whoever is remembered is not looked for.
    let run = CommitterRun(store: try ledger.open(accountCacheBytes: 0))
    let town = Town(run.clocks)
    let answers = run.run([[town.opening], [[town.fund(1)], [town.enrol(1)]]]) { _ in
      #expect(throws: Never.self) { try damage(.buyer, in: run.store) }
      _ = run.committer.queue.submit(
        Submission(commands: [town.fund(2)]) { outcomes, sequence in
          #expect(outcomes.allSatisfy { $0.isFailure })
          #expect(sequence == 4)
        })
    }
    #expect(answers[1].count == 2)
    for answer in answers[1] {
      #expect(answer.outcomes.allSatisfy { $0.isFailure })
      #expect(answer.sequence == 4)
    }
    guard case .damaged(table: "accounts", _, _)? = run.failure else {
      Issue.record("it ended with \(String(describing: run.failure))")
      return
    }
    #expect(run.committer.queue.submit(Submission(commands: [town.fund(3)]) { _, _ in }) == .closed)
    #expect(try run.store.snapshot().sequence() == 4)
  }

  @Test func `in a chore ends the committer, once what it had taken is answered`() throws {
    let ledger = try TemporaryLedger()
    let run = CommitterRun(store: try ledger.open())
    let town = Town(run.clocks)
    let damaged = StoreError.damaged(table: "checks", key: "1", reason: "its checksum is wrong")
    let answers = run.run([[town.opening], [[town.fund(1)]], [[town.fund(2)]]]) { group in
      guard group == 1 else { return }
      run.committer.meet(damaged, of: "fold")
    }
    #expect(answers[1][0].outcomes.allSatisfy { $0.entry != nil })
    #expect(run.hasEnded)
    #expect(run.failure == damaged)
    #expect(run.committer.queue.submit(Submission(commands: [town.fund(3)]) { _, _ in }) == .closed)
    // What came too late was taken by nobody, so nobody was told that it had failed.
    #expect(answers.count == 3)
    #expect(answers[2].isEmpty)
  }

  @Test func `for want of space in a chore goes on, refuses nothing by itself, and says so once a minute`() throws {
    let ledger = try TemporaryLedger()
    let run = CommitterRun(store: try ledger.open())
    let town = Town(run.clocks)
    let answers = run.run([[town.opening], [[town.fund(1)]]]) { _ in
      for _ in 1...3 { run.committer.meet(.database(LMDBError(.diskFull, "fold")), of: "fold") }
    }
    #expect(answers[1][0].outcomes.allSatisfy { $0.entry != nil })
    #expect(run.failure == nil)
    #expect(run.log.messages.filter { $0 == "error: no space for a chore: it is tried again" }.count == 1)
  }

  private func damage(_ account: AccountID, in store: Store) throws {
    let transaction = try WriteTransaction(store.environment)
    try store.tables.accounts.put([1, 2, 3], at: CodeKey(account.code), in: transaction)
    try transaction.commit()
  }
}
