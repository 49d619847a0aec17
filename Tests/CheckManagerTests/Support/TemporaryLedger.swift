/// A ledger in a directory of its own, gone when the test ends.
import Foundation
import Ledger
import Seals
import VouchTesting

@testable import LedgerStore

final class TemporaryLedger: Sendable {
  let path: String

  private static let log = LogPlace(
    shape: LogShape(segmentBytes: 4 << 20, payloadBytes: 1 << 20, segmentsAhead: 1) ?? .standard)

  init(mapSize: Int = 64 << 20) throws {
    path = NSTemporaryDirectory() + "vouch-manager-" + UUID().uuidString
    try Store.create(at: path, identity: (1, 2), time: .start, mapSize: mapSize, log: TemporaryLedger.log)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func open(
    mapSize: Int = 64 << 20, attesting salts: LeafSalts? = nil, accountCacheBytes: Int = 1 << 20
  ) throws -> Store {
    try Store(
      opening: path, mapSize: mapSize, log: TemporaryLedger.log, attesting: salts, accountCacheBytes: accountCacheBytes)
  }
}
