/// Values of the ledger as fields of C messages, and messages as bytes.
internal import CProtobufC
internal import CVouchProtos
internal import Ledger

/// Builds one message in an arena of its own and packs it.
struct Builder {
  let arena = Arena(firstChunk: 2048, budget: .max / 2)

  /// Memory for a message, set to its defaults by `initialise`.
  func make<Message>(
    _ initialise: (UnsafeMutablePointer<Message>) -> Void
  ) -> UnsafeMutablePointer<Message> {
    let message = allocate(MemoryLayout<Message>.size).bindMemory(to: Message.self, capacity: 1)
    initialise(message)
    return message
  }

  private func allocate(_ size: Int) -> UnsafeMutableRawPointer {
    guard let memory = arena.allocate(size) else { preconditionFailure("the budget has no end") }
    return memory
  }

  /// A text, ended by a NUL.
  func string(_ text: String) -> UnsafeMutablePointer<CChar> {
    var text = text
    return text.withUTF8 { bytes in
      let memory = allocate(bytes.count + 1)
      if let start = bytes.baseAddress { memory.copyMemory(from: start, byteCount: bytes.count) }
      memory.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
      return memory.bindMemory(to: CChar.self, capacity: bytes.count + 1)
    }
  }

  func string(_ text: Text?) -> UnsafeMutablePointer<CChar> { string(text?.value ?? "") }

  func string(_ code: Code?) -> UnsafeMutablePointer<CChar> {
    guard let code else { return string("") }
    let bytes = code.bytes
    let memory = allocate(bytes.count + 1)
    bytes.withUnsafeBytes { memory.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(memory), byteCount: $0.count) }
    memory.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
    return memory.bindMemory(to: CChar.self, capacity: bytes.count + 1)
  }

  func bytes(_ bytes: [UInt8]) -> ProtobufCBinaryData {
    let memory = allocate(bytes.count)
    bytes.withUnsafeBytes { if let start = $0.baseAddress { memory.copyMemory(from: start, byteCount: $0.count) } }
    return ProtobufCBinaryData(len: bytes.count, data: memory.bindMemory(to: UInt8.self, capacity: bytes.count))
  }

  func id(_ id: (some TimedID)?) -> ProtobufCBinaryData {
    guard let id else { return ProtobufCBinaryData(len: 0, data: nil) }
    let memory = allocate(16)
    memory.storeBytes(of: id.high.bigEndian, as: UInt64.self)
    memory.storeBytes(of: id.low.bigEndian, toByteOffset: 8, as: UInt64.self)
    return ProtobufCBinaryData(len: 16, data: memory.bindMemory(to: UInt8.self, capacity: 16))
  }

  func digest(_ digest: Digest?) -> ProtobufCBinaryData {
    guard let digest else { return ProtobufCBinaryData(len: 0, data: nil) }
    return bytes(digest.bytes)
  }

  /// A repeated field: how many, and an array of pointers.
  func list<Item>(
    _ items: [UnsafeMutablePointer<Item>]
  ) -> (count: Int, items: UnsafeMutablePointer<UnsafeMutablePointer<Item>?>?) {
    guard !items.isEmpty else { return (0, nil) }
    let array = allocate(items.count * MemoryLayout<UnsafeMutableRawPointer>.size)
      .bindMemory(to: UnsafeMutablePointer<Item>?.self, capacity: items.count)
    for (index, item) in items.enumerated() { (array + index).initialize(to: item) }
    return (items.count, array)
  }

  /// The bytes of a message, which begins with protobuf-c's base.
  func pack<Message>(_ message: UnsafeMutablePointer<Message>) -> [UInt8] {
    let base = UnsafeRawPointer(message).assumingMemoryBound(to: ProtobufCMessage.self)
    let size = protobuf_c_message_get_packed_size(base)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = size == 0 ? 0 : protobuf_c_message_pack(base, buffer.baseAddress)
    }
  }
}

extension RawRepresentable where RawValue == UInt8 {
  /// The number on the wire.
  var wire: UInt32 { UInt32(rawValue) }
}
