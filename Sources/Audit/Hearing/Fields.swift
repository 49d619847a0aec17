/// Protobuf's bytes, read: the fields of one message, each as often as it comes.

struct Fields {
  private var numbers: [UInt64: [UInt64]] = [:]
  private var parts: [UInt64: [[UInt8]]] = [:]

  /// Nil where the bytes are no message.
  init?(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard let key = Fields.varint(&rest) else { return nil }
      switch key & 7 {
      case 0:
        guard let value = Fields.varint(&rest) else { return nil }
        numbers[key >> 3, default: []].append(value)
      case 2:
        guard let count = Fields.varint(&rest), count <= UInt64(rest.count) else { return nil }
        parts[key >> 3, default: []].append(Array(rest.prefix(Int(count))))
        rest = rest.dropFirst(Int(count))
      default: return nil
      }
    }
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    return nil
  }

  func number(_ field: UInt64) -> UInt64 { numbers[field]?.last ?? 0 }
  func signed(_ field: UInt64) -> Int64 { Int64(bitPattern: number(field)) }
  func flag(_ field: UInt64) -> Bool { number(field) != 0 }
  func bytes(_ field: UInt64) -> [UInt8] { parts[field]?.last ?? [] }
  func text(_ field: UInt64) -> String { String(decoding: bytes(field), as: UTF8.self) }
  func has(_ field: UInt64) -> Bool { parts[field] != nil }

  /// The message in the field; nil where there is none, or it cannot be read.
  func message(_ field: UInt64) -> Fields? { parts[field]?.last.flatMap { Fields($0) } }

  func messages(_ field: UInt64) -> [Fields] { (parts[field] ?? []).compactMap { Fields($0) } }
}
