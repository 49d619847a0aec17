/// A server of frames: it listens, bounds what comes, and hands whole turns of requests to whoever answers them.
///
/// Absent here: what the messages are.
internal import Glibc
internal import Identities
public import Logging
internal import NIOConcurrencyHelpers
public import NIOCore
internal import NIOPosix

/// A server.
public final class RPCServer: Sendable {
  private let group: any EventLoopGroup
  private let limits: ServerLimits
  private let logger: Logger
  private let handle: @Sendable (RequestGroup) -> Void
  private let state = NIOLockedValueBox(State())
  private let outboxes: [ObjectIdentifier: Outbox]

  private struct State {
    var listeners: [(channel: any Channel, endpoint: Endpoint)] = []
    var connections: [ObjectIdentifier: NIOLoopBound<ServerHandler>] = [:]
    /// Connections being made are counted before they are known.
    var count = 0
    var isStopping = false
    /// Whether it was said that there are too many: once, not for each that is turned away.
    var isFull = false
  }

  /// - Parameter handler: called on a connection's event loop with what one turn brought; it must not block.
  public init(
    group: any EventLoopGroup, limits: ServerLimits, logger: Logger,
    handler: @escaping @Sendable (RequestGroup) -> Void
  ) {
    self.group = group
    self.limits = limits
    self.logger = logger
    handle = handler
    outboxes = Dictionary(
      uniqueKeysWithValues: group.makeIterator().map { (ObjectIdentifier($0), Outbox(loop: $0)) })
  }

  /// How many connections are served.
  public var connectionCount: Int { state.withLockedValue { $0.count } }

  /// Why listening was not possible.
  public struct ListenError: Error, Hashable, CustomStringConvertible {
    /// Where it was tried.
    public let endpoint: Endpoint
    /// The system's word.
    public let reason: String

    /// One sentence.
    public var description: String { "cannot listen on \(endpoint): \(reason)" }
  }

  /// Begins to listen. Gives where, which says the port when any was asked for.
  public func listen(on endpoint: Endpoint) async throws -> Endpoint {
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.maxMessagesPerRead, value: 4)
      .childChannelOption(
        .writeBufferWaterMark, value: .init(low: max(limits.unreadBytes / 2, 1), high: max(limits.unreadBytes, 1))
      )
      .childChannelInitializer { channel in self.welcome(channel) }
    let listener: any Channel
    let actual: Endpoint
    do {
      switch endpoint {
      case .tcp(let host, let port):
        listener = try await bootstrap.bind(host: host, port: port).get()
        actual = .tcp(host: host, port: listener.localAddress?.port ?? port)
      case .unix(let path):
        try await refuseIfLive(path)
        listener = try await bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
        _ = unsafe chmod(path, 0o660)
        actual = endpoint
      }
    } catch let error as ListenError {
      throw error
    } catch {
      throw ListenError(endpoint: endpoint, reason: RPCServer.reason(error))
    }
    state.withLockedValue { $0.listeners.append((listener, actual)) }
    return actual
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as IOError: unsafe String(cString: strerror(error.errnoCode))
    case is UnixDomainSocketPathWrongType: "there is a file that is no socket"
    case is SocketAddressError, is SocketAddressError.UnknownHost: "the host's name is not known"
    default: "\(error)"
    }
  }

  /// Only what refuses a connection is left over from a process that died. A socket that is busy, or not ours to connect
  /// to, is somebody's.
  private func refuseIfLive(_ path: String) async throws {
    let channel: any Channel
    do {
      channel = try await ClientBootstrap(group: group).connect(unixDomainSocketPath: path).get()
    } catch let error as IOError where error.errnoCode == ECONNREFUSED || error.errnoCode == ENOENT {
      return
    }
    try? await channel.close()
    throw ListenError(endpoint: .unix(path: path), reason: "another process listens there")
  }
}

// MARK: - Connections

extension RPCServer {
  private func welcome(_ channel: any Channel) -> EventLoopFuture<Void> {
    let (isTaken, isNews) = state.withLockedValue { state in
      guard !state.isStopping else { return (false, false) }
      guard state.count < limits.connections else {
        defer { state.isFull = true }
        return (false, !state.isFull)
      }
      state.count += 1
      return (true, false)
    }
    guard isTaken, let outbox = outboxes[ObjectIdentifier(channel.eventLoop)] else {
      if isNews {
        logger.warning("too many connections: more are closed at once", metadata: ["bound": "\(limits.connections)"])
      }
      return channel.close()
    }
    let handler = ServerHandler(
      limits: limits, outbox: outbox, peer: RPCServer.peer(of: channel), logger: logger, handle: handle)
    let bound = NIOLoopBound(handler, eventLoop: channel.eventLoop)
    let id = ObjectIdentifier(handler)
    let isStopping = state.withLockedValue { state in
      state.connections[id] = bound
      return state.isStopping
    }
    if isStopping { handler.stopReading() }
    channel.closeFuture.whenComplete { _ in
      self.state.withLockedValue { state in
        state.connections[id] = nil
        state.count -= 1
        if state.count < self.limits.connections / 2 { state.isFull = false }
      }
    }
    return channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(handler)
    }
  }

  /// The kernel's `struct ucred`, which the C library hides behind a feature macro.
  private struct KernelCredentials {
    let pid: Int32
    let uid: UInt32
    let gid: UInt32
  }

  private static func peer(of channel: any Channel) -> Peer {
    guard let provider = channel as? any SocketOptionProvider, case .unixDomainSocket? = channel.localAddress else {
      let address = channel.remoteAddress.flatMap { address in
        address.ipAddress.map { "\(Endpoint.tcp(host: $0, port: address.port ?? 0))" }
      }
      return Peer(description: address ?? "unknown", caller: .trusted)
    }
    var peer = Peer(description: "unix")
    let bound = NIOLoopBoundBox<KernelCredentials?>(nil, eventLoop: channel.eventLoop)
    let option = NIOBSDSocket.Option(rawValue: SO_PEERCRED)
    let future: EventLoopFuture<KernelCredentials> = provider.unsafeGetSocketOption(level: .socket, name: option)
    future.assumeIsolated().whenSuccess { bound.value = $0 }
    if let found = bound.value {
      peer.credentials = Peer.Credentials(processID: found.pid, userID: found.uid, groupID: found.gid)
      peer.caller =
        found.uid == 0 || found.uid == geteuid() ? .known([.operator(.all)], by: .unixUser(found.uid)) : .nobody
      peer.description = "unix pid \(found.pid) uid \(found.uid)"
    }
    return peer
  }

  /// Takes nothing more: no connection, and no request of those there are.
  public func stopTaking() async {
    let (listeners, connections) = state.withLockedValue { state in
      state.isStopping = true
      defer { state.listeners = [] }
      return (state.listeners, Array(state.connections.values))
    }
    for listener in listeners {
      try? await listener.channel.close()
      if case .unix(let path) = listener.endpoint { _ = unsafe unlink(path) }
    }
    for connection in connections { connection.eventLoop.execute { connection.value.stopReading() } }
  }

  /// Waits until everything taken is answered and written, and closes each connection then.
  ///
  /// - Returns: how many connections were still unanswered after `duration`, and were cut off.
  public func drain(within duration: Duration) async -> Int {
    var deadline = ContinuousClock.now + duration
    var asked: Set<ObjectIdentifier> = []
    while true {
      let connections = state.withLockedValue { $0.connections }
      guard !connections.isEmpty else { return 0 }
      guard ContinuousClock.now < deadline else {
        for connection in connections.values { connection.eventLoop.execute { connection.value.cutOff() } }
        return connections.count
      }
      for (id, connection) in connections where asked.insert(id).inserted {
        connection.eventLoop.execute { connection.value.endWhenDone() }
      }
      do {
        try await Task.sleep(for: .milliseconds(5))
      } catch {
        // Cancelled: no more time.
        deadline = .now
      }
    }
  }
}
