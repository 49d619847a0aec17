/// A log put together of what was saved and what is left: the longest whole beginning, and never more.
import Foundation
import Ledger
import Storage
import Synchronization
import Testing
import VouchTesting

@testable import LedgerStore

/// A log of some segments, of which only the first entry's tables are there.
private final class SavedLog: Sendable {
  private let path: String
  let last: UInt64
  let segments: [(name: String, bytes: [UInt8])]
  var log: String { "\(path)/log" }
  static let identity = LedgerIdentity(1, 2)

  init(seed: UInt64) throws {
    let directory = try TemporaryStore()
    try directory.create()
    path = NSTemporaryDirectory() + "vouch-log-" + UUID().uuidString
    var history = GroupedHistory(seed: seed)
    // Nothing is folded, so that the log has all of it.
    let store = try Store(
      opening: directory.path, mapSize: TemporaryStore.mapSize,
      log: LogPlace(
        shape: LogShape(segmentBytes: 128 << 10, payloadBytes: 64 << 10, segmentsAhead: 1) ?? .standard))
    // The first segment was made with another shape: it is left as soon as it is full.
    while store.commandLog.segments.withLock({ $0.all.count }) < 4 {
      let group = history.next()
      try store.submit(group.commands, at: group.time)
    }
    last = history.sequence
    let log = directory.path + "/log"
    segments = try FileManager.default.contentsOfDirectory(atPath: log).sorted()
      .filter { SegmentHeader.first(inName: $0) != nil }
      .map { ($0, [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(log)/\($0)")))) }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: log, toPath: "\(path)/log")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A directory with these files.
  func copy(_ files: [(String, [UInt8])]) throws -> TemporaryStore {
    let copy = try TemporaryStore()
    for (name, bytes) in files { try Data(bytes).write(to: URL(fileURLWithPath: "\(copy.path)/\(name)")) }
    return copy
  }

  func restore(
    _ sources: [String], after base: UInt64 = 0, until: LogRestoration.Until? = nil
  ) throws -> (LogRestoration.Outcome, last: UInt64) {
    let target = try TemporaryStore()
    let outcome = try LogRestoration(
      from: sources, to: "\(target.path)/log", after: base, of: Self.identity, until: until
    ).run()
    let log = try CommandLog(
      opening: logDirectory("\(target.path)/log"), identity: Self.identity, shape: TemporaryStore.log.shape
    ) { 7 }
    return (outcome, log.lastSequence)
  }

  private func logDirectory(_ path: String) throws(LogError) -> any Storage.Directory {
    try Store.logDirectory(at: path, LogPlace(), making: false)
  }
}

@Suite(.timeLimit(.minutes(30))) struct `a log put together` {
  private static let saved = Result { try SavedLog(seed: 41) }

  @Test func `of all that there was is all that there was`() throws {
    let saved = try Self.saved.get()
    let (outcome, last) = try saved.restore([saved.log])
    #expect(outcome.last == saved.last)
    #expect(outcome.losses == [])
    #expect(last == saved.last)
  }

  @Test func `of parts of each segment, here and there, is too`() throws {
    let saved = try Self.saved.get()
    // As parts of a backup have them: without the zeros at their ends; the first half of a segment in another place.
    let parts = saved.segments.map { name, bytes in (name, Array(bytes.prefix((bytes.lastIndex { $0 != 0 } ?? 0) + 1)))
    }
    let whole = try saved.copy(parts)
    let halves = try saved.copy(parts.map { ($0, Array($1.prefix($1.count / 8192 * 4096))) })
    let (outcome, last) = try saved.restore([halves.path, "/nowhere", whole.path])
    #expect(outcome.last == saved.last)
    #expect(last == saved.last)
  }

  @Test func `ends before a segment that is nowhere, and says what is lost`() throws {
    let saved = try Self.saved.get()
    let first = try #require(SegmentHeader.first(inName: saved.segments[1].name))
    let copy = try saved.copy(saved.segments.enumerated().filter { $0.offset != 1 }.map(\.element))
    let (outcome, last) = try saved.restore([copy.path])
    #expect(outcome.last == first - 1)
    #expect(outcome.losses.count == 1, "\(outcome.losses)")
    #expect(last == first - 1)
  }

  @Test(arguments: SeededGenerator.seeds(10))
  func `ends before what is damaged, unless another copy is whole`(seed: UInt64) throws {
    let saved = try Self.saved.get()
    var random = SeededGenerator(seed: seed)
    var segments = saved.segments
    let index = Int.random(in: 0..<segments.count - 1, using: &random)
    // Of a sector's marks, so that it is no byte that fills a record up.
    let place = 4096 + 512 * Int.random(in: 0..<20, using: &random)
    segments[index].bytes[place] ^= 0x11
    let damaged = try saved.copy(segments)
    let (outcome, last) = try saved.restore([damaged.path])
    let bounds = try segments[index...index + 1].map { try #require(SegmentHeader.first(inName: $0.name)) }
    #expect(outcome.last + 1 >= bounds[0] && outcome.last + 1 < bounds[1], "seed \(seed)")
    #expect(!outcome.losses.isEmpty, "seed \(seed)")
    #expect(last == outcome.last, "seed \(seed)")
    let (whole, _) = try saved.restore([damaged.path, saved.log])
    #expect(whole.last == saved.last, "seed \(seed)")
  }

  @Test(arguments: SeededGenerator.seeds(10))
  func `ends with the last group until then`(seed: UInt64) throws {
    let saved = try Self.saved.get()
    var random = SeededGenerator(seed: seed)
    let wanted = UInt64.random(in: 1...saved.last, using: &random)
    let (outcome, last) = try saved.restore([saved.log], until: .sequence(wanted))
    #expect(outcome.last <= wanted && outcome.last + 40 > wanted, "seed \(seed): \(outcome.last) of \(wanted)")
    #expect(last == outcome.last, "seed \(seed)")
    let time = outcome.time ?? .start
    let (atTime, _) = try saved.restore([saved.log], until: .time(time))
    #expect(atTime.last >= outcome.last, "seed \(seed)")
    #expect(atTime.time.map { $0 <= time } ?? true, "seed \(seed)")
  }

  @Test func `goes on from tables that have more than it`() throws {
    let saved = try Self.saved.get()
    let (outcome, last) = try saved.restore([saved.log], after: saved.last)
    #expect(outcome.last == saved.last)
    #expect(last == saved.last)
    let empty = try TemporaryStore()
    let (without, next) = try saved.restore([empty.path], after: 77)
    #expect(without.last == 77 && next == 77)
  }

  @Test func `takes nothing of another ledger`() throws {
    let saved = try Self.saved.get()
    let target = try TemporaryStore()
    let outcome = try LogRestoration(
      from: [saved.log], to: "\(target.path)/log", after: 0, of: LedgerIdentity(8, 8), until: nil
    ).run()
    #expect(outcome.last == 0 && !outcome.losses.isEmpty)
  }
}
