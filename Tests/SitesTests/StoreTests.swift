/// A site's store: whole changes or none, over restarts; damage, strangers and neighbours named.
import Foundation
import LMDB
import Ledger
import MailOrder
import Testing
import Wire

@testable import Sites

struct StoreTests {
  @Test func `what was written is there after reopening, and nothing of a change that threw`() async throws {
    try await withDirectory { path in
      do {
        let (store, tables) = try open(path)
        try await store.write { transaction throws(SiteStoreError) in
          try tables.partners.put(partner("A"), at: CodeKey(code("A")), in: transaction)
          try tables.outbox.add(message(1, about: 1), in: transaction)
        }
        await #expect(throws: SiteStoreError.stopped) {
          try await store.write { transaction throws(SiteStoreError) in
            try tables.partners.put(partner("B"), at: CodeKey(code("B")), in: transaction)
            try tables.outbox.add(message(2, about: 2), in: transaction)
            throw SiteStoreError.stopped
          }
        }
      }
      let (store, tables) = try open(path)
      try store.read { transaction throws(SiteStoreError) in
        #expect(try tables.partners.get(CodeKey(code("A")), in: transaction) == partner("A"))
        #expect(try tables.partners.get(CodeKey(code("B")), in: transaction) == nil)
        #expect(try tables.outbox.count(in: transaction) == 1)
      }
    }
  }

  /// Whoever dropped it could else not open it again for a moment, now and then.
  @Test func `is let go of by the thread that writes before the change is told to be done`() async throws {
    try await withDirectory { path in
      for round in 1...300 {
        let (store, tables) = try open(path)
        try await store.write { transaction throws(SiteStoreError) in
          try tables.partners.put(partner("A"), at: CodeKey(code("A")), in: transaction)
        }
        #expect(!store.path.isEmpty, "round \(round)")
      }
    }
  }

  @Test func `a closed store is free for the next, whoever still keeps it or waits for it`() async throws {
    try await withDirectory { path in
      for round in 1...50 {
        let (store, tables) = try open(path)
        let readers = DispatchGroup()
        for _ in 0..<2 {
          readers.enter()
          // Threads of their own: they would keep others from theirs.
          Thread.detachNewThread {
            defer { readers.leave() }
            // Ends with `stopped`, never with anything else.
            while (try? store.read { transaction throws(SiteStoreError) in
              _ = try tables.partners.get(CodeKey(code("A")), in: transaction)
            }) != nil {}
          }
        }
        let writing = Task {
          try await store.write { transaction throws(SiteStoreError) in
            try tables.partners.put(partner("A"), at: CodeKey(code("A")), in: transaction)
          }
        }
        if round.isMultiple(of: 2) { try await writing.value }
        await store.close()
        await store.close()
        let (next, _) = try open(path)
        #expect(throws: SiteStoreError.stopped) { try store.read { _ in } }
        await #expect(throws: SiteStoreError.stopped) { try await store.write { _ in } }
        // What was begun before the end was either done or refused.
        do { try await writing.value } catch SiteStoreError.stopped {}
        await withCheckedContinuation { done in readers.notify(queue: .global()) { done.resume() } }
        await next.close()
      }
    }
  }

  @Test func `a store in use and a store of another kind are refused by name`() async throws {
    try await withDirectory { path in
      do {
        let (store, _) = try open(path, kind: "shop A")
        #expect(throws: SiteStoreError.inUse(path: path, by: getpid())) { try open(path, kind: "shop A") }
        _ = store.path
      }
      #expect(throws: SiteStoreError.foreign(path: path, found: "vouch shop A 2")) { try open(path, kind: "shop B") }
    }
  }

  @Test func `walks go both ways from a key, and end when they are told`() async throws {
    try await withDirectory { path in
      let (store, tables) = try open(path)
      try await store.write { transaction throws(SiteStoreError) in
        for name in ["C", "A", "B", "D"] {
          try tables.partners.put(partner(name), at: CodeKey(code(name)), in: transaction)
        }
      }
      func walk(from start: String?, _ direction: Direction, count: Int) throws -> String {
        var names = ""
        try store.read { transaction throws(SiteStoreError) in
          try tables.partners.walk(from: start.map { CodeKey(code($0)) }, direction, in: transaction) { key, _ in
            names += key.description
            return names.count < count
          }
        }
        return names
      }
      #expect(try walk(from: nil, .forward, count: 9) == "ABCD")
      #expect(try walk(from: "B", .forward, count: 2) == "BC")
      #expect(try walk(from: nil, .backward, count: 9) == "DCBA")
      #expect(try walk(from: "C", .backward, count: 1) == "C")
    }
  }

  @Test(arguments: ["flipped", "cut short", "at another key", "empty"])
  func `a record that is damaged is named, with its table and its key`(way: String) async throws {
    try await withDirectory { path in
      let (store, tables) = try open(path)
      try await store.write { transaction throws(SiteStoreError) in
        try tables.partners.put(partner("A"), at: CodeKey(code("A")), in: transaction)
      }
      // The same table as bytes, past its seals.
      let raw = try store.openTables { transaction, _ throws(LMDBError) in
        try Table<CodeKey>("partners", in: transaction)
      }
      let key = CodeKey(code(way == "at another key" ? "B" : "A"))
      try await store.write { transaction throws(SiteStoreError) in
        do throws(LMDBError) {
          var record = try raw.get(CodeKey(code("A")), in: transaction) { bytes($0) } ?? []
          switch way {
          case "flipped": record[3] ^= 0x10
          case "cut short": record.removeLast()
          case "empty": record = []
          default: break
          }
          try raw.put(record, at: key, in: transaction)
        } catch {
          throw .database(error)
        }
      }
      let reason =
        switch way {
        case "flipped": "sealed by key"
        case "empty": "no seal"
        default: "the seal is broken"
        }
      func expectDamage(_ read: (borrowing ReadTransaction) throws(SiteStoreError) -> Void) {
        let failure = #expect(throws: SiteStoreError.self) { try store.read(read) }
        guard case .damaged("partners", key.description, let found)? = failure else {
          Issue.record("\(String(describing: failure))")
          return
        }
        #expect(found.contains(reason))
        #expect(failure?.description.contains("Restore the directory from a backup.") == true)
      }
      expectDamage { transaction throws(SiteStoreError) in _ = try tables.partners.get(key, in: transaction) }
      expectDamage { transaction throws(SiteStoreError) in
        try tables.partners.walk(from: key, in: transaction) { _, _ in true }
      }
    }
  }

  @Test func `a message's number is never given again, also when all before it are gone`() async throws {
    try await withDirectory { path in
      let (store, tables) = try open(path)
      var numbers: [UInt64] = []
      for round in 1...3 as ClosedRange<UInt64> {
        try await store.write { transaction throws(SiteStoreError) in
          try tables.outbox.add(message(round, about: 1), in: transaction)
        }
        let added = try store.read { transaction throws(SiteStoreError) in
          var found: [UInt64] = []
          try tables.outbox.walk(from: 0, in: transaction) { number, _ in
            found.append(number)
            return true
          }
          return found
        }
        numbers += added
        let wasThere = try await store.write { transaction throws(SiteStoreError) in
          try tables.outbox.remove(round, in: transaction)
        }
        #expect(wasThere)
        let isThere = try await store.write { transaction throws(SiteStoreError) in
          try tables.outbox.remove(round, in: transaction)
        }
        #expect(!isThere)
      }
      #expect(numbers == [1, 2, 3])
    }
  }

  @Test func `a message comes back as it went, and what is none is refused`() throws {
    let destinations: [Destination] = [
      .manager, .seller(SellerID(code("SHOP"))), .distributor(DistributorID(code("PARCEL"))),
    ]
    for destination in destinations {
      let sent = message(7, about: 9, to: destination)
      #expect(try OutgoingMessage(packed: sent.packed) == sent)
      for length in 0..<33 {
        #expect(throws: WireError.unreadable) { try OutgoingMessage(packed: Array(sent.packed.prefix(length))) }
      }
      #expect(throws: WireError.unreadable) { try OutgoingMessage(packed: [9] + sent.packed.dropFirst()) }
    }
  }
}
