/// Writes the messages of the hot path straight as protobuf bytes: the same, byte for byte, as protobuf-c packs, for a
/// fiftieth of its instructions. It walks no descriptors and builds no messages to walk.
///
/// Absent here: whatever is asked seldom; protobuf-c packs that, by `Builder`.
internal import Ledger

/// One message in the making, as proto3 has it: a field with its type's default is left out.
@safe struct MessageWriter {
  private var next: UnsafeMutablePointer<UInt8>
  /// Up to here there is room for one more field of any kind but text.
  private let brim: UnsafeMutablePointer<UInt8>
  /// A field had no room: what is written is good for nothing.
  private var isFull = false
  private let codes = CodeText()

  /// What a field of any kind but text takes at most: a digest with its tag and its length. So one look is enough for
  /// each field, and a number or a code may be written as if it were longer than it is.
  @inline(__always) private static var fieldBytes: Int { 35 }

  /// How much room a message has at first, on the stack: enough but for the longest of texts.
  @inline(__always) private static var shortBytes: Int { 1024 }

  @inline(__always)
  private init(_ buffer: UnsafeMutableRawBufferPointer) {
    guard let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
      preconditionFailure("a buffer of \(buffer.count) bytes")
    }
    unsafe next = start
    unsafe brim = start + (buffer.count - MessageWriter.fieldBytes)
  }

  /// The message that `write` writes. It is made elsewhere and copied, because an array of the right size, made of bytes
  /// that are there, is had for half of what one with room to be filled takes.
  @inline(__always)
  static func message(_ write: (inout MessageWriter) -> Void) -> [UInt8] {
    var message: [UInt8] = []
    lend(write) { bytes in message = unsafe bytes.withUnsafeBytes { unsafe Array($0) } }
    return message
  }

  /// Lends the message that `write` writes, on the stack, or where it has too little room there in as much memory as it
  /// takes.
  @inline(__always)
  static func lend(_ write: (inout MessageWriter) -> Void, _ body: (RawSpan) -> Void) {
    var bytes = shortBytes
    var isWritten = unsafe withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 8) {
      unsafe fill($0, write, body)
    }
    while !isWritten {
      bytes *= 4
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 8)
      defer { unsafe buffer.deallocate() }
      isWritten = unsafe fill(buffer, write, body)
    }
  }

  /// Whether the message had room.
  @inline(__always)
  private static func fill(
    _ buffer: UnsafeMutableRawBufferPointer, _ write: (inout MessageWriter) -> Void, _ body: (RawSpan) -> Void
  ) -> Bool {
    var writer = unsafe MessageWriter(buffer)
    write(&writer)
    if writer.isFull { return false }
    let written = unsafe writer.next - writer.brim + buffer.count - fieldBytes
    unsafe body(UnsafeRawBufferPointer(start: buffer.baseAddress, count: written).bytes)
    return true
  }

  // MARK: Numbers

  @inline(__always)
  mutating func put(_ number: UInt64, as field: Int) {
    guard number != 0, hasRoom() else { return }
    tag(field, 0)
    varint(number)
  }

  @inline(__always)
  mutating func put(_ number: Int64, as field: Int) { put(UInt64(bitPattern: number), as: field) }

  @inline(__always)
  mutating func put(_ time: Timestamp?, as field: Int) { put(time?.milliseconds ?? 0, as: field) }

  @inline(__always)
  mutating func put(_ value: (some RawRepresentable<UInt8>)?, as field: Int) {
    put(UInt64(value?.rawValue ?? 0), as: field)
  }

  // MARK: Bytes and texts

  @inline(__always)
  mutating func put(_ text: String, as field: Int) {
    if !text.isEmpty { putWritten(text, as: field) }
  }

  private mutating func putWritten(_ text: String, as field: Int) {
    var text = text
    text.withUTF8 { bytes in
      guard hasRoom(text: bytes.count), let start = bytes.baseAddress else { return }
      tag(field, 2)
      varint(UInt64(bytes.count))
      unsafe next.update(from: start, count: bytes.count)
      unsafe next += bytes.count
    }
  }

  @inline(__always)
  mutating func put(_ code: Code?, as field: Int) {
    guard let code, hasRoom() else { return }
    tag(field, 2)
    let (start, end, length) = codes.words(of: code)
    byte(UInt8(truncatingIfNeeded: length))
    unsafe UnsafeMutableRawPointer(next).storeBytes(of: start.littleEndian, as: UInt64.self)
    unsafe UnsafeMutableRawPointer(next + 6).storeBytes(of: end.littleEndian, as: UInt64.self)
    unsafe next += length
  }

  @inline(__always)
  mutating func put(_ currency: Currency?, as field: Int) {
    guard let letters = currency?.letters, hasRoom() else { return }
    tag(field, 2)
    byte(3)
    byte(letters.0)
    byte(letters.1)
    byte(letters.2)
  }

  @inline(__always)
  mutating func put(_ id: some TimedID, as field: Int) {
    guard hasRoom() else { return }
    tag(field, 2)
    byte(16)
    word(id.high)
    word(id.low)
  }

  @inline(__always)
  mutating func put(_ digest: Digest?, as field: Int) {
    guard let words = digest?.bigEndianWords, hasRoom() else { return }
    tag(field, 2)
    byte(UInt8(Digest.byteCount))
    word(words.0)
    word(words.1)
    word(words.2)
    word(words.3)
  }

  // MARK: Messages within the message

  /// A message that mostly has fewer than 128 bytes. Its length is known when it is written: where that takes a second
  /// byte, it moves on by one.
  @inline(__always)
  mutating func put(_ field: Int, _ write: (inout MessageWriter) -> Void) {
    guard hasRoom() else { return }
    let start = unsafe open(field, 1)
    write(&self)
    let length = unsafe next - start
    if length < 0x80 { unsafe start[-1] = UInt8(truncatingIfNeeded: length) } else { unsafe close(start, 1, length) }
  }

  /// A message that mostly has 128 bytes or more, and hardly ever 16,384.
  @inline(__always)
  mutating func put(long field: Int, _ write: (inout MessageWriter) -> Void) {
    guard hasRoom() else { return }
    let start = unsafe open(field, 2)
    write(&self)
    let length = unsafe next - start
    guard length >= 0x80, length < 0x4000 else { return unsafe close(start, 2, length) }
    unsafe start[-2] = UInt8(truncatingIfNeeded: length) | 0x80
    unsafe start[-1] = UInt8(truncatingIfNeeded: length >> 7)
  }

  @inline(__always)
  private mutating func open(_ field: Int, _ lengthBytes: Int) -> UnsafeMutablePointer<UInt8> {
    tag(field, 2)
    unsafe next += lengthBytes
    return unsafe next
  }

  /// Makes the room for the length right, and writes it.
  private mutating func close(_ start: UnsafeMutablePointer<UInt8>, _ lengthBytes: Int, _ length: Int) {
    guard hasRoom() else { return }
    let needed = MessageWriter.bytes(of: UInt64(length))
    unsafe (start - lengthBytes + needed).update(from: start, count: length)
    unsafe next = start - lengthBytes
    varint(UInt64(length))
    unsafe next += length
  }

  // MARK: Bytes

  @inline(__always)
  private mutating func byte(_ byte: UInt8) {
    unsafe next.pointee = byte
    unsafe next += 1
  }

  @inline(__always)
  private mutating func tag(_ field: Int, _ kind: Int) { varint(UInt64(truncatingIfNeeded: field << 3 | kind)) }

  @inline(__always)
  private mutating func varint(_ number: UInt64) {
    if number < 0x80 {
      byte(UInt8(truncatingIfNeeded: number))
    } else if number < 0x4000 {
      byte(UInt8(truncatingIfNeeded: number) | 0x80)
      byte(UInt8(truncatingIfNeeded: number >> 7))
    } else {
      unsafe next += MessageWriter.write(long: number, at: next)
    }
  }

  /// Writes a number of more than two bytes: seven of its bits to a byte, all at once. Says how many.
  private static func write(long number: UInt64, at place: UnsafeMutablePointer<UInt8>) -> Int {
    let place = UnsafeMutableRawPointer(place)
    var spread = number & 0x0FFF_FFFF | (number & 0x00FF_FFFF_F000_0000) << 4
    spread = spread & 0x0000_3FFF_0000_3FFF | (spread & 0x0FFF_C000_0FFF_C000) << 2
    spread = spread & 0x007F_007F_007F_007F | (spread & 0x3F80_3F80_3F80_3F80) << 1
    let more: UInt64 = 0x8080_8080_8080_8080
    guard number >= 1 << 56 else {
      let last = (63 - spread.leadingZeroBitCount) & 0x38
      unsafe place.storeBytes(of: (spread | more & (1 &<< UInt64(last) - 1)).littleEndian, as: UInt64.self)
      return last / 8 + 1
    }
    unsafe place.storeBytes(of: (spread | more).littleEndian, as: UInt64.self)
    let rest = number >> 56
    unsafe place.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: 8, as: UInt8.self)
    unsafe place.storeBytes(of: 1, toByteOffset: 9, as: UInt8.self)
    return rest < 0x80 ? 9 : 10
  }

  /// How many bytes a number takes.
  private static func bytes(of number: UInt64) -> Int { max(1, (70 - number.leadingZeroBitCount) / 7) }

  @inline(__always)
  private mutating func word(_ word: UInt64) {
    unsafe UnsafeMutableRawPointer(next).storeBytes(of: word.bigEndian, as: UInt64.self)
    unsafe next += 8
  }

  @inline(__always)
  private mutating func hasRoom(text: Int = 0) -> Bool {
    if unsafe text <= brim - next { return true }
    isFull = true
    return false
  }
}
