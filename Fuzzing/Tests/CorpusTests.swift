/// Every input that was kept, through the surface that it was kept for: what was found once is not found again.
import Foundation
import Testing

/// Where inputs lie, one file each.
private let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("Corpus")

@Suite struct `what is fuzzed` {
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

  @Test func `has a corpus for each surface, and for nothing else`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: corpus.path)
    #expect(Set(names) == Set(Surface.allCases.map(\.rawValue)))
  }
}
