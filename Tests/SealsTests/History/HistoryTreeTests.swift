/// The history tree against the definitions, and against whoever changes a proof.
import Seals
import Testing
import VouchTesting

@Suite struct `a history tree` {
  @Test(arguments: SeededGenerator.seeds(1))
  func `of any size to 200 has the root and the paths of the definitions`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let naive = NaiveTree((0..<200).map { _ in random.digest() })
    var shelf = NodeShelf()
    for size in 0...200 {
      if size > 0 { shelf.append(naive.leaves[size - 1]) }
      let root = naive.root(0..<size)
      try #require(shelf.tree.root == root, "seed \(seed), size \(size)")
      let kept = try #require(HistoryTree(size: UInt64(size), frontier: shelf.tree.frontier))
      try #require(kept.root == root && kept.frontier == shelf.tree.frontier, "seed \(seed), size \(size)")
      for index in 0..<size { try agree(shelf, naive, to: index, in: size, seed) }
      for earlier in 1..<max(size, 1) { try agree(shelf, naive, from: earlier, to: size, seed) }
    }
  }

  @Test(arguments: SeededGenerator.seeds(5))
  func `of a large size has them too`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let leaves = (0..<Int.random(in: 2000...6000, using: &random)).map { _ in random.digest() }
    let (shelf, naive) = (NodeShelf(leaves), NaiveTree(leaves))
    try #require(shelf.tree.root == naive.root(0..<leaves.count), "seed \(seed)")
    for _ in 0..<100 {
      let size = Int.random(in: 2...leaves.count, using: &random)
      try agree(shelf, naive, to: Int.random(in: 0..<size, using: &random), in: size, seed)
      try agree(shelf, naive, from: Int.random(in: 1..<size, using: &random), to: size, seed)
    }
  }

  @Test func `goes on from what was kept of it`() throws {
    let whole = NodeShelf(Vectors.leaves)
    for size in 0...8 {
      let kept = NodeShelf(Vectors.leaves.prefix(size)).tree
      var tree = try #require(HistoryTree(size: kept.size, frontier: kept.frontier))
      for leaf in Vectors.leaves[size...] { tree.append(leaf) }
      #expect(tree.root == whole.tree.root)
      #expect(tree.size == 8)
    }
  }

  @Test(
    arguments: [
      (0, 1), (1, 0), (1, 2), (2, 2), (3, 1), (7, 2), (8, 2), (255, 9), (HistoryTree.maximumSize + 1, 2),
    ] as [(UInt64, Int)])
  func `is not made of a size and hashes that do not belong together`(size: UInt64, count: Int) {
    #expect(HistoryTree(size: size, frontier: Array(repeating: .empty, count: count)) == nil)
  }

  @Test func `grows to the bound that has a name`() throws {
    var tree = try #require(
      HistoryTree(size: HistoryTree.maximumSize - 1, frontier: Array(repeating: .empty, count: 48)))
    var nodes: [HistoryTree.Node] = []
    tree.append(.empty) { nodes.append($0) }
    #expect(tree.size == HistoryTree.maximumSize)
    #expect(nodes.count == 49)
    for (level, node) in nodes.enumerated() {
      #expect(node.level == level)
      #expect(node.index == (HistoryTree.maximumSize - 1) >> UInt64(level))
    }
    #expect(tree.frontier == [tree.root])
  }

  @Test func `is as it was when its nodes cannot be stored`() throws {
    var tree = NodeShelf(Vectors.leaves.prefix(7)).tree
    for failing in 0...3 {
      #expect(throws: Missing(level: failing, index: 7 >> UInt64(failing))) {
        try tree.append(Vectors.leaves[7]) { node throws(Missing) in
          if node.level == failing { throw Missing(level: node.level, index: node.index) }
        }
      }
      #expect(tree.size == 7)
      #expect(tree.root == Vectors.roots[7])
    }
    tree.append(Vectors.leaves[7])
    #expect(tree.root == Vectors.roots[8])
  }

  @Test func `has no path where there is no leaf or no earlier tree`() throws {
    let shelf = NodeShelf(Vectors.leaves)
    let beyond = HistoryTree.maximumSize + 1
    for (index, size) in [(0, 0), (8, 8), (9, 8), (0, beyond)] as [(UInt64, UInt64)] {
      #expect(try HistoryTree.inclusionPath(of: index, in: size, node: shelf.node) == nil)
    }
    for (earlier, size) in [(0, 0), (0, 8), (9, 8), (1, beyond)] as [(UInt64, UInt64)] {
      #expect(try HistoryTree.consistencyPath(from: earlier, to: size, node: shelf.node) == nil)
    }
  }

  @Test func `says what its store says of a node that is gone`() {
    #expect(throws: Missing(level: 2, index: 1)) {
      _ = try HistoryTree.inclusionPath(of: 0, in: 8) { level, index throws(Missing) in
        throw Missing(level: level, index: index)
      }
    }
  }

  private func agree(_ shelf: NodeShelf, _ naive: NaiveTree, to index: Int, in size: Int, _ seed: UInt64) throws {
    let path = try shelf.path(of: UInt64(index), in: UInt64(size))
    try #require(path == naive.path(index, 0..<size), "seed \(seed), leaf \(index) of \(size)")
    let holds = HistoryTree.verifyInclusion(
      leaf: naive.leaves[index], index: UInt64(index), size: UInt64(size), path: path, root: naive.root(0..<size))
    try #require(holds, "seed \(seed), leaf \(index) of \(size)")
  }

  private func agree(_ shelf: NodeShelf, _ naive: NaiveTree, from earlier: Int, to size: Int, _ seed: UInt64) throws {
    let path = try shelf.path(from: UInt64(earlier), to: UInt64(size))
    try #require(path == naive.proof(earlier, size), "seed \(seed), \(earlier) to \(size)")
    let holds = HistoryTree.verifyConsistency(
      from: UInt64(earlier), naive.root(0..<earlier), to: UInt64(size), naive.root(0..<size), path: path)
    try #require(holds, "seed \(seed), \(earlier) to \(size)")
  }
}
