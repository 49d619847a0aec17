/// Messages as they go over the wire: the type in ASCII, one or two bitmaps of 8 bytes, the fields in order.
extension ISOMessage {
  /// The first bit of the first bitmap says that there is a second.
  private static let bitmapBytes = 8

  /// The message without its length header.
  var bytes: [UInt8] {
    var bytes = Array(type.description.utf8)
    let numbers = fields.keys.sorted()
    let hasSecond = (numbers.last ?? 0) > 64
    var bitmap = [UInt8](repeating: 0, count: hasSecond ? 2 * Self.bitmapBytes : Self.bitmapBytes)
    for bit in (hasSecond ? [1] : []) + numbers { bitmap[(bit - 1) / 8] |= 0x80 >> UInt8((bit - 1) % 8) }
    bytes += bitmap
    for number in numbers {
      guard let content = fields[number], let field = ISOField[number] else { continue }
      let digits = field.length.prefixDigits
      if digits > 0 {
        let count = String(content.count)
        bytes += Array((String(repeating: "0", count: digits - count.utf8.count) + count).utf8)
      }
      bytes += content
    }
    return bytes
  }

  /// Reads a whole message, without its length header. Throws for anything that is not exactly one.
  init(_ bytes: [UInt8]) throws(ISOFault) {
    var reader = ISOReader(bytes)
    guard let type = ISOType(ascii: try reader.take(4, of: 0)) else { throw ISOFault(.wrongType, field: 0, at: 0) }
    self.init(type)
    for number in try reader.bitmap() {
      guard let field = ISOField[number] else { throw ISOFault(.unknownField, field: number, at: reader.offset) }
      try set(number, bytes: try reader.content(of: field))
    }
    guard reader.isAtEnd else { throw ISOFault(.trailing(count: bytes.count - reader.offset), at: reader.offset) }
  }
}

/// A place in a message that somebody else made.
private struct ISOReader {
  private let bytes: [UInt8]
  private(set) var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { offset == bytes.count }

  /// The next bytes, which belong to a field.
  mutating func take(_ count: Int, of field: Int) throws(ISOFault) -> ArraySlice<UInt8> {
    let missing = count - (bytes.count - offset)
    guard missing <= 0 else { throw ISOFault(.short(needed: missing), field: field, at: offset) }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  /// The numbers of the fields that follow, in order.
  mutating func bitmap() throws(ISOFault) -> [Int] {
    let begin = offset
    var map = Array(try take(8, of: 1))
    let hasSecond = map[0] & 0x80 != 0
    if hasSecond {
      let second = Array(try take(8, of: 1))
      // A second one without a field would be the same message in another form; a third is nothing of 1987.
      guard second.contains(where: { $0 != 0 }), second[0] & 0x80 == 0 else {
        throw ISOFault(.wrongBitmap, field: 1, at: begin + 8)
      }
      map += second
    }
    return (2...map.count * 8).filter { map[($0 - 1) / 8] & 0x80 >> UInt8(($0 - 1) % 8) != 0 }
  }

  /// The content of a field, as the table has it.
  mutating func content(of field: ISOField) throws(ISOFault) -> [UInt8] {
    var count = field.length.maximum
    let digits = field.length.prefixDigits
    if digits > 0 {
      let begin = offset
      let prefix = try take(digits, of: field.number)
      guard prefix.allSatisfy(ISOField.Kind.n.allows) else {
        throw ISOFault(.wrongPrefix, field: field.number, at: begin)
      }
      count = prefix.reduce(0) { $0 * 10 + Int($1 - 0x30) }
      guard count <= field.length.maximum else {
        throw ISOFault(.tooLong(length: count, maximum: field.length.maximum), field: field.number, at: begin)
      }
    }
    let begin = offset
    let content = try take(count, of: field.number)
    if let wrong = content.firstIndex(where: { !field.kind.allows($0) }) {
      throw ISOFault(.wrongByte(field.kind), field: field.number, at: begin + wrong - content.startIndex)
    }
    return Array(content)
  }
}
