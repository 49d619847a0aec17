/// Batches, and the proofs that lead through a batch into the history.
import Seals
import Testing
import VouchTesting

/// A history of batches of entries, with everything that a holder would have kept.
struct BatchedHistory {
  /// The contents of each entry, by batch.
  var batches: [[[UInt8]]] = []
  var roots: [BatchRoot] = []
  var shelf = NodeShelf()
  private var next: UInt64 = 1

  init() {}

  /// So many batches of so many small entries.
  init(_ sizes: [Int], _ random: inout SeededGenerator) throws {
    for size in sizes { try append((0..<size).map { _ in random.bytes(9) }) }
  }

  mutating func append(_ entries: [[UInt8]]) throws {
    var tree = BatchTree(firstSequence: next)
    for entry in entries { tree.append(.leaf(entry)) }
    let root = try #require(tree.root)
    shelf.append(root.leaf)
    roots.append(root)
    batches.append(entries)
    next += UInt64(entries.count)
  }

  /// The proof of an entry in the history of the first `size` batches.
  func proof(_ batch: Int, _ index: Int, in size: Int) throws -> EntryProof {
    let path = try #require(BatchTree.path(of: index, in: batches[batch].map { .leaf($0) }))
    return try #require(
      EntryProof(
        firstSequence: roots[batch].firstSequence, count: roots[batch].count, index: UInt32(index), batchPath: path,
        batchIndex: UInt64(batch), size: UInt64(size),
        historyPath: try shelf.path(of: UInt64(batch), in: UInt64(size))))
  }

  /// The root of the history of the first `size` batches.
  func root(_ size: Int) -> Digest32 { NodeShelf(roots.prefix(size).map(\.leaf)).tree.root }
}

@Suite struct `a batch` {
  @Test func `has the root over its entries, and its numbers in its leaf`() throws {
    var tree = BatchTree(firstSequence: 42)
    #expect(tree.root == nil)
    for (index, leaf) in Vectors.leaves.enumerated() {
      tree.append(leaf)
      let root = try #require(tree.root)
      #expect(root.root == Vectors.roots[index + 1])
      #expect(root.count == index + 1)
      #expect(root.lastSequence == 42 + UInt64(index))
      let leaf = bytes("01 2a00000000000000") + [UInt8(index + 1), 0, 0, 0] + Vectors.roots[index + 1].bytes
      #expect(root.leaf == .leaf(leaf))
    }
  }

  @Test func `has an entry, and its sequences are numbers`() {
    #expect(BatchRoot(firstSequence: 1, count: 0, root: .empty) == nil)
    #expect(BatchRoot(firstSequence: .max, count: 2, root: .empty) == nil)
    #expect(BatchRoot(firstSequence: .max, count: 1, root: .empty)?.lastSequence == .max)
  }

  @Test(arguments: 1...33)
  func `has paths to its entries`(count: Int) throws {
    var random = SeededGenerator(seed: UInt64(count))
    let naive = NaiveTree((0..<count).map { _ in random.digest() })
    for index in 0..<count { #expect(BatchTree.path(of: index, in: naive.leaves) == naive.path(index, 0..<count)) }
    #expect(BatchTree.path(of: count, in: naive.leaves) == nil)
    #expect(BatchTree.path(of: -1, in: naive.leaves) == nil)
  }
}

@Suite struct `a proof of an entry` {
  @Test(arguments: SeededGenerator.seeds(4))
  func `leads to the root of every later history, and is read back as it was written`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let sizes = (0..<12).map { _ in Int.random(in: 1...7, using: &random) }
    let history = try BatchedHistory(sizes, &random)
    for batch in sizes.indices {
      for size in batch + 1...sizes.count {
        let root = history.root(size)
        for index in 0..<sizes[batch] {
          let proof = try history.proof(batch, index, in: size)
          let leaf = Digest32.leaf(history.batches[batch][index])
          try #require(proof.verify(entry: leaf, size: UInt64(size), root: root), "seed \(seed)")
          try #require(proof.sequence == UInt64(sizes[..<batch].reduce(1, +) + index), "seed \(seed)")
          try #require(EntryProof(proof.bytes) == proof, "seed \(seed)")
          try #require(!proof.verify(entry: leaf, size: UInt64(size) + 1, root: root), "seed \(seed)")
        }
      }
    }
  }

  @Test(arguments: SeededGenerator.seeds(3))
  func `with any bit changed is refused`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let history = try BatchedHistory([3, 1, 6, 2, 5, 1, 4], &random)
    let (root, size) = (history.root(7), UInt64(7))
    for batch in 0..<7 {
      let index = Int.random(in: 0..<history.batches[batch].count, using: &random)
      let leaf = Digest32.leaf(history.batches[batch][index])
      let whole = try history.proof(batch, index, in: 7).bytes
      for (place, changed) in whole.flips {
        let holds = EntryProof(changed)?.verify(entry: leaf, size: size, root: root) ?? false
        try #require(!holds, "seed \(seed), batch \(batch), entry \(index), byte \(place)")
      }
    }
  }

  @Test func `is read strictly`() throws {
    var random = SeededGenerator(seed: 1)
    let proof = try BatchedHistory([3, 1, 6], &random).proof(2, 4, in: 3)
    #expect(proof.bytes.count == 33 + 32 * (proof.batchPath.count + proof.historyPath.count))
    for count in 0..<proof.bytes.count { #expect(EntryProof(Array(proof.bytes.prefix(count))) == nil) }
    #expect(EntryProof(proof.bytes + [0]) == nil)
    // Numbers that would ask for more than the bytes have.
    #expect(EntryProof([1] + Array(repeating: 0xFF, count: 2000)) == nil)
    #expect(
      EntryProof(
        firstSequence: 1, count: 2, index: 0, batchPath: [], batchIndex: 0, size: 1, historyPath: []) == nil)
  }

  @Test func `has this form`() throws {
    var history = BatchedHistory()
    try history.append([[1], [2], [3]])
    try history.append([[4], [5]])
    #expect(hex(try history.proof(1, 0, in: 2).bytes) == Golden.entryProof)
  }
}
