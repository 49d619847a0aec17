/// The history of a ledger as one hash: a Merkle tree that grows (RFC 9162 §2.1).

/// A tree of which only the right edge is kept: the roots of the complete subtrees that its size is made of.
///
/// Appending and the root take what is kept here; paths to a leaf and between two sizes take nodes that the holder has
/// stored as they came about (`HistoryTree+Paths.swift`). Absent: the leaves, and a way to change one.
public struct HistoryTree: Sendable {
  /// A node whose subtree is complete, and so never changes again.
  public struct Node: Hashable, Sendable, BitwiseCopyable {
    /// Its height: 0 for a leaf, 0 ... 48.
    public let level: Int
    /// Its place among the nodes of its height, from the left: it stands over leaves `index << level` and after.
    public let index: UInt64
    public let hash: Digest32
  }

  /// The most leaves of a tree: 2^48, a leaf every ten microseconds for ninety years. Bounds paths to 48 hashes.
  public static let maximumSize: UInt64 = 1 << 48

  /// How many leaves there are.
  public private(set) var size: UInt64
  /// At each level whose bit is set in `size`: the root of a complete subtree. In place, so that appending finds its room.
  private var edge: InlineArray<49, Digest32>

  /// A tree without leaves.
  public init() {
    size = 0
    edge = InlineArray(repeating: .empty)
  }

  /// A tree as it was kept: its size and its `frontier`; nothing if the two do not belong together.
  ///
  /// That the hashes are the right ones only a root tells: compare `root` with one that is known.
  public init?(size: UInt64, frontier: [Digest32]) {
    guard size <= HistoryTree.maximumSize, frontier.count == size.nonzeroBitCount else { return nil }
    self.init()
    self.size = size
    var remaining = frontier[...]
    for level in edge.indices where size >> level & 1 == 1 {
      guard let hash = remaining.popLast() else { return nil }
      edge[level] = hash
    }
  }

  /// The roots of the complete subtrees that make up the tree, from the largest, leftmost, to the smallest: one for each
  /// bit that is set in `size`.
  public var frontier: [Digest32] {
    edge.indices.reversed().filter { size >> $0 & 1 == 1 }.map { edge[$0] }
  }

  /// The hash of the whole tree, by RFC 9162 §2.1.1.
  public var root: Digest32 {
    guard size > 0 else { return .empty }
    var level = size.trailingZeroBitCount
    var root = edge[level]
    level += 1
    while level < edge.count {
      if size >> level & 1 == 1 { root = .node(edge[level], root) }
      level += 1
    }
    return root
  }

  /// Appends a leaf by its hash (`Digest32.leaf`), and hands out every node that is complete with it: the leaf itself,
  /// and the nodes above it from the lowest up; two a leaf on average, 49 at most. 0.1 µs; nothing is
  /// allocated.
  ///
  /// When `store` throws, the tree is as it was, and what was stored of it is given again at the next try.
  /// A tree of `maximumSize` traps.
  public mutating func append<Failure>(
    _ leaf: Digest32, completing store: (Node) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(size < HistoryTree.maximumSize, "a history tree is full")
    var hash = leaf
    var level = 0
    try store(Node(level: 0, index: size, hash: hash))
    while size >> level & 1 == 1 {
      hash = .node(edge[level], hash)
      level += 1
      try store(Node(level: level, index: size >> level, hash: hash))
    }
    edge[level] = hash
    size += 1
  }

  /// Appends a leaf by its hash.
  public mutating func append(_ leaf: Digest32) { append(leaf, height: 0) }

  /// Appends a complete subtree by its root; `size` is a multiple of its leaves, 2^height.
  mutating func append(_ subtree: Digest32, height: Int) {
    precondition(size.trailingZeroBitCount >= height, "a subtree stands where it fits")
    precondition(HistoryTree.maximumSize - size >= 1 << UInt64(height), "a history tree is full")
    var hash = subtree
    var level = height
    while size >> level & 1 == 1 {
      hash = .node(edge[level], hash)
      level += 1
    }
    edge[level] = hash
    size += 1 << UInt64(height)
  }
}
