/// Every input that was kept, through the surface that it was kept for: what was found once is not found again.
import Foundation
import Testing
import VouchTesting

/// Where inputs lie, one file each.
private let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("Corpus")

// One after the other: some surfaces write files that are theirs alone.
@Suite(.serialized) struct `what is fuzzed` {
  @Test(arguments: Surface.allCases)
  func `takes every input that was kept`(surface: Surface) throws {
    let directory = corpus.appendingPathComponent(surface.rawValue)
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
    #expect(!names.isEmpty)
    for name in names {
      let bytes = try Data(contentsOf: directory.appendingPathComponent(name))
      do { try surface.take(Array(bytes)) } catch { Issue.record("\(surface.rawValue)/\(name): \(error)") }
    }
  }

  /// A little of what Tools/fuzz does, without its sight of what was reached: kept inputs, changed at random and put together.
  /// What a trap leaves lies in the file that is named here; `VOUCH_SEED` asks for one seed alone.
  @Test(arguments: Surface.allCases, SeededGenerator.seeds(2))
  func `takes what kept inputs become when they are changed`(surface: Surface, seed: UInt64) throws {
    let directory = corpus.appendingPathComponent(surface.rawValue)
    let kept = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
      .map { Array(try Data(contentsOf: directory.appendingPathComponent($0))) }
    var random = SeededGenerator(seed: seed)
    let last = URL(fileURLWithPath: NSTemporaryDirectory())
      .appendingPathComponent("vouch-fuzz-\(surface.rawValue)-\(seed)-\(getpid())")
    for _ in 0..<400 {
      let bytes = Array(changed(random.pick(kept), random.pick(kept), by: &random).prefix(surface.longestInput))
      try Data(bytes).write(to: last)
      do { try surface.take(bytes) } catch {
        Issue.record("\(surface.rawValue), seed \(seed): \(error): Tools/fuzz \(surface.rawValue) \(last.path)")
        return
      }
    }
    try FileManager.default.removeItem(at: last)
  }

  /// One to eight changes: a bit, a byte, a number at its bounds, a stretch that goes, comes twice, or comes from another.
  private func changed(_ input: [UInt8], _ other: [UInt8], by random: inout SeededGenerator) -> [UInt8] {
    var bytes = input
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      guard !bytes.isEmpty else { return other }
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let end = min(bytes.count, place + Int.random(in: 1...16, using: &random))
      switch Int.random(in: 0..<7, using: &random) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[place] = random.pick([0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)])
      case 2: for index in place..<end { bytes[index] = 0xFF }
      case 3: bytes.removeSubrange(place..<end)
      case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 5: bytes.removeSubrange(place...)
      default: bytes.replaceSubrange(place..<end, with: other.suffix(Int.random(in: 0...24, using: &random)))
      }
    }
    return bytes
  }

  @Test func `has a corpus for each surface, and for nothing else`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: corpus.path)
    #expect(Set(names) == Set(Surface.allCases.map(\.rawValue)))
  }
}
