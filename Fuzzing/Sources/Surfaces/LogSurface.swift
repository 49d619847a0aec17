/// The command log: damaged as disks do it, it holds what was written or names the damage; forged, it is read or refused.
internal import Storage

@testable internal import LedgerStore

/// An input: 0 and damages to a log of two segments that was written as any, or 1 and what a segment's header and records say.
enum LogSurface {
  static func take(_ bytes: [UInt8]) throws {
    var input = Input(bytes)
    if input.byte() & 1 == 0 { try damaged(&input) } else { try forged(&input) }
  }

  fileprivate static let identity = LedgerIdentity(1, 2)

  fileprivate struct Record: Equatable {
    var first: UInt64
    var count: UInt32
    var time: UInt64
    var payload: [UInt8]
  }

  /// Opens a log and reads all of it.
  fileprivate static func recover(_ directory: SimulatedDirectory) throws -> (log: CommandLog, records: [Record]) {
    guard let shape = LogShape(segmentBytes: 6 * Block.bytes, payloadBytes: 6000, segmentsAhead: 0) else {
      throw Finding("there is no such shape")
    }
    let log = try CommandLog(opening: directory, identity: identity, shape: shape) { 77 }
    var records: [Record] = []
    try log.replay(after: log.firstSequence - 1) { record, payload in
      let payload = unsafe payload.withUnsafeBytes { unsafe Array($0) }
      _ = record.last
      records.append(Record(first: record.first, count: record.count, time: record.time, payload: payload))
    }
    return (log, records)
  }

  /// What was opened goes on: what is appended is there when it is opened again, behind all that was.
  fileprivate static func goesOn(_ log: CommandLog, _ records: [Record], in directory: SimulatedDirectory) throws {
    // Behind the last that there can be nothing goes on.
    guard log.lastSequence < SegmentHeader.sequences.upperBound - 2 else { return }
    let next = Record(first: log.lastSequence + 1, count: 1, time: 5, payload: [1, 2, 3])
    do throws(LogError) {
      unsafe try log.append(next.payload.span.bytes, first: next.first, count: 1, time: next.time)
    } catch {
      throw Finding("nothing can be appended to what was opened: \(error)")
    }
    let again: [Record]
    do { again = try recover(directory).records } catch {
      throw Finding("what was opened and appended to cannot be opened again: \(error)")
    }
    try require(again == records + [next], "opened again it has \(again.count) records, and had \(records.count)")
  }
}

// MARK: - Damaged

extension LogSurface {
  /// A log of two segments of six blocks: records of 1, 2 and 1 blocks in the first, and in the second, in a file that lived
  /// before, of 2, 1 and 1, and beyond them what it held then.
  private struct Found {
    let names: [String]
    let bytes: [[UInt8]]
    let records: [Record]

    init() throws {
      let directory = SimulatedDirectory(seed: 1)
      var salt: UInt32 = 0x1000
      guard let shape = LogShape(segmentBytes: 6 * Block.bytes, payloadBytes: 6000, segmentsAhead: 1) else {
        throw Finding("there is no such shape")
      }
      let salts = (0..<8).map { _ in
        salt = salt &* 1_664_525 &+ 1_013_904_223
        return salt
      }
      let used = Counter()
      let newSalt: @Sendable () -> UInt32 = { salts[used.next() % salts.count] }
      try CommandLog.create(in: directory, identity: LogSurface.identity, first: 1, shape: shape, newSalt: newSalt)
      let log = try CommandLog(opening: directory, identity: LogSurface.identity, shape: shape, newSalt: newSalt)
      var records: [Record] = []
      func append(_ count: UInt32, bytes: Int) throws {
        let first = log.lastSequence + 1
        var dice = Dice(state: first)
        let payload = (0..<bytes).map { $0 % 8 == 0 ? UInt8.random(in: 0...255, using: &dice) : 0 }
        unsafe try log.append(payload.span.bytes, first: first, count: count, time: first * 1000)
        records.append(Record(first: first, count: count, time: first * 1000, payload: payload))
      }
      for _ in 0..<5 { try append(1, bytes: 3000) }
      try append(2, bytes: 700)
      try log.release(through: 5)
      for bytes in [5000, 40, 5000, 700, 40] { try append(2, bytes: bytes) }
      names = try directory.list().filter { $0.hasSuffix(".log") }
      bytes = names.map { directory.contents(of: $0) ?? [] }
      self.records = records.filter { $0.first > 5 }
    }
  }

  private static let found = Result { try Found() }

  /// Whatever disks do to it: few bits that flip, sectors that were not written, torn, or written elsewhere.
  ///
  /// No byte of the input comes into the files: whoever can write what they like can write a log with right checksums.
  fileprivate static func damaged(_ input: inout Input) throws {
    let found = try found.get()
    var bytes = found.bytes
    var flips = 0
    while !input.isEmpty {
      let kind = input.choice(6)
      let place = Int(input.number(UInt16.self))
      let segment = place % bytes.count
      let sectors = bytes[segment].count / Sector.bytes
      let start = place / bytes.count % sectors * Sector.bytes
      let other = input.choice(sectors) * Sector.bytes
      switch kind {
      case 0 where flips < 3:
        // Of three bits a checksum of 32 notices every one, in as many bytes as there are.
        flips += 1
        bytes[segment][start + Int(input.number(UInt16.self)) % Sector.bytes] ^= 1 << UInt8(other / Sector.bytes % 8)
      case 1:
        bytes[segment].replaceSubrange(start..<start + Sector.bytes, with: repeatElement(0, count: Sector.bytes))
      case 2:
        // Written elsewhere.
        bytes[segment].replaceSubrange(
          other..<other + Sector.bytes, with: Array(bytes[segment][start..<start + Sector.bytes]))
      case 3 where other < bytes[1 - segment].count:
        // Written into the other file, unless that was cut off there.
        bytes[1 - segment].replaceSubrange(
          other..<other + Sector.bytes, with: Array(bytes[segment][start..<start + Sector.bytes]))
      case 4:
        // Torn between two words: the rest is what an earlier write left, and that was nothing.
        let words = other / Sector.bytes * DiskUnits.wordBytes % Sector.bytes
        bytes[segment].replaceSubrange(
          start + words..<start + Sector.bytes, with: repeatElement(0, count: Sector.bytes - words))
      case 5 where start >= Block.bytes:
        bytes[segment].removeSubrange(start...)
        if bytes[segment].count < 2 * Block.bytes { return }
      default: break
      }
    }
    let directory = SimulatedDirectory(seed: 1)
    for (name, bytes) in zip(found.names, bytes) { directory.place(bytes, as: name) }
    let log: CommandLog
    let records: [Record]
    do { (log, records) = try recover(directory) } catch let error as LogError {
      return try require(isNamed(error), "the damage has no name: \(error)")
    }
    try require(
      found.records.starts(with: records),
      "it holds what was not written: \(records.map(\.first)) of \(found.records.map(\.first))")
    try goesOn(log, records, in: directory)
  }

  private static func isNamed(_ error: LogError) -> Bool {
    switch error {
    case .damaged, .foreign, .otherFormat: true
    default: false
    }
  }

  private final class Counter: @unchecked Sendable {
    // Sendable because only the thread that makes the log asks for a salt.
    private var count = 0
    func next() -> Int {
      defer { count += 1 }
      return count
    }
  }
}

// MARK: - Forged

extension LogSurface {
  /// Under right checksums: headers and records that say what they like.
  fileprivate static func forged(_ input: inout Input) throws {
    let first = input.number(UInt64.self)
    let shown = input.byte() & 1 == 0 ? first : input.number()
    let shape = input.byte()
    // Mostly as it should be; else a file of any size, and a header that says another.
    let size = shape & 8 == 8 ? Block.bytes + Int(input.number(UInt16.self)) % (5 * Block.bytes) : 6 * Block.bytes
    let said = shape & 7 == 7 ? Int(input.number(UInt64.self) >> 1) : size
    let salt = max(1, input.number(UInt32.self))
    var segment = SegmentHeader(salt: salt, segmentBytes: said, first: shown, identity: identity).block()
    segment += [UInt8](repeating: 0, count: size - segment.count)
    var offset = Block.bytes
    var next = shown
    while !input.isEmpty, offset + 2 * Block.bytes <= size {
      let shape = input.byte()
      if shape & 1 == 1 { next = input.number() }
      let count: UInt32 = shape & 2 == 2 ? input.number() : 1
      let time: UInt64 = shape & 4 == 4 ? input.number() : 7
      let payload = input.bytes(Int(input.byte()))
      let length = shape & 8 == 8 ? Int(input.number(UInt32.self)) : payload.count
      unsafe segment.withUnsafeMutableBytes { bytes in
        let record = unsafe RecordHeader(
          length: length, payloadCRC: payload.withUnsafeBytes { unsafe $0.crc32c(count: $0.count) }, first: next,
          time: time, count: count)
        unsafe record.store(in: bytes, at: offset + Sector.contentOffset)
        let content = unsafe UnsafeMutableRawBufferPointer(
          rebasing: bytes[(offset + Sector.contentOffset + RecordHeader.bytes)...])
        unsafe content.copyBytes(from: payload)
        let extent = RecordHeader.extent(ofPayload: payload.count)
        for sector in stride(from: offset, to: offset + extent, by: Sector.bytes) {
          unsafe Sector.seal(
            bytes, at: sector, number: sector / Sector.bytes, salt: salt, sequence: UInt32(truncatingIfNeeded: next))
        }
        offset += extent
      }
      next = next &+ UInt64(count)
    }
    let directory = SimulatedDirectory(seed: 1)
    directory.place(segment, as: SegmentHeader.name(first: first))
    do {
      let (log, records) = try recover(directory)
      for record in records {
        var decisions = 0
        unsafe record.payload.withUnsafeBytes { bytes in
          var rest = unsafe LoggedDecisions(bytes)
          while unsafe rest.next() != nil { decisions += 1 }
        }
        try require(
          decisions <= record.payload.count / 4, "there are \(decisions) decisions in \(record.payload.count) bytes")
      }
      try goesOn(log, records, in: directory)
    } catch is LogError {
      // Refused by name.
    }
  }
}
