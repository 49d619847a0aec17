/// A request encoded once by Vouch's own encoder; each one sent is a copy of it with ids and codes written over.

/// Where something stands in a request's frame.
struct Place: Hashable, Sendable {
  let offset: Int
  let count: Int
}

/// A request's frame, and the places that differ from one request to the next.
struct Template: Sendable {
  /// Method, length, request id, message.
  let frame: [UInt8]
  /// How far it is from an item to the next, where there are several.
  let stride: Int

  static let headerCount = 12

  init(method: UInt32, message: [UInt8]) {
    frame = [method, UInt32(message.count), 0].flatMap(Template.little) + message
    stride = message.count
  }

  /// A batch: each of its items is field 1 of its message.
  init(method: UInt32, item: [UInt8], count: Int) {
    let field = [0x0A] + Template.varint(item.count) + item
    frame =
      [method, UInt32(field.count * count), 0].flatMap(Template.little) + repeatElement(field, count: count).joined()
    stride = field.count
  }

  /// An answer: status, method, length, request id, message.
  init(reply message: [UInt8]) {
    frame = [0, 0, UInt32(message.count), 0].flatMap(Template.little) + message
    stride = message.count
  }

  /// Where `bytes` stand in the first item, which has them once.
  func place(of bytes: [UInt8]) -> Place {
    let starts = frame.indices.prefix(Template.headerCount + stride).filter { frame[$0...].starts(with: bytes) }
    precondition(starts.count == 1, "what is to be written over must be told apart")
    return Place(offset: starts[0], count: bytes.count)
  }

  private static func little(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }

  private static func varint(_ number: Int) -> [UInt8] {
    number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F | 0x80)] + varint(number >> 7)
  }
}

/// The number of a check or a command, as it stands in a request: 16 bytes, big-endian.
struct Number: Hashable, Sendable {
  var high: UInt64
  var low: UInt64

  var bytes: [UInt8] {
    [high, low].flatMap { part in (0..<8).map { UInt8(truncatingIfNeeded: part >> (56 - $0 * 8)) } }
  }
}

/// Makes numbers, each after all before it: new records lie side by side, as those of a terminal's ids do.
struct Numbers {
  /// The worker's own bits: no two make the same.
  private let tag: UInt64
  private var counter: UInt64 = 0
  private var high: UInt64 = 0

  init(worker: Int) { tag = 0x7000 | UInt64(worker) & 0x0FFF }

  /// Once a turn of the loop.
  mutating func setTime(milliseconds: Int64) { high = UInt64(milliseconds) << 16 | tag }

  mutating func next(_ random: inout Dice) -> Number {
    counter += 1
    return Number(high: high, low: 0x8000_0000_0000_0000 | (counter & 0x3FF_FFFF_FFFF) << 20 | random.next() >> 44)
  }
}

/// Bytes to send.
struct Outgoing: Sendable {
  private(set) var bytes: [UInt8] = []
  /// How many of them are sent.
  private(set) var sent = 0

  init() { bytes.reserveCapacity(4096) }

  var isEmpty: Bool { sent == bytes.count }

  /// Adds a frame with its request id; answers where it begins.
  mutating func append(_ template: Template, id: UInt32) -> Int {
    let start = bytes.count
    bytes.append(contentsOf: template.frame)
    write(little: id, at: start + 8)
    return start
  }

  /// Adds an answer to a request.
  mutating func appendReply(_ template: Template, method: UInt32, id: UInt32) {
    let start = bytes.count
    bytes.append(contentsOf: template.frame)
    write(little: method, at: start + 4)
    write(little: id, at: start + 12)
  }

  private mutating func write(little number: UInt32, at position: Int) {
    for byte in 0..<4 { bytes[position + byte] = UInt8(truncatingIfNeeded: number >> (byte * 8)) }
  }

  mutating func append(bytes more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  mutating func append<N: FixedWidthInteger>(big number: N) {
    for shift in stride(from: N.bitWidth - 8, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  mutating func write(big number: UInt32, at position: Int) {
    for byte in 0..<4 { bytes[position + byte] = UInt8(truncatingIfNeeded: number >> (24 - byte * 8)) }
  }

  mutating func write(_ number: Number, at place: Place, of start: Int) {
    for byte in 0..<8 {
      bytes[start + place.offset + byte] = UInt8(truncatingIfNeeded: number.high >> (56 - byte * 8))
      bytes[start + place.offset + 8 + byte] = UInt8(truncatingIfNeeded: number.low >> (56 - byte * 8))
    }
  }

  /// Writes the last digits of a code.
  mutating func write(digits number: Int, at place: Place, of start: Int) {
    var rest = number
    for position in stride(from: start + place.offset + place.count - 1, to: start + place.offset, by: -1) {
      bytes[position] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }

  /// So many more are sent.
  mutating func advance(_ count: Int) {
    sent += count
    if isEmpty {
      bytes.removeAll(keepingCapacity: true)
      sent = 0
    }
  }
}
