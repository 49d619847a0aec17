/// A ledger is its tables and its log: what is opened without the one or with another's is refused by name.
import Foundation
import CVouchRecords
import LMDB
import Ledger
import Testing
import VouchTesting

@testable import LedgerStore

@Suite struct `a ledger and its log` {
  @Test func `bring back what was not folded, and say how much that was`() throws {
    let (directory, history) = try Self.ledger(foldedAfter: 5, groups: 12)
    let store = try directory.open()
    #expect(store.replayed > 0)
    #expect(store.sequence == history.sequence)
    try compare(store, with: history.model, "replayed")
    try store.fold()
    try compare(store, with: history.model, "folded")
  }

  @Test func `do without a replay when all was folded`() throws {
    let (directory, _) = try Self.ledger(foldedAfter: 12, groups: 12)
    #expect(try directory.open().replayed == 0)
  }

  @Test func `are refused when the log is gone`() throws {
    let (directory, _) = try Self.ledger(foldedAfter: 5, groups: 12)
    try FileManager.default.removeItem(atPath: directory.path + "/log")
    #expect(throws: StoreError.log(.missing(path: directory.path + "/log"))) { try directory.open() }
  }

  @Test func `are refused when the log is empty`() throws {
    let (directory, _) = try Self.ledger(foldedAfter: 5, groups: 12)
    for name in try FileManager.default.contentsOfDirectory(atPath: directory.path + "/log") {
      try FileManager.default.removeItem(atPath: directory.path + "/log/" + name)
    }
    #expect(throws: StoreError.log(.missing(path: directory.path + "/log"))) { try directory.open() }
  }

  @Test func `are refused when the log is another ledger's`() throws {
    let (directory, _) = try Self.ledger(foldedAfter: 5, groups: 12)
    let other = try TemporaryStore()
    try Store.create(at: other.path, identity: (3, 4), time: .start, mapSize: 1 << 30, log: TemporaryStore.log)
    try FileManager.default.removeItem(atPath: directory.path + "/log")
    try FileManager.default.copyItem(atPath: other.path + "/log", toPath: directory.path + "/log")
    let error = #expect(throws: StoreError.self) { try directory.open() }
    #expect(error?.description.contains("belongs to another ledger") == true, "\(String(describing: error))")
  }

  @Test func `are refused when the tables are ahead of the log`() throws {
    let (directory, _) = try Self.ledger(foldedAfter: 3, groups: 3)
    let early = try FileManager.default.contentsOfDirectory(atPath: directory.path + "/log")
    let copy = directory.path + "/early"
    try FileManager.default.copyItem(atPath: directory.path + "/log", toPath: copy)
    #expect(!early.isEmpty)
    do {
      let store = try directory.open()
      var history = GroupedHistory(seed: 99)
      for _ in 0..<3 {
        let group = history.next()
        try store.submit(group.commands, at: group.time)
      }
      try store.fold()
    }
    try FileManager.default.removeItem(atPath: directory.path + "/log")
    try FileManager.default.moveItem(atPath: copy, toPath: directory.path + "/log")
    let error = #expect(throws: StoreError.self) { try directory.open() }
    #expect(error?.description.contains("ends at sequence") == true, "\(String(describing: error))")
  }

  @Test func `of format 1, when there was no log, are made one that has it`() throws {
    let (directory, history) = try Self.ledger(foldedAfter: 12, groups: 12)
    try FileManager.default.removeItem(atPath: directory.path + "/log")
    try directory.tamper { meta in
      meta.format = 1
      meta.log_begun = 0
    }
    var store: Store? = try directory.open()
    try compare(try #require(store), with: history.model, "format 1")
    try directory.reopen(&store)
    try compare(try #require(store), with: history.model, "format 2")
  }

  @Test func `may lie apart`() throws {
    let directory = try TemporaryStore()
    let elsewhere = LogPlace(path: directory.path + "/elsewhere", shape: TemporaryStore.log.shape)
    try Store.create(at: directory.path + "/ledger", identity: (1, 2), time: .start, mapSize: 1 << 30, log: elsewhere)
    #expect(!FileManager.default.fileExists(atPath: directory.path + "/ledger/log"))
    let store = try Store(opening: directory.path + "/ledger", mapSize: 1 << 30, log: elsewhere)
    #expect(store.sequence == 0)
  }

  @Test func `are not made where the log cannot lie, and nothing is left of it`() throws {
    let directory = try TemporaryStore()
    let nowhere = LogPlace(path: "/no/such/place", shape: TemporaryStore.log.shape)
    #expect(throws: StoreError.notWritable(path: "/no/such/place", reason: "No such file or directory")) {
      try Store.create(at: directory.path, identity: (1, 2), time: .start, mapSize: 1 << 30, log: nowhere)
    }
    #expect(throws: StoreError.notInitialised(path: directory.path)) { try directory.open() }
    try directory.create()
    #expect(try directory.open().sequence == 0)
  }

  @Test func `whose entries were altered in the log are refused by their number`() throws {
    let (directory, _) = try Self.ledger(foldedAfter: 1, groups: 2)
    let path = directory.path + "/log"
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: path).first { $0.hasPrefix("0") })
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
    // The last byte of the first record's first sector but its mark.
    bytes[4096 + 200] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path + "/" + name))
    let error = #expect(throws: StoreError.self) { try directory.open() }
    #expect(error?.description.contains("is damaged at offset 4096") == true, "\(String(describing: error))")
  }

  /// A ledger that was folded after some of its groups, and closed.
  private static func ledger(
    foldedAfter folded: Int, groups: Int
  ) throws -> (directory: TemporaryStore, history: GroupedHistory) {
    let directory = try TemporaryStore()
    try directory.create()
    let store = try directory.open()
    var history = GroupedHistory(seed: 5)
    for number in 1...groups {
      let group = history.next()
      try store.submit(group.commands, at: group.time)
      if number == folded { try store.fold() }
    }
    return (directory, history)
  }
}

extension TemporaryStore {
  fileprivate func tamper(_ change: (inout vouch_meta_record) -> Void) throws {
    let environment = try Environment(path: path, mapSize: 1 << 30, tables: Tables.count)
    let transaction = try WriteTransaction(environment)
    let table = try Table<UInt64>(existing: "meta", in: transaction)
    var meta = try #require(try table.record(vouch_meta_record.self, at: 0, in: transaction))
    change(&meta)
    if meta.format < Store.format { try Tables(creating: false, in: transaction).writeUnsealed(in: transaction) }
    try table.put(meta.sealed(at: 0 as UInt64), at: 0, in: transaction)
    try transaction.commit()
  }
}
