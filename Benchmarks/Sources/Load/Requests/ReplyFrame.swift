/// What the harness looks at in a reply: its status, whom it answers, and which outcome it has. Nothing is decoded that is
/// not counted.

/// A reply's frame, somewhere in the bytes received.
struct ReplyFrame: Hashable {
  var status: UInt32
  var method: UInt32
  var id: UInt32
  /// Where its message stands.
  var message: Range<Int>

  static let headerCount = 16

  /// The frame that begins at `start`, if it is whole.
  init?(in bytes: [UInt8], from start: Int, to end: Int) {
    guard end - start >= ReplyFrame.headerCount else { return nil }
    func number(_ offset: Int) -> UInt32 {
      var value: UInt32 = 0
      for byte in 0..<4 { value |= UInt32(bytes[start + offset + byte]) << (byte * 8) }
      return value
    }
    let length = Int(number(8))
    guard end - start - ReplyFrame.headerCount >= length else { return nil }
    status = number(0)
    method = number(4)
    id = number(12)
    message = start + ReplyFrame.headerCount..<start + ReplyFrame.headerCount + length
  }
}

/// The outcomes, by their field numbers in every reply.
enum ReplyOutcome: Hashable {
  case accepted
  /// The name of the refusal.
  case refused(String)
  /// The field and what is wrong with it.
  case invalid(String)
  /// The bytes are no reply.
  case unreadable

  init(_ bytes: [UInt8], _ message: Range<Int>) {
    var position = message.lowerBound
    // The sequence, a number, comes first where it is not 0.
    if position < message.upperBound, bytes[position] == 0x08 {
      position += 1
      while position < message.upperBound, bytes[position] & 0x80 != 0 { position += 1 }
      position += 1
    }
    guard position < message.upperBound else {
      self = .unreadable
      return
    }
    switch bytes[position] {
    case 0x12: self = .accepted
    case 0x1A: self = .refused(ReplyOutcome.text(field: 2, bytes, position..<message.upperBound) ?? "refused")
    case 0x22: self = .invalid(ReplyOutcome.text(field: 1, bytes, position..<message.upperBound) ?? "invalid")
    default: self = .unreadable
    }
  }

  /// The text of a field of the one submessage that `part` is: rare, so it need not be quick.
  private static func text(field: UInt64, _ bytes: [UInt8], _ part: Range<Int>) -> String? {
    var whole = Fields(bytes, part)
    guard let outcome = whole.next()?.bytes else { return nil }
    var fields = Fields(bytes, outcome)
    while let next = fields.next() {
      if next.number == field, let text = next.bytes { return String(decoding: bytes[text], as: UTF8.self) }
    }
    return nil
  }
}

/// The names of the statuses, which mean what gRPC's mean.
func statusName(_ status: UInt32) -> String {
  let names: [UInt32: String] = [
    3: "invalid argument", 4: "deadline exceeded", 7: "permission denied", 8: "resource exhausted", 12: "unimplemented",
    13: "internal", 14: "unavailable", 16: "unauthenticated",
  ]
  return "status \(status)" + (names[status].map { " (\($0))" } ?? "")
}
