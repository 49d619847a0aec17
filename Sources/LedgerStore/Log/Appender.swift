/// The end of the log: makes a record of a payload, writes it, syncs it.
internal import Storage

struct Appender: Sendable {
  /// The segment that is written.
  private(set) var file: any StoredFile
  private var salt: UInt32
  private var offset: Int
  /// The sequence that the next record begins with.
  private(set) var next: UInt64
  /// Where a record was written in part when space ran out. It is cleaned before anything else is written there, or
  /// what is left of it would one day lie after a shorter record.
  var spoiled: Range<Int>?
  /// The failure after which nothing is appended.
  private(set) var failure: LogError?
  /// The record as it lies on the disk, from the first whole page on: so the disk can take it from here.
  private var image: [UInt8]

  init(file: any StoredFile, salt: UInt32, offset: Int, next: UInt64, shape: LogShape) {
    self.file = file
    self.salt = salt
    self.offset = offset
    self.next = next
    image = [UInt8](repeating: 0, count: RecordHeader.extent(ofPayload: shape.payloadBytes) + DiskUnits.pageBytes)
  }

  /// Whether a record with so much payload still fits in the segment.
  func hasRoom(for payload: Int) -> Bool { RecordHeader.extent(ofPayload: payload) <= file.size - offset }

  var isHalfFull: Bool { offset > file.size / 2 }

  /// Goes on in another segment, which is empty.
  mutating func roll(into file: any StoredFile, salt: UInt32) {
    self.file = file
    self.salt = salt
    offset = Block.bytes
  }

  /// Appends the record and makes it durable.
  mutating func append(_ payload: UnsafeRawBufferPointer, count: UInt32, time: UInt64) throws(LogError) {
    try clean()
    let record = unsafe build(payload, count: count, time: time)
    let isDurable: Bool
    do throws(StorageError) {
      isDurable = unsafe try file.writeThrough(image.span.extracting(record).bytes, at: offset)
    } catch {
      spoiled = offset..<offset + record.count
      throw remember(LogError(error))
    }
    if !isDurable { try sync() }
    offset += record.count
    next += UInt64(count)
  }

  /// Writes zeros where a record was written in part.
  mutating func clean() throws(LogError) {
    if let failure { throw failure }
    guard let range = spoiled else { return }
    let zeros = [UInt8](repeating: 0, count: range.count)
    do throws(StorageError) { unsafe try file.write(zeros.span.bytes, at: range.lowerBound) } catch {
      throw remember(LogError(error))
    }
    try sync()
    spoiled = nil
  }

  /// Keeps a failure, unless it is an answer that may be another one later.
  mutating func remember(_ error: LogError) -> LogError {
    if !error.isOutOfSpace { failure = error }
    return error
  }

  private mutating func sync() throws(LogError) {
    // Whatever the reason, and even if it is want of space: a sync that failed is not tried again.
    do throws(StorageError) { try file.sync() } catch {
      failure = .failed(error)
      throw .failed(error)
    }
  }

  /// Lays the record out in sectors; returns where in the image.
  private mutating func build(_ payload: UnsafeRawBufferPointer, count: UInt32, time: UInt64) -> Range<Int> {
    let extent = RecordHeader.extent(ofPayload: payload.count)
    let header = unsafe RecordHeader(
      length: payload.count, payloadCRC: payload.crc32c(count: payload.count), first: next, time: time, count: count)
    let (offset, salt, sequence) = (offset, salt, UInt32(truncatingIfNeeded: next))
    return unsafe image.withUnsafeMutableBytes { image in
      let page = DiskUnits.pageBytes
      let start = (page - Int(bitPattern: image.baseAddress) % page) % page
      let image = unsafe UnsafeMutableRawBufferPointer(rebasing: image[start...])
      unsafe header.store(in: image, at: Sector.contentOffset)
      var taken = 0
      var skipped = RecordHeader.bytes
      for sector in stride(from: 0, to: extent, by: Sector.bytes) {
        let start = sector + Sector.contentOffset + skipped
        let end = sector + Sector.tailOffset
        let part = min(end - start, payload.count - taken)
        unsafe UnsafeMutableRawBufferPointer(rebasing: image[start..<start + part])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: payload[taken..<taken + part]))
        if start + part < end {
          unsafe image[start + part..<end].initializeMemory(as: UInt8.self, repeating: 0)
        }
        taken += part
        skipped = 0
        unsafe Sector.seal(
          image, at: sector, number: (offset + sector) / Sector.bytes, salt: salt, sequence: sequence)
      }
      return start..<start + extent
    }
  }
}
