/// A process that writes and is killed with SIGKILL: what it acknowledged is there, and nothing by halves.
import Foundation
import Ledger
import LedgerStore
import Testing
import VouchTesting

@Suite struct `a writer killed with -9` {
  @Test(arguments: SeededGenerator.seeds(3))
  func `loses nothing it acknowledged, keeps nothing by halves, and goes on where it stood`(seed: UInt64) async throws {
    let directory = try TemporaryStore()
    try directory.create()
    let path = directory.path
    var random = SeededGenerator(seed: seed &+ 3000)
    var acknowledged: UInt64 = 0
    for round in 1...5 {
      let delay = UInt32.random(in: 1_000...120_000, using: &random)
      let child = await #expect(processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]) {
        [path = path as String, seed = seed as UInt64, delay = delay as UInt32] in
        try Writer(path: path, seed: seed, microseconds: delay).run()
      }
      let lines = String(decoding: child?.standardOutputContent ?? [], as: UTF8.self).split(separator: "\n")
      // What a process writes last may be cut; a whole line ends the word "durable".
      let told = lines.compactMap { line in line.hasSuffix(" durable") ? UInt64(line.dropLast(8)) : nil }
      acknowledged = max(acknowledged, told.max() ?? 0)

      let store = try directory.open()
      let context = "seed \(seed), round \(round), acknowledged \(acknowledged), found \(store.sequence)"
      #expect(store.sequence >= acknowledged, "\(context)")
      var history = GroupedHistory(seed: seed)
      while history.sequence < store.sequence { _ = history.next() }
      // A group is there whole: otherwise the sequence stands where no group ends.
      #expect(history.sequence == store.sequence, "\(context)")
      try compare(store, with: history.model, context)
    }
    #expect(acknowledged > 0, "seed \(seed): no round came as far as one commit")
  }

  @Test(arguments: [0, 1_000, 4_000, 8_000, 16_000, 64_000])
  func `while it makes the ledger leaves one or none`(microseconds: UInt32) async throws {
    let directory = try TemporaryStore()
    let path = directory.path
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, microseconds = microseconds as UInt32] in
      Death.comes(after: microseconds)
      try? Store.create(at: path, identity: (1, 2), time: .start, mapSize: 1 << 30, log: TemporaryStore.log)
      Death.isAwaited()
    }
    do throws(StoreError) {
      #expect(try Store(opening: path, mapSize: 1 << 30, log: TemporaryStore.log).sequence == 0)
    } catch {
      #expect(error == .notInitialised(path: path))
      try directory.create()
      #expect(try directory.open().sequence == 0)
    }
  }
}

/// What the child does: goes on where the ledger stands, and says of each group that it is durable.
private struct Writer {
  let path: String
  let seed: UInt64
  let microseconds: UInt32

  func run() throws {
    let store = try Store(opening: path, mapSize: TemporaryStore.mapSize, log: TemporaryStore.log)
    var history = GroupedHistory(seed: seed)
    while history.sequence < store.sequence { _ = history.next() }
    var groups: [GroupedHistory.Group] = []
    for _ in 0..<200 { groups.append(history.next()) }
    // Beside the groups, as in the daemon: death comes in the middle of a fold, too.
    Thread.detachNewThread { while true { _ = try? store.fold() } }
    Death.comes(after: microseconds)
    for group in groups {
      var batch = try store.begin(at: group.time)
      for command in group.commands { _ = try batch.submit(command) }
      let line = Array("\(try batch.commit()) durable\n".utf8)
      _ = unsafe write(1, line, line.count)
    }
    Death.isAwaited()
  }
}

/// SIGKILL by another thread of the same process, at a time nobody knows.
private enum Death {
  static func comes(after microseconds: UInt32) {
    Thread.detachNewThread {
      usleep(microseconds)
      kill(getpid(), SIGKILL)
    }
  }

  static func isAwaited() -> Never {
    while true { pause() }
  }
}
