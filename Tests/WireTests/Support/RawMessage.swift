/// Protobuf as it is on the wire, without any meaning: what a peer of another make, or a bad one, can send.

/// A message as a list of numbered fields.
struct RawMessage: Hashable {
  enum Value: Hashable {
    case number(UInt64)
    case bytes([UInt8])

    static func int(_ value: Int64) -> Value { .number(UInt64(bitPattern: value)) }
    static func text(_ value: String) -> Value { .bytes(Array(value.utf8)) }
    static func message(_ fields: [Field]) -> Value { .bytes(RawMessage(fields: fields).encoded) }
  }

  struct Field: Hashable {
    let number: Int
    var value: Value

    init(_ number: Int, _ value: Value) {
      self.number = number
      self.value = value
    }
  }

  var fields: [Field]

  init(fields: [Field]) { self.fields = fields }

  /// Reads numbers and bytes; nil for anything else.
  init?(_ bytes: [UInt8]) {
    fields = []
    var rest = bytes[...]
    while !rest.isEmpty {
      guard let tag = RawMessage.varint(&rest) else { return nil }
      switch tag & 7 {
      case 0:
        guard let number = RawMessage.varint(&rest) else { return nil }
        fields.append(Field(Int(tag >> 3), .number(number)))
      case 2:
        guard let count = RawMessage.varint(&rest), count <= UInt64(rest.count) else { return nil }
        fields.append(Field(Int(tag >> 3), .bytes(Array(rest.prefix(Int(count))))))
        rest = rest.dropFirst(Int(count))
      default: return nil
      }
    }
  }

  var encoded: [UInt8] {
    fields.flatMap { field -> [UInt8] in
      switch field.value {
      case .number(let number): RawMessage.varint(UInt64(field.number) << 3) + RawMessage.varint(number)
      case .bytes(let bytes):
        RawMessage.varint(UInt64(field.number) << 3 | 2) + RawMessage.varint(UInt64(bytes.count)) + bytes
      }
    }
  }

  /// The first value at a path of field numbers.
  subscript(_ path: [Int]) -> Value? {
    guard let first = path.first, let value = fields.first(where: { $0.number == first })?.value else { return nil }
    if path.count == 1 { return value }
    guard case .bytes(let bytes) = value else { return nil }
    return RawMessage(bytes)?[Array(path.dropFirst())]
  }

  /// The message with another value at a path of field numbers, or with none.
  func setting(_ path: [Int], to value: Value?) -> RawMessage {
    guard let first = path.first else { return self }
    var changed = self
    let old = fields.first { $0.number == first }?.value
    changed.fields.removeAll { $0.number == first }
    guard path.count > 1 else {
      if let value { changed.fields.append(Field(first, value)) }
      return changed
    }
    var inner = RawMessage(fields: [])
    if case .bytes(let bytes)? = old { inner = RawMessage(bytes) ?? inner }
    changed.fields.append(Field(first, .bytes(inner.setting(Array(path.dropFirst()), to: value).encoded)))
    return changed
  }

  static func varint(_ number: UInt64) -> [UInt8] {
    var rest = number
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private static func varint(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
    var number: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 63, by: 7) {
      guard let byte = bytes.popFirst() else { return nil }
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return number }
    }
    return nil
  }
}
