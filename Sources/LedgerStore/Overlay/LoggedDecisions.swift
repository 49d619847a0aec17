/// The payload of a record of the log: the decisions of one group.

/// Of each decision the length of its receipt, the receipt, the length of its supplement, and the supplement, which may be
/// empty: as `JournalPages` writes them. It reads in place and lives no longer than the bytes are lent.
@safe struct LoggedDecisions {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { unsafe self.bytes = bytes }

  var isAtEnd: Bool { unsafe position == bytes.count }

  mutating func next() -> UnsafeRawBufferPointer? {
    guard unsafe bytes.count - position >= 4 else { return nil }
    let length = unsafe Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
    guard unsafe bytes.count - position - 4 >= length else { return nil }
    defer { position += 4 + length }
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[position + 4..<position + 4 + length])
  }
}
