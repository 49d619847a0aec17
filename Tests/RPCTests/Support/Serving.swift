/// Servers on real sockets, and peers that write and read bytes as the test says.
import Glibc
import NIOCore
import NIOPosix
import Synchronization

@testable import RPC

/// Runs `body` with a server; closes it after.
///
/// - Parameter handler: what answers; without, each request is answered with its own message.
func withServer(
  _ limits: ServerLimits = ServerLimits(), on endpoint: Endpoint = .tcp(host: "127.0.0.1", port: 0),
  admission: Admission = Admission(), log: LogBook = LogBook(),
  handler: @escaping @Sendable (RequestGroup) -> Void = { group in
    group.reply(group.requests.map { OutgoingReply(to: $0.requestID, message: Array($0.message.readableBytesView)) })
  }, _ body: (RPCServer, Endpoint) async throws -> Void
) async throws {
  let server = RPCServer(
    group: MultiThreadedEventLoopGroup.singleton, limits: limits, admission: admission, logger: log.logger,
    handler: handler)
  let actual = try await server.listen(on: endpoint)
  do {
    try await body(server, actual)
  } catch {
    await server.stopTaking()
    _ = await server.drain(within: .zero)
    throw error
  }
  await server.stopTaking()
  _ = await server.drain(within: .zero)
}

/// The other end of a connection: nothing is read from the socket beyond a little before the test asks.
struct RawPeer {
  let writer: NIOAsyncChannelOutboundWriter<ByteBuffer>
  private var reader: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  private var unread: [UInt8] = []

  /// Connects, runs `body`, and closes.
  static func with(_ endpoint: Endpoint, _ body: (inout RawPeer) async throws -> Void) async throws {
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: true)
    let wrap: @Sendable (any Channel) -> EventLoopFuture<NIOAsyncChannel<ByteBuffer, ByteBuffer>> = { channel in
      channel.eventLoop.makeCompletedFuture {
        try NIOAsyncChannel(
          wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
      }
    }
    let channel =
      switch endpoint {
      case .tcp(let host, let port):
        try await bootstrap.connect(host: host, port: port, channelInitializer: wrap)
      case .unix(let path): try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: wrap)
      }
    try await channel.executeThenClose { inbound, outbound in
      var peer = RawPeer(writer: outbound, reader: inbound.makeAsyncIterator())
      try await body(&peer)
    }
  }

  private init(
    writer: NIOAsyncChannelOutboundWriter<ByteBuffer>,
    reader: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  ) {
    self.writer = writer
    self.reader = reader
  }

  func write(_ bytes: [UInt8]) async throws { try await writer.write(ByteBuffer(bytes: bytes)) }

  /// Shuts down the writing side.
  func end() { writer.finish() }

  /// Reads so many bytes; fewer only where the server ended.
  mutating func read(_ count: Int) async -> [UInt8] {
    while unread.count < count {
      guard let more = try? await reader.next() else { break }
      unread += more.readableBytesView
    }
    defer { unread.removeFirst(min(count, unread.count)) }
    return Array(unread.prefix(count))
  }

  /// Reads to the end, which a server that closes makes.
  mutating func readToEnd() async -> [UInt8] { await read(.max) }
}

/// What a test waited for did not come about within far more time than it needs.
struct NeverHappened: Error, CustomStringConvertible {
  let description: String
}

/// Waits until `condition` holds.
func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
  let end = ContinuousClock.now + .seconds(120)
  while try await !condition() {
    guard ContinuousClock.now < end else { throw NeverHappened(description: "never: \(what)") }
    try await Task.sleep(for: .milliseconds(2))
  }
}

/// Runs `body` with a directory of its own, short enough for a socket's path.
func withTemporaryDirectory(_ body: (String) async throws -> Void) async throws {
  let path = "/tmp/vouch-rpc-\(UInt64.random(in: .min ... .max))"
  guard unsafe mkdir(path, 0o700) == 0 else { throw NeverHappened(description: "mkdir") }
  defer {
    _ = unsafe unlink("\(path)/s")
    _ = unsafe rmdir(path)
  }
  try await body(path)
}
