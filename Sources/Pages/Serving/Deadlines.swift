/// How long each step of a connection may take. Whoever sends a byte now and then, or reads none, would else keep its place for
/// ever (what is called slowloris, slow read and so on).
internal import Hummingbird
internal import NIOCore
internal import NIOHTTPTypes

/// Closes a connection that is late. On its event loop alone.
final class Deadlines: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart

  /// The head of a request, from the first moment on; and how long a connection is kept for the next.
  static let head = TimeAmount.seconds(15)
  /// The rest of it.
  static let body = TimeAmount.seconds(30)
  /// How long an answer may wait for its reader.
  static let reading = TimeAmount.seconds(30)

  private var asking: Scheduled<Void>?
  private var answering: Scheduled<Void>?

  func handlerAdded(context: ChannelHandlerContext) { asking = closing(context, after: Deadlines.head) }

  func handlerRemoved(context: ChannelHandlerContext) {
    asking?.cancel()
    answering?.cancel()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      asking?.cancel()
      asking = closing(context, after: Deadlines.body)
    case .body: break
    case .end:
      asking?.cancel()
      asking = nil
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data), asking == nil { asking = closing(context, after: Deadlines.head) }
    context.write(data, promise: promise)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    answering?.cancel()
    answering = context.channel.isWritable ? nil : closing(context, after: Deadlines.reading)
    context.fireChannelWritabilityChanged()
  }

  private func closing(_ context: ChannelHandlerContext, after time: TimeAmount) -> Scheduled<Void> {
    let channel = context.channel
    return context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
  }
}
