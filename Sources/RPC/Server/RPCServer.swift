/// A server of frames: it listens, bounds what comes, and hands whole turns of requests to whoever answers them.
///
/// Absent here: what the messages are.
internal import Glibc
public import Logging
internal import NIOConcurrencyHelpers
public import NIOCore
internal import NIOPosix

/// A server.
public final class RPCServer: Sendable {
  let group: any EventLoopGroup
  let limits: ServerLimits
  let admission: Admission
  let measures: ServerMeasures
  let logger: Logger
  let refusals: RefusalLog
  let handle: @Sendable (RequestGroup) -> Void
  let state = NIOLockedValueBox(State())
  let outboxes: [ObjectIdentifier: Outbox]

  struct State {
    var listeners: [(channel: any Channel, endpoint: Endpoint)] = []
    var connections: [ObjectIdentifier: NIOLoopBound<ServerHandler>] = [:]
    var strangers = Strangers<NIOLoopBound<ServerHandler>>()
    /// Connections being made are counted before they are known.
    var count = 0
    var isStopping = false
    /// Whether it was said that there are too many: once, not for each that is turned away.
    var isFull = false
  }

  /// - Parameters:
  ///   - admission: how callers are known.
  ///   - measures: what is counted.
  ///   - handler: called on a connection's event loop with what one turn brought; it must not block.
  public init(
    group: any EventLoopGroup, limits: ServerLimits, admission: Admission = Admission(),
    measures: ServerMeasures = ServerMeasures(), logger: Logger,
    handler: @escaping @Sendable (RequestGroup) -> Void
  ) {
    self.group = group
    self.limits = limits
    self.admission = admission
    self.logger = logger
    refusals = RefusalLog(logger)
    self.measures = measures
    handle = handler
    outboxes = Dictionary(
      uniqueKeysWithValues: group.makeIterator().map {
        (ObjectIdentifier($0), Outbox(loop: $0, measures: measures.loop()))
      })
  }

  /// How many connections are served.
  public var connectionCount: Int { state.withLockedValue { $0.count } }

  /// How many of them are of callers who are not known.
  public var strangerCount: Int { state.withLockedValue { $0.strangers.count } }

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
  ///
  /// Throws a `ListenError`, also for TCP that others than this machine could reach where there is nothing to know them by.
  public func listen(on endpoint: Endpoint) async throws -> Endpoint {
    let credentials: LiveCredentials? = if case .tcp = endpoint { admission.credentials } else { nil }
    guard credentials != nil || endpoint.isLocal else {
      throw ListenError(
        endpoint: endpoint, reason: "other machines can reach it, and there is no identity to secure it")
    }
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.maxMessagesPerRead, value: 4)
      .childChannelOption(
        .writeBufferWaterMark, value: .init(low: max(limits.unreadBytes / 2, 1), high: max(limits.unreadBytes, 1))
      )
      .childChannelInitializer { channel in self.welcome(channel, credentials) }
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
