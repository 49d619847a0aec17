/// A client that shows any certificate and looks at none: what no client of ours would do.
import NIOCore
import NIOPosix
import NIOSSL
import RPC
import VouchTesting

/// Whoever calls without care.
struct Careless {
  private let context: NIOSSLContext

  /// What came of a call: all bytes, and how TLS failed if it did.
  struct Answer {
    var bytes: [UInt8] = []
    var alert: String?
  }

  /// - Parameters:
  ///   - identity: who it is; nil: nobody.
  ///   - protocolName: what it says is spoken within.
  init(_ identity: TestIdentity?, protocolName: String = "vouch/1") throws {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.certificateVerification = .none
    configuration.applicationProtocols = [protocolName]
    if let identity {
      configuration.certificateChain = try identity.sent.map {
        .certificate(try NIOSSLCertificate(bytes: $0, format: .der))
      }
      configuration.privateKey = .privateKey(
        try NIOSSLPrivateKey(bytes: Array(identity.pem.key.utf8), format: .pem))
    }
    context = try NIOSSLContext(configuration: configuration)
  }

  /// Sends `bytes` as soon as TLS can, shuts down its side, and reads to the end.
  func ask(_ endpoint: Endpoint, _ bytes: [UInt8]) async throws -> Answer {
    guard case .tcp(let host, let port) = endpoint else { throw NeverHappened(description: "TLS over a Unix socket") }
    let end = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Answer.self)
    let context = context
    let channel = try await ClientBootstrap(group: end.futureResult.eventLoop)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers([
            try NIOSSLClientHandler(context: context, serverHostname: nil), Listener(end),
          ])
        }
      }
      .connect(host: host, port: port).get()
    channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    channel.close(mode: .output, promise: nil)
    return try await end.futureResult.get()
  }

  private final class Listener: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let end: EventLoopPromise<Answer>
    private var answer = Answer()

    init(_ end: EventLoopPromise<Answer>) { self.end = end }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      answer.bytes += unwrapInboundIn(data).readableBytesView
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      if answer.alert == nil { answer.alert = "\(error)" }
    }

    func channelInactive(context: ChannelHandlerContext) { end.succeed(answer) }
  }
}

/// A server that shows any certificate, asks for none, and says nothing.
enum OtherServer {
  static func with(_ identity: TestIdentity, _ body: (Endpoint) async throws -> Void) async throws {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: try identity.sent.map { .certificate(try NIOSSLCertificate(bytes: $0, format: .der)) },
      privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.pem.key.utf8), format: .pem)))
    configuration.applicationProtocols = ["vouch/1"]
    let context = try NIOSSLContext(configuration: configuration)
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      try await body(.tcp(host: "127.0.0.1", port: listener.localAddress?.port ?? 0))
    } catch {
      try? await listener.close()
      throw error
    }
    try await listener.close()
  }
}
