/// Values of the ledger as fields of C messages, and messages as bytes.
internal import CProtobufC
internal import CVouchProtos
internal import Ledger

/// Builds one message in an arena of its own and packs it.
struct Builder {
  let arena = Arena(firstChunk: 2048, budget: .max / 4)

  /// Memory for a message, set to its defaults by `initialise`.
  func make<Message>(
    _ initialise: (UnsafeMutablePointer<Message>) -> Void
  ) -> UnsafeMutablePointer<Message> {
    let message = unsafe allocate(MemoryLayout<Message>.size).bindMemory(to: Message.self, capacity: 1)
    unsafe initialise(message)
    return unsafe message
  }

  private func allocate(_ size: Int) -> UnsafeMutableRawPointer {
    guard let memory = unsafe arena.allocate(size) else { preconditionFailure("the budget has no end") }
    return unsafe memory
  }

  /// A text, ended by a NUL.
  func string(_ text: String) -> UnsafeMutablePointer<CChar> {
    var text = text
    return text.withUTF8 { bytes in
      let memory = unsafe allocate(bytes.count + 1)
      if let start = bytes.baseAddress { unsafe memory.copyMemory(from: start, byteCount: bytes.count) }
      unsafe memory.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
      return unsafe memory.bindMemory(to: CChar.self, capacity: bytes.count + 1)
    }
  }

  func string(_ text: Text?) -> UnsafeMutablePointer<CChar> { unsafe string(text?.value ?? "") }

  func string(_ code: Code?) -> UnsafeMutablePointer<CChar> {
    guard let code else { return unsafe string("") }
    let bytes = code.bytes
    let memory = unsafe allocate(bytes.count + 1)
    unsafe bytes.withUnsafeBytes {
      unsafe memory.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(memory), byteCount: $0.count)
    }
    unsafe memory.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
    return unsafe memory.bindMemory(to: CChar.self, capacity: bytes.count + 1)
  }

  func bytes(_ bytes: [UInt8]) -> ProtobufCBinaryData {
    let memory = unsafe allocate(bytes.count)
    unsafe bytes.withUnsafeBytes {
      if let start = $0.baseAddress { unsafe memory.copyMemory(from: start, byteCount: $0.count) }
    }
    return unsafe ProtobufCBinaryData(len: bytes.count, data: memory.bindMemory(to: UInt8.self, capacity: bytes.count))
  }

  func id(_ id: (some TimedID)?) -> ProtobufCBinaryData {
    guard let id else { return unsafe ProtobufCBinaryData(len: 0, data: nil) }
    let memory = unsafe allocate(16)
    unsafe memory.storeBytes(of: id.high.bigEndian, as: UInt64.self)
    unsafe memory.storeBytes(of: id.low.bigEndian, toByteOffset: 8, as: UInt64.self)
    return unsafe ProtobufCBinaryData(len: 16, data: memory.bindMemory(to: UInt8.self, capacity: 16))
  }

  func digest(_ digest: Digest?) -> ProtobufCBinaryData {
    guard let digest else { return unsafe ProtobufCBinaryData(len: 0, data: nil) }
    return unsafe bytes(digest.bytes)
  }

  /// A repeated field: how many, and an array of pointers.
  func list<Item>(
    _ items: [UnsafeMutablePointer<Item>]
  ) -> (count: Int, items: UnsafeMutablePointer<UnsafeMutablePointer<Item>?>?) {
    guard unsafe !items.isEmpty else { return (0, nil) }
    let array = unsafe allocate(items.count * MemoryLayout<UnsafeMutableRawPointer>.size)
      .bindMemory(to: UnsafeMutablePointer<Item>?.self, capacity: items.count)
    for index in unsafe items.indices { unsafe (array + index).initialize(to: items[index]) }
    return unsafe (items.count, array)
  }

  /// The bytes of a message, which begins with protobuf-c's base.
  func pack<Message>(_ message: UnsafeMutablePointer<Message>) -> [UInt8] {
    let base = unsafe UnsafeRawPointer(message).assumingMemoryBound(to: ProtobufCMessage.self)
    let size = unsafe protobuf_c_message_get_packed_size(base)
    return unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = unsafe size == 0 ? 0 : protobuf_c_message_pack(base, buffer.baseAddress)
    }
  }
}

extension RawRepresentable where RawValue == UInt8 {
  /// The number on the wire.
  var wire: UInt32 { UInt32(rawValue) }
}
