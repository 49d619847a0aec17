/// A server's handler on a bench: no socket, and a clock that only the test moves.
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded

@testable import RPC

/// One connection of a server.
struct Bench {
  let channel = EmbeddedChannel()
  let log = LogBook()
  private let groups = NIOLockedValueBox<[RequestGroup]>([])
  private let handler: ServerHandler

  init(_ limits: ServerLimits = ServerLimits(), measures: ServerMeasures = ServerMeasures()) throws {
    let groups = groups
    handler = ServerHandler(
      limits: limits, outbox: Outbox(loop: channel.embeddedEventLoop, measures: measures.loop()),
      peer: Peer(description: "bench", caller: .trusted), logger: log.logger, refusals: RefusalLog(log.logger)
    ) { group in groups.withLockedValue { $0.append(group) } }
    try channel.pipeline.syncOperations.addHandler(handler)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
  }

  /// What was handed over since the last look, a turn each.
  func turns() -> [RequestGroup] {
    groups.withLockedValue { groups in
      defer { groups = [] }
      return groups
    }
  }

  /// One turn of reading.
  func receive(_ bytes: [UInt8]) throws { try channel.writeInbound(ByteBuffer(bytes: bytes)) }

  /// The peer shuts down its side.
  func receiveEnd() { channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }

  /// Answers all requests of a turn with their own messages.
  func echo(_ group: RequestGroup) {
    group.reply(group.requests.map { OutgoingReply(to: $0.requestID, message: Array($0.message.readableBytesView)) })
  }

  /// What was written since the last look.
  func sent() throws -> [UInt8] {
    channel.embeddedEventLoop.run()
    var bytes: [UInt8] = []
    while let buffer = try channel.readOutbound(as: ByteBuffer.self) { bytes += buffer.readableBytesView }
    return bytes
  }

  func advance(_ time: TimeAmount) { channel.embeddedEventLoop.advanceTime(by: time) }

  var isOpen: Bool {
    channel.embeddedEventLoop.run()
    return channel.isActive
  }

  func stopReading() { handler.stopReading() }
  func endWhenDone() { handler.endWhenDone() }
}

extension RequestGroup {
  /// Method, id and message of each request.
  var contents: [[UInt8]] {
    requests.map { request($0.method, id: $0.id, Array($0.message.readableBytesView)) }
  }
}

/// Keeps what is logged.
final class LogBook: Sendable {
  private let lines = NIOLockedValueBox<[String]>([])

  private let details = NIOLockedValueBox<[String]>([])

  var messages: [String] { lines.withLockedValue { $0 } }

  private let omissions = NIOLockedValueBox<[String]>([])

  /// How many lines each line says were left out before it, where it says so.
  var leftOut: [String] { omissions.withLockedValue { $0 } }

  /// The reasons given, in their order.
  var reasons: [String] { details.withLockedValue { $0 } }

  var logger: Logger {
    var logger = Logger(label: "test") { _ in Handler(book: self) }
    logger.logLevel = .debug
    return logger
  }

  private struct Handler: LogHandler {
    let book: LogBook
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      book.lines.withLockedValue { $0.append("\(event.message)") }
      if let count = event.metadata?["left_out"] { book.omissions.withLockedValue { $0.append("\(count)") } }
      if let reason = event.metadata?["reason"] { book.details.withLockedValue { $0.append("\(reason)") } }
    }
  }
}
