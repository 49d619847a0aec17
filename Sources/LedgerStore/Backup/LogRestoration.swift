/// A log put together again from segments that lie in several places, each as much of it as was saved, or as is left.
public import Ledger
internal import Storage

/// Puts a log together. Of each segment the copy is taken that goes on longest; where records end, or the next segment does
/// not follow, the log ends: nothing is passed over, and nothing is made up.
public struct LogRestoration {
  /// Directories with segments: of a log, or of parts of a backup.
  public var sources: [String]
  /// Where the log is to be.
  public var target: String
  /// The last entry that the tables have.
  public var base: UInt64
  public var identity: LedgerIdentity
  /// Where to stop: with the last group that ends before it.
  public var until: Until?

  public enum Until: Hashable, Sendable {
    case sequence(UInt64)
    case time(Timestamp)
  }

  public init(
    from sources: [String], to target: String, after base: UInt64, of identity: LedgerIdentity, until: Until?
  ) {
    self.sources = sources
    self.target = target
    self.base = base
    self.identity = identity
    self.until = until
  }

  /// What came of it.
  public struct Outcome: Hashable, Sendable {
    /// The last entry.
    public var last: UInt64
    /// The time of its group; nil where the log has nothing after the tables.
    public var time: Timestamp?
    /// What was left out because something before it is missing or damaged, in words.
    public var losses: [String] = []
  }

  /// One copy of a segment.
  private struct Copy {
    let directory: String
    let segment: Segment
  }

  /// Makes the log, which must not be there.
  public func run() throws(LogError) -> Outcome {
    var outcome = Outcome(last: base)
    let directory = try opened { () throws(StorageError) in try DiskDirectory(making: target) }
    guard try SegmentList(of: directory).all.isEmpty else { throw .exists(path: target) }
    var copies: [UInt64: [Copy]] = [:]
    for source in sources {
      guard let list = try? SegmentList(of: opened { () throws(StorageError) in try DiskDirectory(reading: source) })
      else { continue }
      for segment in list.all { copies[segment.first, default: []].append(Copy(directory: source, segment: segment)) }
    }
    // The one that has the entry after the tables' last, and all after it.
    let firsts = copies.keys.sorted()
    var expected: UInt64?
    var isAtEnd = false
    for first in firsts[(firsts.lastIndex { $0 <= base + 1 } ?? 0)...] {
      guard !isAtEnd else { break }
      if let expected, first != expected {
        outcome.losses.append(
          "the entries from \(expected) to \(first - 1) are nowhere, and what comes after them is left out")
        break
      }
      guard first <= base + 1 || expected != nil else {
        outcome.losses.append(
          "the entries from \(base + 1) to \(first - 1) are nowhere, and what comes after them is left out")
        break
      }
      guard let found = try takeBest(of: copies[first] ?? [], in: directory, &outcome.losses) else { break }
      isAtEnd = found.isCut
      if found.next - 1 > outcome.last {
        outcome.last = found.next - 1
        outcome.time = found.time
      }
      expected = found.next
      // Nothing of it is wanted.
      if found.next == first, first != base + 1 {
        try opened { () throws(StorageError) in try directory.remove(SegmentHeader.name(first: first)) }
      }
    }
    guard expected ?? 0 > base else {
      // The tables are all there is: the log goes on from them.
      for segment in try SegmentList(of: directory).all {
        try opened { () throws(StorageError) in try directory.remove(segment.name) }
      }
      try CommandLog.create(in: directory, identity: identity, first: base + 1) { .random(in: 1 ... .max) }
      return outcome
    }
    return outcome
  }

  /// How far a copy goes.
  private struct Extent {
    var next: UInt64
    var time: Timestamp?
    /// Where the next record would begin.
    var end: Int
    /// Whether `until` was reached.
    var isCut = false
    /// What ended it, if not that there is no more.
    var fault: LogError?
  }

  /// Writes the copy that goes on longest, under its name; nil where none is one.
  private func takeBest(
    of copies: [Copy], in directory: DiskDirectory, _ losses: inout [String]
  ) throws(LogError) -> Extent? {
    var best: (copy: Copy, extent: Extent)?
    for copy in copies {
      do throws(LogError) {
        let extent = try extent(of: copy)
        if best.map({ extent.next > $0.extent.next }) ?? true { best = (copy, extent) }
      } catch {
        losses.append("\(error)")
      }
    }
    guard let (copy, extent) = best else { return nil }
    if let fault = extent.fault { losses.append("\(fault)") }
    try write(copy, through: extent.end, in: directory)
    return extent
  }

  private func extent(of copy: Copy) throws(LogError) -> Extent {
    let source = try opened { () throws(StorageError) in try DiskDirectory(reading: copy.directory) }
    let (file, header) = try copy.segment.open(in: source, identity: identity, isPart: true)
    var reader = SegmentReader(file, path: copy.segment.path(in: source), header: header)
    var extent = Extent(next: reader.expected, end: reader.offset)
    do throws(LogError) {
      while let record = try reader.next() {
        let time = Timestamp(milliseconds: Int64(bitPattern: record.time))
        let isWanted =
          switch until {
          case .sequence(let last): record.last <= last
          case .time(let last): time <= last
          case nil: true
          }
        guard isWanted else {
          extent.isCut = true
          return extent
        }
        extent = Extent(next: reader.expected, time: time, end: reader.offset)
      }
      // A group that was not written whole is no damage; one that was, and is gone, is.
      _ = try reader.remains()
    } catch {
      extent.fault = error
    }
    return extent
  }

  /// As much of a segment, and zeros after it, as after a power cut.
  private func write(_ copy: Copy, through end: Int, in directory: DiskDirectory) throws(LogError) {
    let source = try opened { () throws(StorageError) in try DiskDirectory(reading: copy.directory) }
    let (file, header) = try copy.segment.open(in: source, identity: identity, isPart: true)
    try opened { () throws(StorageError) in
      let made = try directory.create(copy.segment.name, size: header.segmentBytes)
      var buffer = [UInt8](repeating: 0, count: LogRestoration.pieceBytes)
      var offset = 0
      while offset < end {
        let count = min(buffer.count, end - offset)
        try file.read(count, at: offset, into: &buffer)
        unsafe try made.write(buffer.span.extracting(0..<count).bytes, at: offset)
        offset += count
      }
      try made.sync()
    }
  }

  private static let pieceBytes = 1 << 20

  private func opened<Value>(_ body: () throws(StorageError) -> Value) throws(LogError) -> Value {
    do throws(StorageError) { return try body() } catch { throw LogError(error) }
  }
}
