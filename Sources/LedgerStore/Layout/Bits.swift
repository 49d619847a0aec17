/// Small values side by side in one word, read in the order in which they were written.
struct Bits {
  private(set) var word: UInt64
  private var place: UInt64 = 0

  init(word: UInt64 = 0) { self.word = word }

  /// Whether nothing but zeros is left.
  var isEmptyToEnd: Bool { word >> place == 0 }

  @inline(__always)
  mutating func put(_ value: UInt16, _ width: UInt64) {
    word |= UInt64(value) << place
    place += width
  }

  @inline(__always)
  mutating func put(_ value: UInt8, _ width: UInt64) { put(UInt16(value), width) }

  @inline(__always)
  mutating func put(_ flag: Bool) { put(flag ? 1 : 0 as UInt8, 1) }

  @inline(__always)
  mutating func take(_ width: UInt64) -> UInt16 {
    defer { place += width }
    return UInt16(truncatingIfNeeded: word >> place & (1 << width - 1))
  }

  @inline(__always)
  mutating func small(_ width: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: take(width)) }

  @inline(__always)
  mutating func flag() -> Bool { take(1) != 0 }
}
