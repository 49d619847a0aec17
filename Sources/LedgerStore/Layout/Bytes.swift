/// Byte strings of varying length: numbers in as few bytes as they need, texts with their length.
internal import CVouchRecords
internal import LMDB
internal import Ledger

/// Writes values one after the other, into memory of its own that grows as it must. The first byte of a string is the
/// version of the layout, the last four are its checksum; strings may follow each other.
///
/// It is on the way of every entry: a byte costs a comparison and a store.
@safe struct ByteWriter: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// How many bytes were written.
  private(set) var count = 0
  /// Where the string began that is being written.
  private var start = 0

  /// Begins a string.
  init(capacity: Int) {
    self.capacity = max(capacity, 16)
    unsafe base = .allocate(capacity: self.capacity)
    put(layoutVersion)
  }

  /// Memory without a string.
  init(empty capacity: Int) {
    self.capacity = max(capacity, 16)
    unsafe base = .allocate(capacity: self.capacity)
  }

  deinit { unsafe base.deallocate() }

  /// A copy of all that was written.
  var bytes: [UInt8] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }

  /// Lends all that was written.
  func withBytes<Result, Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Result) throws(Failure)
    -> Result
  {
    try unsafe body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// Forgets all that was written.
  mutating func removeAll() {
    count = 0
    start = 0
  }

  /// Begins a string in the memory of those before.
  mutating func begin(version: UInt8 = layoutVersion) {
    removeAll()
    put(version)
  }

  /// Writes a string after those before, preceded by its length in four bytes, and sealed at `key`. Gives where it
  /// begins.
  @inline(__always)
  mutating func append(sealedAt key: some TableKey, _ write: (inout ByteWriter) -> Void) -> Int {
    reserve(4)
    let place = count + 4
    count = place
    start = place
    put(layoutVersion)
    write(&self)
    seal(at: key)
    unsafe UnsafeMutableRawPointer(base).storeBytes(
      of: UInt32(count - place).littleEndian, toByteOffset: place - 4, as: UInt32.self)
    return place
  }

  /// Writes an empty string after those before: its length, which is 0.
  mutating func appendNothing() {
    for _ in 0..<4 { put(0 as UInt8) }
  }

  /// Writes a string that is sealed already after those before, preceded by its length. Gives where it begins.
  mutating func append(sealed bytes: UnsafeRawBufferPointer) -> Int {
    reserve(bytes.count + 4)
    unsafe UnsafeMutableRawPointer(base).storeBytes(
      of: UInt32(bytes.count).littleEndian, toByteOffset: count, as: UInt32.self)
    let place = count + 4
    unsafe UnsafeMutableRawBufferPointer(start: base + place, count: bytes.count).copyMemory(from: bytes)
    count = place + bytes.count
    return place
  }

  @inline(__always)
  mutating func put(_ byte: UInt8) {
    if count == capacity { grow(by: 1) }
    unsafe base[count] = byte
    count += 1
  }

  /// Seven bits a byte, the lowest first (LEB128).
  @inline(__always)
  mutating func put(_ number: UInt64) {
    if number < 0x80 { put(UInt8(truncatingIfNeeded: number)) } else { putLong(number) }
  }

  private mutating func putLong(_ number: UInt64) {
    reserve(10)
    var rest = number
    var place = count
    while rest >= 0x80 {
      unsafe base[place] = UInt8(truncatingIfNeeded: rest) | 0x80
      place += 1
      rest >>= 7
    }
    unsafe base[place] = UInt8(truncatingIfNeeded: rest)
    count = place + 1
  }

  /// Zigzag, so that small negative numbers stay small.
  @inline(__always)
  mutating func put(_ number: Int64) { put(UInt64(bitPattern: number << 1 ^ number >> 63)) }

  /// Eight bytes, for what is as good as random.
  @inline(__always)
  mutating func putWhole(_ word: UInt64) {
    reserve(8)
    unsafe UnsafeMutableRawPointer(base + count).storeBytes(of: word.littleEndian, as: UInt64.self)
    count += 8
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
    guard !text.isEmpty else { return }
    reserve(text.utf8.count)
    for byte in text.utf8 { put(byte) }
  }

  /// Ends the string with its checksum.
  mutating func seal(at key: some TableKey) {
    let crc = unsafe vouch_crc32c(salt(key), base + start, count - start)
    reserve(4)
    unsafe UnsafeMutableRawPointer(base + count).storeBytes(of: crc.littleEndian, as: UInt32.self)
    count += 4
  }

  /// The whole, ended by its checksum.
  consuming func sealed(at key: some TableKey) -> [UInt8] {
    seal(at: key)
    return bytes
  }

  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if capacity - count < more { grow(by: more) }
  }

  @inline(never)
  private mutating func grow(by more: Int) {
    capacity = max(capacity * 2, count + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    unsafe larger.initialize(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = larger
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
