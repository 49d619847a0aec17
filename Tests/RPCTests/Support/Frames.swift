/// Frames as bytes, written out by hand: the tests' own reading of protobuf-c-rpc, independent of the code.

/// A little-endian number of four bytes.
func number(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

/// A request: method index, message length, request id, message.
func request(_ method: UInt32, id: UInt32, _ message: [UInt8] = []) -> [UInt8] {
  number(method) + number(UInt32(message.count)) + number(id) + message
}

/// A reply: status, method index, message length, request id, message.
func reply(_ status: UInt32 = 0, _ method: UInt32, id: UInt32, _ message: [UInt8] = []) -> [UInt8] {
  number(status) + number(method) + number(UInt32(message.count)) + number(id) + message
}
