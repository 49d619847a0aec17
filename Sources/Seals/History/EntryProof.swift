/// Shows that an entry is part of the history: its way through its batch, and the batch's way through the history.

/// Two inclusion paths, one above the other.
///
/// Absent: the entry, and the root it leads to; both come from whoever asks, the root out of a signed head.
public struct EntryProof: Hashable, Sendable {
  /// The sequence of the batch's first entry.
  public let firstSequence: UInt64
  /// How many entries the batch has, 1 ... 2^32 − 1.
  public let count: UInt32
  /// The entry's place in the batch, 0 ..< count.
  public let index: UInt32
  /// From the entry to the batch's root.
  public let batchPath: [Digest32]
  /// The batch's place in the history, 0 ..< size.
  public let batchIndex: UInt64
  /// How many batches the history has, 1 ... 2^48.
  public let size: UInt64
  /// From the batch's leaf to the history's root.
  public let historyPath: [Digest32]

  /// Nothing where a place is not there, or a path is not as long as the way is.
  public init?(
    firstSequence: UInt64, count: UInt32, index: UInt32, batchPath: [Digest32],
    batchIndex: UInt64, size: UInt64, historyPath: [Digest32]
  ) {
    guard index < count, batchIndex < size, size <= HistoryTree.maximumSize,
      !firstSequence.addingReportingOverflow(UInt64(count) - 1).overflow,
      batchPath.count == HistoryTree.pathLength(of: UInt64(index), in: UInt64(count)),
      historyPath.count == HistoryTree.pathLength(of: batchIndex, in: size)
    else { return nil }
    self.firstSequence = firstSequence
    self.count = count
    self.index = index
    self.batchPath = batchPath
    self.batchIndex = batchIndex
    self.size = size
    self.historyPath = historyPath
  }

  /// The entry's sequence, if the proof holds.
  public var sequence: UInt64 { firstSequence + UInt64(index) }

  /// The history's root that the proof leads to from the entry with hash `entry`. It proves the entry exactly where a
  /// signed head has this root and this `size`.
  public func root(over entry: Digest32) -> Digest32? {
    guard
      let inner = HistoryTree.root(over: entry, at: UInt64(index), in: UInt64(count), path: batchPath),
      let batch = BatchRoot(firstSequence: firstSequence, count: count, root: inner)
    else { return nil }
    return HistoryTree.root(over: batch.leaf, at: batchIndex, in: size, path: historyPath)
  }

  /// Whether the entry with hash `entry` is in the history of `size` batches with this `root`.
  public func verify(entry: Digest32, size: UInt64, root: Digest32) -> Bool {
    size == self.size && self.root(over: entry) == root
  }
}

extension EntryProof {
  /// Of the byte form.
  static let version: UInt8 = 1

  /// Appends the byte form: version (1), first sequence (8), count (4), index (4), batch index (8), size (8), and the
  /// hashes of both paths, whose number follows from the places: 33 bytes and 32 a hash.
  public func write(into bytes: inout [UInt8]) {
    bytes.append(EntryProof.version)
    bytes.append(littleEndian: firstSequence)
    bytes.append(littleEndian: count)
    bytes.append(littleEndian: index)
    bytes.append(littleEndian: batchIndex)
    bytes.append(littleEndian: size)
    for hash in batchPath { bytes.append(hash) }
    for hash in historyPath { bytes.append(hash) }
  }

  /// The byte form.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    write(into: &bytes)
    return bytes
  }

  /// Reads exactly what `write` makes, else nothing. Takes anything, and no more room than the bytes have.
  public init?(_ bytes: [UInt8]) {
    var cursor = ByteCursor(bytes)
    self.init(&cursor)
    guard cursor.isAtEnd else { return nil }
  }

  init?(_ cursor: inout ByteCursor) {
    guard cursor.version(EntryProof.version),
      let firstSequence = cursor.number(UInt64.self),
      let count = cursor.number(UInt32.self),
      let index = cursor.number(UInt32.self), index < count,
      let batchIndex = cursor.number(UInt64.self),
      let size = cursor.number(UInt64.self), batchIndex < size, size <= HistoryTree.maximumSize,
      let batchPath = cursor.digests(HistoryTree.pathLength(of: UInt64(index), in: UInt64(count))),
      let historyPath = cursor.digests(HistoryTree.pathLength(of: batchIndex, in: size))
    else { return nil }
    self.init(
      firstSequence: firstSequence, count: count, index: index, batchPath: batchPath,
      batchIndex: batchIndex, size: size, historyPath: historyPath)
  }
}
