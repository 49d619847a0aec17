/// Every kind of damage to the log's files, beside tables that are whole: it is found, or nothing is missed.
import Ledger
import Testing
import VouchTesting

@testable import LedgerStore

@Suite(.serialized, .timeLimit(.minutes(30))) struct `damage to the log's files` {
  /// With entries in the log alone.
  private static let ledger = Result { try DamagedLedger(seed: 31, groups: 60, unfolded: 20) }

  @Test func `is not what undamaged ones are taken for`() throws {
    let ledger = try Self.ledger.get()
    #expect(try ledger.outcome(of: ledger.copy(), "whole") == .harmless)
    #expect(ledger.segments.values.contains { $0.contains { $0 != 0 } })
  }

  /// What is written of a segment: everything up to its last byte that is not zero.
  private func written(_ bytes: [UInt8]) -> Int { (bytes.lastIndex { $0 != 0 } ?? 0) + 1 }

  /// Of the last record of all a damage may look as a power cut leaves it: then its group was never told of, as far as
  /// anybody can know, and is cut. So it is never changed here.
  @Test(arguments: ["flipped", "zeroed", "swapped", "stale"], SeededGenerator.seeds(4))
  func `by changed bytes is found`(way: String, seed: UInt64) throws {
    let ledger = try Self.ledger.get()
    var random = SeededGenerator(seed: seed)
    let names = ledger.segments.keys.sorted()
    for _ in 0..<6 {
      let name = random.pick(names)
      var bytes = try #require(ledger.segments[name])
      let end = written(bytes) - (name == names.last ? 2 * Block.bytes : 0)
      guard end > 2 * Block.bytes else { continue }
      let place = Int.random(in: 0..<end, using: &random)
      let block = place / Block.bytes * Block.bytes
      switch way {
      case "flipped": bytes[place] ^= 1 << UInt8(Int.random(in: 0..<8, using: &random))
      case "zeroed": bytes.replaceSubrange(block..<block + Block.bytes, with: [UInt8](repeating: 0, count: Block.bytes))
      case "swapped":
        let other = Int.random(in: 0..<end / Block.bytes, using: &random) * Block.bytes
        let (one, two) = (Array(bytes[block..<block + Block.bytes]), Array(bytes[other..<other + Block.bytes]))
        bytes.replaceSubrange(block..<block + Block.bytes, with: two)
        bytes.replaceSubrange(other..<other + Block.bytes, with: one)
      default:
        let other = Int.random(in: 0..<end / Block.bytes, using: &random) * Block.bytes
        bytes.replaceSubrange(block..<block + Block.bytes, with: Array(bytes[other..<other + Block.bytes]))
      }
      guard bytes != ledger.segments[name] else { continue }
      // A single bit may be one of those that fill a record up to whole blocks.
      let isMark = place % Sector.bytes < Sector.contentOffset || place % Sector.bytes >= Sector.tailOffset
      let isInUse = way != "flipped" || (block < Block.bytes ? place < SegmentHeader.bytes : isMark)
      let context = "seed \(seed), \(name) \(way) at \(place)"
      let outcome = try ledger.outcome(of: ledger.copy(segments: [name: bytes]), context)
      if isInUse { #expect(outcome != .harmless, "\(context)") }
    }
  }

  @Test(arguments: SeededGenerator.seeds(4))
  func `by a cut, or a file that is gone, is found`(seed: UInt64) throws {
    let ledger = try Self.ledger.get()
    var random = SeededGenerator(seed: seed)
    for (name, bytes) in ledger.segments.sorted(by: { $0.key < $1.key }) {
      for count in [0, 100, Block.bytes, Int.random(in: Block.bytes..<bytes.count, using: &random)] {
        let outcome = try ledger.outcome(
          of: ledger.copy(segments: [name: Array(bytes.prefix(count))]), "seed \(seed), \(name) cut to \(count)")
        #expect(outcome != .harmless, "seed \(seed), \(name) cut to \(count)")
      }
    }
    let last = try #require(ledger.segments.keys.max())
    #expect(try ledger.outcome(of: ledger.copy(without: last), "without \(last)") != .harmless)
  }
}
