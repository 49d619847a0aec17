/// A client's connection: any number of calls at once, each with its deadline.
internal import Glibc
public import Identities
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

  /// Whom the server's certificate names; nobody, where the connection is not secured.
  public let server: [Identity]

  private init(_ begun: Begun, requestBytes: Int, server: [Identity]) {
    channel = begun.channel
    handler = begun.handler
    self.requestBytes = requestBytes
    self.server = server
  }

  deinit { channel.close(promise: nil) }

  /// Connects, and lets both sides show who they are where that is asked for.
  ///
  /// - Parameters:
  ///   - security: what is shown to the server, and whom it must be; nil: nothing is, which is for this machine alone. At a
  ///     Unix socket the kernel says who is there.
  ///   - requestBytes: the longest request sent: a server closes the connection over one that is too long for it.
  ///   - replyBytes: the longest reply taken.
  ///   - silence: how long answers may be owed and nothing come, before a call that ends at its deadline closes the
  ///     connection.
  ///   - timeout: how long connecting may take, and then the handshake.
  public static func connect(
    to endpoint: Endpoint, group: any EventLoopGroup, security: ClientSecurity? = nil, requestBytes: Int = 1 << 20,
    replyBytes: Int = 16 << 20, silence: Duration = .seconds(5), timeout: Duration
  ) async throws(RPCError) -> RPCConnection {
    guard security != nil || endpoint.isLocal else {
      throw .insecure("it is on another machine. Say who you are by an identity (--identity DIRECTORY)")
    }
    let bootstrap = ClientBootstrap(group: group).connectTimeout(TimeAmount(timeout))
    let begin: @Sendable (any Channel) -> EventLoopFuture<Begun> = { channel in
      channel.eventLoop.makeCompletedFuture {
        let security: ClientSecurity? = if case .tcp = endpoint { security } else { nil }
        return try Begun(channel, security, replyBytes: replyBytes, silence: TimeAmount(silence))
      }
    }
    let begun: Begun
    do {
      begun =
        switch endpoint {
        case .tcp(let host, let port):
          try await bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: host, port: port, channelInitializer: begin)
        case .unix(let path): try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: begin)
        }
    } catch {
      throw .unreachable(endpoint, reason: reason(error))
    }
    let server = try await begun.server(at: endpoint, within: TimeAmount(timeout))
    return RPCConnection(begun, requestBytes: requestBytes, server: server)
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

/// A connection whose handshake may not be done.
private struct Begun: Sendable {
  let channel: any Channel
  let handler: NIOLoopBound<ClientHandler>
  /// Nil: there is none.
  let handshake: EventLoopFuture<ShownCertificate>?

  /// On the channel's event loop.
  init(_ channel: any Channel, _ security: ClientSecurity?, replyBytes: Int, silence: TimeAmount) throws {
    let securing = security.map { ClientSecuring(security: $0) }
    let tls = try securing?.handler()
    let handshake = securing.map { _ in channel.eventLoop.makePromise(of: ShownCertificate.self) }
    let handler = ClientHandler(replyBytes: replyBytes, silence: silence, securing: securing, handshake: handshake)
    // The handler ends the promise when it goes, if not before.
    try channel.pipeline.syncOperations.addHandler(handler)
    if let tls { try channel.pipeline.syncOperations.addHandler(tls, position: .first) }
    self.channel = channel
    self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
    self.handshake = handshake?.futureResult
  }

  /// Waits for the handshake.
  func server(at endpoint: Endpoint, within time: TimeAmount) async throws(RPCError) -> [Identity] {
    guard let handshake else { return [] }
    let timer = channel.eventLoop.scheduleTask(in: time) {
      handler.value.fail(with: .unreachable(endpoint, reason: "it did not end the handshake in time"))
    }
    defer { timer.cancel() }
    do {
      return try await handshake.get().identities
    } catch let error as RPCError {
      guard case .closed = error else { throw error }
      throw .unreachable(endpoint, reason: "it ended the connection during the handshake")
    } catch {
      throw .unreachable(endpoint, reason: "\(error)")
    }
  }
}
