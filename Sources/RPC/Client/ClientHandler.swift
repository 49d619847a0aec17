/// One connection of a client: calls go out as they come, answers find their callers by id.
internal import Identities
internal import NIOCore
internal import NIOSSL
internal import NIOTLS

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
  /// Over TLS: the handshake, done or not.
  private let securing: ClientSecuring?
  /// Ended when the handshake is done, or has failed; nil from then on, and without TLS.
  private var handshake: EventLoopPromise<ShownCertificate>?
  /// Without TLS, until the first bytes have told that they are replies.
  private var isOpening: Bool
  private var context: ChannelHandlerContext?
  private var partial: ByteBuffer?
  private var pending: [UInt32: PendingCall] = [:]
  private var lastID: UInt32 = 0
  private var failure: RPCError?
  /// Since when answers are owed and nothing has come.
  private var silentSince: NIODeadline?
  /// One timer for all calls, set to the first deadline: most calls are answered long before theirs.
  private var timer: (deadline: NIODeadline, scheduled: Scheduled<Void>)?

  init(
    replyBytes: Int, silence: TimeAmount, securing: ClientSecuring? = nil,
    handshake: EventLoopPromise<ShownCertificate>? = nil
  ) {
    self.replyBytes = replyBytes
    self.silence = silence
    self.securing = securing
    self.handshake = handshake
    isOpening = securing == nil
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func channelInactive(context: ChannelHandlerContext) {
    end(with: failure ?? .closed(wasSent: true))
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { end(with: failure ?? .closed(wasSent: true)) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if failure == nil { failure = securing?.failure(error, isSecured: handshake == nil) }
    // TLS closes by itself when its handshake has failed, once its alert is out.
    if handshake != nil, error is NIOSSLError { return }
    context.close(promise: nil)
  }

  private func end(with error: RPCError) {
    context = nil
    partial = nil
    timer?.scheduled.cancel()
    timer = nil
    handshake.take()?.fail(error)
    let calls = pending
    pending = [:]
    for call in calls.values { call.finish(.failure(error)) }
  }

  /// Ends the connection, and all calls with it, for this reason.
  func fail(with error: RPCError) {
    if failure == nil { failure = error }
    context?.close(promise: nil)
  }

  /// What came is no reply: nothing after it can be trusted either.
  private func fail(_ context: ChannelHandlerContext, _ reason: String) {
    failure = .badFrame(reason)
    context.close(promise: nil)
  }

  /// Sends calls, with one flush.
  func send(_ calls: [PendingCall]) {
    guard let context, failure == nil else {
      // In TLS 1.3 a client has ended its handshake when the server has not judged it yet: its no may be here already.
      let error: RPCError = if case .insecure? = failure, let failure { failure } else { .closed(wasSent: false) }
      for call in calls { call.finish(.failure(error)) }
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
    if isOpening {
      switch Opening.begins(bytes, with: Opening.alert) {
      case true?: return fail(with: .insecure("it speaks TLS. Say who you are by an identity (--identity DIRECTORY)"))
      case false?: isOpening = false
      case nil: break
      }
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

// MARK: - TLS

extension ClientHandler {
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case TLSUserEvent.handshakeCompleted(let protocolName)? = event as? TLSUserEvent {
      complete(context, protocolName)
    }
    context.fireUserInboundEventTriggered(event)
  }

  private func complete(_ context: ChannelHandlerContext, _ protocolName: String?) {
    guard let securing, let handshake else { return }
    do {
      let shown = try securing.result(protocolName)
      let credentials = securing.security.credentials
      let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
      let number = try credentials.hold(shown) { fault in
        bound.eventLoop.execute { bound.value.fail(with: .insecure("its certificate: \(fault)")) }
      }
      context.channel.closeFuture.whenComplete { _ in credentials.release(number) }
      self.handshake = nil
      handshake.succeed(shown)
    } catch let error as RPCError {
      fail(with: error)
    } catch {
      fail(with: .insecure("its certificate: \(error)"))
    }
  }
}
