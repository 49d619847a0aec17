/// Requests of the hot path read straight from their bytes, without a message in between, for a fifth of what that costs.
internal import Ledger

/// The request is not of the form that is read straight. That says nothing of it: protobuf-c and `Reader` judge it.
struct Unusual: Error {}

/// The bytes of a message in the form that every writer gives it: its fields in the order of their numbers, each at most
/// once, none with its default written out. Whatever else protobuf allows, and whatever cannot be what it is, is
/// `Unusual`: so there stays one place that says what is wrong with a request.
///
/// Absent here: unknown fields, fields out of their order, faults with a name.
@safe struct FieldCursor {
  private var next: UnsafePointer<UInt8>
  private var end: UnsafePointer<UInt8>

  /// The fields of a message.
  init(_ bytes: UnsafeRawBufferPointer) throws(Unusual) {
    guard let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { throw Unusual() }
    unsafe next = start
    unsafe end = start + bytes.count
  }

  /// Only now is it known that nothing else is there.
  @inline(__always)
  func finish() throws(Unusual) { guard unsafe next == end else { throw Unusual() } }

  // MARK: Which field comes

  /// Passes over the tag of a field of a number, if that is what comes next.
  @inline(__always)
  private mutating func hasNumber(_ field: UInt8) -> Bool { has(field << 3) }

  /// The same of text, bytes or a message.
  @inline(__always)
  private mutating func hasBytes(_ field: UInt8) -> Bool { has(field << 3 | 2) }

  @inline(__always)
  private mutating func has(_ tag: UInt8) -> Bool {
    guard unsafe next < end, unsafe next.pointee == tag else { return false }
    unsafe next += 1
    return true
  }

  // MARK: Bytes

  /// A number of seven bits a byte, in as few bytes as it takes, and of no more than 63 bits: no field here may be larger.
  @inline(__always)
  private mutating func number() throws(Unusual) -> UInt64 {
    guard unsafe next < end else { throw Unusual() }
    let first = unsafe next.pointee
    if first < 0x80 {
      unsafe next += 1
      return UInt64(first)
    }
    guard let (number, count) = unsafe FieldCursor.longNumber(next, end) else { throw Unusual() }
    unsafe next += count
    return number
  }

  // Here and in `text`: whatever is not read in line is not given the cursor, which else could not stay in registers.
  private static func longNumber(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> (number: UInt64, count: Int)? {
    var number = unsafe UInt64(start.pointee & 0x7F)
    for index in unsafe 1..<max(1, min(9, end - start)) {
      let byte = unsafe start[index]
      number |= UInt64(byte & 0x7F) &<< UInt64(truncatingIfNeeded: 7 &* index)
      if byte < 0x80 { return byte == 0 ? nil : (number, index + 1) }
    }
    return nil
  }

  /// The bytes of a field, of which there is at least one.
  @inline(__always)
  private mutating func bytes() throws(Unusual) -> UnsafeBufferPointer<UInt8> {
    let count = try number()
    guard count > 0, unsafe count <= UInt64(end - next) else { throw Unusual() }
    let bytes = unsafe UnsafeBufferPointer(start: next, count: Int(truncatingIfNeeded: count))
    unsafe next += Int(truncatingIfNeeded: count)
    return unsafe bytes
  }

  /// Room for `words` words of eight bytes and no more: where they are.
  @inline(__always)
  private mutating func words(_ words: Int) throws(Unusual) -> UnsafeRawPointer {
    let bytes = unsafe try bytes()
    guard bytes.count == words * 8, let start = bytes.baseAddress else { throw Unusual() }
    return unsafe UnsafeRawPointer(start)
  }

  @inline(__always)
  private func word(_ words: UnsafeRawPointer, _ index: Int) -> UInt64 {
    unsafe UInt64(bigEndian: words.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
  }

  // MARK: Fields

  /// Reads a message within the message.
  @inline(__always)
  mutating func message<Value>(
    _ field: UInt8, _ read: (inout FieldCursor) throws(Unusual) -> Value
  ) throws(Unusual) -> Value {
    guard hasBytes(field) else { throw Unusual() }
    let inner = unsafe try bytes()
    let (outerNext, outerEnd) = unsafe (next, end)
    unsafe end = next
    unsafe next = next - inner.count
    let value = try read(&self)
    try finish()
    unsafe next = outerNext
    unsafe end = outerEnd
    return value
  }

  @inline(__always)
  mutating func id<ID: TimedID>(_ field: UInt8) throws(Unusual) -> ID {
    guard hasBytes(field) else { throw Unusual() }
    let words = unsafe try words(2)
    return unsafe ID(high: word(words, 0), low: word(words, 1))
  }

  @inline(__always)
  mutating func optionalDigest(_ field: UInt8) throws(Unusual) -> Digest? {
    guard hasBytes(field) else { return nil }
    let words = unsafe try words(4)
    return unsafe Digest(word(words, 0), word(words, 1), word(words, 2), word(words, 3))
  }

  @inline(__always)
  mutating func optionalCode(_ field: UInt8) throws(Unusual) -> Code? {
    guard hasBytes(field) else { return nil }
    guard let code = unsafe Code(utf8: try bytes().span) else { throw Unusual() }
    return code
  }

  @inline(__always)
  mutating func code(_ field: UInt8) throws(Unusual) -> Code {
    guard let code = try optionalCode(field) else { throw Unusual() }
    return code
  }

  @inline(__always)
  mutating func optionalCurrency(_ field: UInt8) throws(Unusual) -> Currency? {
    guard hasBytes(field) else { return nil }
    let bytes = unsafe try bytes()
    guard bytes.count == 3, let currency = unsafe Currency(letters: (bytes[0], bytes[1], bytes[2])) else {
      throw Unusual()
    }
    return currency
  }

  @inline(__always)
  mutating func currency(_ field: UInt8) throws(Unusual) -> Currency {
    guard let currency = try optionalCurrency(field) else { throw Unusual() }
    return currency
  }

  @inline(__always)
  mutating func text(_ field: UInt8) throws(Unusual) -> Text {
    guard hasBytes(field) else { return .empty }
    guard let text = unsafe FieldCursor.text(try bytes()) else { throw Unusual() }
    return text
  }

  private static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> Text? {
    unsafe String(validating: bytes, as: UTF8.self).flatMap { Text($0) }
  }

  /// A number from 1 to `bound`; nil where there is none.
  @inline(__always)
  mutating func optionalNumber(_ field: UInt8, atMost bound: UInt64) throws(Unusual) -> UInt64? {
    guard hasNumber(field) else { return nil }
    let number = try number()
    guard number > 0, number <= bound else { throw Unusual() }
    return number
  }

  @inline(__always)
  mutating func optionalAmount(_ field: UInt8) throws(Unusual) -> Amount? {
    guard hasNumber(field) else { return nil }
    guard let amount = Amount(minorUnits: Int64(truncatingIfNeeded: try number())) else { throw Unusual() }
    return amount
  }

  @inline(__always)
  mutating func amount(_ field: UInt8) throws(Unusual) -> Amount {
    guard let amount = try optionalAmount(field) else { throw Unusual() }
    return amount
  }

  @inline(__always)
  mutating func optionalTime(_ field: UInt8) throws(Unusual) -> Timestamp? {
    guard hasNumber(field) else { return nil }
    let time = Timestamp(milliseconds: Int64(truncatingIfNeeded: try number()))
    guard time.milliseconds > 0, time <= .distantFuture else { throw Unusual() }
    return time
  }

  @inline(__always)
  mutating func optionalSpan(_ field: UInt8, atMost bound: Timestamp.Span) throws(Unusual) -> Timestamp.Span? {
    guard hasNumber(field) else { return nil }
    guard let span = Timestamp.Span(milliseconds: try number()), span > .none, span <= bound else { throw Unusual() }
    return span
  }

  @inline(__always)
  mutating func optionalCase<Value: RawRepresentable<UInt8>>(_ field: UInt8) throws(Unusual) -> Value? {
    guard let number = try optionalNumber(field, atMost: UInt64(UInt8.max)) else { return nil }
    guard let value = Value(rawValue: UInt8(truncatingIfNeeded: number)) else { throw Unusual() }
    return value
  }

  /// A yes or a no.
  @inline(__always)
  mutating func flag(_ field: UInt8) throws(Unusual) -> Bool { try optionalNumber(field, atMost: 1) != nil }
}
