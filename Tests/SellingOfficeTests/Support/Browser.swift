/// The least browser: one request a connection, everything that comes until it is closed.
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import VouchTesting

struct Browsed: CustomStringConvertible {
  let description: String
  var status: Int { Int(description.dropFirst(9).prefix(3)) ?? 0 }
  var head: String {
    String(description.prefix(upTo: description.firstRange(of: "\r\n\r\n")?.lowerBound ?? description.endIndex))
  }
  var body: String {
    String(description.suffix(from: description.firstRange(of: "\r\n\r\n")?.upperBound ?? description.endIndex))
  }
}

private final class Collector: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer
  let bytes = NIOLockedValueBox(ByteBuffer())

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var more = unwrapInboundIn(data)
    bytes.withLockedValue { _ = $0.writeBuffer(&more) }
  }
}

/// Gets a page of `site`, such as `http://127.0.0.1:8421`.
func browse(_ site: String, _ path: String, method: String = "GET") async throws -> Browsed {
  guard let port = site.split(separator: ":").last.flatMap({ Int($0) }) else { throw ProcessFailure("\(site)?") }
  let collector = Collector()
  let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    .channelInitializer { $0.pipeline.addHandler(collector) }
    .connect(host: "127.0.0.1", port: port).get()
  try await channel.writeAndFlush(
    ByteBuffer(string: "\(method) \(path) HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n"))
  try await channel.closeFuture.get()
  return Browsed(description: String(buffer: collector.bytes.withLockedValue { $0 }))
}
