/// The store against the ledger in memory: the same commands give the same decisions and the same records.
import Ledger
import LedgerStore
import Testing
import VouchTesting

@Suite struct `a random history in the store` {
  /// None, too few for a group, a few groups', more than there are.
  @Test(arguments: SeededGenerator.seeds(6), [0, 1 << 10, 4 << 10, 1 << 20])
  func `decides and keeps what the ledger in memory does, closed and opened again at random`(
    seed: UInt64, accountCacheBytes: Int
  ) throws {
    let directory = try TemporaryStore()
    try directory.create()
    var opened: Store? = try directory.open(accountCacheBytes: accountCacheBytes)
    var history = GroupedHistory(seed: seed)
    var random = SeededGenerator(seed: seed &+ 2000)
    for _ in 0..<80 {
      let group = history.next()
      if random.once(in: 3) { try opened?.fold() }
      if random.once(in: 5) { try abandon(group, in: opened) }
      #expect(try opened?.submit(group.commands, at: group.time) == group.decisions, "seed \(seed)")
      if random.once(in: 10) {
        opened = nil
        opened = try directory.open(accountCacheBytes: accountCacheBytes)
        let store = try #require(opened)
        #expect(store.sequence == history.sequence, "seed \(seed)")
        #expect(store.time <= group.time, "seed \(seed)")
        try compare(store, with: history.model, "seed \(seed), entry \(history.sequence)")
      }
    }
    try compare(try #require(opened), with: history.model, "seed \(seed)")
  }

  @Test(arguments: SeededGenerator.seeds(3))
  func `asked a second time after reopening, repeats every answer and changes nothing`(seed: UInt64) throws {
    let directory = try TemporaryStore()
    try directory.create()
    var opened: Store? = try directory.open()
    var history = GroupedHistory(seed: seed)
    var accepted: [(Command, JournalEntry)] = []
    for _ in 0..<30 {
      let group = history.next()
      try opened?.submit(group.commands, at: group.time)
      for (command, decision) in zip(group.commands, group.decisions) {
        if let entry = decision.entry { accepted.append((command, entry)) }
      }
    }
    try directory.reopen(&opened)
    let store = try #require(opened)
    let before = try store.snapshot().journal(from: 1, limit: .max)
    for (command, entry) in accepted {
      let isOfCommitter = if case .act(let action) = command { action.actor == .committer } else { false }
      guard !isOfCommitter else { continue }
      #expect(try store.submit([command], at: store.time) == [.repeated(entry)], "seed \(seed)")
      #expect(try store.submit([command.altered], at: store.time) == [.refused(.idReused)], "seed \(seed)")
    }
    #expect(accepted.count > 50, "seed \(seed)")
    #expect(try store.snapshot().journal(from: 1, limit: .max) == before, "seed \(seed)")
    try compare(store, with: history.model, "seed \(seed)")
  }

  /// A batch that is never committed, as a process that dies leaves it.
  private func abandon(_ group: GroupedHistory.Group, in store: Store?) throws {
    let store = try #require(store)
    let before = try store.snapshot().sequence()
    let batch = try store.begin(at: group.time)
    for command in group.commands { _ = try batch.decide(command) }
    // Not even now does anybody else see it.
    #expect(try store.snapshot().sequence() == before)
  }
}

extension Command {
  /// The same id with other contents.
  fileprivate var altered: Command {
    switch self {
    case .issue(var issue):
      issue.terms.guarantee = .days(777)
      return .issue(issue)
    case .act(var action):
      action.note = .of("altered")
      return .act(action)
    case .administer(var administration):
      administration.note = .of("altered")
      return .administer(administration)
    }
  }
}
