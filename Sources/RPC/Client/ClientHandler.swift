/// One connection of a client: calls go out as they come, answers find their callers by id.
internal import NIOCore

/// A call that waits for its answer. Its fields are touched on the connection's event loop only.
final class PendingCall: @unchecked Sendable {
  // Sendable because everything that changes is changed on one event loop.
  let method: UInt32
  let message: [UInt8]
  let deadline: NIODeadline
  /// Set on the loop, when it is sent.
  var id: UInt32?
  /// Nil once answered.
  var answer: ((Result<[UInt8], RPCError>) -> Void)?

  init(method: UInt32, message: [UInt8], deadline: NIODeadline, answer: @escaping (Result<[UInt8], RPCError>) -> Void) {
    self.method = method
    self.message = message
    self.deadline = deadline
    self.answer = answer
  }

  func finish(_ result: Result<[UInt8], RPCError>) { answer.take()?(result) }
}

/// Lives on its connection's event loop.
final class ClientHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let replyBytes: Int
  private let silence: TimeAmount
  private var context: ChannelHandlerContext?
  private var partial: ByteBuffer?
  private var pending: [UInt32: PendingCall] = [:]
  private var lastID: UInt32 = 0
  private var failure: RPCError?
  /// Since when answers are owed and nothing has come.
  private var silentSince: NIODeadline?
  /// One timer for all calls, set to the first deadline: most calls are answered long before theirs.
  private var timer: (deadline: NIODeadline, scheduled: Scheduled<Void>)?

  init(replyBytes: Int, silence: TimeAmount) {
    self.replyBytes = replyBytes
    self.silence = silence
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func channelInactive(context: ChannelHandlerContext) {
    end(with: failure ?? .closed(wasSent: true))
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { end(with: failure ?? .closed(wasSent: true)) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func end(with error: RPCError) {
    context = nil
    partial = nil
    timer?.scheduled.cancel()
    timer = nil
    let calls = pending
    pending = [:]
    for call in calls.values { call.finish(.failure(error)) }
  }

  /// What came is no reply: nothing after it can be trusted either.
  private func fail(_ context: ChannelHandlerContext, _ reason: String) {
    failure = .badFrame(reason)
    context.close(promise: nil)
  }

  /// Sends calls, with one flush.
  func send(_ calls: [PendingCall]) {
    guard let context, failure == nil else {
      for call in calls { call.finish(.failure(.closed(wasSent: false))) }
      return
    }
    let size = calls.reduce(0) { $0 + RequestHeader.byteCount + $1.message.count }
    var buffer = context.channel.allocator.buffer(capacity: size)
    for call in calls where call.answer != nil {
      repeat { lastID &+= 1 } while pending[lastID] != nil
      call.id = lastID
      pending[lastID] = call
      setTimer(context, to: call.deadline)
      buffer.writeRequest(method: call.method, id: lastID, message: call.message)
    }
    guard buffer.readableBytes > 0 else { return }
    if silentSince == nil { silentSince = context.eventLoop.now }
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }

  private func setTimer(_ context: ChannelHandlerContext, to deadline: NIODeadline) {
    if let timer, timer.deadline <= deadline { return }
    timer?.scheduled.cancel()
    let scheduled = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.endOverdue() }
    timer = (deadline, scheduled)
  }

  private func endOverdue() {
    timer = nil
    guard let context else { return }
    let now = context.eventLoop.now
    for (id, call) in pending where call.deadline <= now {
      pending[id] = nil
      call.finish(.failure(.deadline))
    }
    if let silentSince, now - silentSince >= silence {
      // Its machine may be gone without a word. The calls that still have time are better off on a new connection, and
      // what is written here would pile up.
      failure = .closed(wasSent: true)
      context.close(promise: nil)
      return
    }
    if let next = pending.values.lazy.map(\.deadline).min() { setTimer(context, to: next) }
  }

  /// The caller waits no longer; a late answer is passed over.
  func cancel(_ call: PendingCall) {
    if let id = call.id { pending[id] = nil }
    call.finish(.failure(.cancelled))
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    silentSince = nil
    if var earlier = partial.take() {
      earlier.writeBuffer(&bytes)
      bytes = earlier
    }
    while failure == nil {
      switch bytes.readReply(bound: replyBytes) {
      case .frame(let header, let message):
        // An unknown id is a late answer, or a second one.
        guard let call = pending[header.id] else { continue }
        guard call.method == header.method else { return fail(context, "it answers another method") }
        pending[header.id] = nil
        let status = StatusCode(rawValue: header.status)
        call.finish(status == .ok ? .success(Array(message.readableBytesView)) : .failure(.status(status)))
      case .incomplete:
        if bytes.readableBytes > 0 { partial = bytes.readerIndex == 0 ? bytes : ByteBuffer(buffer: bytes) }
        if !pending.isEmpty { silentSince = context.eventLoop.now }
        return
      case .oversize(let length): return fail(context, "its length is \(length) bytes")
      }
    }
  }
}
