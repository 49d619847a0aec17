/// A ledger on a real file system that loses its power while it is written and folded: what was acknowledged is there.
import Foundation
import Ledger
import LedgerStore
import Testing
import VouchTesting

@Suite struct `a ledger on a disk` {
  @Test(
    .enabled("needs root, ext4 and a loop device") { await LoopDisk.isPermitted }, arguments: SeededGenerator.seeds(1))
  func `whose power is cut eight times loses nothing it acknowledged, and keeps nothing by halves`(
    seed: UInt64
  ) async throws {
    try await LoopDisk.run(mebibytes: 96) { disk in
      let path = disk.path + "/ledger"
      try Store.create(at: path, identity: (1, 2), time: .start, mapSize: 32 << 20, log: TemporaryStore.log)
      var random = SeededGenerator(seed: seed &+ 5000)
      var acknowledged: UInt64 = 0
      var folded: UInt64 = 0
      for round in 1...8 {
        let delay = UInt32.random(in: 2_000...200_000, using: &random)
        let life = await #expect(processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]) {
          [mount = disk.path as String, path = path as String, seed = seed as UInt64, delay = delay as UInt32] in
          try PoweredLife(mount: mount, path: path, seed: seed, microseconds: delay).run()
        }
        let lines = String(decoding: life?.standardOutputContent ?? [], as: UTF8.self).split(separator: "\n")
        acknowledged = max(acknowledged, lines.compactMap { Self.number(in: $0, before: " durable") }.max() ?? 0)
        folded = max(folded, lines.compactMap { Self.number(in: $0, before: " folded") }.max() ?? 0)
        try await disk.mountAgain()

        let store = try Store(opening: path, mapSize: 32 << 20, log: TemporaryStore.log)
        let context = "seed \(seed), round \(round), acknowledged \(acknowledged), found \(store.sequence)"
        #expect(store.sequence >= acknowledged, "\(context)")
        var history = GroupedHistory(seed: seed)
        while history.sequence < store.sequence { _ = history.next() }
        #expect(history.sequence == store.sequence, "\(context)")
        try compare(store, with: history.model, context)
      }
      #expect(acknowledged > 50, "seed \(seed): next to nothing was written")
      #expect(folded > 0, "seed \(seed): nothing was folded")
    }
  }

  /// The number of a whole line; what a process writes last may be cut.
  private static func number(in line: Substring, before word: String) -> UInt64? {
    line.hasSuffix(word) ? UInt64(line.dropLast(word.count)) : nil
  }
}

/// What the child does: goes on where the ledger stands, says what is durable, and dies once the disk has no power.
private struct PoweredLife {
  let mount: String
  let path: String
  let seed: UInt64
  let microseconds: UInt32

  func run() throws {
    // A page that is not in memory can no longer be read, either.
    signal(SIGBUS) { _ in kill(getpid(), SIGKILL) }
    let store = try Store(opening: path, mapSize: 32 << 20, log: TemporaryStore.log)
    var history = GroupedHistory(seed: seed)
    while history.sequence < store.sequence { _ = history.next() }
    let (mount, microseconds) = (mount, microseconds)
    Thread.detachNewThread {
      while (try? store.fold()) != nil { PoweredLife.say("\(store.snapshotSequence) folded") }
    }
    Thread.detachNewThread {
      usleep(microseconds)
      try? LoopDisk.cutPower(at: mount)
    }
    while true {
      let group = history.next()
      let sequence: UInt64
      do throws(StoreError) {
        let batch = try store.begin(at: group.time)
        for command in group.commands { _ = try batch.decide(command) }
        sequence = try batch.commit()
      } catch {
        guard error.isFinal else { continue }
        kill(getpid(), SIGKILL)
        continue
      }
      PoweredLife.say("\(sequence) durable")
    }
  }

  static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = unsafe write(1, bytes, bytes.count)
  }
}

extension Store {
  fileprivate var snapshotSequence: UInt64 { (try? snapshot().sequence()) ?? 0 }
}
