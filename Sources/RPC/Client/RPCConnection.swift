/// A client's connection: any number of calls at once, each with its deadline.
internal import Glibc
internal import NIOConcurrencyHelpers
public import NIOCore
internal import NIOPosix

/// An open connection.
public final class RPCConnection: Sendable {
  private let channel: any Channel
  private let handler: NIOLoopBound<ClientHandler>
  private let frameBytes: Int
  private let waiting = NIOLockedValueBox<[PendingCall]>([])

  private init(channel: any Channel, handler: NIOLoopBound<ClientHandler>, frameBytes: Int) {
    self.channel = channel
    self.handler = handler
    self.frameBytes = frameBytes
  }

  /// Connects.
  ///
  /// - Parameters:
  ///   - frameBytes: the longest reply taken.
  ///   - timeout: how long connecting may take.
  public static func connect(
    to endpoint: Endpoint, group: any EventLoopGroup, frameBytes: Int = 16 << 20, timeout: Duration
  ) async throws(RPCError) -> RPCConnection {
    let bootstrap = ClientBootstrap(group: group)
      .connectTimeout(TimeAmount(timeout))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ClientHandler(frameBytes: frameBytes))
        }
      }
    do {
      let channel =
        switch endpoint {
        case .tcp(let host, let port):
          try await bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1).connect(host: host, port: port).get()
        case .unix(let path): try await bootstrap.connect(unixDomainSocketPath: path).get()
        }
      let handler = try await channel.eventLoop.submit {
        NIOLoopBound(
          try channel.pipeline.syncOperations.handler(type: ClientHandler.self), eventLoop: channel.eventLoop)
      }.get()
      return RPCConnection(channel: channel, handler: handler, frameBytes: frameBytes)
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

  /// Calls a method and waits for its answer, for `timeout` at most.
  public func call(
    method: UInt32, message: [UInt8], timeout: Duration
  ) async throws(RPCError) -> [UInt8] {
    guard message.count <= frameBytes else { throw .frameTooLong(message.count) }
    let holder = NIOLockedValueBox<(call: PendingCall?, isCancelled: Bool)>((nil, false))
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Result<[UInt8], RPCError>, Never>) in
        let call = PendingCall(method: method, message: message, timeout: TimeAmount(timeout)) {
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
