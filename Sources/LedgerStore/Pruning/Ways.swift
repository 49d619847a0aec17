/// The ways of entries that are kept among such as were let go of. A leaf's neighbours are made again from their entries; where
/// these are gone, what they came to must lie somewhere: some two hundred bytes for each entry that stays.
internal import LMDB
internal import Ledger
internal import Seals

extension Tables {
  /// The way of an entry up to the root of its commit; nil where none is kept.
  func way(
    of sequence: UInt64, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> [Digest32]? {
    try ways.unsealed(at: sequence, in: transaction) { Tables.way(&$0) }
  }

  func keepWay(
    _ path: [Digest32], of sequence: UInt64, in transaction: borrowing WriteTransaction
  ) throws(StoreError) {
    let bytes = Tables.bytes(ofWay: path, of: sequence)
    try database { () throws(LMDBError) in try ways.put(bytes, at: sequence, in: transaction) }
  }

  /// Hashes, one after the other.
  static func way(_ reader: inout ByteReader) -> [Digest32]? {
    var path: [Digest32] = []
    while !reader.isAtEnd {
      guard let first = reader.whole(), let second = reader.whole(), let third = reader.whole(),
        let fourth = reader.whole()
      else { return nil }
      path.append(Digest32(stored: (first, second, third, fourth)))
    }
    return path
  }

  static func bytes(ofWay path: [Digest32], of sequence: UInt64) -> [UInt8] {
    var writer = ByteWriter(capacity: path.count * Digest32.byteCount + 8)
    for hash in path {
      let words = hash.stored
      for word in [words.0, words.1, words.2, words.3] { writer.putWhole(word) }
    }
    return writer.sealed(at: sequence)
  }
}

extension AttestedCommit {
  /// What the commit comes to, by one entry's leaf and its way; nil where the way is none of it.
  func leaf(over leaf: Digest32, at sequence: UInt64, _ path: [Digest32]) -> Digest32? {
    // A history of one commit has its leaf for its root.
    EntryProof(
      firstSequence: first, count: count, index: UInt32(sequence - first), batchPath: path, batchIndex: 0, size: 1,
      historyPath: [])?.root(over: leaf)
  }
}
