/// Paths that were changed: each bit, each hash, each number.
import Seals
import Testing
import VouchTesting

@Suite struct `a path to a leaf` {
  @Test(arguments: 1...17 as ClosedRange<UInt64>)
  func `with any bit changed is refused`(size: UInt64) throws {
    var random = SeededGenerator(seed: size)
    let leaves = (0..<size).map { _ in random.digest() }
    let shelf = NodeShelf(leaves)
    let root = shelf.tree.root
    for index in 0..<size {
      let (leaf, path) = (leaves[Int(index)], try shelf.path(of: index, in: size))
      func holds(_ leaf: Digest32, _ index: UInt64, _ path: [Digest32], _ root: Digest32) -> Bool {
        HistoryTree.verifyInclusion(leaf: leaf, index: index, size: size, path: path, root: root)
      }
      try #require(holds(leaf, index, path, root))
      for bit in 0..<256 {
        try #require(!holds(leaf.flipped(bit), index, path, root))
        try #require(!holds(leaf, index, path, root.flipped(bit)))
        for place in path.indices {
          var changed = path
          changed[place] = changed[place].flipped(bit)
          try #require(!holds(leaf, index, changed, root), "leaf \(index) of \(size), hash \(place), bit \(bit)")
        }
      }
      for other in 0...size where other != index { #expect(!holds(leaf, other, path, root)) }
      #expect(!holds(leaf, index, path + [root], root))
      #expect(!holds(leaf, index, [root] + path, root))
      if !path.isEmpty {
        #expect(!holds(leaf, index, Array(path.dropLast()), root))
        #expect(!holds(leaf, index, Array(path.dropFirst()), root))
      }
    }
  }

  @Test func `of a tree without leaves, or of unheard of length, is refused`() {
    let long = Array(repeating: Digest32.empty, count: 1000)
    for (index, size) in [(0, 0), (0, 1), (0, UInt64.max), (.max - 1, .max), (.max, .max)] as [(UInt64, UInt64)] {
      #expect(!HistoryTree.verifyInclusion(leaf: .empty, index: index, size: size, path: long, root: .empty))
    }
  }

  @Test func `does not take a node for a leaf`() throws {
    let shelf = NodeShelf(Vectors.leaves)
    let path = try shelf.path(of: 0, in: 8)
    let node = try shelf.node(1, 0)
    // The node itself stands a level higher; as the contents of a leaf it has another hash.
    #expect(
      !HistoryTree.verifyInclusion(leaf: node, index: 0, size: 8, path: Array(path.dropFirst()), root: shelf.tree.root))
    let contents = try shelf.node(0, 0).bytes + shelf.node(0, 1).bytes
    #expect(Digest32.leaf(contents) != node)
  }
}

@Suite struct `a path between sizes` {
  @Test(arguments: 1...17 as ClosedRange<UInt64>)
  func `with any bit changed is refused`(size: UInt64) throws {
    var random = SeededGenerator(seed: size)
    let leaves = (0..<size).map { _ in random.digest() }
    let shelf = NodeShelf(leaves)
    let root = shelf.tree.root
    for earlier in 1...size {
      let earlierRoot = NodeShelf(leaves.prefix(Int(earlier))).tree.root
      let path = try shelf.path(from: earlier, to: size)
      func holds(_ earlier: UInt64, _ earlierRoot: Digest32, _ root: Digest32, _ path: [Digest32]) -> Bool {
        HistoryTree.verifyConsistency(from: earlier, earlierRoot, to: size, root, path: path)
      }
      try #require(holds(earlier, earlierRoot, root, path))
      for bit in 0..<256 {
        try #require(!holds(earlier, earlierRoot.flipped(bit), root, path))
        try #require(!holds(earlier, earlierRoot, root.flipped(bit), path))
        for place in path.indices {
          var changed = path
          changed[place] = changed[place].flipped(bit)
          try #require(!holds(earlier, earlierRoot, root, changed), "\(earlier) to \(size), hash \(place), bit \(bit)")
        }
      }
      for other in 0...size + 1 where other != earlier { #expect(!holds(other, earlierRoot, root, path)) }
      #expect(!holds(earlier, earlierRoot, root, path + [root]))
      if !path.isEmpty { #expect(!holds(earlier, earlierRoot, root, Array(path.dropLast()))) }
    }
  }

  @Test func `of a history that was written anew is refused`() throws {
    var random = SeededGenerator(seed: 3)
    let leaves = (0..<40).map { _ in random.digest() }
    for changed in 0..<20 {
      var other = leaves
      other[changed] = random.digest()
      let shelf = NodeShelf(other)
      let path = try shelf.path(from: 20, to: 40)
      let earlier = NodeShelf(leaves.prefix(20)).tree.root
      #expect(!HistoryTree.verifyConsistency(from: 20, earlier, to: 40, shelf.tree.root, path: path))
    }
  }
}
