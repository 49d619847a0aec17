/// Opening a ledger, and everything that can be wrong with the directory.
import Foundation
import CVouchRecords
import LMDB
import Ledger
import Testing
import VouchTesting

@testable import LedgerStore

@Suite struct `opening a ledger` {
  @Test func `an empty directory has no ledger, and says how to make one`() throws {
    let directory = try TemporaryStore()
    let error = #expect(throws: StoreError.notInitialised(path: directory.path)) { try directory.open() }
    #expect(error?.description.contains("vouchd init") == true)
  }

  @Test func `a ledger is not made twice, and keeps what it had`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    try directory.open().submit([.administer(.enrolment(of: .buyer))], at: .start)
    #expect(throws: StoreError.alreadyInitialised(path: directory.path)) { try directory.create() }
    #expect(try directory.open().sequence == 1)
  }

  @Test func `a file of something else is called foreign`() throws {
    let directory = try TemporaryStore()
    try Data(repeating: 0x41, count: 20_000).write(to: URL(fileURLWithPath: directory.path + "/data.mdb"))
    #expect(throws: StoreError.foreign(path: directory.path)) { try directory.open() }
  }

  @Test func `another program's LMDB database is called foreign`() throws {
    let directory = try TemporaryStore()
    do {
      let environment = try Environment(path: directory.path, mapSize: 1 << 20, tables: 4)
      let transaction = try WriteTransaction(environment)
      let table = try Table<UInt64>("meta", in: transaction)
      try table.put([UInt8]("something else altogether".utf8), at: 0, in: transaction)
      try transaction.commit()
    }
    #expect(throws: StoreError.foreign(path: directory.path)) { try directory.open() }
  }

  @Test func `a newer format is named, and so is what this program knows`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    try directory.rewriteMeta { $0.format = Store.format + 1 }
    let newer = StoreError.newerFormat(path: directory.path, found: Store.format + 1, known: Store.format)
    #expect(throws: newer) { try directory.open() }
  }

  @Test func `a ledger in use is not opened again`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    let store = try directory.open()
    #expect(throws: StoreError.inUse(path: directory.path, by: getpid())) { try directory.open() }
    withExtendedLifetime(store) {}
  }

  @Test func `a directory that cannot be made is named`() throws {
    #expect(throws: StoreError.self) {
      try Store.create(at: "/proc/no-such/ledger", identity: (0, 0), time: .start, mapSize: 1 << 20)
    }
  }

  @Test func `a ledger is not made over another program's database`() throws {
    let directory = try TemporaryStore()
    do {
      let environment = try Environment(path: directory.path, mapSize: 1 << 20, tables: 4)
      let transaction = try WriteTransaction(environment)
      try Table<UInt64>("notes", in: transaction).put([1], at: 0, in: transaction)
      try transaction.commit()
    }
    #expect(throws: StoreError.foreign(path: directory.path)) { try directory.create() }
    let environment = try Environment(path: directory.path, mapSize: 1 << 20, tables: 4)
    let notes = try ReadTransaction(environment)
    let kept = try Table<UInt64>(existing: "notes", in: notes).count(in: notes)
    #expect(kept == 1)
  }

  @Test func `a directory that is missing has no ledger`() throws {
    #expect(throws: StoreError.notInitialised(path: "/nowhere")) { try Store(opening: "/nowhere", mapSize: 1 << 20) }
  }

  @Test func `a ledger of another machine is another: its identity is kept`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    let store = try directory.open()
    let snapshot = try store.snapshot()
    let meta = try store.tables.meta(in: snapshot.transaction)
    #expect(meta.identity == (1, 2))
    #expect(meta.created == Timestamp.start.milliseconds)
  }

  @Test func `a table that is missing is named`() throws {
    let directory = try TemporaryStore()
    do {
      let environment = try Environment(path: directory.path, mapSize: 1 << 20, tables: 4)
      let transaction = try WriteTransaction(environment)
      var meta = Specimens.meta
      meta.sequence = 0
      try Table<UInt64>("meta", in: transaction).put(meta.sealed(at: Tables.metaKey), at: 0, in: transaction)
      try transaction.commit()
    }
    let error = #expect(throws: StoreError.self) { try directory.open() }
    #expect(error?.description.contains("open table accounts") == true, "\(String(describing: error))")
  }

  @Test func `times never go back, even when the clock does`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    let store = try directory.open()
    try store.submit([.administer(.enrolment(of: .buyer))], at: .day(2))
    let decision = try store.submit([.administer(.enrolment(of: .stranger, madeAt: .day(2)))], at: .day(1))
    #expect(decision.first?.entry?.time == .day(2))
  }

  @Test func `memos, profiles and details are kept`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    let store = try directory.open()
    var update = AccountUpdate()
    var profile = AccountProfile()
    profile.name = .of("Ann Ström")
    profile.sex = .female
    update.sealed = profile.masked
    try store.submit(
      [.administer(.enrolment(of: .buyer, update: update)), .administer(.funding(of: .buyer))], at: .start)
    let terms = CheckTerms(drawer: .buyer, amount: 100, currency: .euro)
    let id = CheckID(at: .start, random: (5, 5))
    try store.submit([.issue(IssueCheck(id: id, terms: terms, memo: .of("two chairs")))], at: .start)
    let snapshot = try store.snapshot()
    let check = try #require(try snapshot.check(id))
    let document = try snapshot.document(of: check)
    #expect(document.memo == .of("two chairs"))
    #expect(try snapshot.sealedProfile(of: .account(.buyer)).unmasked == profile.fields)
    #expect(try snapshot.receipt(1).detail == "status=active changed=name,sex")
  }
}

extension Administration {
  fileprivate static func enrolment(
    of id: AccountID, update: AccountUpdate = AccountUpdate(), madeAt time: Timestamp = .start
  ) -> Administration {
    Administration(
      id: CommandID(at: time, random: (0, id.code.packed)),
      change: .enrolAccount(AccountEnrolment(id: id, currency: .euro, update: update)))
  }

  fileprivate static func funding(of id: AccountID) -> Administration {
    Administration(id: CommandID(at: .start, random: (1, id.code.packed)), change: .fund(id, .bank, 1_000, .bank))
  }
}

extension TemporaryStore {
  fileprivate func rewriteMeta(_ change: (inout vouch_meta_record) -> Void) throws {
    let environment = try Environment(path: path, mapSize: 1 << 30, tables: Tables.count)
    let transaction = try WriteTransaction(environment)
    let table = try Table<UInt64>(existing: "meta", in: transaction)
    var meta = try #require(try table.record(vouch_meta_record.self, at: 0, in: transaction))
    change(&meta)
    try table.put(meta.sealed(at: 0 as UInt64), at: 0, in: transaction)
    try transaction.commit()
  }
}
