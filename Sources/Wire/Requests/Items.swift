/// The items of a batch as they lie in its bytes: a message of which only field 1 is known, a repeated message.

/// Found without unpacking: protobuf-c would build all items at once, and a message of a thousand empty ones would take
/// seventy times its own length.
@safe struct Items {
  /// How many there are.
  let count: Int
  private var rest: UnsafeRawBufferPointer

  /// The items of a message; nil where it is none.
  init?(of bytes: UnsafeRawBufferPointer) {
    unsafe rest = bytes
    var count = 0
    var unread = unsafe bytes
    while unread.count > 0 {
      guard let field = unsafe Items.field(&unread) else { return nil }
      if unsafe field.isItem { count += 1 }
    }
    self.count = count
  }

  /// Throws unless there are as many as there may be.
  func judgeCount() throws(Invalid) {
    guard count > 0 else {
      throw Invalid(field: "items", reason: "is missing", hint: "Give 1 to \(BatchBounds.maximum) items.")
    }
    guard count <= BatchBounds.maximum else {
      throw Invalid(
        field: "items", reason: "has \(count) items",
        hint: "A batch has at most \(BatchBounds.maximum): send the rest in another.")
    }
  }

  /// The bytes of the next item; none when there are no more.
  mutating func next() -> UnsafeRawBufferPointer {
    while let field = unsafe Items.field(&rest) {
      if unsafe field.isItem { return unsafe field.bytes }
    }
    return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  }

  @unsafe private struct Field {
    var isItem: Bool
    var bytes: UnsafeRawBufferPointer
  }

  /// The next field, known or not; nil where there is none, or what is there cannot be one.
  private static func field(_ rest: inout UnsafeRawBufferPointer) -> Field? {
    guard let tag = unsafe varint(&rest), tag >> 3 != 0, tag >> 32 == 0 else { return nil }
    let length: UInt64
    switch (tag & 7, tag >> 3) {
    case (2, _):
      guard let bytes = unsafe varint(&rest) else { return nil }
      length = bytes
    case (_, 1): return nil
    case (0, _):
      guard unsafe varint(&rest) != nil else { return nil }
      length = 0
    case (1, _): length = 8
    case (5, _): length = 4
    default: return nil
    }
    guard length <= UInt64(rest.count) else { return nil }
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(Int(length)))
    unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(Int(length)))
    return unsafe Field(isItem: tag >> 3 == 1, bytes: bytes)
  }

  /// A number of seven bits a byte, in at most ten; nil where it does not end.
  private static func varint(_ rest: inout UnsafeRawBufferPointer) -> UInt64? {
    var number: UInt64 = 0
    for index in 0..<min(10, rest.count) {
      let byte = unsafe rest[index]
      number |= UInt64(byte & 0x7F) << UInt64(7 * index)
      if byte < 0x80 {
        unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(index + 1))
        return number
      }
    }
    return nil
  }
}
