/// A client's connection: any number of calls at once, each with its deadline.
internal import Glibc
internal import NIOConcurrencyHelpers
public import NIOCore
internal import NIOPosix
internal import Synchronization

/// An open connection. It closes itself when nobody holds it any more.
public final class RPCConnection: Sendable {
  private let channel: any Channel
  private let handler: NIOLoopBound<ClientHandler>
  private let requestBytes: Int
  private let waiting = NIOLockedValueBox<[PendingCall]>([])
  private let answered = Atomic(false)

  /// On the channel's event loop.
  private init(on channel: any Channel, requestBytes: Int, replyBytes: Int, silence: TimeAmount) throws {
    let handler = ClientHandler(replyBytes: replyBytes, silence: silence)
    try channel.pipeline.syncOperations.addHandler(handler)
    self.channel = channel
    self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
    self.requestBytes = requestBytes
  }

  deinit { channel.close(promise: nil) }

  /// Connects.
  ///
  /// - Parameters:
  ///   - requestBytes: the longest request sent: a server closes the connection over one that is too long for it.
  ///   - replyBytes: the longest reply taken.
  ///   - silence: how long answers may be owed and nothing come, before a call that ends at its deadline closes the
  ///     connection.
  ///   - timeout: how long connecting may take.
  public static func connect(
    to endpoint: Endpoint, group: any EventLoopGroup, requestBytes: Int = 1 << 20, replyBytes: Int = 16 << 20,
    silence: Duration = .seconds(5), timeout: Duration
  ) async throws(RPCError) -> RPCConnection {
    let bootstrap = ClientBootstrap(group: group).connectTimeout(TimeAmount(timeout))
    let begin: @Sendable (any Channel) -> EventLoopFuture<RPCConnection> = { channel in
      channel.eventLoop.makeCompletedFuture {
        try RPCConnection(
          on: channel, requestBytes: requestBytes, replyBytes: replyBytes, silence: TimeAmount(silence))
      }
    }
    do {
      return switch endpoint {
      case .tcp(let host, let port):
        try await bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
          .connect(host: host, port: port, channelInitializer: begin)
      case .unix(let path): try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: begin)
      }
    } catch {
      throw .unreachable(endpoint, reason: reason(error))
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as IOError: unsafe String(cString: strerror(error.errnoCode))
    case let error as NIOConnectionError:
      error.connectionErrors.first.map { reason($0.error) } ?? "the host's name is not known"
    case ChannelError.connectTimeout: "nobody answered in time"
    default: "\(error)"
    }
  }

  /// Whether calls may still go out.
  public var isOpen: Bool { channel.isActive }

  /// Whether an answer ever came.
  public var hasAnswered: Bool { answered.load(ordering: .relaxed) }

  /// Calls a method and waits for its answer, until `deadline` at most.
  public func call(
    method: UInt32, message: [UInt8], deadline: NIODeadline
  ) async throws(RPCError) -> [UInt8] {
    guard message.count <= requestBytes else { throw .frameTooLong(message.count) }
    let holder = NIOLockedValueBox<(call: PendingCall?, isCancelled: Bool)>((nil, false))
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Result<[UInt8], RPCError>, Never>) in
        let call = PendingCall(method: method, message: message, deadline: deadline) {
          continuation.resume(returning: $0)
        }
        let isCancelled = holder.withLockedValue { holder in
          holder.call = call
          return holder.isCancelled
        }
        post(call)
        if isCancelled { cancel(call) }
      }
    } onCancel: {
      let call = holder.withLockedValue { holder in
        holder.isCancelled = true
        return holder.call
      }
      if let call { cancel(call) }
    }
    switch result {
    case .success, .failure(.status): answered.store(true, ordering: .relaxed)
    case .failure: break
    }
    return try result.get()
  }

  /// Closes; calls that wait fail.
  public func close() async { try? await channel.close() }

  /// Hands a call to the loop, which is woken once for all that wait.
  private func post(_ call: PendingCall) {
    let isFirst = waiting.withLockedValue { waiting in
      waiting.append(call)
      return waiting.count == 1
    }
    guard isFirst else { return }
    channel.eventLoop.execute {
      let calls = self.waiting.withLockedValue { waiting in
        defer { waiting = [] }
        return waiting
      }
      self.handler.value.send(calls)
    }
  }

  private func cancel(_ call: PendingCall) {
    channel.eventLoop.execute { self.handler.value.cancel(call) }
  }
}
