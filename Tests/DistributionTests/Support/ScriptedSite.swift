/// A seller or a check manager on a real socket that answers as the test says, well or ill.
import Ledger
import MailOrder
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import RPC
import VouchTesting
import Wire

/// How a scripted site answers a request.
enum Manner: Hashable, Sendable {
  case yes
  /// The same answer, two times.
  case twice
  /// Yes, but not at once.
  case late(milliseconds: Int)
  /// It has its effect there, and the connection is lost before the answer.
  case hangUp
  /// A success that is no message.
  case garbage
  /// No frame at all.
  case noise
  case status(StatusCode)
  case no(SiteReason)
  case refuse(Refusal)
  case invalid
}

/// A scripted site.
final class ScriptedSite: Sendable {
  /// One request as it came.
  struct Heard: Hashable, Sendable {
    let method: UInt32
    let message: [UInt8]
  }

  private struct State {
    var listener: (any Channel)?
    var connections: [ObjectIdentifier: any Channel] = [:]
    var heard: [Heard] = []
    var manners: [Manner] = []
  }

  let path: String
  private let yes: @Sendable (Heard) -> [UInt8]
  private let no: @Sendable (Manner) -> [UInt8]
  private let state = NIOLockedValueBox(State())

  private init(
    path: String, yes: @escaping @Sendable (Heard) -> [UInt8], no: @escaping @Sendable (Manner) -> [UInt8]
  ) {
    self.path = path
    self.yes = yes
    self.no = no
  }

  var endpoint: Endpoint { .unix(path: path) }

  /// All that came, each time it came.
  var heard: [Heard] { state.withLockedValue { $0.heard } }

  /// The manners of the next answers, in order; after them it says yes.
  func behave(_ manners: [Manner]) { state.withLockedValue { $0.manners += manners } }

  /// A shop's site.
  static func seller(_ path: String) -> ScriptedSite {
    ScriptedSite(path: path) { heard in
      guard case .request(.reportDelivery(let report))? = SellingRequest.decode(heard.method, heard.message) else {
        return SiteFault.encode(Invalid(field: "method", reason: "is none of a report's", hint: "Report."))
      }
      return ReportDelivery.encode(.accepted(.placed(report.order)))
    } no: { manner in
      if case .no(let reason) = manner { return ReportDelivery.encode(.refused(SiteRefusal(reason))) }
      return ReportDelivery.encode(.invalid(Invalid(field: "number", reason: "is odd", hint: "Make it even.")))
    }
  }

  /// A check manager.
  static func manager(_ path: String) -> ScriptedSite {
    ScriptedSite(path: path) { _ in
      CheckAction.encode(Reply(sequence: 7, outcome: .accepted(.some)))
    } no: { manner in
      if case .refuse(let refusal) = manner {
        return CheckAction.encode(Reply(sequence: 7, outcome: .refused(refusal)))
      }
      return CheckAction.encode(
        Reply(sequence: 7, outcome: .invalid(Invalid(field: "check", reason: "is odd", hint: "Make it even."))))
    }
  }

  /// Begins to listen, again after `stop` too.
  func start() async throws {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Reader(self)) }
      }
      .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
    state.withLockedValue { $0.listener = listener }
  }

  /// Is gone: nobody listens, and no connection is left.
  func stop() async {
    let (listener, connections) = state.withLockedValue { state in
      defer { state.listener = nil }
      return (state.listener, Array(state.connections.values))
    }
    try? await listener?.close()
    for connection in connections { try? await connection.close() }
  }

  fileprivate func opened(_ channel: any Channel) {
    state.withLockedValue { $0.connections[ObjectIdentifier(channel)] = channel }
  }

  fileprivate func closed(_ channel: any Channel) {
    state.withLockedValue { $0.connections[ObjectIdentifier(channel)] = nil }
  }

  fileprivate func answer(_ heard: Heard, _ id: UInt32, on channel: any Channel) {
    let manner = state.withLockedValue { state -> Manner in
      state.heard.append(heard)
      return state.manners.isEmpty ? .yes : state.manners.removeFirst()
    }
    func frame(_ message: [UInt8], status: StatusCode = .ok) -> ByteBuffer {
      var buffer = ByteBuffer()
      for word in [status.rawValue, heard.method, UInt32(message.count), id] {
        buffer.writeInteger(word, endianness: .little)
      }
      buffer.writeBytes(message)
      return buffer
    }
    switch manner {
    case .yes: channel.writeAndFlush(frame(yes(heard)), promise: nil)
    case .twice:
      channel.write(frame(yes(heard)), promise: nil)
      channel.writeAndFlush(frame(yes(heard)), promise: nil)
    case .late(let milliseconds):
      let reply = frame(yes(heard))
      channel.eventLoop.scheduleTask(in: .milliseconds(Int64(milliseconds))) {
        channel.writeAndFlush(reply, promise: nil)
      }
    case .hangUp: channel.close(promise: nil)
    case .garbage: channel.writeAndFlush(frame([0xFF, 0x07, 0x33, 0x08]), promise: nil)
    case .noise: channel.writeAndFlush(ByteBuffer(repeating: 0xA5, count: 999), promise: nil)
    case .status(let status): channel.writeAndFlush(frame([], status: status), promise: nil)
    case .no, .refuse, .invalid: channel.writeAndFlush(frame(no(manner)), promise: nil)
    }
  }
}

/// Cuts what arrives into requests.
private final class Reader: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let site: ScriptedSite
  private var unread = ByteBuffer()

  init(_ site: ScriptedSite) { self.site = site }

  func channelActive(context: ChannelHandlerContext) { site.opened(context.channel) }
  func channelInactive(context: ChannelHandlerContext) { site.closed(context.channel) }
  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var more = unwrapInboundIn(data)
    unread.writeBuffer(&more)
    while let (method, length, id) = unread.peekMultipleIntegers(
      endianness: .little, as: (UInt32, UInt32, UInt32).self),
      unread.readableBytes >= 12 + Int(length)
    {
      unread.moveReaderIndex(forwardBy: 12)
      let heard = ScriptedSite.Heard(method: method, message: unread.readBytes(length: Int(length)) ?? [])
      site.answer(heard, id, on: context.channel)
    }
  }
}

@available(*, unavailable)
extension Reader: Sendable {}
