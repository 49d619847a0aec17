/// How a record lies on the disk: in blocks of sectors that say whose they are.
///
///     sector, 512 bytes:   head 8   sequence 8   content 488   tail 8
///     head, tail           u32 salt of the segment, u32 CRC-32C(mark, salt, number of the sector in the file, 0)
///     sequence             u32 the record's first sequence modulo 2³², u32 CRC-32C(mark, salt, number, sequence)
///
/// A power cut leaves of a write any of its sectors, and may tear some between two words. Where a sector was not
/// written, there is what was there before: zeros, or a sector of an earlier life of the file, whose tags are right for
/// *its* salt. So what a power cut can leave is told from what it cannot: that is damage.
internal import CVouchRecords
internal import Storage

/// The unit in which records are written: a page, so that no write reads first, none touches what an earlier one made
/// durable, and a disk with sectors of 4 KiB tears nothing that was synced.
enum Block {
  static let bytes = 4096
}

enum Sector {
  static let bytes = DiskUnits.sectorBytes
  /// Head and sequence.
  static let contentOffset = 16
  static let tailOffset = bytes - 8
  static let contentBytes = tailOffset - contentOffset
  static let perBlock = Block.bytes / bytes

  /// What a sector at its place turned out to be.
  enum Kind: Equatable {
    /// Written whole, in this life of the file, as part of the record that begins with this sequence, modulo 2³².
    case written(sequence: UInt32)
    /// Not written in this life: what a power cut leaves.
    case missing
    /// One end was written in this life, the other not: what a power cut leaves in the middle of a sector.
    case torn
    /// Nothing that was ever written here, whole or torn.
    case damaged
  }

  /// Which word of the sector a check is for: "head", "sequ", "tail" in ASCII.
  private enum Mark: UInt32 {
    case head = 0x6461_6568
    case sequence = 0x7571_6573
    case tail = 0x6C69_6174
  }

  /// Writes head, sequence and tail around the content of the sector at `offset` of `bytes`.
  static func seal(
    _ bytes: UnsafeMutableRawBufferPointer, at offset: Int, number: Int, salt: UInt32, sequence: UInt32
  ) {
    unsafe bytes.store(salt, at: offset)
    unsafe bytes.store(check(.head, salt, number, 0), at: offset + 4)
    unsafe bytes.store(sequence, at: offset + 8)
    unsafe bytes.store(check(.sequence, salt, number, sequence), at: offset + 12)
    unsafe bytes.store(salt, at: offset + tailOffset)
    unsafe bytes.store(check(.tail, salt, number, 0), at: offset + tailOffset + 4)
  }

  /// What the sector at `offset` of `bytes` is, in a segment with this salt.
  static func kind(_ bytes: UnsafeRawBufferPointer, at offset: Int, number: Int, salt: UInt32) -> Kind {
    let head = unsafe end(.head, bytes, at: offset, number, salt)
    let tail = unsafe end(.tail, bytes, at: offset + tailOffset, number, salt)
    guard head != .neither, tail != .neither else { return .damaged }
    guard head == .ours, tail == .ours else { return head == tail ? .missing : .torn }
    let sequence: UInt32 = unsafe bytes.load(at: offset + 8)
    guard unsafe bytes.load(at: offset + 12) == check(.sequence, salt, number, sequence) else { return .damaged }
    return .written(sequence: sequence)
  }

  private enum End {
    case ours, earlier, neither
  }

  private static func end(
    _ mark: Mark, _ bytes: UnsafeRawBufferPointer, at offset: Int, _ number: Int, _ salt: UInt32
  ) -> End {
    let found: UInt32 = unsafe bytes.load(at: offset)
    let sum: UInt32 = unsafe bytes.load(at: offset + 4)
    // No salt is 0, so zeros are those that the file was made with.
    if found == 0 && sum == 0 { return .earlier }
    guard sum == check(mark, found, number, 0) else { return .neither }
    return found == salt ? .ours : .earlier
  }

  private static func check(_ mark: Mark, _ salt: UInt32, _ number: Int, _ sequence: UInt32) -> UInt32 {
    var words = (mark.rawValue, salt, UInt32(truncatingIfNeeded: number), sequence)
    return unsafe withUnsafeBytes(of: &words) { unsafe $0.crc32c(count: $0.count) }
  }
}

// Both sides of the log run on little-endian machines; the conversion says so and costs nothing there.
extension UnsafeMutableRawBufferPointer {
  func store(_ value: some FixedWidthInteger & BitwiseCopyable, at offset: Int) {
    unsafe storeBytes(of: value.littleEndian, toByteOffset: offset, as: type(of: value))
  }
}

extension UnsafeRawBufferPointer {
  func load<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Value {
    unsafe Value(littleEndian: loadUnaligned(fromByteOffset: offset, as: Value.self))
  }

  /// CRC-32C of `count` bytes from `offset` on.
  func crc32c(at offset: Int = 0, count: Int) -> UInt32 {
    let part = unsafe UnsafeRawBufferPointer(rebasing: self[offset..<offset + count])
    return unsafe vouch_crc32c(0, part.baseAddress, part.count)
  }
}
