/// The first block of a segment: what it is, whose, and where it begins.
internal import Storage

/// Which ledger a log belongs to: the two words of `Store.create`.
public struct LedgerIdentity: Hashable, Sendable {
  public let high: UInt64
  public let low: UInt64

  public init(_ high: UInt64, _ low: UInt64) {
    self.high = high
    self.low = low
  }
}

/// Little-endian, at the start of the file; zeros fill the block.
///
///     0   8  magic "VOUCHLOG"        24  8  first sequence
///     8   4  format version          32 16  identity of the ledger
///     12  4  salt, not 0             48  4  CRC-32C of the 48 bytes before
///     16  8  size of the segment
struct SegmentHeader: Equatable {
  static let magic: UInt64 = 0x474F_4C48_4355_4F56
  static let format: UInt32 = 1
  static let bytes = 52
  /// The sequences that there can be. What lies past them nobody wrote, and a sum of two of them is a number.
  static let sequences: ClosedRange<UInt64> = 1...UInt64(Int64.max)

  let salt: UInt32
  let segmentBytes: Int
  let first: UInt64
  let identity: LedgerIdentity

  /// A file of the log that begins with `first`; all digits, so that names are in order as numbers are.
  static func name(first: UInt64) -> String {
    let digits = String(first)
    return String(repeating: "0", count: 20 - digits.utf8.count) + digits + suffix
  }

  /// The sequence in a segment's name; nil for other files.
  static func first(inName name: String) -> UInt64? {
    guard name.hasSuffix(suffix), name.utf8.count == 20 + suffix.utf8.count,
      let first = UInt64(name.dropLast(suffix.count)), self.name(first: first) == name
    else { return nil }
    return first
  }

  private static let suffix = ".log"

  /// The block to write.
  func block(format: UInt32 = format) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: Block.bytes)
    unsafe block.withUnsafeMutableBytes { bytes in
      unsafe bytes.store(Self.magic, at: 0)
      unsafe bytes.store(format, at: 8)
      unsafe bytes.store(salt, at: 12)
      unsafe bytes.store(UInt64(segmentBytes), at: 16)
      unsafe bytes.store(first, at: 24)
      unsafe bytes.store(identity.high, at: 32)
      unsafe bytes.store(identity.low, at: 40)
      unsafe bytes.store(UnsafeRawBufferPointer(bytes).crc32c(count: 48), at: 48)
    }
    return block
  }

  init(salt: UInt32, segmentBytes: Int, first: UInt64, identity: LedgerIdentity) {
    self.salt = salt
    self.segmentBytes = segmentBytes
    self.first = first
    self.identity = identity
  }

  /// Reads and judges the header of a segment, which must be that ledger's; nil: any ledger's.
  ///
  /// - Parameter isPart: whether the file may have less than the whole segment.
  init(
    of file: any StoredFile, path: String, first: UInt64, identity: LedgerIdentity?, isPart: Bool = false
  ) throws(LogError) {
    guard file.size >= Block.bytes else {
      throw .damaged(path: path, offset: file.size, "the file ends before its first block does")
    }
    var block = [UInt8](repeating: 0, count: Block.bytes)
    try file.fill(&block, count: Block.bytes, at: 0)
    self = unsafe try block.span.bytes.withUnsafeBytes { bytes throws(LogError) in
      guard unsafe bytes.load(at: 0) == Self.magic else {
        throw .damaged(path: path, offset: 0, "this is no segment of a log of Vouch")
      }
      guard unsafe bytes.load(at: 48) == bytes.crc32c(count: 48) else {
        throw .damaged(path: path, offset: 0, "the header's checksum is wrong")
      }
      let format: UInt32 = unsafe bytes.load(at: 8)
      guard format == Self.format else { throw .otherFormat(path: path, found: format, known: Self.format) }
      return unsafe SegmentHeader(
        salt: bytes.load(at: 12), segmentBytes: Int(truncatingIfNeeded: bytes.load(at: 16) as UInt64),
        first: bytes.load(at: 24),
        identity: LedgerIdentity(bytes.load(at: 32), bytes.load(at: 40)))
    }
    guard identity == nil || self.identity == identity else { throw .foreign(path: path) }
    guard self.first == first else {
      throw .damaged(path: path, offset: 24, "it begins with sequence \(self.first), which its name denies")
    }
    guard SegmentHeader.sequences.contains(first) else {
      throw .damaged(path: path, offset: 24, "it begins with sequence \(first), which there cannot be")
    }
    guard segmentBytes % Block.bytes == 0 else {
      throw .damaged(path: path, offset: 16, "it was made with \(segmentBytes) bytes, which are no whole blocks")
    }
    guard segmentBytes == file.size || (isPart && file.size < segmentBytes && segmentBytes < 1 << 31) else {
      throw .damaged(path: path, offset: file.size, "it was made with \(segmentBytes) bytes and has \(file.size)")
    }
  }
}

extension StoredFile {
  /// Reads to the front of a buffer.
  func fill(_ buffer: inout [UInt8], count: Int, at offset: Int) throws(LogError) {
    do throws(StorageError) { try read(count, at: offset, into: &buffer) } catch { throw LogError(error) }
  }
}
