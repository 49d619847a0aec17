/// Everything that can be found in a small log's files: what a power cut leaves is cut, all else is refused by name.
import Storage
import Testing
import VouchTesting

@testable import LedgerStore

/// A log of two segments of six blocks: the first holds records of 1, 2 and 1 blocks, the second, in a file that lived
/// before, of 2, 1 and 1, and beyond them what it held then.
private struct Found {
  let directory = SimulatedDirectory(seed: 1)
  let entries: [Entry]
  /// The segments' names, bytes, and where in them each record begins and ends.
  let names: [String]
  let bytes: [[UInt8]]
  let records: [[Range<Int>]]
  /// The second segment as it was before it held a record.
  let before: [UInt8]
  static let shape = LogBench.shape(blocks: 6)

  init() throws {
    let writing = try Writing.create(in: directory, shape: Self.shape, salts: LogBench.salts(1))
    for _ in 0..<5 { try writing.append(bytes: 3000) }
    try writing.append(count: 2, bytes: 700)
    try writing.log.release(through: 5)
    for bytes in [5000, 40] { try writing.append(count: 2, bytes: bytes) }
    let spare = try #require(try directory.list().last { $0.hasPrefix("spare-") })
    let earlier = try #require(directory.contents(of: spare))
    for bytes in [5000, 700, 40] { try writing.append(count: 2, bytes: bytes) }
    entries = writing.appended.filter { $0.first > 5 }
    names = try directory.list().filter { $0.hasSuffix(".log") }
    bytes = names.map { [directory] in directory.contents(of: $0) ?? [] }
    before = Array(bytes[1][..<Block.bytes] + earlier[Block.bytes...])
    let blocks = [[1..<2, 2..<4, 4..<5], [1..<3, 3..<4, 4..<5]]
    records = blocks.map { $0.map { $0.lowerBound * Block.bytes..<$0.upperBound * Block.bytes } }
  }

  /// Opens the log and reads it, with these bytes as a segment.
  func recover(_ segment: Int, _ bytes: [UInt8]) throws -> (entries: [Entry], cut: CommandLog.CutTail?) {
    directory.place(bytes, as: names[segment])
    let log = try CommandLog(
      opening: directory, identity: LogBench.identity, shape: Self.shape, newSalt: LogBench.salts(9))
    return (try log.entries(after: 5), log.cut)
  }

  /// Whether a refusal names the segment, and a place in it.
  func isNamed(_ error: any Error, _ segment: Int) -> Bool {
    guard case .damaged(let path, let offset, _)? = error as? LogError else { return false }
    return path == "simulated/\(names[segment])" && (0...bytes[segment].count).contains(offset)
  }
}

@Suite struct `a log found` {
  @Test func `as it was left is read whole`() throws {
    let found = try Found()
    #expect(found.entries.count == 6 && found.bytes.count == 2)
    for segment in 0..<2 {
      let (entries, cut) = try found.recover(segment, found.bytes[segment])
      #expect(entries == found.entries)
      #expect(cut == nil)
    }
  }

  /// A quarter of a segment at a time, so that the machine's cores share them.
  @Test(arguments: 0..<2, 0..<4)
  func `with any one byte changed holds every record or is refused by name`(segment: Int, quarter: Int) throws {
    let found = try Found()
    var random = SeededGenerator(seed: UInt64(segment * 4 + quarter))
    var bytes = found.bytes[segment]
    let size = bytes.count / 4
    for offset in quarter * size..<(quarter + 1) * size {
      let flip = UInt8.random(in: 1...255, using: &random)
      bytes[offset] ^= flip
      do {
        let (entries, cut) = try found.recover(segment, bytes)
        if entries != found.entries || cut != nil {
          Issue.record("\(found.names[segment]) with byte \(offset) ^ \(flip) holds \(entries.count) records")
        }
      } catch {
        if !found.isNamed(error, segment) {
          Issue.record("\(found.names[segment]) with byte \(offset) ^ \(flip): \(error)")
        }
      }
      bytes[offset] ^= flip
    }
  }

  @Test(arguments: 0..<2)
  func `with a bit changed in any record's header or payload is refused`(segment: Int) throws {
    let found = try Found()
    for record in found.records[segment] {
      for offset in stride(from: record.lowerBound, to: record.lowerBound + 80, by: 1) {
        var bytes = found.bytes[segment]
        bytes[offset] ^= 1
        #expect(throws: LogError.self, "byte \(offset)") { try found.recover(segment, bytes) }
      }
    }
  }

  @Test func `written up to any word is cut to the records that are whole, and goes on`() throws {
    let found = try Found()
    let path = "simulated/\(found.names[1])"
    for length in stride(from: 0, through: found.bytes[1].count, by: 8) {
      let (entries, cut) = try found.recover(1, Array(found.bytes[1][..<length] + found.before[length...]))
      let whole = found.records[1].filter { $0.upperBound <= length }
      let end = whole.last?.upperBound ?? Block.bytes
      #expect(entries == Array(found.entries.prefix(3 + whole.count)), "written up to \(length)")
      let isCut = length > end && whole.count < 3
      #expect(cut.map { [$0.path, "\($0.offset)"] } == (isCut ? [path, "\(end)"] : nil), "written up to \(length)")
      // What was cut is gone: the next record is not taken for a part of it, nor a part of it for the next.
      guard length % 200 == 0 else { continue }
      let writing = try Writing(opening: found.directory, shape: Found.shape, salts: LogBench.salts(2))
      #expect(writing.log.cut == nil)
      try writing.append(bytes: 40)
      let again = try Writing(opening: found.directory, shape: Found.shape, salts: LogBench.salts(2))
      #expect(again.appended == writing.appended, "written up to \(length)")
      for name in try found.directory.layout().segments.dropFirst(2) {
        try found.directory.remove(SegmentHeader.name(first: name))
      }
    }
  }

  /// Nothing durable was there; and what comes to end before it must not make it the beginning of something.
  @Test(arguments: [0, 7, 511])
  func `with a sector damaged behind its end goes on beyond it`(place: Int) throws {
    let found = try Found()
    let end = found.records[1][1].upperBound
    var bytes = Array(found.bytes[1][..<end] + found.before[end...])
    bytes[end + Block.bytes + place] ^= 0x10
    let (entries, cut) = try found.recover(1, bytes)
    #expect(entries == Array(found.entries.prefix(5)))
    #expect(cut == nil)
    let writing = try Writing(opening: found.directory, shape: Found.shape, salts: LogBench.salts(2))
    try writing.append(bytes: 40)
    let again = try Writing(opening: found.directory, shape: Found.shape, salts: LogBench.salts(2))
    #expect(again.appended == writing.appended)
  }

  /// Under right checksums: no sum of sequences leads past the last number.
  @Test(arguments: [(0, 1), (UInt64.max, 1), (UInt64.max - 1, 3), (UInt64(Int64.max), 1)] as [(UInt64, UInt32)])
  func `that says it has sequences that there cannot be is refused by name`(first: UInt64, count: UInt32) throws {
    let directory = SimulatedDirectory(seed: 1)
    let header = SegmentHeader(salt: 5, segmentBytes: 6 * Block.bytes, first: first, identity: LogBench.identity)
    var bytes = header.block() + [UInt8](repeating: 0, count: 5 * Block.bytes)
    unsafe bytes.withUnsafeMutableBytes { bytes in
      let record = RecordHeader(length: 0, payloadCRC: 0, first: first, time: 1, count: count)
      unsafe record.store(in: bytes, at: Block.bytes + Sector.contentOffset)
      for sector in stride(from: Block.bytes, to: 2 * Block.bytes, by: Sector.bytes) {
        unsafe Sector.seal(
          bytes, at: sector, number: sector / Sector.bytes, salt: 5, sequence: UInt32(truncatingIfNeeded: first))
      }
    }
    directory.place(bytes, as: SegmentHeader.name(first: first))
    let error = #expect(throws: LogError.self) {
      try CommandLog(opening: directory, identity: LogBench.identity, shape: Found.shape, newSalt: LogBench.salts(9))
    }
    guard case .damaged? = error else {
      Issue.record("\(first): \(String(describing: error))")
      return
    }
  }

  @Test(arguments: [1, 100, 511, 512, 4095])
  func `that was not made in whole blocks is refused by name`(missing: Int) throws {
    let directory = SimulatedDirectory(seed: 1)
    let size = 6 * Block.bytes - missing
    let header = SegmentHeader(salt: 5, segmentBytes: size, first: 1, identity: LogBench.identity)
    // The last sector there is, is damaged; what would be cleaned reaches past the file.
    let bytes = header.block() + [UInt8](repeating: 0, count: size - Block.bytes - 1) + [1]
    directory.place(bytes, as: SegmentHeader.name(first: 1))
    let error = #expect(throws: LogError.self) {
      try CommandLog(opening: directory, identity: LogBench.identity, shape: Found.shape, newSalt: LogBench.salts(9))
    }
    guard case .damaged? = error else {
      Issue.record("\(missing) bytes short: \(String(describing: error))")
      return
    }
  }

  @Test(arguments: 1..<8)
  func `written up to within a word is cut to whole records or refused by name`(part: Int) throws {
    let found = try Found()
    for length in stride(from: Block.bytes + part, to: found.bytes[1].count, by: 24) {
      let whole = found.records[1].count { $0.upperBound <= length }
      do {
        let (entries, _) = try found.recover(1, Array(found.bytes[1][..<length] + found.before[length...]))
        #expect(entries == Array(found.entries.prefix(3 + whole)), "written up to \(length)")
      } catch {
        #expect(found.isNamed(error, 1), "written up to \(length): \(error)")
      }
    }
  }

  @Test(arguments: 0..<2)
  func `shorter than it was made is refused by name`(segment: Int) throws {
    let found = try Found()
    for length in stride(from: 0, to: found.bytes[segment].count, by: 509) {
      let error = try #require(throws: LogError.self) {
        try found.recover(segment, Array(found.bytes[segment][..<length]))
      }
      #expect(found.isNamed(error, segment), "\(length) bytes: \(error)")
    }
  }

  @Test func `without a segment in the middle is refused where that begins`() throws {
    let directory = SimulatedDirectory(seed: 1)
    let shape = LogBench.shape(blocks: 4)
    let writing = try Writing.create(in: directory, shape: shape, salts: LogBench.salts(1))
    for _ in 0..<9 { try writing.append(bytes: 100) }
    try directory.remove(SegmentHeader.name(first: 4))
    let log = try CommandLog(
      opening: directory, identity: LogBench.identity, shape: shape, newSalt: LogBench.salts(2))
    #expect(
      throws: LogError.damaged(
        path: "simulated/00000000000000000001.log", offset: 4 * Block.bytes,
        "the log goes on with sequence 7, and the records from 4 on are not here")
    ) { try log.entries(after: 0) }
    // Whoever needs nothing of it is served.
    #expect(try log.entries(after: 6) == writing.appended.filter { $0.first > 6 })
  }

  /// What is lost, and how many records are left; none is said when it is refused.
  @Test(arguments: [(0, 0, nil), (0, 1, nil), (0, 2, nil), (1, 0, nil), (1, 1, nil), (1, 2, 5)] as [(Int, Int, Int?)])
  func `without a record's first sector is refused, unless nothing comes after`(
    segment: Int, record: Int, left: Int?
  ) throws {
    let found = try Found()
    var bytes = found.bytes[segment]
    let start = found.records[segment][record].lowerBound
    bytes.replaceSubrange(start..<start + 512, with: [UInt8](repeating: 0, count: 512))
    if let left {
      let (entries, cut) = try found.recover(segment, bytes)
      #expect(entries == Array(found.entries.prefix(left)))
      #expect(cut?.offset == start)
    } else {
      let error = try #require(throws: LogError.self) { try found.recover(segment, bytes) }
      #expect(found.isNamed(error, segment))
      guard case .damaged(_, start, _) = error else { throw error }
    }
  }

  @Test func `with another's bytes where it was, or another name, says what is wrong`() throws {
    let found = try Found()
    var foreign = found.bytes[1]
    foreign.replaceSubrange(..<8, with: Array("SQLite f".utf8))
    #expect(
      throws: LogError.damaged(
        path: "simulated/\(found.names[1])", offset: 0, "this is no segment of a log of Vouch")
    ) { try found.recover(1, foreign) }
    let newer = SegmentHeader(
      salt: 1, segmentBytes: found.bytes[1].count, first: 12, identity: LogBench.identity
    ).block(format: 2)
    #expect(throws: LogError.otherFormat(path: "simulated/\(found.names[1])", found: 2, known: 1)) {
      try found.recover(1, newer + found.bytes[1][Block.bytes...])
    }
    found.directory.place(found.bytes[1], as: found.names[1])
    try found.directory.rename(found.names[1], to: SegmentHeader.name(first: 13))
    let error = try #require(throws: LogError.self) { try found.recover(0, found.bytes[0]) }
    #expect("\(error)".contains("00000000000000000013.log is damaged at offset 24: it begins with sequence 12"))
  }
}
