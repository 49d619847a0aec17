/// Asks many questions over one connection and reads the answers whole: for what comes before and after a run.
internal import Wire

final class Caller {
  /// How many questions are under way at once.
  private static let window = 1024
  /// How long an answer may take.
  private static let patience: Int64 = 60_000_000_000

  private let socket: Socket
  private var readiness: Readiness
  private var inbox = Inbox()
  private var partial: [UInt8] = []
  private var outgoing = Outgoing()
  /// Whether what came last is no whole record: the rest is still on its way.
  private var isWaiting = false

  init(_ target: Target) throws {
    socket = try Socket.connect(to: target)
    readiness = try Readiness()
    try readiness.watch(socket, token: 0, isNew: true)
  }

  deinit {
    socket.close()
    readiness.close()
  }

  /// Asks `calls`, and hands each answer to `take` as it comes.
  func ask<C: Call>(_ calls: some Sequence<C>, _ take: (Reply<C.Accepted>) throws -> Void) throws {
    var rest = calls.makeIterator()
    var underWay = 0
    var isOver = false
    while !isOver || underWay > 0 {
      while !isOver, underWay < Caller.window {
        guard let call = rest.next() else {
          isOver = true
          break
        }
        _ = outgoing.append(Template(method: call.method.rawValue, message: call.encodeRequest()), id: 0)
        underWay += 1
      }
      guard underWay > 0 else { return }
      underWay -= try exchange(C.self, take)
    }
  }

  /// Asks one question.
  func ask<C: Call>(_ call: C) throws -> C.Accepted {
    var answer: C.Accepted?
    try ask(CollectionOfOne(call)) { reply in
      guard case .accepted(let accepted) = reply.outcome else {
        throw LoadError("The server says no: \(reply.outcome)")
      }
      answer = accepted
    }
    guard let answer else { throw LoadError("The server gave no answer.") }
    return answer
  }

  /// Sends and reads what can be; how many answers came.
  private func exchange<C: Call>(_: C.Type, _ take: (Reply<C.Accepted>) throws -> Void) throws -> Int {
    guard socket.send(&outgoing) else { throw LoadError("The server closed the connection.") }
    if !socket.hasMore || isWaiting {
      try readiness.watch(socket, token: 0, forRoom: !outgoing.isEmpty, isNew: false)
      guard try readiness.wait(nanoseconds: Caller.patience) > 0 else { throw LoadError("The server does not answer.") }
    }
    let came = inbox.read(socket, after: &partial)
    isWaiting = came == nil
    guard let end = came else { return 0 }
    guard end > 0 else { throw LoadError("The server closed the connection.") }
    var start = 0
    var count = 0
    while let frame = ReplyFrame(in: inbox.bytes, from: start, to: end) {
      start = frame.message.upperBound
      count += 1
      guard frame.status == 0 else { throw LoadError("The server answers with \(statusName(frame.status)).") }
      do {
        try take(C.decodeReply(Array(inbox.bytes[frame.message])))
      } catch let error as WireError {
        throw LoadError("The server's answer cannot be read (\(error)). Is it of the same version?")
      }
    }
    inbox.keep(start..<end, in: &partial)
    return count
  }
}
