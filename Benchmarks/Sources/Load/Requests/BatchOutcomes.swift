/// What a batch's reply says of its items, as far as it is counted: which were not accepted. All that is said of the others
/// is passed over by its length.
internal import Ledger
internal import Wire

/// The outcomes of a batch's items, counted.
struct BatchOutcomes {
  /// How many items there were.
  private(set) var count = 0
  private(set) var refusals: [String: Int] = [:]
  private(set) var failures: [String: Int] = [:]

  var accepted: Int { count - refusals.values.reduce(0, +) - failures.values.reduce(0, +) }

  /// Of an accepted reply; nil where it cannot be read.
  init?(_ bytes: [UInt8], _ frame: ReplyFrame) {
    // The fields of BatchOutcomes, and of BatchVerifications.
    let isVerified = frame.method == Method.verifyChecks.rawValue
    let (refused, invalid): (UInt64, UInt64) = isVerified ? (2, 10) : (4, 7)
    var reply = Fields(bytes, frame.message)
    while let field = reply.next() {
      guard field.number == 2, let part = field.bytes else { continue }
      var outcomes = Fields(bytes, part)
      while let field = outcomes.next() {
        switch (field.number, field.bytes) {
        case (1, nil): count = Int(truncatingIfNeeded: field.value)
        case (refused, let reasons?): add(bytes, reasons)
        case (invalid, let item?): add(invalid: BatchOutcomes.name(bytes, item))
        default: break
        }
      }
      guard outcomes.isWhole else { return nil }
    }
    guard reply.isWhole, accepted >= 0 else { return nil }
  }

  /// Reasons, packed: one for each item, or one for all.
  private mutating func add(_ bytes: [UInt8], _ reasons: Range<Int>) {
    var numbers = Fields(bytes, reasons)
    var found: [UInt64: Int] = [:]
    var read = 0
    while let reason = numbers.varint() {
      read += 1
      if reason != 0 { found[reason, default: 0] += 1 }
    }
    for (reason, times) in found {
      let name = UInt16(exactly: reason).flatMap { Refusal(rawValue: $0) }?.name ?? "reason \(reason)"
      refusals[name] = read == 1 ? count : times
    }
  }

  private mutating func add(invalid name: String) { failures["invalid \(name)", default: 0] += 1 }

  /// The field that is wrong, of an item that is invalid.
  private static func name(_ bytes: [UInt8], _ item: Range<Int>) -> String {
    var fields = Fields(bytes, item)
    while let field = fields.next() {
      guard field.number == 2, let invalid = field.bytes else { continue }
      var words = Fields(bytes, invalid)
      while let word = words.next() {
        if word.number == 1, let text = word.bytes { return String(decoding: bytes[text], as: UTF8.self) }
      }
    }
    return "item"
  }
}

/// The fields of a message, one after the other: numbers, and what has a length.
struct Fields {
  struct Field {
    var number: UInt64
    /// Of what has a length: that.
    var value: UInt64
    var bytes: Range<Int>?
  }

  private let bytes: [UInt8]
  private var position: Int
  private let end: Int
  /// Whether all was read, and was fields.
  var isWhole: Bool { position == end }

  init(_ bytes: [UInt8], _ message: Range<Int>) {
    self.bytes = bytes
    (position, end) = (message.lowerBound, message.upperBound)
  }

  /// The next field; nil at the end, and where there is none.
  mutating func next() -> Field? {
    let start = position
    guard let tag = varint(), let value = varint() else { return nil }
    switch tag & 7 {
    case 0: return Field(number: tag >> 3, value: value, bytes: nil)
    case 2 where value <= UInt64(end - position):
      let part = position..<position + Int(value)
      position = part.upperBound
      return Field(number: tag >> 3, value: value, bytes: part)
    default:
      position = start
      return nil
    }
  }

  /// The next number of seven bits a byte; nil at the end, and where it does not end itself.
  mutating func varint() -> UInt64? {
    var number: UInt64 = 0
    for index in position..<min(end, position + 10) {
      number |= UInt64(bytes[index] & 0x7F) << UInt64(7 * (index - position))
      guard bytes[index] & 0x80 != 0 else {
        position = index + 1
        return number
      }
    }
    return nil
  }
}
