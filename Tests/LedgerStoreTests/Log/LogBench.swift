/// A small log to try things on: what was appended to it, and what is found in it.
import Storage
import Synchronization
import Testing
import VouchTesting

@testable import LedgerStore

/// What one record held.
struct Entry: Hashable {
  var first: UInt64
  var count: UInt32
  var time: UInt64
  var payload: [UInt8]

  var last: UInt64 { first + UInt64(count) - 1 }
  /// The bytes that it takes in a segment.
  var extent: Int { RecordHeader.extent(ofPayload: payload.count) }
}

enum LogBench {
  static let identity = LedgerIdentity(0x0102_0304_0506_0708, 0x1112_1314_1516_1718)

  /// Segments of so many blocks, the first of which is the header's.
  static func shape(blocks: Int, payload: Int = 6000, ahead: Int = 1) -> LogShape {
    guard let shape = LogShape(segmentBytes: blocks * Block.bytes, payloadBytes: payload, segmentsAhead: ahead) else {
      fatalError("no log has such a shape")
    }
    return shape
  }

  /// Salts that follow from a seed.
  static func salts(_ seed: UInt64) -> @Sendable () -> UInt32 {
    let generator = Mutex(SeededGenerator(seed: seed))
    return { generator.withLock { UInt32(truncatingIfNeeded: $0.next()) } }
  }

  /// A payload of so many bytes that no other sequence has.
  static func payload(_ first: UInt64, _ count: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: first)
    var bytes = [UInt8](repeating: 0, count: count)
    for index in bytes.indices where index % 8 == 0 || index + 8 > count {
      bytes[index] = UInt8(truncatingIfNeeded: generator.next())
    }
    return bytes
  }
}

/// A log that is written to, and what it must hold.
final class Writing {
  let directory: any Directory
  let log: CommandLog
  /// What was durable when `append` returned, oldest first, and what was found when it was opened.
  private(set) var appended: [Entry]

  /// Makes a log and opens it.
  static func create(
    in directory: any Directory, shape: LogShape, first: UInt64 = 1, salts: @escaping @Sendable () -> UInt32
  ) throws -> Writing {
    try CommandLog.create(
      in: directory, identity: LogBench.identity, first: first, shape: shape, newSalt: salts)
    return try Writing(opening: directory, shape: shape, salts: salts)
  }

  /// Opens a log and reads all of it.
  init(opening directory: any Directory, shape: LogShape, salts: @escaping @Sendable () -> UInt32) throws {
    let log = try CommandLog(opening: directory, identity: LogBench.identity, shape: shape, newSalt: salts)
    let found = try log.entries(after: log.firstSequence - 1)
    self.directory = directory
    self.log = log
    appended = found
  }

  var next: UInt64 { log.lastSequence + 1 }

  /// What `append` would append next.
  func entry(count: UInt32 = 1, bytes: Int) -> Entry {
    Entry(first: next, count: count, time: next &* 1000, payload: LogBench.payload(next, bytes))
  }

  func append(count: UInt32 = 1, bytes: Int) throws(LogError) { try append(entry(count: count, bytes: bytes)) }

  func append(_ entry: Entry) throws(LogError) {
    unsafe try log.append(entry.payload.span.bytes, first: entry.first, count: entry.count, time: entry.time)
    appended.append(entry)
  }
}

extension CommandLog {
  func entries(after sequence: UInt64) throws -> [Entry] {
    var entries: [Entry] = []
    try replay(after: sequence) { record, payload in
      let bytes = unsafe payload.withUnsafeBytes { unsafe Array($0) }
      entries.append(Entry(first: record.first, count: record.count, time: record.time, payload: bytes))
    }
    return entries
  }
}

extension Directory {
  /// The files that hold records, by their first sequence, and those that lie ready.
  func layout() throws -> (segments: [UInt64], spares: Int) {
    let names = try list()
    return (names.compactMap { SegmentHeader.first(inName: $0) }, names.count { $0.hasPrefix("spare-") })
  }
}
