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
  mutating func append(
    version: UInt8 = layoutVersion, sealedAt key: some TableKey, _ write: (inout ByteWriter) -> Void
  ) -> Int {
    reserve(4)
    let place = count + 4
    count = place
    start = place
    put(version)
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

  /// The first seven bytes of eight.
  @inline(__always)
  mutating func put(_ head: Bits) {
    putWhole(head.word)
    count -= 1
  }

  mutating func put(_ id: some TimedID) {
    putWhole(id.high)
    putWhole(id.low)
  }

  /// An id beside another that was made about when it was: ten bytes of it are random.
  mutating func put(_ id: some TimedID, beside other: some TimedID) {
    put(id.time.milliseconds - other.time.milliseconds)
    put(UInt8(truncatingIfNeeded: id.high))
    put(UInt8(truncatingIfNeeded: id.high >> 8))
    putWhole(id.low)
  }

  mutating func put(_ time: Timestamp, since other: Timestamp) { put(time.milliseconds &- other.milliseconds) }

  mutating func put(_ digest: Digest) {
    let words = digest.bigEndianWords
    putWhole(words.0)
    putWhole(words.1)
    putWhole(words.2)
    putWhole(words.3)
  }

  /// Zeros until so many bytes were written.
  mutating func fill(to end: Int) {
    while count < end { put(0 as UInt8) }
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
