/// How messages follow one another in a stream of bytes: each with its length before it.

/// Two bytes, the high one first, say how many bytes of message follow.
enum ISOFrame {
  /// The longest message that is taken or sent. A card payment has some 200 bytes; with chip data and private fields few
  /// have 2,000.
  static let maximumBytes = 8 << 10
  /// How many bytes stand before a message.
  static let headerBytes = 2

  /// The bytes of a message that follow a header. Throws `.frame`.
  static func length(_ header: UInt16) throws(ISOFault) -> Int {
    guard header > 0, header <= maximumBytes else { throw ISOFault(.frame(length: Int(header))) }
    return Int(header)
  }

  /// A message with its header. Throws `.frame`.
  static func framed(_ message: [UInt8]) throws(ISOFault) -> [UInt8] {
    guard !message.isEmpty, message.count <= maximumBytes else { throw ISOFault(.frame(length: message.count)) }
    return [UInt8(message.count >> 8), UInt8(message.count & 0xFF)] + message
  }
}
