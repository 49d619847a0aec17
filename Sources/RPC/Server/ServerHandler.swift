/// One connection of a server: frames straight from the bytes, whole turns handed over, replies written as they come.
internal import Logging
internal import NIOCore
internal import NIOSSL
internal import NIOTLS

/// Lives on its connection's event loop.
final class ServerHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  let limits: ServerLimits
  private let outbox: Outbox
  let logger: Logger
  let refusals: RefusalLog
  private let handle: @Sendable (RequestGroup) -> Void
  var peer: Peer
  /// Over TLS, until the handshake is done.
  var securing: Securing?
  /// Without TLS, until the first bytes have told that they are frames.
  var isOpening: Bool
  /// Over TLS without a certificate, until it is known by something else.
  var stranger: Stranger?
  /// How many keys were presented that were wrong.
  var wrongKeys = 0
  private(set) var context: ChannelHandlerContext?
  /// The start of a frame that is not whole yet.
  private var partial: ByteBuffer?
  private var requests: [IncomingRequest] = []
  /// How many requests were handed over and not answered.
  private var inFlight = 0
  private var isFlushNeeded = false
  /// Nothing more is read: the manager stops, a frame was wrong, or the caller was refused.
  var isDeaf = false
  /// Closes once everything taken is answered.
  private var closesWhenDone = false
  private var holdsRead = false
  private var lastActivity = NIODeadline.uptimeNanoseconds(0)
  private var idleTimer: Scheduled<Void>?
  private var stallTimer: Scheduled<Void>?

  init(
    limits: ServerLimits, outbox: Outbox, peer: Peer, securing: Securing? = nil, logger: Logger, refusals: RefusalLog,
    handle: @escaping @Sendable (RequestGroup) -> Void
  ) {
    self.limits = limits
    self.outbox = outbox
    self.peer = peer
    self.securing = securing
    isOpening = securing == nil
    self.logger = logger
    self.refusals = refusals
    self.handle = handle
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    lastActivity = context.eventLoop.now
    scheduleIdleCheck(context, after: TimeAmount(limits.idle))
  }

  func handlerRemoved(context: ChannelHandlerContext) { forget() }

  func channelInactive(context: ChannelHandlerContext) {
    forget()
    context.fireChannelInactive()
  }

  private func forget() {
    context = nil
    partial = nil
    requests = []
    idleTimer?.cancel()
    stallTimer?.cancel()
    stranger.take()?.end()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if securing != nil {
      // TLS closes by itself, once its alert is out.
      handshakeFailed(error)
      if error is NIOSSLError { return }
    }
    // A peer that shuts down without TLS's farewell: the end that follows is handled like any.
    if case NIOSSLError.uncleanShutdown = error { return }
    if let fault = TLSFault(error, isServer: true, isSecured: true), fault.isLasting {
      // Whoever is known sends what TLS takes; so somebody else had a hand in it, or the network is bad.
      refusals.write("a connection was tampered with: closed", peer: peer.description, reason: fault.reason)
    }
    logger.debug("connection failed", metadata: ["peer": "\(peer.description)", "reason": "\(error)"])
    context.close(promise: nil)
  }
}

// MARK: - Reading

extension ServerHandler {
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isDeaf, securing == nil else { return }
    lastActivity = context.eventLoop.now
    var bytes = unwrapInboundIn(data)
    guard mayReceive(bytes.readableBytes) else { return }
    if var earlier = partial.take() {
      earlier.writeBuffer(&bytes)
      bytes = earlier
    }
    if isOpening, refusesTLS(context, bytes) { return }
    while true {
      switch bytes.readRequest(bound: limits.frameBytes) {
      case .frame(let header, let message):
        requests.append(IncomingRequest(method: header.method, id: header.id, message: message))
        continue
      case .incomplete:
        // What was cut off is copied: the slices handed over would else keep the whole buffer from being used again.
        if bytes.readableBytes > 0 { partial = bytes.readerIndex == 0 ? bytes : ByteBuffer(buffer: bytes) }
      case .oversize(let length):
        refusals.write(
          "a frame is too long: connection closed", peer: peer.description,
          reason: "it says it has \(length) bytes, and \(limits.frameBytes) are taken")
        endAfterAnswers(context)
      }
      return
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    handOver()
    context.fireChannelReadComplete()
  }

  private func handOver() {
    guard !requests.isEmpty, let context else { return }
    let room = limits.inFlight - inFlight
    var taken = requests
    // As many may come again.
    requests = []
    requests.reserveCapacity(taken.count)
    let outlet = Outlet(outbox: outbox, handler: NIOLoopBound(self, eventLoop: context.eventLoop), read: lastActivity)
    let refused = taken.count > room ? Array(taken[max(0, room)...]) : []
    taken.removeLast(refused.count)
    // Counted before anything is written: an ending connection closes when nothing is owed.
    inFlight += taken.count
    if !refused.isEmpty {
      write(refused.map { OutgoingReply(failing: $0.requestID, with: .resourceExhausted) }, read: nil)
      flush()
    }
    guard !taken.isEmpty else { return }
    handle(RequestGroup(peer: peer, requests: taken, outlet: outlet))
  }

  /// The peer has shut down its side: it may still wait for answers.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed? = event as? ChannelEvent {
      if let partial {
        logger.debug(
          "a connection ended within a frame",
          metadata: ["peer": "\(peer.description)", "bytes": "\(partial.readableBytes)"])
      }
      endAfterAnswers(context)
    }
    if case TLSUserEvent.handshakeCompleted(let protocolName)? = event as? TLSUserEvent {
      completeHandshake(context, protocolName: protocolName)
    }
    context.fireUserInboundEventTriggered(event)
  }

  /// A read is let through only while the peer takes its answers.
  func read(context: ChannelHandlerContext) {
    if isDeaf || !context.channel.isWritable {
      holdsRead = true
    } else {
      context.read()
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable {
      stallTimer?.cancel()
      stallTimer = nil
      if holdsRead, !isDeaf {
        holdsRead = false
        context.read()
      }
    } else if stallTimer == nil {
      stallTimer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.writeStall)) {
        self.refusals.write(
          "a peer does not read its answers: connection closed", peer: self.peer.description,
          reason: "for \(self.limits.writeStall) more than \(self.limits.unreadBytes) bytes waited for it")
        self.context?.close(promise: nil)
      }
    }
    context.fireChannelWritabilityChanged()
  }
}

// MARK: - Writing

extension ServerHandler {
  /// What a reply of the hot path takes about.
  private static let usualReplyBytes = 320

  /// Writes replies to requests that were handed over in the turn that began at `read`.
  func write(_ portion: Outbox.Portion, read: NIODeadline) {
    switch portion {
    case .ready(let replies): write(replies, read: read)
    case .written(let count, let body): write(bytes: count * ServerHandler.usualReplyBytes, read: read, body)
    }
  }

  private func write(_ replies: [OutgoingReply], read: NIODeadline?) {
    let size = replies.reduce(0) { $0 + ReplyHeader.byteCount + $1.message.count }
    write(bytes: size, read: read) { writer in for reply in replies { writer.write(reply) } }
  }

  /// - Parameters:
  ///   - bytes: how much is written about.
  ///   - read: when the requests were read; nil: they were not handed over.
  private func write(bytes: Int, read: NIODeadline?, _ body: (inout ReplyWriter) -> Void) {
    guard let context else { return }
    lastActivity = context.eventLoop.now
    let room = roomForReplies(context)
    var writer = ReplyWriter(context.channel.allocator.buffer(capacity: min(bytes, room)), room: room, outbox.measures)
    body(&writer)
    if let read {
      inFlight -= writer.count
      outbox.measures.record(lastActivity - read, of: writer.lastMethod, times: writer.count)
    }
    context.write(wrapOutboundOut(writer.buffer), promise: nil)
    isFlushNeeded = true
  }

  /// How many bytes of replies may still wait. While the socket takes them, what waits is below `unreadBytes`.
  private func roomForReplies(_ context: ChannelHandlerContext) -> Int {
    guard !context.channel.isWritable else { return limits.backlogBytes }
    let waiting = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)
    return max(0, limits.backlogBytes - (waiting ?? 0))
  }

  func flush() {
    guard let context, isFlushNeeded else { return }
    isFlushNeeded = false
    context.flush()
    closeIfDone(context)
  }
}

// MARK: - Ending

extension ServerHandler {
  /// Reads nothing more.
  func stopReading() { isDeaf = true }

  /// Closes as soon as everything taken is answered.
  func endWhenDone() {
    guard securing == nil else { return cutOff() }
    guard let context else { return }
    endAfterAnswers(context)
  }

  /// Closes now, whatever is unanswered.
  func cutOff() {
    // A handshake that is not done has nothing to end in order.
    if let securing { securing.gate.cut() } else { context?.close(promise: nil) }
  }

  private func endAfterAnswers(_ context: ChannelHandlerContext) {
    isDeaf = true
    closesWhenDone = true
    partial = nil
    handOver()
    closeIfDone(context)
  }

  private func closeIfDone(_ context: ChannelHandlerContext) {
    guard closesWhenDone, inFlight == 0, requests.isEmpty, !isFlushNeeded else { return }
    closesWhenDone = false
    // An empty write stands behind all others: when it is out, they are.
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(channel.allocator.buffer(capacity: 0))).whenComplete { _ in
      channel.close(promise: nil)
    }
  }

  private func scheduleIdleCheck(_ context: ChannelHandlerContext, after delay: TimeAmount) {
    idleTimer = context.eventLoop.assumeIsolated().scheduleTask(in: delay) {
      guard let context = self.context else { return }
      let silent = context.eventLoop.now - self.lastActivity
      let idle = TimeAmount(self.limits.idle)
      guard silent >= idle, self.inFlight == 0 else {
        self.scheduleIdleCheck(context, after: max(idle - silent, .milliseconds(10)))
        return
      }
      self.logger.debug("a connection was silent for too long: closed", metadata: ["peer": "\(self.peer.description)"])
      context.close(promise: nil)
    }
  }
}
