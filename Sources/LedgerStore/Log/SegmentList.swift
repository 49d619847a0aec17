/// Which segments there are, which lie ready, and what keeps those that are folded.
internal import Storage

/// A segment by the sequence that it begins with.
struct Segment: Hashable, Sendable {
  let first: UInt64

  var name: String { SegmentHeader.name(first: first) }

  func path(in directory: any Directory) -> String { "\(directory.path)/\(name)" }

  /// Opens the file and judges its header.
  func open(
    in directory: any Directory, identity: LedgerIdentity?, isPart: Bool = false
  ) throws(LogError) -> (file: any StoredFile, header: SegmentHeader) {
    let file: any StoredFile
    do throws(StorageError) { file = try directory.open(name) } catch { throw LogError(error) }
    let header = try SegmentHeader(
      of: file, path: path(in: directory), first: first, identity: identity, isPart: isPart)
    return (file, header)
  }
}

struct SegmentList: Sendable {
  /// All that hold records, oldest first; never none once the log is open. The last one is written.
  private(set) var all: [Segment]
  /// Files that lie ready: of the right size, unless the shape was another when they were made.
  private(set) var spares: [String]
  /// The last sequence that nobody needs the log for any more.
  private var released: UInt64 = 0
  /// By name, the last sequence that the holder does not need.
  private var holds: [String: UInt64] = [:]
  private var nextSpare: Int

  private static let sparePrefix = "spare-"

  /// What a directory holds. Files that are no log's are left alone.
  init(of directory: any Directory) throws(LogError) {
    do throws(StorageError) {
      let names = try directory.list()
      all = names.compactMap { SegmentHeader.first(inName: $0) }.map { Segment(first: $0) }
      spares = names.filter { $0.hasPrefix(Self.sparePrefix) }
      nextSpare = (spares.compactMap { Int($0.dropFirst(Self.sparePrefix.count)) }.max() ?? 0) &+ 1
    } catch {
      throw LogError(error)
    }
  }

  /// A name for a file that is to lie ready.
  mutating func newSpareName() -> String {
    defer { nextSpare &+= 1 }
    return "\(Self.sparePrefix)\(nextSpare)"
  }

  /// Counts a file that lies ready.
  mutating func add(spare name: String) { spares.append(name) }

  /// Makes the segment that begins with `first` and puts it at the end: from a file that lies ready, or from a new one.
  mutating func begin(
    _ first: UInt64, in directory: any Directory, identity: LedgerIdentity, shape: LogShape, salt: UInt32
  ) throws(LogError) -> any StoredFile {
    // Zeros are what a file is made with, so they are nobody's salt.
    let header = SegmentHeader(
      salt: max(salt, 1), segmentBytes: shape.segmentBytes, first: first, identity: identity)
    let segment = Segment(first: first)
    do throws(StorageError) {
      let spare = try readySpare(in: directory, size: shape.segmentBytes)
      unsafe try spare.write(header.block().span.bytes, at: 0)
      try spare.sync()
      try directory.rename(spare.name, to: segment.name)
      spares.removeAll { $0 == spare.name }
      all.append(segment)
      return try directory.open(segment.name)
    } catch {
      throw LogError(error)
    }
  }

  private mutating func readySpare(in directory: any Directory, size: Int) throws(StorageError) -> any StoredFile {
    while let name = spares.first {
      let file = try directory.open(name)
      if file.size == size { return file }
      try directory.remove(name)
      spares.removeFirst()
    }
    let name = newSpareName()
    let file = try directory.create(name, size: size)
    spares.append(name)
    return file
  }

  mutating func release(through sequence: UInt64) { released = max(released, sequence) }

  mutating func hold(_ name: String, after sequence: UInt64) { holds[name] = sequence }

  mutating func endHold(_ name: String) { holds[name] = nil }

  /// Lets go of the segments that nobody needs, oldest first; as many as may lie ready do so from then on.
  mutating func letGo(in directory: any Directory, ready: Int) throws(LogError) {
    let needless = holds.values.reduce(released, min)
    // One at a time, each durable: a crash between two must not leave a gap in the log.
    while all.count > 1, all[1].first - 1 <= needless {
      do throws(StorageError) {
        if spares.count < ready {
          let spare = newSpareName()
          try directory.rename(all[0].name, to: spare)
          spares.append(spare)
        } else {
          try directory.remove(all[0].name)
        }
        all.removeFirst()
      } catch {
        throw LogError(error)
      }
    }
  }
}
