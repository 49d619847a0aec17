/// Where the canonical bytes of one entry are put together: in place, and used again for the next.

/// The bytes of an attested entry in the making.
///
/// Numbers are in the fewest bytes: seven bits each, the lowest first, all but the last with their highest bit set
/// (LEB128). Signed numbers are folded before (zigzag: 0, −1, 1, −2, …). Codes are eight bytes, big-endian, as `Code.packed`
/// has them, 0 for none. Ids are their sixteen bytes, digests their 32.
public struct AttestedForm {
  /// Far above what an entry takes: four postings, all of a check's terms and progress, and a memo come to 1,000 bytes.
  private static let capacity = 1536

  private var buffer = InlineArray<1536, UInt8>(repeating: 0)
  private var count = 0

  /// Nothing yet.
  public init() {}

  /// Lends what was written. Mutating, so that it is lent where it lies and not as a copy.
  public mutating func withSpan<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    body(buffer.span.extracting(0..<count))
  }

  /// A copy of what was written.
  public var bytes: [UInt8] { (0..<count).map { buffer[$0] } }

  mutating func removeAll() { count = 0 }

  @inline(__always)
  mutating func put(_ byte: UInt8) {
    buffer[count] = byte
    count += 1
  }

  @inline(__always)
  mutating func put(_ flag: Bool) { put(flag ? 1 : 0 as UInt8) }

  @inline(__always)
  mutating func put(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      put(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    put(UInt8(truncatingIfNeeded: rest))
  }

  @inline(__always)
  mutating func put(_ number: Int64) { put(UInt64(bitPattern: number << 1 ^ number >> 63)) }

  /// Eight bytes, big-endian.
  @inline(__always)
  mutating func putWhole(_ word: UInt64) {
    for place in 0..<8 { buffer[count + place] = UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64(place))) }
    count += 8
  }

  @inline(__always)
  mutating func put(_ code: Code?) { putWhole(code?.packed ?? 0) }

  @inline(__always)
  mutating func put(_ id: some TimedID) {
    putWhole(id.high)
    putWhole(id.low)
  }

  mutating func put(_ digest: Digest) {
    let words = digest.bigEndianWords
    putWhole(words.0)
    putWhole(words.1)
    putWhole(words.2)
    putWhole(words.3)
  }

  /// 0 for none: no moment of the ledger is 1970.
  @inline(__always)
  mutating func put(_ time: Timestamp?) { put(time?.milliseconds ?? 0) }

  /// The length in bytes, and the text in UTF-8.
  mutating func put(_ text: Text) {
    let utf8 = text.value.utf8
    put(UInt64(utf8.count))
    for byte in utf8 { put(byte) }
  }
}
