/// Protobuf's bytes, written: as much of it as the requests need.

struct FieldWriter {
  private(set) var bytes: [UInt8] = []

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Zero is what absent means.
  mutating func number(_ field: UInt64, _ value: UInt64) {
    guard value != 0 else { return }
    varint(field << 3)
    varint(value)
  }

  mutating func number(_ field: UInt64, _ value: Int64) { number(field, UInt64(bitPattern: value)) }

  mutating func flag(_ field: UInt64, _ value: Bool) { number(field, value ? 1 as UInt64 : 0) }

  mutating func bytes(_ field: UInt64, _ value: [UInt8]) {
    guard !value.isEmpty else { return }
    varint(field << 3 | 2)
    varint(UInt64(value.count))
    bytes += value
  }

  mutating func text(_ field: UInt64, _ value: String) { bytes(field, Array(value.utf8)) }

  /// A message is there even if it is empty.
  mutating func message(_ field: UInt64, _ fill: (inout FieldWriter) -> Void) {
    var inner = FieldWriter()
    fill(&inner)
    varint(field << 3 | 2)
    varint(UInt64(inner.bytes.count))
    bytes += inner.bytes
  }
}
