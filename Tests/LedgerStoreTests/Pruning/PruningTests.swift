/// A ledger that lets go of what archives have: what is left is what it was, and everything goes on.
import LMDB
import Ledger
import Seals
import Testing
import VouchTesting

@testable import LedgerStore

@Suite(.timeLimit(.minutes(30))) struct `a ledger that is pruned` {
  @Test(arguments: SeededGenerator.seeds(8))
  func `has all that is left as it was, while it goes on, is broken off and opened again`(seed: UInt64) throws {
    let directory = try TemporaryStore()
    try directory.create()
    var opened: Store? = try directory.attesting()
    var history = GroupedHistory(seed: seed)
    var random = SeededGenerator(seed: seed &+ 4000)
    var archived: UInt64 = 0
    var prunings = 0
    for round in 0..<6 {
      for _ in 0..<25 { try submitNext(&history, to: opened, random.once(in: 5)) }
      try opened?.fold()
      let limit = random.once(in: 2) ? .max : archived + 40
      guard let through = try opened?.archivable(before: history.time, notAfter: limit) else { continue }
      try opened?.archive(through: through)
      archived = through
      prunings += 1
      history.leaveOut(archived)
      while try opened?.archiveState()?.isPruned == false {
        try opened?.prune({ _ in !random.once(in: 2) }, wait: {})
        if random.once(in: 2) { try submitNext(&history, to: opened, false) }
        guard random.once(in: 3) else { continue }
        opened = nil
        #expect(try LedgerVerification.all(of: directory, salts: .test).findings == [], "seed \(seed), broken off")
        opened = try directory.attesting()
      }
      let context = "seed \(seed), round \(round), archived through \(archived)"
      try compare(try #require(opened), with: history.model, archived: archived, context)
      try opened?.fold()
      opened = nil
      for limit in [2, 1_000_000] {
        let (findings, _, summary) = try LedgerVerification.all(of: directory, salts: .test, accountsAtOnce: limit)
        #expect(findings == [], "\(context)")
        #expect(summary.entries == history.sequence, "\(context)")
      }
      opened = try directory.attesting()
    }
    #expect(prunings > 1, "seed \(seed)")
  }

  @Test func `lets go of entries, checks, ids and ended instructions, and counts them`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    var history = GroupedHistory(seed: 3)
    let store = try directory.attesting()
    for _ in 0..<150 { try submitNext(&history, to: store, false) }
    try store.fold()
    let before = try store.tableCounts()
    let through = try #require(try store.archivable(before: history.time, notAfter: .max))
    try store.archive(through: through)
    try store.prune({ _ in true }, wait: {})
    let state = try #require(try store.archiveState())
    let after = try store.tableCounts()
    #expect(state.isPruned && state.through == through)
    #expect(state.checks > 10)
    #expect(after.checks + Int(state.checks) == before.checks)
    #expect(after.journal + Int(state.entries) == before.journal)
    #expect(after.commands < before.commands)
    #expect(after.instructions < before.instructions)
    // What stays of what is archived is of checks that are not closed, or waits for a paying system.
    for sequence in 1...through {
      guard let entry = try store.snapshot().journal(sequence, { Receipt(&$0) })?.entry else { continue }
      switch entry.subject {
      case .check(let id):
        let check = try #require(history.model.checks[id])
        #expect(!check.progress.isClosed || check.lastEntry > through)
      case .party: #expect(entry.instructions.contains { history.model.instructions[$0.id]?.state.isOpen == true })
      }
    }
    // Once more there is nothing to do.
    try store.prune(
      { _ in
        Issue.record("it was done"); return true
      }, wait: {})
  }

  @Test func `never archives what is younger than the window of ids`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    var history = GroupedHistory(seed: 4)
    let store = try directory.attesting()
    for _ in 0..<100 { try submitNext(&history, to: store, false) }
    try store.fold()
    let through = try #require(try store.archivable(before: Timestamp(milliseconds: .max), notAfter: .max))
    let (last, next) = (history.model.entries[Int(through) - 1], history.model.entries[Int(through)])
    let window = Bounds.idPast.milliseconds + Bounds.idFuture.milliseconds
    let youngest = Timestamp(milliseconds: history.time.milliseconds - window)
    #expect(last.time < youngest)
    #expect(next.time >= youngest || next.time == last.time)
    #expect(try store.archivable(before: history.model.entries[0].time, notAfter: .max) == nil)
  }

  /// One begun before it was said what is archived may act on what is archived: it is waited for, and what it did stays.
  @Test func `waits for the group in the making`() throws {
    // A life in which somebody may still refund what is archived.
    for seed in 1...40 as ClosedRange<UInt64> {
      let directory = try TemporaryStore()
      try directory.create()
      var history = GroupedHistory(seed: seed)
      let store = try directory.attesting()
      for _ in 0..<120 { try submitNext(&history, to: store, false) }
      try store.fold()
      guard let through = try store.archivable(before: history.time, notAfter: .max) else { continue }
      for check in history.model.checks.values.sorted(by: { $0.id < $1.id }) where check.isArchived(through) {
        let refund = CheckAction(
          id: CommandID(at: history.time, random: (1, 1)), check: check.id, actor: .operator, event: .refund(amount: 1))
        let judged = try store.begin(at: history.time).judge(.act(refund))
        guard judged == .accepted else { continue }
        return try refundWhilePruning(check, refund, store, history, through)
      }
    }
    Issue.record("nobody may refund anything")
  }

  private func refundWhilePruning(
    _ check: Check, _ refund: CheckAction, _ store: Store, _ history: GroupedHistory, _ through: UInt64
  ) throws {
    let batch = try store.begin(at: history.time)
    try store.archive(through: through)
    let verdict = try batch.decide(.act(refund))
    #expect(verdict == .accepted)
    var waited = 0
    var made: Batch? = consume batch
    try store.prune(
      { _ in true },
      wait: {
        waited += 1
        if waited == 3, let batch = made.take() { _ = try? batch.commit() }
      })
    #expect(waited == 3)
    #expect(try store.snapshot().check(check.id)?.progress.returned == check.progress.returned + 1)
    #expect(try store.archiveState()?.isPruned == true)
  }
}

/// Has the store decide the next group, and holds it against the ledger in memory.
private func submitNext(_ history: inout GroupedHistory, to store: Store?, _ folds: Bool) throws {
  let group = history.next()
  if folds { try store?.fold() }
  let decisions = try store?.submit(group.commands, at: group.time) ?? []
  for (command, (decision, expected)) in zip(group.commands, zip(decisions, group.decisions)) {
    #expect(decision == expected, "seed \(history.seed): \(command)")
  }
}

extension GroupedHistory {
  /// The time of the last entry.
  fileprivate var time: Timestamp { model.entries.last?.time ?? .start }

  /// From now on nobody asks for what is archived: the ledger in memory still has it.
  fileprivate mutating func leaveOut(_ archived: UInt64) {
    isLeftOut = { command, model in
      if case .act(let action) = command, let check = model.checks[action.check], check.isArchived(archived) {
        return true
      }
      // A pay-out that had ended is known no more.
      if case .administer(let administration) = command, case .reportPayOut(_, let id, _) = administration.change,
        id.sequence <= archived, model.instructions[id]?.state.isOpen == false
      {
        return true
      }
      return model.entries.prefix(Int(archived)).contains { $0.command == command.id }
    }
  }
}

extension Check {
  fileprivate func isArchived(_ archived: UInt64) -> Bool { lastEntry <= archived && progress.isClosed }
}

extension Store {
  fileprivate func tableCounts() throws -> (checks: Int, journal: Int, commands: Int, instructions: Int) {
    let snapshot = try snapshot()
    return (
      try snapshot.tables.checks.count(in: snapshot.transaction),
      try snapshot.tables.journal.count(in: snapshot.transaction),
      try snapshot.tables.commands.count(in: snapshot.transaction),
      try snapshot.tables.instructions.count(in: snapshot.transaction)
    )
  }
}

/// Compares all that can be read of `store` with `model`, which let go of nothing.
private func compare(_ store: Store, with model: InMemoryLedger, archived: UInt64, _ context: String) throws {
  let snapshot = try store.snapshot()
  for account in model.accounts.values { #expect(try snapshot.account(account.id) == account, "\(context)") }
  for seller in model.sellers.values { #expect(try snapshot.seller(seller.id) == seller, "\(context)") }
  for distributor in model.distributors.values {
    #expect(try snapshot.distributor(distributor.id) == distributor, "\(context)")
  }
  let left = model.checks.values.filter { !$0.isArchived(archived) }
  #expect(try snapshot.counts().checks == UInt64(left.count), "\(context)")
  for check in model.checks.values {
    #expect(try snapshot.check(check.id) == (check.isArchived(archived) ? nil : check), "\(context)")
  }
  let history = try snapshot.history()
  for check in left {
    let entries = model.entries.filter { $0.subject == .check(check.id) }
    #expect(try snapshot.history(of: check).map(\.entry) == entries, "\(context)")
    for entry in entries where entry.sequence <= history.lastSequence {
      let proved = try #require(try snapshot.proof(of: entry.sequence, salts: .test))
      #expect(proved.proof.root(over: .leaf(proved.document)) == history.root, "\(context), entry \(entry.sequence)")
      #expect(AttestedEntry(proved.document)?.entry.sequence == entry.sequence, "\(context)")
    }
  }
  #expect(snapshot.firstEntry == archived + 1)
  let newer = model.entries.dropFirst(Int(archived))
  #expect(try snapshot.journal(from: archived + 1, limit: .max).items.map(\.entry) == Array(newer), "\(context)")
  for (id, posted) in model.balances {
    let statement = try #require(try snapshot.statement(StatementQuery(account: id, limit: 10_000)))
    #expect(statement.balance == posted, "\(context), \(id)")
    let moves = model.entries.reversed().flatMap { entry in
      entry.postings.all.reversed().compactMap { posting -> (UInt64, Int64)? in
        posting.debit == id
          ? (entry.sequence, -posting.amount) : posting.credit == id ? (entry.sequence, posting.amount) : nil
      }
    }
    // All that is newer, and then some, without a gap.
    let shown = statement.lines.map { ($0.sequence, $0.amount) }
    #expect(shown.elementsEqual(moves.prefix(shown.count), by: ==), "\(context), \(id)")
    #expect(shown.count >= moves.count { $0.0 > archived }, "\(context), \(id)")
    #expect(statement.archivedThrough == (shown.count < moves.count ? archived : nil), "\(context), \(id)")
  }
  for account in model.accounts.keys {
    var query = CheckQuery()
    query.account = account
    query.limit = 1000
    let expected = left.filter { $0.terms.drawer == account }.sorted { $0.firstEntry > $1.firstEntry }.map(\.id)
    #expect(Set(try snapshot.checks(query).items.map(\.id)) == Set(expected), "\(context)")
  }
  #expect(try snapshot.balanceSheet().isConserved, "\(context)")
}
