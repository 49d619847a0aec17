/// A peer on a real socket that does what the test says with each request: answer, answer twice, late, wrongly, or not.
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import RPC

/// A request as it came.
struct PeerRequest: Hashable, Sendable {
  let method: UInt32
  let id: UInt32
  let body: [UInt8]
}

/// What a peer does with a request.
enum Act: Sendable {
  case answer([UInt8])
  case status(StatusCode)
  /// An answer to another request than any that was sent.
  case answerNobody([UInt8])
  /// Bytes that are no frame.
  case write([UInt8])
  case pause(Duration)
  case hangUp
}

/// A peer. What its script decides, it decides on one thread.
final class Peer: Sendable {
  typealias Script = @Sendable (PeerRequest) -> [Act]

  let endpoint: Endpoint
  private let listener: any Channel
  private let book: Book

  private final class Book: Sendable {
    let requests = NIOLockedValueBox<[PeerRequest]>([])
    let channels = NIOLockedValueBox<[any Channel]>([])
    let script: NIOLockedValueBox<Script>
    init(_ script: @escaping Script) { self.script = NIOLockedValueBox(script) }
  }

  private init(endpoint: Endpoint, listener: any Channel, book: Book) {
    self.endpoint = endpoint
    self.listener = listener
    self.book = book
  }

  /// Starts a peer that listens at a Unix socket, or on a free port of loopback.
  static func start(at path: String? = nil, _ script: @escaping Script) async throws -> Peer {
    let book = Book(script)
    let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        book.channels.withLockedValue { $0.append(channel) }
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Handler(book: book))
        }
      }
    if let path {
      let listener = try await bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
      return Peer(endpoint: .unix(path: path), listener: listener, book: book)
    }
    let listener = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
    return Peer(
      endpoint: .tcp(host: "127.0.0.1", port: listener.localAddress?.port ?? 0), listener: listener, book: book)
  }

  /// All that came so far.
  var requests: [PeerRequest] { book.requests.withLockedValue { $0 } }

  /// Does something else from now on.
  func play(_ script: @escaping Script) { book.script.withLockedValue { $0 = script } }

  /// Is gone: takes no connections, and drops those there are.
  func stop() async {
    try? await listener.close()
    for channel in book.channels.withLockedValue({ $0 }) { try? await channel.close() }
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let book: Book
    private var unread = ByteBuffer()

    init(book: Book) { self.book = book }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      var more = unwrapInboundIn(data)
      unread.writeBuffer(&more)
      while let request = next() {
        book.requests.withLockedValue { $0.append(request) }
        let acts = book.script.withLockedValue { $0 }(request)
        let channel = context.channel
        Task { await Handler.perform(acts, for: request, on: channel) }
      }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func next() -> PeerRequest? {
      guard
        let (method, length, id) = unread.peekMultipleIntegers(
          endianness: .little, as: (UInt32, UInt32, UInt32).self),
        unread.readableBytes >= 12 + Int(length)
      else { return nil }
      unread.moveReaderIndex(forwardBy: 12)
      return PeerRequest(method: method, id: id, body: unread.readBytes(length: Int(length)) ?? [])
    }

    private static func perform(_ acts: [Act], for request: PeerRequest, on channel: any Channel) async {
      // Whoever has gone does not get the rest.
      for act in acts {
        switch act {
        case .answer(let body): try? await write(0, request.method, request.id, body, channel)
        case .status(let status): try? await write(status.rawValue, request.method, request.id, [], channel)
        case .answerNobody(let body): try? await write(0, request.method, request.id &+ 1_000_000, body, channel)
        case .write(let bytes): try? await channel.writeAndFlush(ByteBuffer(bytes: bytes))
        case .pause(let duration): try? await Task.sleep(for: duration)
        case .hangUp: try? await channel.close()
        }
      }
    }

    private static func write(
      _ status: UInt32, _ method: UInt32, _ id: UInt32, _ body: [UInt8], _ channel: any Channel
    ) async throws {
      var buffer = ByteBuffer()
      buffer.writeMultipleIntegers(status, method, UInt32(body.count), id, endianness: .little)
      buffer.writeBytes(body)
      try await channel.writeAndFlush(buffer)
    }
  }
}
