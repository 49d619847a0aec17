/// The tree over the entries of one commit.

/// Makes the root of a batch while its entries come; what hashing takes stands in docs/seals.md.
///
/// Entries and nodes are hashed some hundred at a time, two beside each other. So it keeps at most a portion of them.
public struct BatchTree: Sendable {
  /// The sequence of the first entry.
  public private(set) var firstSequence: UInt64
  private var tree = HistoryTree()
  /// The hashes of entries that are not in the tree yet.
  private var hashes: [Digest32] = []
  /// Entries behind those that are not hashed yet, one after the other, and where each ends.
  private var entries: [UInt8] = []
  private var ends: [UInt32] = []

  /// How many entries wait for each other, and how many bytes: what one processor's cache holds.
  private static let portion = 256
  private static let portionBytes = 1 << 17

  /// A batch that begins at this sequence.
  public init(firstSequence: UInt64) { self.firstSequence = firstSequence }

  /// Begins another batch, in the same room.
  public mutating func begin(at firstSequence: UInt64) {
    self.firstSequence = firstSequence
    tree = HistoryTree()
    hashes.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// How many entries there are.
  public var count: Int { Int(tree.size) + hashes.count + ends.count }

  /// Appends the next entry by its hash (`Digest32.leaf`).
  public mutating func append(_ entry: Digest32) {
    hashEntries()
    hashes.append(entry)
    if hashes.count == BatchTree.portion { joinHashes() }
  }

  /// Appends the next entry, which holds these bytes: fewer than 2^31.
  public mutating func append(holding bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe entries.append(contentsOf: $0) }
    ends.append(UInt32(entries.count))
    guard hashes.count + ends.count >= BatchTree.portion || entries.count >= BatchTree.portionBytes else { return }
    hashEntries()
    joinHashes()
  }

  /// The root over what was appended; nothing before the first.
  public var root: BatchRoot? {
    var whole = self
    return whole.joined()
  }

  /// The same, without a copy of what waits to be hashed. More may follow.
  public mutating func joined() -> BatchRoot? {
    hashEntries()
    joinHashes()
    return UInt32(exactly: tree.size).flatMap {
      BatchRoot(firstSequence: firstSequence, count: $0, root: tree.root)
    }
  }

  private mutating func hashEntries() {
    guard !ends.isEmpty else { return }
    Digest32.appendLeaves(entries, ends: ends, to: &hashes)
    entries.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// Joins hashes to the largest subtrees that fit where they stand, and appends those.
  private mutating func joinHashes() {
    var start = 0
    while start < hashes.count {
      let fits = UInt64.bitWidth - 1 - UInt64(hashes.count - start).leadingZeroBitCount
      let height = min(fits, tree.size.trailingZeroBitCount)
      for level in 0..<height { Digest32.joinPairs(&hashes[start..<start + 1 << (height - level)]) }
      tree.append(hashes[start], height: height)
      start += 1 << height
    }
    hashes.removeAll(keepingCapacity: true)
  }

  /// The inclusion path of the entry at `index` among a batch's `entries`, which are given by their hashes; nothing where
  /// there is none. Hashes all of the batch: paths are made on demand.
  public static func path(of index: Int, in entries: [Digest32]) -> [Digest32]? {
    guard entries.indices.contains(index) else { return nil }
    var levels: [[Digest32]] = []
    var tree = HistoryTree()
    for entry in entries {
      tree.append(entry) { node in
        if node.level == levels.count { levels.append([]) }
        levels[node.level].append(node.hash)
      }
    }
    return HistoryTree.inclusionPath(of: UInt64(index), in: UInt64(entries.count)) { level, index in
      levels[level][Int(index)]
    }
  }
}
