/// What is in memory and what is in LMDB together are the ledger, wherever the line between them lies.
import Foundation
import Ledger
import Synchronization
import Testing
import VouchTesting

@testable import LedgerStore

@Suite struct `folding` {
  @Test(arguments: SeededGenerator.seeds(6))
  func `at any time changes nothing that can be read`(seed: UInt64) throws {
    let directory = try TemporaryStore()
    try directory.create()
    var opened: Store? = try directory.open()
    var history = GroupedHistory(seed: seed)
    var random = SeededGenerator(seed: seed &+ 4000)
    for number in 0..<100 {
      let group = history.next()
      let context = "seed \(seed), group \(number), entry \(history.sequence)"
      #expect(try opened?.submit(group.commands, at: group.time) == group.decisions, "\(context)")
      // A snapshot seals a layer, so there are several at times.
      if random.once(in: 3) { _ = try opened?.snapshot() }
      if random.once(in: 12) { try opened?.fold() }
      if random.once(in: 15) { try compare(try #require(opened), with: history.model, context) }
      if random.once(in: 20) { try directory.reopen(&opened) }
    }
    let store = try #require(opened)
    try compare(store, with: history.model, "seed \(seed), at the end")
    try store.fold()
    #expect(store.isFolded)
    try compare(store, with: history.model, "seed \(seed), folded")
  }

  @Test func `of nothing is nothing, and of the same only once`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    let store = try directory.open()
    #expect(try store.fold() == false)
    try store.submit(GroupedHistory.prologue, at: .start)
    #expect(!store.isFolded)
    #expect(try store.fold())
    #expect(try store.fold() == false)
    #expect(store.isFolded)
  }

  @Test func `lets the log go that is in LMDB, and keeps the rest`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    let store = try directory.open()
    var history = GroupedHistory(seed: 7)
    // More than one segment.
    while store.commandLog.firstSequence == 1, history.sequence < 20_000 {
      let group = history.next()
      try store.submit(group.commands, at: group.time)
      if history.sequence % 50 == 0 { try store.fold() }
    }
    #expect(store.commandLog.firstSequence > 1)
    #expect(store.commandLog.firstSequence <= store.commandLog.lastSequence + 1)
  }

  /// One decides, one folds without end, two read: each reader sees whole groups, none of them older than what was progress.told.
  @Test func `beside a writer and readers keeps every moment whole`() async throws {
    let directory = try TemporaryStore()
    try directory.create()
    let store = try directory.open()
    let progress = Progress()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { progress.isOver.store(true, ordering: .releasing) }
        var history = GroupedHistory(seed: 11)
        for _ in 0..<400 {
          let next = history.next()
          try store.submit(next.commands, at: next.time)
          progress.told.store(history.sequence, ordering: .releasing)
        }
        try compare(store, with: history.model, "seed 11")
      }
      group.addTask {
        while !progress.isOver.load(ordering: .acquiring) {
          try store.fold()
          await Task.yield()
        }
      }
      for _ in 1...2 {
        group.addTask {
          while !progress.isOver.load(ordering: .acquiring) {
            let atLeast = progress.told.load(ordering: .acquiring)
            let snapshot = try store.snapshot()
            let sequence = try snapshot.sequence()
            #expect(sequence >= atLeast)
            #expect(try snapshot.balanceSheet().isConserved)
            #expect(try snapshot.journal(from: 1, limit: .max).items.count == Int(sequence))
            await Task.yield()
          }
        }
      }
      try await group.waitForAll()
    }
  }
}

private final class Progress: Sendable {
  /// The last sequence that somebody was told of.
  let told = Atomic<UInt64>(0)
  let isOver = Atomic<Bool>(false)
}

extension GroupedHistory {
  /// The first group of any history.
  fileprivate static var prologue: [Command] {
    var history = GroupedHistory(seed: 1)
    return history.next().commands
  }
}
