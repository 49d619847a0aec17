/// Which outcome a reply has, without reading it: for whoever counts replies.

/// The outcome of a manager's reply.
public enum OutcomeKind: Hashable, Sendable {
  case accepted, refused, invalid

  /// Looks past the sequence at what follows; nil for bytes that begin as no reply does.
  @inline(__always)
  public init?(of reply: RawSpan) {
    var index = 0
    if reply.byteCount > 0, unsafe reply.unsafeLoad(fromByteOffset: 0, as: UInt8.self) == OutcomeKind.sequence {
      index = 1
      while index < min(reply.byteCount, OutcomeKind.longestNumber),
        unsafe reply.unsafeLoad(fromByteOffset: index, as: UInt8.self) & 0x80 != 0
      {
        index += 1
      }
      index += 1
    }
    guard index < reply.byteCount else { return nil }
    switch unsafe reply.unsafeLoad(fromByteOffset: index, as: UInt8.self) {
    case 2 << 3 | 2: self = .accepted
    case 3 << 3 | 2: self = .refused
    case 4 << 3 | 2: self = .invalid
    default: return nil
    }
  }

  /// The tag of the sequence, which is a number; and how far the longest one reaches.
  private static let sequence: UInt8 = 1 << 3
  private static let longestNumber = 11
}
