/// Replies of one connection on their way out, each written where it goes.
internal import NIOCore

/// Lives on the connection's event loop, while replies are written.
public struct ReplyWriter {
  private(set) var buffer: ByteBuffer
  /// How many bytes of messages may still wait for the peer.
  private var room: Int
  /// How many requests were answered.
  private(set) var count = 0
  /// What was answered last.
  private(set) var lastMethod: UInt32 = 0
  private let measures: LoopMeasures

  init(_ buffer: ByteBuffer, room: Int, _ measures: LoopMeasures) {
    self.buffer = buffer
    self.room = room
    self.measures = measures
  }

  /// Answers with a message. Where too much waits for the peer already, the answer is "resource exhausted", which holds
  /// nothing: whoever asks again with the same id gets the same answer.
  public mutating func reply(to request: RequestID, _ message: RawSpan) {
    count += 1
    let bytes = ReplyHeader.byteCount + message.byteCount
    guard bytes <= room else { return write(.resourceExhausted, request, RawSpan()) }
    room -= bytes
    write(.ok, request, message)
  }

  /// Answers with a failure; it has no message.
  public mutating func fail(_ request: RequestID, with status: StatusCode) {
    count += 1
    room -= ReplyHeader.byteCount
    write(status, request, RawSpan())
  }

  mutating func write(_ reply: OutgoingReply) {
    if reply.status == .ok {
      unsafe self.reply(to: reply.to, reply.message.span.bytes)
    } else {
      fail(reply.to, with: reply.status)
    }
  }

  private mutating func write(_ status: StatusCode, _ request: RequestID, _ message: RawSpan) {
    lastMethod = request.method
    measures.count(status, request.method, message)
    buffer.writeReply(status: status, method: request.method, id: request.id, message: message)
  }
}
