/// Reads the records of one segment in order, and tells where they end from where they are damaged.
internal import Storage

struct SegmentReader: ~Copyable {
  /// Where the next record begins, or would.
  private(set) var offset = Block.bytes
  /// The sequence that the next record begins with.
  private(set) var expected: UInt64
  /// The payload of the record that was read last.
  private(set) var payload: [UInt8] = []

  private let file: any StoredFile
  private let path: String
  private let salt: UInt32
  /// What was read of the file, from `windowOffset` on.
  private var window: [UInt8]
  private var windowOffset = 0
  private var windowCount = 0

  /// What is read at once, unless a record is larger.
  private static let windowBytes = 1 << 20

  init(_ file: any StoredFile, path: String, header: SegmentHeader) {
    self.file = file
    self.path = path
    salt = header.salt
    expected = header.first
    window = [UInt8](repeating: 0, count: min(Self.windowBytes, file.size))
  }

  /// The next record; nil where none was written whole.
  mutating func next() throws(LogError) -> RecordHeader? {
    guard offset + Block.bytes <= file.size else { return nil }
    try load(Block.bytes, at: offset)
    guard try isWritten(sectorAt: offset) else { return nil }
    let place = offset - windowOffset + Sector.contentOffset
    guard let header = unsafe window.withUnsafeBytes({ unsafe RecordHeader($0, at: place) }) else {
      throw damage("the record's header has a wrong checksum")
    }
    let extent = RecordHeader.extent(ofPayload: header.length)
    guard header.first == expected, header.count > 0, extent <= file.size - offset,
      SegmentHeader.sequences.contains(expected + UInt64(header.count))
    else {
      throw damage("the record's header says what cannot be")
    }
    try load(extent, at: offset)
    for sector in stride(from: offset, to: offset + extent, by: Sector.bytes) {
      guard try isWritten(sectorAt: sector) else { return nil }
    }
    gather(header.length)
    guard unsafe payload.withUnsafeBytes({ unsafe $0.crc32c(count: $0.count) }) == header.payloadCRC else {
      throw damage("the record's checksum is wrong")
    }
    offset += extent
    expected += UInt64(header.count)
    return header
  }

  /// What lies after the last record, from `offset` on.
  struct Remains {
    /// Where the remains end of a record that was not written whole; `offset` if there are none.
    var end: Int
    /// Where the last sector ends that is damaged; `offset` if there is none. It proves nothing: what was durable begins
    /// with a sector that was written. But the next record must not end before it, or it would be taken for the beginning of
    /// one more.
    var damagedEnd: Int
  }

  /// Looks at what lies after the last record.
  ///
  /// One record is written at a time, and the next only when it is durable, so remains are of the one expected next. A
  /// sector of a later one proves that a durable record is gone.
  mutating func remains() throws(LogError) -> Remains {
    var remains = Remains(end: offset, damagedEnd: offset)
    for sector in stride(from: offset, to: file.size, by: Sector.bytes) {
      try load(Sector.bytes, at: sector)
      switch kind(sectorAt: sector) {
      case .written(let sequence):
        guard sequence == UInt32(truncatingIfNeeded: expected) else {
          throw damage("no record begins here, but offset \(sector) holds part of a later one")
        }
        remains.end = sector + Sector.bytes
      case .torn: remains.end = sector + Sector.bytes
      case .damaged: remains.damagedEnd = sector + Sector.bytes
      case .missing: break
      }
    }
    return remains
  }

  /// That the log goes on elsewhere with `next`, or that so much was in it, and this segment does not reach there.
  func damage(endsBefore next: UInt64) -> LogError {
    damage("the log goes on with sequence \(next), and the records from \(expected) on are not here")
  }

  private func damage(_ what: String, at place: Int? = nil) -> LogError {
    .damaged(path: path, offset: place ?? offset, what)
  }

  /// Whether the sector belongs to the record that is expected; false for what a power cut leaves.
  private func isWritten(sectorAt place: Int) throws(LogError) -> Bool {
    switch kind(sectorAt: place) {
    case .written(UInt32(truncatingIfNeeded: expected)): return true
    case .written: throw damage("a sector of another record lies here", at: place)
    case .missing, .torn: return false
    case .damaged: throw damage("the sector's marks are wrong", at: place)
    }
  }

  private func kind(sectorAt place: Int) -> Sector.Kind {
    unsafe window.withUnsafeBytes {
      unsafe Sector.kind($0, at: place - windowOffset, number: place / Sector.bytes, salt: salt)
    }
  }

  /// Brings the payload together from the sectors.
  private mutating func gather(_ length: Int) {
    payload.removeAll(keepingCapacity: true)
    var place = offset - windowOffset + Sector.contentOffset + RecordHeader.bytes
    var room = Sector.contentBytes - RecordHeader.bytes
    while payload.count < length {
      let count = min(room, length - payload.count)
      payload.append(contentsOf: window[place..<place + count])
      place += room + Sector.bytes - Sector.contentBytes
      room = Sector.contentBytes
    }
  }

  /// Has the window hold `count` bytes from `place` on. They lie within the file.
  private mutating func load(_ count: Int, at place: Int) throws(LogError) {
    if place >= windowOffset && place + count <= windowOffset + windowCount { return }
    if count > window.count { window = [UInt8](repeating: 0, count: count) }
    windowCount = min(window.count, file.size - place)
    windowOffset = place
    try file.fill(&window, count: windowCount, at: place)
  }
}
