/// What a record says of itself, before its payload.

/// Little-endian, at the start of the content of the record's first sector; the payload follows at once and goes on in
/// the content of the next sectors. Zeros fill the last block.
///
///     0   4  length of the payload      16  8  time
///     4   4  CRC-32C of the payload     24  4  count of sequences
///     8   8  first sequence             28  4  CRC-32C of the 28 bytes before
struct RecordHeader: Equatable {
  static let bytes = 32

  let length: Int
  let payloadCRC: UInt32
  let first: UInt64
  let time: UInt64
  let count: UInt32

  /// The bytes that a record with so much payload takes on the disk.
  static func extent(ofPayload length: Int) -> Int {
    let sectors = (bytes + length + Sector.contentBytes - 1) / Sector.contentBytes
    return (sectors + Sector.perBlock - 1) / Sector.perBlock * Block.bytes
  }

  /// The last sequence of the record.
  var last: UInt64 { first + UInt64(count) - 1 }

  func store(in bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
    unsafe bytes.store(UInt32(length), at: offset)
    unsafe bytes.store(payloadCRC, at: offset + 4)
    unsafe bytes.store(first, at: offset + 8)
    unsafe bytes.store(time, at: offset + 16)
    unsafe bytes.store(count, at: offset + 24)
    unsafe bytes.store(UnsafeRawBufferPointer(bytes).crc32c(at: offset, count: 28), at: offset + 28)
  }

  init(length: Int, payloadCRC: UInt32, first: UInt64, time: UInt64, count: UInt32) {
    self.length = length
    self.payloadCRC = payloadCRC
    self.first = first
    self.time = time
    self.count = count
  }

  /// nil when the checksum is wrong.
  init?(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    guard unsafe bytes.load(at: offset + 28) == bytes.crc32c(at: offset, count: 28) else { return nil }
    unsafe self.init(
      length: Int(bytes.load(at: offset) as UInt32), payloadCRC: bytes.load(at: offset + 4),
      first: bytes.load(at: offset + 8), time: bytes.load(at: offset + 16), count: bytes.load(at: offset + 24))
  }
}
