/// Memory for one message: taken in one direction, given back at once.
internal import CProtobufC
internal import Glibc

/// protobuf-c's allocator with a budget: what a message unpacks to is bounded, whatever it says. One thread's own.
@safe final class Arena {
  /// A chunk is never moved, so that pointers into it stay good until `reset`.
  private var chunks: [UnsafeMutableRawBufferPointer] = unsafe []
  private var used = 0
  private var total = 0
  private let firstChunk: Int
  private let budget: Int
  /// Whether more was asked for than the budget since the last `reset`.
  private(set) var isSpent = false

  /// Each piece is preceded by its size: protobuf-c forgets how long a string was, and a NUL within would hide its rest.
  private static let headerSize = 16

  /// - Parameters:
  ///   - firstChunk: how many bytes are taken at first, and kept.
  ///   - budget: how many bytes there may be in all.
  init(firstChunk: Int, budget: Int) {
    self.firstChunk = firstChunk
    self.budget = budget
  }

  deinit {
    unsafe chunks.forEach { unsafe $0.deallocate() }
  }

  /// `size` bytes, or nil when the budget is spent.
  func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    // Compared first: a size near the end of the numbers must not trap in the sum.
    guard size >= 0, size <= budget - total, (size + 15) & ~15 + Arena.headerSize <= budget - total else {
      isSpent = true
      return nil
    }
    let needed = (size + 15) & ~15 + Arena.headerSize
    if unsafe chunks.isEmpty || used + needed > chunks[chunks.count - 1].count {
      let chunkSize = unsafe max(needed, chunks.isEmpty ? firstChunk : min(chunks[chunks.count - 1].count * 2, 1 << 20))
      unsafe chunks.append(.allocate(byteCount: chunkSize, alignment: 16))
      used = 0
    }
    guard let base = unsafe chunks[chunks.count - 1].baseAddress else { return nil }
    let header = unsafe base + used
    unsafe header.storeBytes(of: size, as: Int.self)
    used += needed
    total += needed
    return unsafe header + Arena.headerSize
  }

  /// How large the piece at `pointer` is; nil when it is not from here.
  func size(of pointer: UnsafeRawPointer) -> Int? {
    for index in unsafe chunks.indices {
      let chunk = unsafe chunks[index]
      guard let base = chunk.baseAddress else { continue }
      let start = UnsafeRawPointer(base)
      if unsafe pointer >= start + Arena.headerSize, unsafe pointer < start + chunk.count {
        return unsafe (pointer - Arena.headerSize).loadUnaligned(as: Int.self)
      }
    }
    return nil
  }

  /// Gives back everything but the first chunk.
  func reset() {
    unsafe chunks.dropFirst().forEach { unsafe $0.deallocate() }
    unsafe chunks.removeSubrange(min(1, chunks.count)...)
    used = 0
    total = 0
    isSpent = false
  }

  /// protobuf-c's function that unpacks a message.
  typealias Unpack<Message> = (
    UnsafeMutablePointer<ProtobufCAllocator>?, Int, UnsafePointer<UInt8>?
  ) -> UnsafeMutablePointer<Message>?

  /// Unpacks a message into the arena; nil when it is none, or too large.
  func unpack<Message>(
    _ bytes: UnsafeRawBufferPointer, with unpack: Unpack<Message>
  ) -> UnsafeMutablePointer<Message>? {
    var allocator = unsafe ProtobufCAllocator(
      alloc: { arena, size in
        unsafe arena.flatMap { unsafe Unmanaged<Arena>.fromOpaque($0).takeUnretainedValue().allocate(size) }
      },
      free: { _, _ in },
      allocator_data: unsafe Unmanaged.passUnretained(self).toOpaque())
    // protobuf-c wants a pointer even for nothing.
    var nothing: UInt8 = 0
    guard let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
      return unsafe unpack(&allocator, 0, &nothing)
    }
    return unsafe unpack(&allocator, bytes.count, start)
  }
}
