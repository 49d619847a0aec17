/// Values of the ledger as fields of C messages, and messages as bytes.
internal import CProtobufC
internal import CVouchProtos
internal import Ledger

/// Builds one message in the arena of its thread and packs it. Not kept across a suspension.
struct Builder: ~Copyable {
  // What we say ourselves is as large as it is.
  private let workspace = Workspace(budget: .max / 4)

  /// Memory for a message, set to its defaults by `initialise`.
  func make<Message>(
    _ initialise: (UnsafeMutablePointer<Message>) -> Void
  ) -> UnsafeMutablePointer<Message> {
    let message = unsafe allocate(MemoryLayout<Message>.size).bindMemory(to: Message.self, capacity: 1)
    unsafe initialise(message)
    return unsafe message
  }

  /// Memory for as long as the message is built.
  func allocate(_ size: Int) -> UnsafeMutableRawPointer {
    guard let memory = unsafe workspace.arena.allocate(size) else { preconditionFailure("the budget has no end") }
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
    let memory = unsafe allocate(Code.maximumLength + 1).bindMemory(to: CChar.self, capacity: Code.maximumLength + 1)
    guard let (bytes, count) = code?.ascii else {
      unsafe memory[0] = 0
      return unsafe memory
    }
    for index in 0..<count { unsafe memory[index] = CChar(bytes[index]) }
    unsafe memory[count] = 0
    return unsafe memory
  }

  func string(_ currency: Currency?) -> UnsafeMutablePointer<CChar> {
    let memory = unsafe allocate(4).bindMemory(to: CChar.self, capacity: 4)
    let letters = currency?.letters ?? (0, 0, 0)
    unsafe memory[0] = CChar(letters.0)
    unsafe memory[1] = CChar(letters.1)
    unsafe memory[2] = CChar(letters.2)
    unsafe memory[3] = 0
    return unsafe memory
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
    unsafe put(id.high, in: memory, at: 0)
    unsafe put(id.low, in: memory, at: 1)
    return unsafe ProtobufCBinaryData(len: 16, data: memory.bindMemory(to: UInt8.self, capacity: 16))
  }

  func digest(_ digest: Digest?) -> ProtobufCBinaryData {
    guard let words = digest?.bigEndianWords else { return unsafe ProtobufCBinaryData(len: 0, data: nil) }
    let memory = unsafe allocate(Digest.byteCount)
    unsafe put(words.0, in: memory, at: 0)
    unsafe put(words.1, in: memory, at: 1)
    unsafe put(words.2, in: memory, at: 2)
    unsafe put(words.3, in: memory, at: 3)
    let bytes = unsafe memory.bindMemory(to: UInt8.self, capacity: Digest.byteCount)
    return unsafe ProtobufCBinaryData(len: Digest.byteCount, data: bytes)
  }

  /// A number as eight bytes, big-endian.
  private func put(_ word: UInt64, in memory: UnsafeMutableRawPointer, at index: Int) {
    unsafe memory.storeBytes(of: word.bigEndian, toByteOffset: index * 8, as: UInt64.self)
  }

  /// A repeated field of `count` items: how many, and an array of pointers.
  func list<Item>(
    _ count: Int, _ item: (Int) -> UnsafeMutablePointer<Item>
  ) -> (count: Int, items: UnsafeMutablePointer<UnsafeMutablePointer<Item>?>?) {
    guard count > 0 else { return (0, nil) }
    let array = unsafe allocate(count * MemoryLayout<UnsafeMutableRawPointer>.size)
      .bindMemory(to: UnsafeMutablePointer<Item>?.self, capacity: count)
    for index in 0..<count { unsafe (array + index).initialize(to: item(index)) }
    return unsafe (count, array)
  }

  /// A repeated field of one message for each of `values`.
  func list<Value, Item>(
    _ values: [Value], _ item: (Value) -> UnsafeMutablePointer<Item>
  ) -> (count: Int, items: UnsafeMutablePointer<UnsafeMutablePointer<Item>?>?) {
    unsafe list(values.count) { unsafe item(values[$0]) }
  }

  /// A repeated field of ids.
  func list<ID: TimedID>(_ ids: [ID]) -> (count: Int, items: UnsafeMutablePointer<ProtobufCBinaryData>?) {
    unsafe list(ids) { unsafe id($0) }
  }

  /// A repeated field of digests.
  func list(_ digests: [Digest]) -> (count: Int, items: UnsafeMutablePointer<ProtobufCBinaryData>?) {
    unsafe list(digests) { unsafe digest($0) }
  }

  private func list<Value>(
    _ values: [Value], _ bytes: (Value) -> ProtobufCBinaryData
  ) -> (count: Int, items: UnsafeMutablePointer<ProtobufCBinaryData>?) {
    guard !values.isEmpty else { return (0, nil) }
    let array = unsafe allocate(values.count * MemoryLayout<ProtobufCBinaryData>.stride)
      .bindMemory(to: ProtobufCBinaryData.self, capacity: values.count)
    for index in values.indices { unsafe (array + index).initialize(to: bytes(values[index])) }
    return unsafe (values.count, array)
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
