/// A store of nodes as a holder of a history tree has one.
import Seals
import Testing

/// What the shelf says when asked for what was never put there.
struct Missing: Error, Equatable {
  let level: Int
  let index: UInt64
}

/// A history and the nodes it has handed out.
struct NodeShelf {
  private(set) var tree = HistoryTree()
  private(set) var nodes: [[Digest32]] = []

  init(_ leaves: some Sequence<Digest32> = []) {
    for leaf in leaves { append(leaf) }
  }

  /// Appends a leaf; nodes come in the order of their places, each once.
  mutating func append(_ leaf: Digest32) {
    tree.append(leaf) { node in
      if node.level == nodes.count { nodes.append([]) }
      #expect(UInt64(nodes[node.level].count) == node.index)
      nodes[node.level].append(node.hash)
    }
  }

  func node(_ level: Int, _ index: UInt64) throws(Missing) -> Digest32 {
    guard level < nodes.count, index < nodes[level].count else { throw Missing(level: level, index: index) }
    return nodes[level][Int(index)]
  }

  func path(of index: UInt64, in size: UInt64) throws -> [Digest32] {
    try #require(try HistoryTree.inclusionPath(of: index, in: size, node: node))
  }

  func path(from earlier: UInt64, to size: UInt64) throws -> [Digest32] {
    try #require(try HistoryTree.consistencyPath(from: earlier, to: size, node: node))
  }
}
