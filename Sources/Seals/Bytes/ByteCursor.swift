/// Reads the byte forms of this module, strictly: what is not there is nil, and what is left over is seen.

/// A place in bytes that somebody else made. Numbers are little-endian, as in Vouch's records.
///
/// Absent: a way to skip. Every byte of a form means something, so that none can be changed unnoticed.
struct ByteCursor {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// Whether everything has been read.
  var isAtEnd: Bool { rest.isEmpty }

  /// How many bytes have not been read.
  var count: Int { rest.count }

  /// The next `count` bytes.
  mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// The next number.
  mutating func number<Number: FixedWidthInteger & UnsignedInteger>(_: Number.Type = Number.self) -> Number? {
    guard let bytes = bytes(Number.bitWidth / 8) else { return nil }
    return bytes.reversed().reduce(0) { $0 << 8 | Number($1) }
  }

  /// The next 32 bytes.
  mutating func digest() -> Digest32? { bytes(Digest32.byteCount).flatMap { Digest32($0) } }

  /// The next `count` digests.
  mutating func digests(_ count: Int) -> [Digest32]? {
    // Seen to be there before room is made for them.
    guard count >= 0, count <= rest.count / Digest32.byteCount else { return nil }
    var digests: [Digest32] = []
    digests.reserveCapacity(count)
    for _ in 0..<count {
      guard let digest = digest() else { return nil }
      digests.append(digest)
    }
    return digests
  }

  /// Whether the next byte is `version`; it is read.
  mutating func version(_ version: UInt8) -> Bool { number(UInt8.self) == version }
}

extension [UInt8] {
  /// Appends a number, little-endian.
  mutating func append(littleEndian number: some FixedWidthInteger & UnsignedInteger) {
    // UInt8 has no bits to shift by 8.
    for place in stride(from: 0, to: number.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> place))
    }
  }

  /// Appends the 32 bytes of a digest.
  mutating func append(_ digest: Digest32) {
    let words = digest.bigEndianWords
    for word in [words.0, words.1, words.2, words.3] { append(littleEndian: word.byteSwapped) }
  }
}
