/// A message of ISO 8583:1987: a type, and numbered fields.

/// A message whose fields have the forms of the table.
///
/// Invariant: every field's content is as long as the table wants it, and of its kind; what can be had can be written.
struct ISOMessage: Hashable, Sendable {
  var type: ISOType
  /// The contents by number, fixed fields filled up to their lengths.
  private(set) var fields: [Int: [UInt8]] = [:]

  /// A message without fields.
  init(_ type: ISOType) { self.type = type }

  /// The content of a field as text; nil where it is not there. Spaces that fill it up are left out.
  func text(_ number: Int) -> String? {
    guard let bytes = fields[number] else { return nil }
    let end = bytes.lastIndex { $0 != UInt8(ascii: " ") }.map { $0 + 1 } ?? 0
    return String(decoding: bytes[..<end], as: UTF8.self)
  }

  /// Sets a field to exactly these bytes. Throws what is wrong with them.
  mutating func set(_ number: Int, bytes: [UInt8]) throws(ISOFault) {
    guard let field = ISOField[number] else { throw ISOFault(.unknownField, field: number) }
    try field.check(bytes)
    fields[number] = bytes
  }

  /// Sets a field to a text, filled up where it is of fixed length: digits with zeros on their left, others with spaces on
  /// their right. Throws what is wrong with it.
  mutating func set(_ number: Int, _ text: String) throws(ISOFault) {
    guard let field = ISOField[number] else { throw ISOFault(.unknownField, field: number) }
    var bytes = Array(text.utf8)
    if case .fixed(let count) = field.length, bytes.count < count {
      let isNumber = field.kind == .n
      let filler = [UInt8](repeating: isNumber ? 0x30 : 0x20, count: count - bytes.count)
      bytes = isNumber ? filler + bytes : bytes + filler
    }
    try set(number, bytes: bytes)
  }

  /// Takes a field away.
  mutating func remove(_ number: Int) { fields[number] = nil }
}

extension ISOField {
  /// Throws what is wrong with a content.
  func check(_ bytes: [UInt8]) throws(ISOFault) {
    if case .fixed(let count) = length {
      guard bytes.count == count else {
        throw ISOFault(.wrongLength(length: bytes.count, expected: count), field: number)
      }
    }
    guard bytes.count <= length.maximum else {
      throw ISOFault(.tooLong(length: bytes.count, maximum: length.maximum), field: number)
    }
    guard bytes.allSatisfy(kind.allows) else { throw ISOFault(.wrongByte(kind), field: number) }
  }
}

extension ISOMessage: CustomStringConvertible {
  /// Its type and which fields it has; nothing of what stands in them, as card numbers do.
  var description: String { "\(type) with fields \(fields.keys.sorted().map(String.init).joined(separator: ", "))" }
}

extension ISOMessage: CustomReflectable {
  /// No more than the description: what dumps a value shows no card number either.
  var customMirror: Mirror { Mirror(self, children: ["message": description]) }
}
