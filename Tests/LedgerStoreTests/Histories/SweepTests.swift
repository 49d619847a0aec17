/// Expiry frees holds in time, by an index of what is due: no scan of all checks, and never more at once than asked.
import LMDB
import Ledger
import Testing
import VouchTesting

@testable import LedgerStore

@Suite struct `the list of what is due` {
  @Test func `comes in order of time, not before, and at most so much at once`() throws {
    let ledger = try Drawn(days: [3, 1, 2])
    let store = ledger.store
    #expect(try ledger.due(at: Timestamp.day(1).before) == [])
    #expect(try ledger.due(at: .day(1)) == [ledger.ids[1]])
    #expect(try ledger.due(at: .day(9)) == [ledger.ids[1], ledger.ids[2], ledger.ids[0]])
    #expect(try ledger.due(at: .day(9), limit: 2) == [ledger.ids[1], ledger.ids[2]])
    #expect(try ledger.due(at: .day(9), limit: 0) == [])
    #expect(try store.snapshot().counts().openChecks == 3)
  }

  @Test func `loses what has lapsed, and the holds are free`() throws {
    let ledger = try Drawn(days: [3, 1, 2])
    #expect(try ledger.sweep(at: .day(2)) == [.expired, .expired])
    #expect(try ledger.due(at: .day(2)) == [])
    #expect(try ledger.due(at: .day(3)) == [ledger.ids[0]])
    #expect(try ledger.store.snapshot().counts().openChecks == 1)
    #expect(try ledger.store.snapshot().account(.buyer)?.bank.held == 100)
  }

  @Test func `is swept in bounded steps, none lost between them`() throws {
    let ledger = try Drawn(days: Array(1...25))
    var steps: [Int] = []
    repeat { steps.append(try ledger.sweep(at: .day(25), limit: 10).count) } while steps.last != 0
    #expect(steps == [10, 10, 5, 0])
    #expect(try ledger.store.snapshot().account(.buyer)?.bank.held == 0)
  }

  @Test func `follows a check whose time changes, and forgets one that is over`() throws {
    let ledger = try Drawn(days: [1, 2])
    try ledger.act(0, .extend(until: .day(5)))
    try ledger.act(1, .void)
    #expect(try ledger.due(at: .day(4)) == [])
    #expect(try ledger.due(at: .day(5)) == [ledger.ids[0]])
    #expect(try ledger.lengthOfList() == 1)
  }

  @Test func `is read alone: a damaged check that is not due does not stop it`() throws {
    let ledger = try Drawn(days: [1, 2])
    try ledger.store.fold()
    let transaction = try WriteTransaction(ledger.store.environment)
    try ledger.store.tables.checks.put([1, 2, 3], at: IDKey(ledger.ids[1]), in: transaction)
    try transaction.commit()
    #expect(throws: StoreError.self) { try ledger.store.snapshot().check(ledger.ids[1]) }
    #expect(try ledger.sweep(at: .day(1)) == [.expired])
  }

  @Test func `has an action once, made of time and sequence`() throws {
    let ledger = try Drawn(days: [1])
    var batch = try ledger.store.begin(at: .day(1))
    let due = try #require(try batch.dueChecks(limit: 1).first)
    let action = try #require(try batch.action(for: due))
    #expect(action.event == .lapse)
    #expect(action.actor == .committer)
    #expect(action.id == CommandID(at: .day(1), random: (0, batch.moment.sequence)))
    let decision = try batch.decision(on: .act(action))
    #expect(decision.entry?.kind == .expired)
    let second = try batch.action(for: due)
    #expect(second == nil)
  }

  @Test(arguments: [false, true])
  func `keeps what was postponed for an hour`(isFolded: Bool) throws {
    let ledger = try Drawn(days: [1, 1])
    if isFolded { try ledger.store.fold() }
    var batch = try ledger.store.begin(at: .day(1))
    let due = try batch.dueChecks(limit: 2)
    try #require(due.count == 2)
    batch.postpone(due[0])
    let action = try #require(try batch.action(for: due[1]))
    let decision = try batch.decision(on: .act(action))
    #expect(decision.entry?.kind == .expired)
    _ = try batch.commit()
    let hour = Timestamp.day(1) + .minutes(60)
    #expect(try ledger.due(at: hour.before) == [])
    #expect(try ledger.due(at: hour) == [due[0].check])
    #expect(try ledger.sweep(at: hour) == [.expired])
  }

  @Test(arguments: [false, true])
  func `gives back what a group took that came to nothing`(isFolded: Bool) throws {
    let ledger = try Drawn(days: [1, 1, 2])
    if isFolded { try ledger.store.fold() }
    for _ in 1...3 { #expect(try ledger.due(at: .day(2)).count == 3) }
  }

  @Test func `is gone through in order where half of it is folded and half is not`() throws {
    let ledger = try Drawn(days: [3, 1, 5])
    try ledger.store.fold()
    let more = try ledger.draw(days: [2, 4])
    let all = [ledger.ids[1], more[0], ledger.ids[0], more[1], ledger.ids[2]]
    #expect(try ledger.due(at: .day(9)) == all)
    #expect(try ledger.due(at: .day(9), limit: 3) == Array(all.prefix(3)))
    try ledger.act(0, .void)
    #expect(try ledger.due(at: .day(9)) == all.filter { $0 != ledger.ids[0] })
    #expect(try ledger.sweep(at: .day(3)) == [.expired, .expired])
    try ledger.store.fold()
    #expect(try ledger.due(at: .day(9)) == [more[1], ledger.ids[2]])
    #expect(try ledger.lengthOfList() == 2)
  }

  @Test func `keeps what a check said before until shortly before its time, and gives it to nobody`() throws {
    let ledger = try Drawn(days: [5, 5, 9])
    try ledger.store.fold()
    try ledger.act(0, .void)
    try ledger.act(1, .extend(until: .day(7)))
    #expect(try ledger.lengthOfList() == 4)
    #expect(try ledger.due(at: .day(5)) == [])
    #expect(try ledger.due(at: .day(7)) == [ledger.ids[1]])
    // A fold at a time when they are almost due takes them away, wherever the ledger was opened last.
    try ledger.fund(1, at: Timestamp.day(5).before)
    #expect(try ledger.lengthOfList() == 2)
    // From there on to ten minutes later the list is exact: what changes is taken away at once.
    try ledger.fund(2, at: Timestamp.day(7).before)
    #expect(try ledger.lengthOfList() == 2)
    try ledger.act(1, .void, at: Timestamp.day(7).before)
    #expect(try ledger.lengthOfList() == 1)
    #expect(try ledger.due(at: .day(9)) == [ledger.ids[2]])
  }

  @Test func `survives closing and opening`() throws {
    let (directory, ids) = try { () throws in
      let ledger = try Drawn(days: [1, 2])
      return (ledger.directory, ledger.ids)
    }()
    let store = try directory.open()
    var batch = try store.begin(at: .day(2))
    #expect(try batch.dueChecks(limit: 9).map(\.check) == ids)
  }

  @Test func `has the release of locked proceeds after that`() throws {
    let ledger = try Drawn(days: [1], coolingOff: .days(7), payee: .shop)
    try ledger.act(0, .present(amount: nil, final: true), by: .shop)
    #expect(try ledger.due(at: Timestamp.day(7).before) == [])
    #expect(try ledger.due(at: .day(7)) == ledger.ids)
    #expect(try ledger.sweep(at: .day(7)) == [.proceedsReleased])
    #expect(try ledger.lengthOfList() == 0)
    #expect(try ledger.store.snapshot().seller(.shop)?.available.posted == 100)
  }
}

/// A buyer who has drawn checks over 100 that expire so many days after the start.
private struct Drawn {
  let directory: TemporaryStore
  let store: Store
  var ids: [CheckID] = []

  init(days: [UInt16], coolingOff: Timestamp.Span = .none, payee: SellerID? = nil) throws {
    directory = try TemporaryStore()
    try directory.create()
    store = try directory.open()
    var commands: [Command] = [
      .administer(Drawn.administration(1, .enrolAccount(AccountEnrolment(id: .buyer, currency: .euro)))),
      .administer(Drawn.administration(2, .enrolSeller(CompanyEnrolment(code: SellerID.shop.code, currency: .euro)))),
      .administer(Drawn.administration(3, .fund(.buyer, .bank, 10_000, .bank))),
    ]
    for (index, day) in days.enumerated() {
      var terms = CheckTerms(drawer: .buyer, amount: 100, currency: .euro)
      terms.expires = .day(day)
      terms.coolingOff = coolingOff
      terms.payee = payee
      ids.append(CheckID(at: .start, random: (1, UInt64(index))))
      commands.append(.issue(IssueCheck(id: ids[index], terms: terms)))
    }
    for decision in try store.submit(commands, at: .start) { _ = try #require(decision.entry) }
  }

  private static func administration(_ number: UInt64, _ change: Administration.Change) -> Administration {
    Administration(id: CommandID(at: .start, random: (2, number)), change: change)
  }

  func due(at time: Timestamp, limit: Int = 100) throws -> [CheckID] {
    var batch = try store.begin(at: time)
    return try batch.dueChecks(limit: limit).map(\.check)
  }

  /// Sweeps as the committer does; what happened.
  func sweep(at time: Timestamp, limit: Int = 100) throws -> [JournalEntry.Kind] {
    var kinds: [JournalEntry.Kind] = []
    var batch = try store.begin(at: time)
    for due in try batch.dueChecks(limit: limit) {
      guard let action = try batch.action(for: due) else { continue }
      let decision = try batch.decision(on: .act(action))
      kinds.append(try #require(decision.entry).kind)
    }
    _ = try batch.commit()
    return kinds
  }

  func act(_ index: Int, _ event: CheckEvent, by actor: Actor = .buyer, at time: Timestamp = .start) throws {
    let action = CheckAction(
      id: CommandID(at: time, random: (4, UInt64(index))), check: ids[index], actor: actor, event: event)
    _ = try #require(try store.submit([.act(action)], at: time).first?.entry)
  }

  /// Something that is no check's, at a later time.
  func fund(_ number: UInt64, at time: Timestamp) throws {
    let id = CommandID(at: time, random: (5, number))
    let change = Administration.Change.fund(.buyer, .bank, 1, .bank)
    _ = try #require(try store.submit([.administer(Administration(id: id, change: change))], at: time).first?.entry)
  }

  /// More checks that expire so many days after the start.
  func draw(days: [UInt16]) throws -> [CheckID] {
    var drawn: [CheckID] = []
    for day in days {
      var terms = CheckTerms(drawer: .buyer, amount: 100, currency: .euro)
      terms.expires = .day(day)
      drawn.append(CheckID(at: .start, random: (7, UInt64(day))))
      let decisions = try store.submit([.issue(IssueCheck(id: drawn[drawn.count - 1], terms: terms))], at: .start)
      _ = try #require(decisions.first?.entry)
    }
    return drawn
  }

  /// How many entries LMDB has, once all is folded.
  func lengthOfList() throws -> Int {
    try store.fold()
    return try store.tables.due.count(in: try WriteTransaction(store.environment))
  }
}
