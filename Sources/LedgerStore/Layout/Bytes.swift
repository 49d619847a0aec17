/// Byte strings of varying length: numbers in as few bytes as they need, texts with their length.
internal import CVouchRecords
internal import LMDB
internal import Ledger

/// Writes values one after the other. The first byte is the version of the layout.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  /// An empty string.
  init(capacity: Int) {
    bytes.reserveCapacity(capacity)
    bytes.append(layoutVersion)
  }

  /// Begins a new string in the memory of the one before.
  mutating func begin(version: UInt8 = layoutVersion) {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(version)
  }

  mutating func put(_ byte: UInt8) { bytes.append(byte) }

  /// Seven bits a byte, the lowest first (LEB128).
  mutating func put(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Zigzag, so that small negative numbers stay small.
  mutating func put(_ number: Int64) { put(UInt64(bitPattern: number << 1 ^ number >> 63)) }

  /// Eight bytes, for what is as good as random.
  mutating func putWhole(_ word: UInt64) {
    unsafe withUnsafeBytes(of: word.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func put(_ id: some TimedID) {
    putWhole(id.high)
    putWhole(id.low)
  }

  /// Nothing, or 1 and the text's length, and the text.
  mutating func put(_ text: Text?) {
    guard let text else { return put(0 as UInt64) }
    put(text.value)
  }

  mutating func put(_ text: String) {
    put(UInt64(text.utf8.count) + 1)
    bytes.append(contentsOf: text.utf8)
  }

  /// Ends the string with its checksum.
  mutating func seal(at key: some TableKey) {
    let crc = unsafe bytes.withUnsafeBytes { unsafe vouch_crc32c(salt(key), $0.baseAddress, $0.count) }
    for shift in stride(from: 0 as UInt32, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: crc >> shift)) }
  }

  /// The whole, ended by its checksum.
  consuming func sealed(at key: some TableKey) -> [UInt8] {
    seal(at: key)
    return bytes
  }
}

/// Reads what `ByteWriter` wrote; nil as soon as something cannot have been written by it. It reads in place and lives
/// no longer than the bytes are lent: see `Table.opened`.
@safe struct ByteReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 1

  /// Opens a sealed string, or says what is wrong with it.
  init(_ sealed: UnsafeRawBufferPointer, at key: some TableKey) throws(Fault) {
    let count = sealed.count - MemoryLayout<UInt32>.size
    guard count >= 1 else { throw Fault(reason: "it has \(sealed.count) bytes") }
    unsafe bytes = UnsafeRawBufferPointer(rebasing: sealed[..<count])
    guard
      unsafe vouch_crc32c(salt(key), sealed.baseAddress, count)
        == sealed.loadUnaligned(fromByteOffset: count, as: UInt32.self)
    else { throw .checksum }
    guard unsafe bytes[0] == layoutVersion else { throw unsafe .version(bytes[0]) }
  }

  /// Whether all was read.
  var isAtEnd: Bool { unsafe position == bytes.count }

  mutating func byte() -> UInt8? {
    guard unsafe position < bytes.count else { return nil }
    defer { position += 1 }
    return unsafe bytes[position]
  }

  mutating func number() -> UInt64? {
    var number: UInt64 = 0
    for shift in stride(from: 0 as UInt64, to: 70, by: 7) {
      guard let byte = byte(), shift < 63 || byte <= 1 else { return nil }
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return number }
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

  /// A code; `.some(nil)` where none was written.
  mutating func code() -> Code?? {
    guard let packed = whole() else { return nil }
    guard packed != 0 else { return .some(nil) }
    guard let code = Code(packed: packed) else { return nil }
    return code
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
