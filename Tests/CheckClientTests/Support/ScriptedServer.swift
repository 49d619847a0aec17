/// A server on a real socket that does what the test says with each connection.
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import RPC

/// One connection as its script sees it.
struct Visitor {
  /// Connections are counted from 1.
  let connection: Int
  private let channel: any Channel
  private var arriving: AsyncStream<ByteBuffer>.Iterator
  private var unread = ByteBuffer()

  struct Request: Hashable {
    let method: UInt32
    let id: UInt32
    let message: [UInt8]
  }

  fileprivate init(connection: Int, channel: any Channel, arriving: AsyncStream<ByteBuffer>) {
    self.connection = connection
    self.channel = channel
    self.arriving = arriving.makeAsyncIterator()
  }

  /// The next request; nil when the client has closed.
  mutating func read() async -> Request? {
    while true {
      if let request = take() { return request }
      guard var more = await arriving.next() else { return nil }
      unread.writeBuffer(&more)
    }
  }

  /// A request that is here already.
  mutating func take() -> Request? {
    guard let (method, length, id) = unread.peekMultipleIntegers(endianness: .little, as: (UInt32, UInt32, UInt32).self)
    else { return nil }
    guard unread.readableBytes >= 12 + Int(length) else { return nil }
    unread.moveReaderIndex(forwardBy: 12)
    return Request(method: method, id: id, message: unread.readBytes(length: Int(length)) ?? [])
  }

  func write(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }

  /// Answers as a manager would.
  func answer(_ request: Request, status: UInt32 = 0) async throws {
    try await write(Visitor.answer(request, status: status))
  }

  /// A reply's bytes. To success belongs a sequence, and the number that was asked.
  static func answer(_ request: Request, status: UInt32 = 0) -> [UInt8] {
    frame(request, status: status, status == 0 ? [UInt8](repeating: 0, count: 8) + request.message : [])
  }

  /// A reply's bytes, with this message.
  static func frame(_ request: Request, status: UInt32 = 0, _ message: [UInt8]) -> [UInt8] {
    [status, request.method, UInt32(message.count), request.id].flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    } + message
  }

  /// Answers all that is asked, until the client closes.
  mutating func serve() async throws {
    while let request = await read() { try await answer(request) }
  }
}

/// What a scripted server saw.
final class Guestbook: Sendable {
  private let state = NIOLockedValueBox<(connections: Int, requests: [Visitor.Request])>((0, []))

  var connections: Int { state.withLockedValue { $0.connections } }
  /// What scripts noted.
  var requests: [Visitor.Request] { state.withLockedValue { $0.requests } }

  func note(_ request: Visitor.Request) { state.withLockedValue { $0.requests.append(request) } }

  fileprivate func welcome() -> Int {
    state.withLockedValue { state in
      state.connections += 1
      return state.connections
    }
  }
}

/// Hands what arrives to the script.
private final class Doorman: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer
  let arriving: AsyncStream<ByteBuffer>
  private let continuation: AsyncStream<ByteBuffer>.Continuation

  init() { (arriving, continuation) = AsyncStream.makeStream() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) { continuation.yield(unwrapInboundIn(data)) }
  func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// Runs `body` with a server that plays `script` with each connection, and closes the connection at its end.
func withScript(
  unix path: String? = nil,
  _ script: @escaping @Sendable (inout Visitor, Guestbook) async throws -> Void,
  _ body: (Endpoint, Guestbook) async throws -> Void
) async throws {
  let book = Guestbook()
  let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
    .childChannelInitializer { channel in
      let doorman = Doorman()
      let number = book.welcome()
      return channel.pipeline.addHandler(doorman).map {
        _ = Task {
          var visitor = Visitor(connection: number, channel: channel, arriving: doorman.arriving)
          // A client that closes first is no fault of the script.
          try? await script(&visitor, book)
          try? await channel.close()
        }
      }
    }
  let listener =
    if let path {
      try await bootstrap.bind(unixDomainSocketPath: path).get()
    } else {
      try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
    }
  do {
    let tcp = Endpoint.tcp(host: "127.0.0.1", port: listener.localAddress?.port ?? 0)
    try await body(path.map { .unix(path: $0) } ?? tcp, book)
  } catch {
    try? await listener.close()
    throw error
  }
  try await listener.close()
}
