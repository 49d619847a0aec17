/// Memory for one message: taken in one direction, given back at once.
internal import CProtobufC
internal import Glibc

/// protobuf-c's allocator with a budget: what a message unpacks to is bounded, whatever it says. One thread's own.
@safe final class Arena {
  /// A chunk is never moved, so that pointers into it stay good until `reset`. The first is kept.
  private var chunks: [UnsafeMutableRawBufferPointer]
  /// What is free of the last chunk.
  private var next: UnsafeMutableRawPointer
  private var end: UnsafeMutableRawPointer
  private var total = 0
  private var budget: Int
  /// Whether more was asked for than the budget since the last `reset`.
  private(set) var isSpent = false

  /// Each piece is preceded by its size: protobuf-c forgets how long a string was, and a NUL within would hide its rest.
  private static let headerSize = 16

  /// - Parameters:
  ///   - firstChunk: how many bytes are taken at first, and kept.
  ///   - budget: how many bytes there may be in all.
  init(firstChunk: Int, budget: Int) {
    let chunk = UnsafeMutableRawPointer.allocate(byteCount: firstChunk, alignment: 16)
    unsafe chunks = [UnsafeMutableRawBufferPointer(start: chunk, count: firstChunk)]
    unsafe next = chunk
    unsafe end = chunk + firstChunk
    self.budget = budget
    peak = firstChunk
  }

  deinit {
    unsafe chunks.forEach { unsafe $0.deallocate() }
  }

  /// How many bytes it has from the system now.
  var capacity: Int { unsafe chunks.reduce(0) { $0 + $1.count } }

  /// The most it ever had.
  private(set) var peak: Int

  /// `size` bytes, or nil when the budget is spent.
  func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    // Compared first: a size near the end of the numbers must not trap in the sum.
    guard size >= 0, size <= budget - total, (size + 15) & ~15 + Arena.headerSize <= budget - total else {
      isSpent = true
      return nil
    }
    let needed = (size + 15) & ~15 + Arena.headerSize
    if unsafe needed > end - next { grow(by: needed) }
    let header = unsafe next
    unsafe header.storeBytes(of: size, as: Int.self)
    unsafe next = header + needed
    total += needed
    return unsafe header + Arena.headerSize
  }

  private func grow(by needed: Int) {
    let size = unsafe max(needed, min(chunks[chunks.count - 1].count * 2, 1 << 20))
    let chunk = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    unsafe chunks.append(UnsafeMutableRawBufferPointer(start: chunk, count: size))
    unsafe next = chunk
    unsafe end = chunk + size
    peak = max(peak, capacity)
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

  /// Gives back everything but the first chunk; from now on there may be `budget` bytes, or as many as before.
  func reset(budget: Int? = nil) {
    if unsafe chunks.count > 1 {
      unsafe chunks.dropFirst().forEach { unsafe $0.deallocate() }
      unsafe chunks.removeSubrange(1...)
    }
    let first = unsafe chunks[0]
    if let start = first.baseAddress {
      unsafe next = start
      unsafe end = start + first.count
    }
    total = 0
    isSpent = false
    if let budget { self.budget = budget }
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
        unsafe arena.flatMap {
          unsafe Unmanaged<Arena>.fromOpaque($0)._withUnsafeGuaranteedRef { unsafe $0.allocate(size) }
        }
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
