/// One connection of a client: calls go out as they come, answers find their callers by id.
internal import NIOCore

/// A call that waits for its answer. Its fields are touched on the connection's event loop only.
final class PendingCall: @unchecked Sendable {
  // Sendable because everything that changes is changed on one event loop.
  let method: UInt32
  let message: [UInt8]
  let timeout: TimeAmount
  /// Set on the loop, when it is sent.
  var id: UInt32?
  var timer: Scheduled<Void>?
  /// Nil once answered.
  var answer: ((Result<[UInt8], RPCError>) -> Void)?

  init(method: UInt32, message: [UInt8], timeout: TimeAmount, answer: @escaping (Result<[UInt8], RPCError>) -> Void) {
    self.method = method
    self.message = message
    self.timeout = timeout
    self.answer = answer
  }

  func finish(_ result: Result<[UInt8], RPCError>) {
    timer?.cancel()
    timer = nil
    answer.take()?(result)
  }
}

/// Lives on its connection's event loop.
final class ClientHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let frameBytes: Int
  private var context: ChannelHandlerContext?
  private var partial: ByteBuffer?
  private var pending: [UInt32: PendingCall] = [:]
  private var lastID: UInt32 = 0
  private var failure: RPCError?

  init(frameBytes: Int) { self.frameBytes = frameBytes }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func channelInactive(context: ChannelHandlerContext) {
    end(with: failure ?? .closed(wasSent: true))
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func end(with error: RPCError) {
    context = nil
    partial = nil
    let calls = pending
    pending = [:]
    for call in calls.values { call.finish(.failure(error)) }
  }

  /// Sends calls, with one flush.
  func send(_ calls: [PendingCall]) {
    guard let context else {
      for call in calls { call.finish(.failure(.closed(wasSent: false))) }
      return
    }
    let size = calls.reduce(0) { $0 + RequestHeader.byteCount + $1.message.count }
    var buffer = context.channel.allocator.buffer(capacity: size)
    for call in calls where call.answer != nil {
      repeat { lastID &+= 1 } while pending[lastID] != nil
      let id = lastID
      call.id = id
      pending[id] = call
      call.timer = context.eventLoop.assumeIsolated().scheduleTask(in: call.timeout) {
        self.pending[id] = nil
        call.finish(.failure(.deadline))
      }
      buffer.writeRequest(method: call.method, id: id, message: call.message)
    }
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }

  /// The caller waits no longer; a late answer is passed over.
  func cancel(_ call: PendingCall) {
    if let id = call.id { pending[id] = nil }
    call.finish(.failure(.cancelled))
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    if var earlier = partial.take() {
      earlier.writeBuffer(&bytes)
      bytes = earlier
    }
    while true {
      switch bytes.readReply(bound: frameBytes) {
      case .frame(let header, let message):
        guard let call = pending.removeValue(forKey: header.id) else { continue }
        let status = StatusCode(rawValue: header.status)
        call.finish(status == .ok ? .success(Array(message.readableBytesView)) : .failure(.status(status)))
        continue
      case .incomplete:
        if bytes.readableBytes > 0 { partial = bytes.readerIndex == 0 ? bytes : ByteBuffer(buffer: bytes) }
      case .oversize(let length):
        failure = .badFrame("its length is \(length) bytes")
        context.close(promise: nil)
      }
      return
    }
  }
}
