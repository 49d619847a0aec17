/// The history as LMDB has it: sixteen commits to a record, and the nodes above those sixteen. What lies between is made
/// again when somebody asks: fifteen hashes at most, for a sixteenth of the room.
internal import CVouchRecords
internal import LMDB
internal import Ledger
internal import Seals

/// How the history lies in its two tables.
enum HistoryLayout {
  /// Commits in a record, as a power of two; nodes of this height and more are kept.
  static let height = 4
  static let commits = 1 << height

  /// The place of a node among all that are kept, which come about from the lowest up whenever one is complete: with the
  /// next keys always behind the last, LMDB fills its pages.
  static func key(level: Int, index: UInt64) -> UInt64 {
    let above = level - height
    // The record that completes it, from 0: before it came all nodes of the records before.
    let record = (index + 1) << UInt64(above) - 1
    return 2 * record - UInt64(record.nonzeroBitCount) + UInt64(above)
  }
}

extension Tables {
  /// How far the history is; nil where there is none.
  func history(in transaction: borrowing some Readable & ~Copyable) throws(StoreError) -> vouch_history_record? {
    try meta.sealed(vouch_history_record.self, at: Tables.historyKey, in: transaction)
  }

  /// So many commits side by side, of which the first is commit `number` · 16.
  func commits(
    _ number: UInt64, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> vouch_commits_record {
    guard let record = try commits.sealed(vouch_commits_record.self, at: number, in: transaction) else {
      throw commits.damaged(number, .missing)
    }
    guard record.commits > 0, record.commits <= UInt32(HistoryLayout.commits) else {
      throw commits.damaged(number, .impossible)
    }
    return record
  }

  /// The hash of a complete node of the history.
  func historyNode(
    level: Int, index: UInt64, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> Digest32 {
    guard level < HistoryLayout.height else {
      let key = HistoryLayout.key(level: level, index: index)
      guard let record = try nodes.sealed(vouch_node_record.self, at: key, in: transaction) else {
        throw nodes.damaged(key, .missing)
      }
      return Digest32(stored: record.hash)
    }
    let first = index << UInt64(level)
    let number = first >> UInt64(HistoryLayout.height)
    let record = try commits(number, in: transaction)
    let places = Int(first % UInt64(HistoryLayout.commits))..<Int(first % UInt64(HistoryLayout.commits)) + 1 << level
    guard places.upperBound <= Int(record.commits) else { throw commits.damaged(number, .impossible) }
    var hashes = places.map { record.leaf($0) }
    while hashes.count > 1 {
      hashes = stride(from: 0, to: hashes.count, by: 2).map { .node(hashes[$0], hashes[$0 + 1]) }
    }
    return hashes[0]
  }
}

extension Tables {
  /// The roots of the complete subtrees of the history's first `size` commits, the largest first; it has so many.
  func historyFrontier(
    of size: UInt64, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> [Digest32] {
    var frontier: [Digest32] = []
    var start: UInt64 = 0
    for level in (0..<UInt64.bitWidth).reversed() where size >> UInt64(level) & 1 == 1 {
      frontier.append(try historyNode(level: level, index: start >> UInt64(level), in: transaction))
      start += 1 << UInt64(level)
    }
    return frontier
  }
}

extension vouch_commits_record {
  /// The hash of the commit at `place`, 0 ..< 16.
  func leaf(_ place: Int) -> Digest32 {
    unsafe withUnsafeBytes(of: leaves) { bytes in
      func word(_ index: Int) -> UInt64 {
        unsafe bytes.load(fromByteOffset: (place * 4 + index) * 8, as: UInt64.self)
      }
      return Digest32(stored: (word(0), word(1), word(2), word(3)))
    }
  }

  /// How many entries the commit at `place` has.
  func count(_ place: Int) -> UInt32 {
    unsafe withUnsafeBytes(of: counts) { unsafe $0.load(fromByteOffset: place * 4, as: UInt32.self) }
  }

  /// Appends a commit; there is room.
  mutating func append(_ batch: BatchRoot) {
    let place = Int(commits)
    if place == 0 { first = batch.firstSequence }
    let words = batch.leaf.stored
    unsafe withUnsafeMutableBytes(of: &leaves) { bytes in
      for (index, word) in [words.0, words.1, words.2, words.3].enumerated() {
        unsafe bytes.storeBytes(of: word, toByteOffset: (place * 4 + index) * 8, as: UInt64.self)
      }
    }
    unsafe withUnsafeMutableBytes(of: &counts) {
      unsafe $0.storeBytes(of: batch.count, toByteOffset: place * 4, as: UInt32.self)
    }
    commits += 1
  }
}

extension Digest32 {
  /// As records have it: the 32 bytes in their order.
  init(stored words: (UInt64, UInt64, UInt64, UInt64)) {
    self.init(
      bigEndian: words.0.byteSwapped, words.1.byteSwapped, words.2.byteSwapped, words.3.byteSwapped)
  }

  var stored: (UInt64, UInt64, UInt64, UInt64) {
    let words = bigEndianWords
    return (words.0.byteSwapped, words.1.byteSwapped, words.2.byteSwapped, words.3.byteSwapped)
  }
}
