/// Hides how long a text is.

/// A filling up to steps: 0x80, then zeros (ISO/IEC 7816-4). Inside of what is sealed, so that removing it tells nobody
/// anything that the seal had not vouched for.
enum Padding {
  /// Names, telephone, account and card numbers mostly take one step, all of them the same.
  static let field = 32
  /// Nearly every postal address takes one step.
  static let address = 256

  /// `bytes`, and a filling of 1 ... `step` bytes.
  static func padded(_ bytes: [UInt8], step: Int) -> [UInt8] {
    var padded = bytes
    padded.reserveCapacity((bytes.count / step + 1) * step)
    padded.append(0x80)
    while padded.count % step != 0 { padded.append(0) }
    return padded
  }

  /// The bytes without the filling that `padded` gave them; nothing where it is not that.
  static func unpadded(_ bytes: [UInt8], step: Int) -> [UInt8]? {
    guard bytes.count % step == 0, let mark = bytes.lastIndex(where: { $0 != 0 }), bytes[mark] == 0x80,
      bytes.count - mark <= step
    else { return nil }
    return Array(bytes[..<mark])
  }
}
