/// Judges paths with nothing but the roots: what anybody can do who trusts a signed head.

extension HistoryTree {
  /// Whether `leaf`, the hash of a leaf, stands at `index` in the tree of `size` leaves with this `root`
  /// (RFC 9162 §2.1.3.2). Takes anything.
  public static func verifyInclusion(
    leaf: Digest32, index: UInt64, size: UInt64, path: [Digest32], root: Digest32
  ) -> Bool {
    self.root(over: leaf, at: index, in: size, path: path) == root
  }

  /// The root that `path` leads to from `leaf` at `index` in a tree of `size` leaves; nothing where no path so long leads
  /// from there, or there is no such leaf.
  static func root(over leaf: Digest32, at index: UInt64, in size: UInt64, path: [Digest32]) -> Digest32? {
    guard index < size else { return nil }
    // The node and the last node, at each level.
    var (node, last) = (index, size - 1)
    var root = leaf
    for hash in path {
      guard last > 0 else { return nil }
      if node & 1 == 1 || node == last {
        root = .node(hash, root)
        // At the right edge there are levels where the node has no neighbour.
        while node & 1 == 0, node != 0 { (node, last) = (node >> 1, last >> 1) }
      } else {
        root = .node(root, hash)
      }
      (node, last) = (node >> 1, last >> 1)
    }
    return last == 0 ? root : nil
  }

  /// Whether the tree of `size` leaves with `root` begins with the tree of `earlier` leaves with `earlierRoot`
  /// (RFC 9162 §2.1.4.2). Takes anything. Where the two sizes are the same, the path is empty and the roots are equal.
  public static func verifyConsistency(
    from earlier: UInt64, _ earlierRoot: Digest32, to size: UInt64, _ root: Digest32, path: [Digest32]
  ) -> Bool {
    if earlier == size { return path.isEmpty && earlierRoot == root }
    guard earlier > 0, earlier < size else { return false }
    var hashes = path[...]
    // The earlier tree is a node of the later one: its root begins the path, and is not sent.
    let isComplete = earlier.nonzeroBitCount == 1
    guard let first = isComplete ? earlierRoot : hashes.popFirst(), isComplete ? !path.isEmpty : true else {
      return false
    }
    var (node, last) = (earlier - 1, size - 1)
    while node & 1 == 1 { (node, last) = (node >> 1, last >> 1) }
    var (before, after) = (first, first)
    for hash in hashes {
      guard last > 0 else { return false }
      if node & 1 == 1 || node == last {
        before = .node(hash, before)
        after = .node(hash, after)
        while node & 1 == 0, node != 0 { (node, last) = (node >> 1, last >> 1) }
      } else {
        after = .node(after, hash)
      }
      (node, last) = (node >> 1, last >> 1)
    }
    return before == earlierRoot && after == root && last == 0
  }

  /// How many hashes the inclusion path of leaf `index` has in a tree of `size` leaves, which has that leaf.
  static func pathLength(of index: UInt64, in size: UInt64) -> Int {
    // Below where the ways to the leaf and to the last leaf part, every level has a neighbour; above, only where the
    // way to the last goes right.
    let apart = UInt64.bitWidth - (index ^ (size - 1)).leadingZeroBitCount
    return apart + (index >> apart).nonzeroBitCount
  }
}
