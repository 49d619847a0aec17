/// What a carrier keeps beside its deliveries so that nothing has to be looked for: small records of fixed form.
internal import LMDB
internal import Ledger
internal import MailOrder
internal import Wire

/// A delivery that has not come to its end, as planning and departing look for it.
struct OpenMark: Record {
  var state: DeliveryState
  /// Its appointment's; nil: it has none.
  var vehicle: Code?
  /// The day of its appointment, counted from 1970-01-01 UTC; 0: it has none.
  var day: UInt32

  init(_ delivery: Delivery) {
    state = delivery.state
    vehicle = delivery.appointment?.vehicle
    day = delivery.appointment?.from.day ?? 0
  }

  var packed: [UInt8] { [state.rawValue] + bigEndian(vehicle?.packed ?? 0) + bigEndian(UInt64(day)) }

  init(packed: [UInt8]) throws(WireError) {
    guard packed.count == 17, let state = DeliveryState(rawValue: packed[0]), let day = UInt32(exactly: word(packed, 9))
    else { throw .unreadable }
    self.state = state
    vehicle = Code(packed: word(packed, 1))
    self.day = day
  }
}

/// A delivery of a day that has come to its end, as a day is shown.
struct EndKey: TableKey, CustomStringConvertible {
  let day: UInt32
  let order: OrderID

  static var wordCount: Int { 3 }
  var words: KeyWords { KeyWords(UInt64(day), order.high, order.low) }
  init(_ order: OrderID, on day: UInt32) {
    self.day = day
    self.order = order
  }
  init?(words: KeyWords) {
    guard let day = UInt32(exactly: words.first) else { return nil }
    self.init(OrderID(high: words.second, low: words.third), on: day)
  }
  var description: String { "\(order) on day \(day)" }
}

/// The vehicle that it was in.
struct EndMark: Record {
  var vehicle: Code

  init(_ vehicle: Code) { self.vehicle = vehicle }
  var packed: [UInt8] { bigEndian(vehicle.packed) }
  init(packed: [UInt8]) throws(WireError) {
    guard packed.count == 8, let vehicle = Code(packed: word(packed, 0)) else { throw .unreadable }
    self.vehicle = vehicle
  }
}

/// A vehicle's one tour of a day.
struct TourKey: TableKey, CustomStringConvertible {
  let vehicle: Code
  let day: UInt32

  static var wordCount: Int { 2 }
  var words: KeyWords { KeyWords(vehicle.packed, UInt64(day)) }
  init(_ vehicle: Code, on day: UInt32) {
    self.vehicle = vehicle
    self.day = day
  }
  init?(words: KeyWords) {
    guard let vehicle = Code(packed: words.first), let day = UInt32(exactly: words.second) else { return nil }
    self.init(vehicle, on: day)
  }
  var description: String { "\(vehicle) on day \(day)" }
}

/// That a vehicle has left: it goes out once a day.
struct Tour: Record {
  /// When it left.
  var departed: Timestamp

  init(departed: Timestamp) { self.departed = departed }
  var packed: [UInt8] { bigEndian(UInt64(bitPattern: departed.milliseconds)) }
  init(packed: [UInt8]) throws(WireError) {
    guard packed.count == 8 else { throw .unreadable }
    departed = Timestamp(milliseconds: Int64(bitPattern: word(packed, 0)))
  }
}

/// What a report's id was used for: the order, and the digest of all that it said.
struct ReportMark: Record {
  var order: OrderID
  var contents: Digest

  init(order: OrderID, contents: Digest) {
    self.order = order
    self.contents = contents
  }
  var packed: [UInt8] { bigEndian(order.high) + bigEndian(order.low) + contents.bytes }
  init(packed: [UInt8]) throws(WireError) {
    guard packed.count == 16 + Digest.byteCount, let contents = Digest(packed[16...]) else { throw .unreadable }
    order = OrderID(high: word(packed, 0), low: word(packed, 8))
    self.contents = contents
  }
}

/// A postcode as people write it differently: in capitals and without blanks.
struct PostcodeKey: TableKey, CustomStringConvertible {
  private let bytes: [UInt8]

  /// The longest, in bytes: three words. The longest in use anywhere have ten characters.
  static let longest = 24

  /// The key of a postcode; nil when nothing is left of it, or too much.
  init?(_ postcode: Text) {
    bytes = Array(postcode.value.uppercased().utf8.filter { $0 != 0x20 })
    guard (1...PostcodeKey.longest).contains(bytes.count) else { return nil }
  }

  static var wordCount: Int { 3 }
  var words: KeyWords {
    let filled = bytes + Array(repeating: 0, count: PostcodeKey.longest - bytes.count)
    return KeyWords(word(filled, 0), word(filled, 8), word(filled, 16))
  }
  init?(words: KeyWords) {
    bytes = Array((bigEndian(words.first) + bigEndian(words.second) + bigEndian(words.third)).prefix { $0 != 0 })
    guard !bytes.isEmpty else { return nil }
  }
  var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// A number's bytes, the most significant first.
func bigEndian(_ word: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }

/// The number whose bytes begin at `start`.
func word(_ bytes: [UInt8], _ start: Int) -> UInt64 { bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) } }
