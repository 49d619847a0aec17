/// The bare limit of the network: a server that answers every frame at once with as many bytes as a check manager's answer
/// has, and does nothing else. The same client asks it the same requests, so what is left of the difference is the server.

public struct EchoServer: Sendable {
  private struct Line: Sendable {
    let socket: Socket
    var outgoing = Outgoing()
    var partial: [UInt8] = []
    /// Whether it waits for room to send.
    var isFull = false
  }

  private let listener: Socket
  /// Where it listens.
  public let port: UInt16
  private let answer: Template
  private var readiness: Readiness
  private var inbox = Inbox()
  private var lines: [Line?] = [nil]

  /// - Parameter replyBytes: how long an answer is, its header included.
  public init(replyBytes: Int) throws {
    (listener, port) = try Kernel.listen()
    // "Accepted", and so much more that the length is right.
    let accepted: [UInt8] = [0x08, 1, 0x12]
    let filling = max(0, replyBytes - ReplyFrame.headerCount - accepted.count)
    answer = Template(reply: accepted + Array(repeating: 0, count: filling))
    readiness = try Readiness()
    try readiness.watch(listener, token: 0, isNew: true)
  }

  /// Serves for ever.
  public mutating func run() throws {
    while true {
      let count = try readiness.wait(nanoseconds: -1)
      for index in 0..<count {
        let (token, isReadable, _) = readiness.ready(index)
        if token == 0 {
          guard let socket = Kernel.accept(listener) else { continue }
          try readiness.watch(socket, token: lines.count, isNew: true)
          lines.append(Line(socket: socket))
        } else {
          try serve(token, isReadable: isReadable)
        }
      }
    }
  }

  private mutating func serve(_ index: Int, isReadable: Bool) throws {
    guard var line = lines[index].take() else { return }
    if isReadable, let end = inbox.read(line.socket, after: &line.partial) {
      guard end > 0 else { return line.socket.close() }
      var start = 0
      while let frame = RequestFrame(in: inbox.bytes, from: start, to: end) {
        start = frame.end
        line.outgoing.appendReply(answer, method: frame.method, id: frame.id)
      }
      inbox.keep(start..<end, in: &line.partial)
    }
    guard line.socket.send(&line.outgoing) else { return line.socket.close() }
    let isFull = !line.outgoing.isEmpty
    if isFull != line.isFull { try readiness.watch(line.socket, token: index, forRoom: isFull, isNew: false) }
    line.isFull = isFull
    lines[index] = line
  }
}

/// A request's frame, as far as an echo looks at it.
private struct RequestFrame {
  var method: UInt32
  var id: UInt32
  var end: Int

  init?(in bytes: [UInt8], from start: Int, to end: Int) {
    guard end - start >= Template.headerCount else { return nil }
    func number(_ offset: Int) -> UInt32 {
      var value: UInt32 = 0
      for byte in 0..<4 { value |= UInt32(bytes[start + offset + byte]) << (byte * 8) }
      return value
    }
    let length = Int(number(4))
    guard end - start - Template.headerCount >= length else { return nil }
    method = number(0)
    id = number(8)
    self.end = start + Template.headerCount + length
  }
}
