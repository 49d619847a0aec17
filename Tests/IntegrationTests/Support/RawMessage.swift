/// Protobuf by hand, so that a message can say what no value of ours can.

/// The bytes of a message, field by field.
struct RawMessage: Sendable {
  private(set) var bytes: [UInt8] = []

  /// Adds a field of bytes, also one of text that is no text.
  func field(_ number: UInt64, _ content: [UInt8]) -> RawMessage {
    var message = self
    message.bytes += RawMessage.varint(number << 3 | 2) + RawMessage.varint(UInt64(content.count)) + content
    return message
  }

  /// Adds a field of text.
  func field(_ number: UInt64, _ text: String) -> RawMessage { field(number, Array(text.utf8)) }

  /// Adds a field with a message in it.
  func field(_ number: UInt64, _ message: RawMessage) -> RawMessage { field(number, message.bytes) }

  /// Adds a field with a number; negative ones take ten bytes, as protobuf has it.
  func field(_ number: UInt64, _ value: Int64) -> RawMessage {
    var message = self
    message.bytes += RawMessage.varint(number << 3) + RawMessage.varint(UInt64(bitPattern: value))
    return message
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var rest = value
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
