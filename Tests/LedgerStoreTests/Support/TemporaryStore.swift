/// A ledger in a directory of its own, gone when the test ends.
import Foundation
import Ledger
import VouchTesting

@testable import LedgerStore

/// A temporary directory and the ledgers opened in it.
final class TemporaryStore {
  let path: String
  static let mapSize = 1 << 30
  /// Small segments: a test's log is rolled now and then, and made in no time.
  static let log = LogPlace(
    shape: LogShape(segmentBytes: 512 << 10, payloadBytes: 128 << 10, segmentsAhead: 1) ?? .standard)

  init() throws {
    path = NSTemporaryDirectory() + "vouch-store-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func create(mapSize: Int = TemporaryStore.mapSize) throws {
    try Store.create(at: path, identity: (1, 2), time: .start, mapSize: mapSize, log: TemporaryStore.log)
  }

  /// - Parameters:
  ///   - accountCacheBytes: little is left of what a group leaves there before the next one comes.
  ///   - sealing: for a ledger of before format 5.
  func open(
    mapSize: Int = TemporaryStore.mapSize, accountCacheBytes: Int = 4 << 10, sealing: ProfileSealing? = .masking
  ) throws(StoreError) -> Store {
    try Store(
      opening: path, mapSize: mapSize, log: TemporaryStore.log, accountCacheBytes: accountCacheBytes, sealing: sealing)
  }

  /// Closes `store`, which nobody else may hold, and opens the ledger again: a process opens a directory once.
  func reopen(_ store: inout Store?) throws {
    store = nil
    store = try open()
  }
}

extension Store {
  /// Decides commands in one batch and commits it.
  @discardableResult
  func submit(_ commands: [Command], at time: Timestamp) throws(StoreError) -> [Decision] {
    let batch = try begin(at: time)
    var decisions: [Decision] = []
    for (index, command) in commands.enumerated() {
      if index % 16 == 0 {
        var foresight = Foresight()
        for command in commands[index...].prefix(16) { foresight.add(command) }
        batch.foresee(foresight)
      }
      decisions.append(try batch.decision(on: command))
    }
    _ = try batch.commit()
    return decisions
  }
}

extension Batch {
  /// Decides `command`, and gives the entry with it.
  func decision(on command: Command) throws(StoreError) -> Decision {
    switch try decide(command) {
    case .accepted: .accepted(entry)
    case .repeated: .repeated(entry)
    case .refused(let refusal): .refused(refusal)
    }
  }
}
