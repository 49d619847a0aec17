/// One of each record that the history is kept in.
import CVouchRecords
import Seals

@testable import LedgerStore

extension Specimens {
  static let history: vouch_history_record = {
    var history = vouch_history_record()
    history.size = 0xB1
    history.through = 0xB2
    history.time = 0xB3
    history.root = hash(0xB4).stored
    history.salts = 0xB5
    return history
  }()

  /// Two commits of the sixteen that there may be.
  static let commits: vouch_commits_record = {
    var commits = vouch_commits_record()
    for place in 0..<2 { commits.append(batch(place)) }
    return commits
  }()

  static let node: vouch_node_record = {
    var node = vouch_node_record()
    node.hash = hash(0xC1).stored
    return node
  }()

  static let archive: vouch_archive_record = {
    var archive = vouch_archive_record()
    archive.stage = PruningStage.checks.rawValue
    (archive.from, archive.through, archive.time) = (0xE1, 0xE2, 0xE3)
    (archive.checks, archive.entries) = (0xE4, 0xE5)
    return archive
  }()

  static let path = [hash(0xE7), hash(0xE8)]
  static func way(at sequence: UInt64) -> [UInt8] { Tables.bytes(ofWay: path, of: sequence) }

  static func batch(_ place: Int) -> BatchRoot {
    let (first, count): (UInt64, UInt32) = place == 0 ? (0xB6, 4) : (0xBA, 5)
    guard let batch = BatchRoot(firstSequence: first, count: count, root: hash(0xD0 + UInt64(place))) else {
      preconditionFailure("entries are there")
    }
    return batch
  }

  static func hash(_ word: UInt64) -> Digest32 { Digest32(bigEndian: word, word + 0x100, word + 0x200, word + 0x300) }
}
