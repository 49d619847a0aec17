/// Writes the answers of the hot path straight as protobuf bytes: the same, byte for byte, as protobuf-c packs, for a
/// twentieth of its instructions. It walks no descriptors and builds no messages to walk.
///
/// Absent here: whatever is asked seldom; protobuf-c packs that, by `Builder`.
internal import Ledger

/// One message in the making, as proto3 has it: a field with its type's default is left out.
@safe struct MessageWriter {
  private let base: UnsafeMutablePointer<UInt8>
  private let capacity: Int
  private var count = 0

  /// What all numbers, codes and ids of the largest message take; texts come on top.
  private static let plainBytes = 1536

  private init(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
    guard let start = buffer.baseAddress else { preconditionFailure("a buffer of \(buffer.count) bytes") }
    unsafe base = start
    capacity = buffer.count
  }

  /// The message that `write` writes, whose texts have so many bytes together.
  static func message(texts: Int, _ write: (inout MessageWriter) -> Void) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: plainBytes + texts) { buffer, count in
      var writer = unsafe MessageWriter(buffer)
      write(&writer)
      count = writer.count
    }
  }

  // MARK: Fields

  @inline(__always)
  mutating func put(_ number: UInt64, as field: Int) {
    guard number != 0 else { return }
    tag(field, 0)
    varint(number)
  }

  @inline(__always)
  mutating func put(_ number: Int64, as field: Int) { put(UInt64(bitPattern: number), as: field) }

  @inline(__always)
  mutating func put(_ value: (some RawRepresentable<UInt8>)?, as field: Int) {
    put(UInt64(value?.rawValue ?? 0), as: field)
  }

  @inline(__always)
  mutating func put(_ text: String, as field: Int) {
    guard !text.isEmpty else { return }
    tag(field, 2)
    varint(UInt64(text.utf8.count))
    room(text.utf8.count)
    for byte in text.utf8 {
      unsafe base[count] = byte
      count += 1
    }
  }

  @inline(__always)
  mutating func put(_ code: Code?, as field: Int) {
    guard let code else { return }
    let (bytes, length) = code.ascii
    tag(field, 2)
    varint(UInt64(length))
    room(length)
    for index in 0..<length { unsafe base[count + index] = bytes[index] }
    count += length
  }

  @inline(__always)
  mutating func put(_ currency: Currency?, as field: Int) {
    guard let letters = currency?.letters else { return }
    tag(field, 2)
    varint(3)
    room(3)
    unsafe base[count] = letters.0
    unsafe base[count + 1] = letters.1
    unsafe base[count + 2] = letters.2
    count += 3
  }

  @inline(__always)
  mutating func put(_ id: some TimedID, as field: Int) {
    tag(field, 2)
    varint(16)
    word(id.high)
    word(id.low)
  }

  @inline(__always)
  mutating func put(_ digest: Digest?, as field: Int) {
    guard let words = digest?.bigEndianWords else { return }
    tag(field, 2)
    varint(32)
    word(words.0)
    word(words.1)
    word(words.2)
    word(words.3)
  }

  /// A message within the message. Its length is known when it is written: where that takes a second byte, it moves on
  /// by one.
  @inline(__always)
  mutating func put(_ field: Int, _ write: (inout MessageWriter) -> Void) {
    tag(field, 2)
    let start = count
    room(2)
    count += 1
    write(&self)
    let length = count - start - 1
    if length < 0x80 {
      unsafe base[start] = UInt8(truncatingIfNeeded: length)
    } else {
      close(start, length)
    }
  }

  private mutating func close(_ start: Int, _ length: Int) {
    let more = length < 1 << 14 ? 1 : 2
    precondition(length < 1 << 21, "a message of two megabytes")
    room(more)
    unsafe (base + start + 1 + more).update(from: base + start + 1, count: length)
    let end = count + more
    count = start
    varint(UInt64(length))
    count = end
  }

  // MARK: Bytes

  @inline(__always)
  private mutating func tag(_ field: Int, _ kind: Int) { varint(UInt64(field << 3 | kind)) }

  @inline(__always)
  private mutating func varint(_ number: UInt64) {
    room(10)
    var rest = number
    while rest >= 0x80 {
      unsafe base[count] = UInt8(truncatingIfNeeded: rest) | 0x80
      count += 1
      rest >>= 7
    }
    unsafe base[count] = UInt8(truncatingIfNeeded: rest)
    count += 1
  }

  @inline(__always)
  private mutating func word(_ word: UInt64) {
    room(8)
    unsafe UnsafeMutableRawPointer(base + count).storeBytes(of: word.bigEndian, as: UInt64.self)
    count += 8
  }

  /// A message that is larger than was said is a bug here, whatever a peer has sent.
  @inline(__always)
  private func room(_ bytes: Int) { precondition(bytes <= capacity - count, "a message larger than was said") }
}
