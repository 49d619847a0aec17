/// Where a batch is written before it is appended: memory that is used again for every record.

/// The payload of one record. It is made once and cleared after each append; writing into it allocates nothing.
public struct RecordBuffer: ~Copyable, Sendable {
  /// The most it takes.
  public let capacity: Int
  /// How many bytes were written.
  public private(set) var count = 0
  private var storage: [UInt8]

  /// A buffer for the largest record of a log of that shape.
  public init(_ shape: LogShape) {
    capacity = shape.payloadBytes
    storage = [UInt8](repeating: 0, count: capacity)
  }

  /// Whether so many bytes more find room; a caller that fills a batch asks before each decision.
  public func hasRoom(for bytes: Int) -> Bool { bytes <= capacity - count }

  /// Forgets what was written.
  public mutating func clear() { count = 0 }

  /// Writes a value of a fixed layout as it lies in memory. There must be room.
  @inlinable
  public mutating func append<Value: BitwiseCopyable>(_ value: Value) {
    unsafe withUnsafeBytes(of: value) { unsafe append(copying: $0) }
  }

  /// Writes bytes. There must be room.
  public mutating func append(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { unsafe append(copying: $0) }
  }

  @usableFromInline
  mutating func append(copying bytes: UnsafeRawBufferPointer) {
    precondition(hasRoom(for: bytes.count), "a record of more than \(capacity) bytes")
    let count = count
    unsafe storage.withUnsafeMutableBytes {
      unsafe UnsafeMutableRawBufferPointer(rebasing: $0[count...]).copyMemory(from: bytes)
    }
    self.count += bytes.count
  }

  /// What was written.
  func withPayload(_ body: (UnsafeRawBufferPointer) throws(LogError) -> Void) throws(LogError) {
    unsafe try storage.span.bytes.withUnsafeBytes { bytes throws(LogError) in
      unsafe try body(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
    }
  }
}
