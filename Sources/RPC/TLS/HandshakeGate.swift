/// Stands before TLS until the handshake is done, and bounds what a stranger may do: time, bytes, and speaking at all
/// something else. Then it goes, so that it costs the known nothing.
internal import Logging
internal import Measures
internal import NIOCore

/// Lives on its connection's event loop, first in its pipeline.
final class HandshakeGate: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// How long a connection that was refused is still read from, so that what refused it arrives: a socket that is closed
  /// with bytes unread takes back what it has sent.
  static let linger = TimeAmount.seconds(1)

  private let limits: ServerLimits
  private let peer: String
  private let log: RefusalLog
  private let judgement: Judgement
  private let measures: ServerMeasures
  private var context: ChannelHandlerContext?
  private var received = 0
  /// The first bytes, until they tell what is spoken.
  private var opening: ByteBuffer? = ByteBuffer()
  private var timer: Scheduled<Void>?
  /// Whether nothing is passed on any more: it was refused, and why has been said.
  private(set) var hasRefused = false
  /// Whether the peer has closed its side meanwhile.
  private var hasEnded = false

  init(
    limits: ServerLimits, peer: String, judgement: Judgement, log: RefusalLog,
    measures: ServerMeasures = ServerMeasures()
  ) {
    self.judgement = judgement
    self.measures = measures
    self.limits = limits
    self.peer = peer
    self.log = log
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.handshake)) {
      self.refuse("it did not say who it is within \(self.limits.handshake)")
      self.cut()
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timer?.cancel()
    self.context = nil
    guard hasEnded, !hasRefused else { return }
    // Behind all that TLS still has to hand over.
    let channel = context.channel
    context.eventLoop.execute { channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    self.context = nil
    context.fireChannelInactive()
  }

  /// Says once why the connection is refused.
  func refuse(_ reason: String) {
    guard !hasRefused else { return }
    hasRefused = true
    measures.unknown.addShared()
    log.write("a caller was refused", peer: peer, reason: reason)
  }

  /// Closes now, whatever is unsaid.
  func cut() { context?.close(promise: nil) }
}

// MARK: - Bytes

extension HandshakeGate {
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    guard received < limits.handshakeBytes else {
      refuse("it sent more than \(limits.handshakeBytes) bytes before it was known")
      return cut()
    }
    received += bytes.readableBytes
    guard !hasRefused else { return }
    if opening?.writeBytes(bytes.readableBytesView.prefix(Opening.handshake.count)) != nil, let opening {
      switch Opening.begins(opening, with: Opening.handshake) {
      case true?: self.opening = nil
      case nil: break
      case false?: return refusePlain(context)
      }
    }
    context.fireChannelRead(data)
  }

  private func refusePlain(_ context: ChannelHandlerContext) {
    refuse("it does not speak TLS, as this port does")
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: Opening.refusal)), promise: nil)
    linger(context)
  }
}

// MARK: - Closing

extension HandshakeGate {
  /// TLS closes a connection whose handshake failed: it is read from a little longer, so that the reason arrives.
  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard case .all = mode, context.channel.isActive else { return context.close(mode: mode, promise: promise) }
    if let promise { context.channel.closeFuture.cascade(to: promise) }
    linger(context)
  }

  private func linger(_ context: ChannelHandlerContext) {
    hasRefused = true
    context.close(mode: .output, promise: nil)
    timer?.cancel()
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: HandshakeGate.linger) { self.cut() }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed? = event as? ChannelEvent {
      // Who only looks whether somebody listens is worth no line.
      if received == 0 { hasRefused = true }
      // The peer has what was said, or does not want it.
      if hasRefused { return cut() }
      // All of its handshake is here, and perhaps all that it asks: TLS would take the end for the end of both while the
      // certificate is being judged.
      if judgement.isOfCertificate {
        hasEnded = true
        return
      }
    }
    context.fireUserInboundEventTriggered(event)
  }
}
