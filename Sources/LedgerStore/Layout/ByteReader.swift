/// Byte strings of varying length, read back.
internal import CVouchRecords
internal import LMDB
internal import Ledger

/// Reads what `ByteWriter` wrote; nil as soon as something cannot have been written by it. It reads in place and lives
/// no longer than the bytes are lent: see `Table.opened`.
@safe struct ByteReader {
  /// The version of the string's layout.
  let version: UInt8
  /// The first word of its key: an entry's sequence.
  let place: UInt64
  private let bytes: UnsafeRawBufferPointer
  private var position = 1

  /// Opens a sealed string, or says what is wrong with it.
  ///
  /// - Parameter newest: the newest layout that is known of what it holds; all before are known too.
  init(
    _ sealed: UnsafeRawBufferPointer, at key: some TableKey, newest: UInt8 = layoutVersion
  ) throws(Fault) {
    let count = sealed.count - MemoryLayout<UInt32>.size
    guard count >= 1 else { throw Fault(reason: "it has \(sealed.count) bytes") }
    unsafe bytes = UnsafeRawBufferPointer(rebasing: sealed[..<count])
    guard
      unsafe vouch_crc32c(salt(key), sealed.baseAddress, count)
        == sealed.loadUnaligned(fromByteOffset: count, as: UInt32.self)
    else { throw .checksum }
    version = unsafe bytes[0]
    place = key.words.first
    guard version >= 1, version <= newest else { throw .version(version) }
  }

  /// Whether all was read.
  var isAtEnd: Bool { unsafe position == bytes.count }

  /// How many bytes there are, the checksum included.
  var size: Int { unsafe bytes.count + MemoryLayout<UInt32>.size }

  /// Whether nothing but zeros is left.
  var isEmptyToEnd: Bool {
    // Without a branch a byte: there may be as much room as there is of the record.
    var all: UInt8 = 0
    var place = position
    while unsafe place < bytes.count {
      unsafe all |= bytes[place]
      place += 1
    }
    return all == 0
  }

  /// The string as a record of a fixed layout, checksum included; nil when it has another size.
  func record<Record: BitwiseCopyable>(_ type: Record.Type) -> Record? {
    guard size == MemoryLayout<Record>.size else { return nil }
    return unsafe bytes.baseAddress?.loadUnaligned(as: Record.self)
  }

  /// The seven bytes that a string may begin with.
  mutating func head() -> Bits? {
    guard unsafe bytes.count - position >= 8 else { return nil }
    defer { position += 7 }
    return unsafe Bits(
      word: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)) & ~0 >> 8)
  }

  mutating func byte() -> UInt8? {
    guard unsafe position < bytes.count else { return nil }
    defer { position += 1 }
    return unsafe bytes[position]
  }

  @inline(__always)
  mutating func number() -> UInt64? {
    guard unsafe position < bytes.count else { return nil }
    let first = unsafe bytes[position]
    guard first < 0x80 else { return numberInWord() }
    position += 1
    return UInt64(first)
  }

  /// A number of more than one byte, of eight that are looked at together: how many it has cannot be guessed.
  @inline(__always)
  private mutating func numberInWord() -> UInt64? {
    guard unsafe bytes.count - position >= 8 else { return longNumber() }
    let word = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    let ends = ~word & 0x8080_8080_8080_8080
    guard ends != 0 else { return longNumber() }
    // All bits up to the end of the number; then seven of each eight, two and two put together.
    var number = word & (ends ^ (ends &- 1)) & 0x7F7F_7F7F_7F7F_7F7F
    let count = ends.trailingZeroBitCount >> 3 + 1
    number = number & 0x007F_007F_007F_007F | (number & 0x7F00_7F00_7F00_7F00) >> 1
    number = number & 0x0000_3FFF_0000_3FFF | (number & 0x3FFF_0000_3FFF_0000) >> 2
    number = number & 0x0000_0000_0FFF_FFFF | (number & 0x0FFF_FFFF_0000_0000) >> 4
    position += count
    // A last byte of nothing would be one too many.
    return number >> (7 &* UInt64(count &- 1)) == 0 ? nil : number
  }

  private mutating func longNumber() -> UInt64? {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = byte(), shift < 63 || byte <= 1 {
      number |= UInt64(byte & 0x7F) &<< shift
      // A last byte of nothing would be one too many.
      if byte < 0x80 { return byte == 0 ? nil : number }
      shift += 7
    }
    return nil
  }

  mutating func signed() -> Int64? {
    guard let number = number() else { return nil }
    return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
  }

  mutating func whole() -> UInt64? {
    guard unsafe bytes.count - position >= 8 else { return nil }
    defer { position += 8 }
    return unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  mutating func id<ID: TimedID>(_ type: ID.Type) -> ID? {
    guard let high = whole(), let low = whole() else { return nil }
    return ID(high: high, low: low)
  }

  /// An id that was written beside `other`.
  mutating func id<ID: TimedID>(_ type: ID.Type, beside other: some TimedID) -> ID? {
    guard let distance = signed(), let first = byte(), let second = byte(), let low = whole() else { return nil }
    let time = UInt64(bitPattern: other.time.milliseconds &+ distance)
    guard time >> 48 == 0 else { return nil }
    return ID(high: time << 16 | UInt64(second) << 8 | UInt64(first), low: low)
  }

  /// A number that is written only when it is something.
  mutating func nonzero() -> Int64? { signed().flatMap { $0 == 0 ? nil : $0 } }

  /// A code; `.some(nil)` where none was written.
  mutating func code() -> Code?? {
    guard let packed = whole() else { return nil }
    guard packed != 0 else { return .some(nil) }
    guard let code = Code(packed: packed) else { return nil }
    return code
  }

  /// A code that must be there.
  mutating func party() -> Code? { whole().flatMap { Code(packed: $0) } }

  /// A moment that was written as its distance from another.
  mutating func time(since other: Timestamp) -> Timestamp? {
    signed().map { Timestamp(milliseconds: other.milliseconds &+ $0) }
  }

  /// The next `count` bytes, copied.
  mutating func bytes(_ count: Int) -> [UInt8]? {
    guard count >= 0, unsafe count <= bytes.count - position else { return nil }
    defer { position += count }
    return unsafe Array(bytes[position..<position + count])
  }

  mutating func digest() -> Digest? {
    guard let first = whole(), let second = whole(), let third = whole(), let fourth = whole() else { return nil }
    return Digest(first, second, third, fourth)
  }

  /// A text; `.some(nil)` where none was written.
  mutating func string() -> String?? {
    guard let length = number() else { return nil }
    guard length > 0 else { return .some(nil) }
    guard unsafe length - 1 <= UInt64(bytes.count - position) else { return nil }
    let end = position + Int(length - 1)
    defer { position = end }
    return unsafe String(validating: bytes[position..<end], as: UTF8.self).map { .some($0) }
  }

  /// A text of the ledger; `.some(nil)` where none was written.
  mutating func text() -> Text?? {
    guard let string = string() else { return nil }
    guard let string else { return .some(nil) }
    return Text(string).map { .some($0) }
  }
}
