/// Bytes as they come, and the frames in them. One buffer serves all connections of a thread; only a frame that is not yet
/// whole is kept with its connection.

struct Inbox: Sendable {
  /// As much as one look at a socket may bring.
  private static let room = 1 << 18

  private(set) var bytes = [UInt8](repeating: 0, count: Inbox.room)

  /// Reads what waits on `socket`; `partial` is what came of a frame before. Where the bytes end; nil: nothing waits; 0:
  /// the other end is gone.
  mutating func read(_ socket: Socket, after partial: inout [UInt8]) -> Int? {
    let kept = partial.count
    if kept > 0 {
      if kept > bytes.count / 2 { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
      bytes.replaceSubrange(0..<kept, with: partial)
    }
    guard let count = socket.read(into: &bytes, from: kept) else { return nil }
    guard count > 0 else { return 0 }
    partial.removeAll(keepingCapacity: true)
    return kept + count
  }

  /// Keeps what is not yet a frame.
  func keep(_ rest: Range<Int>, in partial: inout [UInt8]) {
    if !rest.isEmpty { partial.append(contentsOf: bytes[rest]) }
  }
}
