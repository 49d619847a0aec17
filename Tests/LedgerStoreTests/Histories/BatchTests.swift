/// A batch: refusals within it, what it sees of itself, and what nobody sees of one that is dropped.
import Ledger
import LedgerStore
import Testing
import VouchTesting

@Suite struct `a batch` {
  private static func enrolment(_ id: AccountID, _ number: UInt64) -> Command {
    .administer(
      Administration(
        id: CommandID(at: .start, random: (1, number)),
        change: .enrolAccount(AccountEnrolment(id: id, currency: .euro))))
  }

  private static func funding(_ id: AccountID, _ number: UInt64) -> Command {
    .administer(
      Administration(id: CommandID(at: .start, random: (2, number)), change: .fund(id, .bank, 100, .bank)))
  }

  @Test func `keeps what was accepted beside what was refused, in unbroken sequence`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    let store = try directory.open()
    let decisions = try store.submit(
      [
        Self.funding(.buyer, 1), Self.enrolment(.buyer, 1), Self.enrolment(.buyer, 2), Self.funding(.stranger, 2),
        Self.funding(.buyer, 3),
      ], at: .start)
    #expect(decisions.map(\.refusal) == [.unknownAccount, nil, .alreadyEnrolled, .unknownAccount, nil])
    #expect(decisions.compactMap { $0.entry?.sequence } == [1, 2])
    let snapshot = try store.snapshot()
    #expect(try snapshot.account(.buyer)?.bank.balance == Balance(posted: 100, lastEntry: 2))
    #expect(try snapshot.account(.stranger) == nil)
    #expect(try snapshot.sequence() == 2)
  }

  @Test func `of refusals alone writes nothing, and a refused command may be judged again`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    let store = try directory.open()
    #expect(try store.submit([Self.funding(.buyer, 1)], at: .start) == [.refused(.unknownAccount)])
    #expect(try store.snapshot().sequence() == 0)
    try store.submit([Self.enrolment(.buyer, 1)], at: .start)
    #expect(try store.submit([Self.funding(.buyer, 1)], at: .start).first?.entry?.sequence == 2)
  }

  @Test func `knows within itself what it has done`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    let decisions = try directory.open().submit(
      [Self.enrolment(.buyer, 1), Self.enrolment(.buyer, 1), Self.enrolment(.buyer, 9)], at: .start)
    let entry = try #require(decisions.first?.entry)
    #expect(decisions == [.accepted(entry), .repeated(entry), .refused(.alreadyEnrolled)])
  }

  @Test func `that is dropped is seen by nobody, and its sequences are given again`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    let store = try directory.open()
    do {
      let batch = try store.begin(at: .day(1))
      let decision = try batch.decision(on: Self.enrolment(.buyer, 1))
      #expect(decision.entry?.sequence == 1)
    }
    #expect(try store.snapshot().account(.buyer) == nil)
    #expect(try store.snapshot().journal(from: 1, limit: 10).items == [])
    #expect(try store.snapshot().counts().accounts == 0)
    // Time did not pass either.
    let entry = try store.submit([Self.enrolment(.stranger, 2)], at: .start).first?.entry
    #expect(entry?.sequence == 1)
    #expect(entry?.time == .start)
  }

  @Test func `is not seen by a snapshot taken before, folded or not`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    let store = try directory.open()
    try store.submit([Self.enrolment(.buyer, 1)], at: .start)
    let snapshot = try store.snapshot()
    try store.submit([Self.funding(.buyer, 1), Self.enrolment(.stranger, 2)], at: .start)
    for _ in 1...2 {
      #expect(try snapshot.account(.buyer)?.bank.balance.posted == 0)
      #expect(try snapshot.account(.stranger) == nil)
      #expect(try snapshot.counts().accounts == 1)
      #expect(try snapshot.accounts(from: nil, limit: 9).items.count == 1)
      #expect(try snapshot.sequence() == 1)
      try store.fold()
    }
    #expect(try store.snapshot().counts().accounts == 2)
  }

  @Test func `is seen at once by whoever reads, and a long look keeps its moment`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    let store = try directory.open()
    var reader = try store.reader()
    for number in 1...20 as ClosedRange<UInt64> {
      let id = AccountID(.of("A\(number)"))
      try store.submit([Self.enrolment(id, number)], at: .start)
      let seen = try reader.now { snapshot throws(StoreError) in try snapshot.account(id) }
      #expect(seen?.id == id)
      let kept = try reader.moment { snapshot throws(StoreError) in try snapshot.sequence() }
      #expect(kept == number)
    }
    #expect(try store.snapshot().counts().accounts == 20)
  }
}
