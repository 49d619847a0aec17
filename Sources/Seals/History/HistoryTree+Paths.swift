/// Paths in a tree whose nodes were stored: to a leaf, and from one size to a later one.

extension HistoryTree {
  /// The inclusion path of leaf `index` in the tree of the first `size` leaves: the hashes from the leaf's neighbour up
  /// (RFC 9162 §2.1.3.1). Nothing where there is no such leaf, or no such tree.
  ///
  /// `node` gives the hash of a node that `append` handed out, by level and index; it is asked for 96 at most.
  public static func inclusionPath<Failure>(
    of index: UInt64, in size: UInt64, node: (Int, UInt64) throws(Failure) -> Digest32
  ) throws(Failure) -> [Digest32]? {
    guard index < size, size <= maximumSize else { return nil }
    var path: [Digest32] = []
    var part = Part(start: 0, count: size)
    while part.count > 1 {
      let (left, right) = part.halves
      let isLeft = index < right.start
      path.append(try hash(of: isLeft ? right : left, node: node))
      part = isLeft ? left : right
    }
    return path.reversed()
  }

  /// The hashes that show that the tree of the first `size` leaves begins with the tree of the first `earlier` ones
  /// (RFC 9162 §2.1.4.1): empty where the two are the same. Nothing where `earlier` is 0 or larger than `size`.
  ///
  /// `node` gives the hash of a node that `append` handed out, by level and index; it is asked for 96 at most.
  public static func consistencyPath<Failure>(
    from earlier: UInt64, to size: UInt64, node: (Int, UInt64) throws(Failure) -> Digest32
  ) throws(Failure) -> [Digest32]? {
    guard earlier > 0, earlier <= size, size <= maximumSize else { return nil }
    var path: [Digest32] = []
    var part = Part(start: 0, count: size)
    while part.start + part.count != earlier {
      let (left, right) = part.halves
      let endsLeft = earlier <= right.start
      path.append(try hash(of: endsLeft ? right : left, node: node))
      part = endsLeft ? left : right
    }
    // What is left is whole in both trees. Where it is all of the earlier one, its root is known to who asks.
    if part.start > 0 { path.append(try hash(of: part, node: node)) }
    return path.reversed()
  }

  /// Leaves that stand under one node of some tree: `start` is a multiple of a power of two that is not below `count`.
  private struct Part {
    var start: UInt64
    var count: UInt64

    /// The left one is complete: it has the largest power of two of leaves that is less than `count`, which is over 1.
    var halves: (left: Part, right: Part) {
      let half: UInt64 = 1 << (UInt64.bitWidth - 1 - (count - 1).leadingZeroBitCount)
      return (Part(start: start, count: half), Part(start: start + half, count: count - half))
    }
  }

  /// The hash over a part: a node that was stored, or one at the right edge, which is made of those.
  private static func hash<Failure>(
    of part: Part, node: (Int, UInt64) throws(Failure) -> Digest32
  ) throws(Failure) -> Digest32 {
    var lefts: [Digest32] = []
    var part = part
    while part.count.nonzeroBitCount > 1 {
      let (left, right) = part.halves
      lefts.append(try complete(left, node: node))
      part = right
    }
    var hash = try complete(part, node: node)
    for left in lefts.reversed() { hash = .node(left, hash) }
    return hash
  }

  private static func complete<Failure>(
    _ part: Part, node: (Int, UInt64) throws(Failure) -> Digest32
  ) throws(Failure) -> Digest32 {
    let level = part.count.trailingZeroBitCount
    return try node(level, part.start >> level)
  }
}
