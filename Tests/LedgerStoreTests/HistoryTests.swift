/// The store against the ledger in memory: the same commands give the same decisions and the same records.
import Ledger
import LedgerStore
import Testing
import VouchTesting

@Suite struct `a random history in the store` {
  @Test(arguments: SeededGenerator.seeds(6))
  func `decides and keeps what the ledger in memory does`(seed: UInt64) throws {
    let directory = try TemporaryStore()
    try directory.create()
    var store: Store? = try directory.open()
    var model = InMemoryLedger()
    var history = RandomHistory(seed: seed)
    var random = SeededGenerator(seed: seed &+ 1000)
    for command in history.prologue() { try step(&store, &model, [command], at: history.now) }

    var commandCount = 0
    while commandCount < 400 {
      // A batch has one time, so the model is asked ahead for as long as time stands still.
      var planned = model
      var batch: [Command] = []
      let bound = Int.random(in: 1...12, using: &random)
      var time = history.now
      while batch.count < bound {
        let command = history.next(in: planned)
        guard batch.isEmpty || history.now == time else {
          try step(&store, &model, batch, at: time)
          batch = []
          time = history.now
          _ = planned.submit(command, at: time)
          batch.append(command)
          continue
        }
        time = history.now
        _ = planned.submit(command, at: time)
        batch.append(command)
      }
      if random.once(in: 5) { try abandon(store, batch, at: time) }
      try step(&store, &model, batch, at: time)
      commandCount += batch.count
      if random.once(in: 10) {
        store = nil
        store = try directory.open()
        #expect(store?.sequence == UInt64(model.entries.count), "seed \(seed)")
      }
    }
    let last = try #require(store)
    try compareRecords(last, model, seed: seed)
    try compareReadings(last, model, seed: seed)
  }

  private func step(_ store: inout Store?, _ model: inout InMemoryLedger, _ commands: [Command], at time: Timestamp) throws {
    let decisions = try #require(store).submit(commands, at: time)
    let expected = commands.map { model.submit($0, at: time) }
    #expect(decisions == expected)
  }

  /// A batch that is never committed, as a process that dies leaves it.
  private func abandon(_ store: Store?, _ commands: [Command], at time: Timestamp) throws {
    var batch = try #require(store).begin(at: time)
    for command in commands { _ = try batch.submit(command) }
  }

  private func compareRecords(_ store: Store, _ model: InMemoryLedger, seed: UInt64) throws {
    let snapshot = try store.snapshot()
    for account in model.accounts.values { #expect(try snapshot.account(account.id) == account, "seed \(seed)") }
    for seller in model.sellers.values { #expect(try snapshot.seller(seller.id) == seller, "seed \(seed)") }
    for distributor in model.distributors.values {
      #expect(try snapshot.distributor(distributor.id) == distributor, "seed \(seed)")
    }
    for check in model.checks.values { #expect(try snapshot.check(check.id) == check, "seed \(seed)") }
    #expect(try snapshot.journal(from: 1, limit: .max).items.map(\.entry) == model.entries, "seed \(seed)")
    let counts = try snapshot.counts()
    #expect(counts.checks == UInt64(model.checks.count))
    #expect(counts.openChecks == UInt64(model.checks.values.count { $0.progress.state.isOpen }))
  }

  private func compareReadings(_ store: Store, _ model: InMemoryLedger, seed: UInt64) throws {
    let snapshot = try store.snapshot()
    #expect(try snapshot.balanceSheet().isConserved, "seed \(seed)")
    for check in model.checks.values {
      let entries = model.entries.filter { $0.subject == .check(check.id) }
      #expect(try snapshot.history(of: check).map(\.entry) == entries, "seed \(seed)")
    }
    // Statements in pages of three, put together, are all movements of the account, newest first.
    for (id, posted) in model.balances {
      var lines: [Statement.Line] = []
      var place: Statement.Place?
      repeat {
        let page = try #require(try snapshot.statement(StatementQuery(account: id, from: place, limit: 3)))
        #expect(page.balance == posted)
        lines += page.lines
        place = page.next
      } while place != nil
      let expected = model.entries.reversed().flatMap { entry in
        entry.postings.all.reversed().compactMap { posting -> Int64? in
          posting.debit == id ? -posting.amount : posting.credit == id ? posting.amount : nil
        }
      }
      #expect(lines.map(\.amount) == expected, "seed \(seed), \(id)")
      #expect((lines.last.map { $0.balance - $0.amount } ?? 0) == 0, "seed \(seed), \(id)")
    }
    for account in model.accounts.keys {
      var query = CheckQuery()
      query.account = account
      query.limit = 4
      var found: [CheckID] = []
      repeat {
        let page = try snapshot.checks(query)
        found += page.items.map(\.id)
        query.from = page.next
      } while query.from != nil
      let expected = model.entries.reversed().compactMap { entry -> CheckID? in
        guard entry.kind == .issued, case .check(let id) = entry.subject, model.checks[id]?.terms.drawer == account
        else { return nil }
        return id
      }
      #expect(found == expected, "seed \(seed)")
    }
    var open = CheckQuery()
    open.state = .issued
    open.limit = 3
    var found: [CheckID] = []
    repeat {
      let page = try snapshot.checks(open)
      found += page.items.map(\.id)
      open.from = page.next
    } while open.from != nil
    let expected = model.checks.values.filter { $0.progress.state == .issued }.map(\.id).sorted(by: >)
    #expect(found == expected, "seed \(seed)")
  }
}
