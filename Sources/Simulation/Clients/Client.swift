/// A client: it sends, waits, loses patience, and sends again with the same id on another connection.
internal import Audit

/// One request that is not answered yet.
struct Call {
  /// The auditor's number.
  let number: Int
  let ask: Ask
  /// Its number on the connection that it was sent on last.
  var frame: UInt32?
  /// How often it was sent.
  var attempts = 0
}

struct Client {
  /// The open connection; nil where there is none.
  var connection: Int?
  /// The start of an answer that is not whole yet.
  var bytes: [UInt8] = []
  var calls: [Call] = []
  var nextFrame: UInt32 = 1
  /// Whether it waits before it connects again.
  var isWaiting = false

  /// The bytes of a call as they go over the wire; it is under way then.
  mutating func frame(_ index: Int) -> [UInt8] {
    let id = nextFrame
    nextFrame &+= 1
    calls[index].frame = id
    calls[index].attempts += 1
    let message = calls[index].ask.message
    return [calls[index].ask.method, UInt32(message.count), id].flatMap(\.bytes) + message
  }

  /// The next whole answer among the bytes: its number on the connection, the status and the message.
  mutating func nextAnswer() -> (frame: UInt32, status: UInt32, message: [UInt8])? {
    guard bytes.count >= 16 else { return nil }
    func number(_ place: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
    }
    let (status, length, frame) = (number(0), Int(number(8)), number(12))
    guard bytes.count >= 16 + length else { return nil }
    let message = Array(bytes[16..<16 + length])
    bytes.removeFirst(16 + length)
    return (frame, status, message)
  }
}

extension UInt32 {
  fileprivate var bytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) } }
}
