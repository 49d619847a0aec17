/// Hashes by the machine's instructions and by the library, against each other and against trees by definition.
import Crypto
import Testing
import VouchTesting

@testable import Seals

@Suite struct `a hash` {
  /// All lengths around the ends of the first blocks, and some far from them.
  static let lengths = Array(0...330) + [511, 512, 1000, 1536, 4095, 65536, 1_000_003]

  @Test(arguments: [true, false])
  func `is SHA-256 of its prefix and its bytes, at every length`(byMachine: Bool) {
    var random = SeededGenerator(seed: 7)
    for length in Self.lengths {
      let bytes = random.bytes(length)
      let prefix = UInt8.random(in: 0...255, using: &random)
      let hash = unsafe bytes.withUnsafeBytes { unsafe Digest32.sha256(prefix, $0, byMachine: byMachine) }
      #expect(hash.bytes == Array(SHA256.hash(data: [prefix] + bytes)), "\(length) bytes")
    }
  }

  @Test(arguments: [true, false])
  func `of leaves side by side is that of each, however long their neighbours are`(byMachine: Bool) {
    var random = SeededGenerator(seed: 8)
    for count in 0...40 {
      let leaves = (0..<count).map { _ in random.bytes(.random(in: 0...400, using: &random)) }
      var (bytes, ends): ([UInt8], [UInt32]) = ([], [])
      for leaf in leaves {
        bytes += leaf
        ends.append(UInt32(bytes.count))
      }
      var hashes: [Digest32] = [.empty]
      Digest32.appendLeaves(bytes, ends: ends, to: &hashes, byMachine: byMachine)
      #expect(hashes.map(\.bytes) == [Digest32.empty.bytes] + leaves.map { Array(SHA256.hash(data: [0] + $0)) })
    }
  }

  @Test(arguments: [true, false])
  func `of pairs takes the place of the pairs`(byMachine: Bool) {
    var random = SeededGenerator(seed: 9)
    for pairs in 0...9 {
      let before = (0..<2 * pairs + 3).map { _ in random.digest() }
      var hashes = before
      Digest32.joinPairs(&hashes[1..<1 + 2 * pairs], byMachine: byMachine)
      let joined = (0..<pairs).map {
        Array(SHA256.hash(data: [1] + before[1 + 2 * $0].bytes + before[2 + 2 * $0].bytes))
      }
      #expect(hashes[1..<1 + pairs].map(\.bytes) == joined)
      #expect(hashes[0] == before[0] && hashes[(1 + 2 * pairs)...] == before[(1 + 2 * pairs)...])
    }
  }
}

@Suite struct `a batch of many` {
  @Test(arguments: SeededGenerator.seeds(6))
  func `has the root by definition, whether by bytes or by hashes, and goes on after it was asked`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var batch = BatchTree(firstSequence: 1)
    for round in 0..<3 {
      batch.begin(at: 1000)
      var leaves: [Digest32] = []
      for count in 1...Int.random(in: 1...900, using: &random) {
        // Now and then one as large as a portion.
        let length = Int.random(in: 0..<200, using: &random) == 0 ? 150_000 : Int.random(in: 0...300, using: &random)
        let entry = random.bytes(length)
        leaves.append(.leaf(entry))
        if Bool.random(using: &random) { batch.append(.leaf(entry)) } else { batch.append(holding: entry.span) }
        #expect(batch.count == count)
        guard Int.random(in: 0..<150, using: &random) == 0 else { continue }
        let root = Bool.random(using: &random) ? batch.root : batch.joined()
        #expect(root?.root == NaiveTree(leaves).root(0..<leaves.count), "round \(round), \(count) entries")
      }
      #expect(batch.root?.root == NaiveTree(leaves).root(0..<leaves.count))
      #expect(batch.root?.firstSequence == 1000)
    }
  }
}
