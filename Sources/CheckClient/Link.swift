/// The one connection of a client: made when first wanted, made again when lost, shared by all calls.
internal import Identities
internal import NIOCore
internal import RPC
internal import Synchronization

final class Link: Sendable {
  private enum Connection {
    case none
    case wanted([Wait<RPCConnection>])
    case open(RPCConnection)
    /// The key is not taken. It will not be later either: no other is tried, and nobody asked again.
    case refused(ClientError)
    case closed
  }

  private struct State {
    var connection = Connection.none
    /// How many tries in a row brought no answer: connections refused, or accepted and closed.
    var failures = 0
    /// When the next try may begin: each failure puts it off further.
    var notBefore = NIODeadline.uptimeNanoseconds(0)
    /// Why the last try failed.
    var failure: ClientError?
    /// Whether there ever was a connection.
    var wasOpen = false
    /// How connections are secured; nil: not at all.
    var security: ClientSecurity?
    /// Calls that wait before they try again.
    var pauses: [ObjectIdentifier: Wait<Void>] = [:]
  }

  private let server: Endpoint
  private let options: ClientOptions
  private let key: AccessKey?
  private let group: any EventLoopGroup
  private let loop: any EventLoop
  private let random: @Sendable () -> Double
  private let state: Mutex<State>

  init(
    server: Endpoint, options: ClientOptions, security: ClientSecurity?, key: AccessKey?, group: any EventLoopGroup,
    random: @escaping @Sendable () -> Double
  ) {
    state = Mutex(State(security: security))
    self.server = server
    self.options = options
    self.key = key
    self.group = group
    loop = group.next()
    self.random = random
  }

  /// Whether there ever was a connection.
  var wasOpen: Bool { state.withLock { $0.wasOpen } }

  /// Why the last try to connect failed, if it did.
  var failure: ClientError? { state.withLock { $0.failure } }

  /// The connection; made first, if there is none. Throws `unavailable` when one try to make it failed, and `deadline`,
  /// at once, when the next may only begin after it.
  func connection(until deadline: NIODeadline) async throws(ClientError) -> RPCConnection {
    enum Step {
      case use(RPCConnection)
      case wait(Wait<RPCConnection>)
      case connect(Wait<RPCConnection>, at: NIODeadline)
    }
    let step = try state.withLock { state throws(ClientError) -> Step in
      switch state.connection {
      case .closed: throw .closed
      case .refused(let error): throw error
      case .open(let connection) where connection.isOpen: return .use(connection)
      case .wanted(var waits):
        guard state.notBefore < deadline else { throw .deadline }
        let wait = Wait<RPCConnection>()
        state.connection = .none
        waits.append(wait)
        state.connection = .wanted(waits)
        return .wait(wait)
      case .open(let lost):
        state.connection = .none
        // Who accepts and closes is as good as not there; who has answered is worth a try at once.
        if lost.hasAnswered {
          state.failures = 0
        } else {
          state.failure = .unavailable(server, "it accepts the connection and closes it")
          putOff(&state)
        }
      case .none: break
      }
      guard state.notBefore < deadline else { throw .deadline }
      let wait = Wait<RPCConnection>()
      state.connection = .wanted([wait])
      return .connect(wait, at: state.notBefore)
    }
    switch step {
    case .use(let connection): return connection
    case .wait(let wait): return try await wait.value(until: deadline, on: loop)
    case .connect(let wait, let begin):
      // A task of its own: it goes on for the others when the call that began it is cancelled.
      Task { await self.connect(at: begin) }
      return try await wait.value(until: deadline, on: loop)
    }
  }

  private func putOff(_ state: inout State) {
    state.failures += 1
    state.notBefore = .now() + TimeAmount(options.backoff.delay(after: state.failures, random: random()))
  }

  private func connect(at begin: NIODeadline) async {
    if begin > .now(), (try? await pause(until: begin)) == nil { return }
    let security = state.withLock { $0.security }
    let result = await connect(security)
    let outcome = state.withLock {
      state -> (waits: [Wait<RPCConnection>], result: Result<RPCConnection, ClientError>)? in
      guard case .wanted(let waits) = state.connection else { return nil }
      let result = result.flatMap { judge($0, state.security?.expected) }
      switch result {
      case .success(let connection):
        state.connection = .open(connection)
        state.wasOpen = true
        state.failure = nil
      case .failure(let error):
        if case .key = error { state.connection = .refused(error) } else { state.connection = .none }
        state.failure = error
        putOff(&state)
      }
      return (waits, result)
    }
    // None: closed meanwhile. A connection that nobody holds closes itself.
    guard let outcome else { return }
    for wait in outcome.waits { wait.end(outcome.result) }
  }

  /// One try: the connection, and on it the key, where there is one.
  private func connect(_ security: ClientSecurity?) async -> Result<RPCConnection, ClientError> {
    do throws(ClientError) {
      if let key { try key.check(for: server, security) }
      let connection: RPCConnection
      do throws(RPCError) {
        connection = try await RPCConnection.connect(
          to: server, group: group, security: security, requestBytes: options.requestBytes,
          replyBytes: options.replyBytes, silence: options.silence, timeout: options.connectTimeout)
      } catch {
        throw switch error {
        case .unreachable(_, let reason): .unavailable(server, reason)
        case .insecure(let reason): .insecure(server, reason)
        default: .unavailable(server, "\(error)")
        }
      }
      if let key { try await key.present(on: connection, of: server, within: options.connectTimeout) }
      return .success(connection)
    } catch {
      return .failure(error)
    }
  }

  /// Whether the server is still whom is expected, which may be somebody else than when the connection was begun.
  private func judge(_ open: RPCConnection, _ expected: ExpectedIdentity?) -> Result<RPCConnection, ClientError> {
    guard let expected, !open.server.isEmpty, !expected.isMet(by: open.server) else { return .success(open) }
    return .failure(
      .insecure(server, "its certificate: \(CertificateFault.otherName(open.server, expected: expected))"))
  }

  /// From now on the server must be this one. A connection to another is closed, and that is thrown; where connections are
  /// not secured, nobody can say.
  func insist(on identity: Identity) throws(ClientError) {
    let judged = state.withLock { state -> Result<RPCConnection, ClientError>? in
      guard state.security != nil else { return nil }
      state.security?.expected = .one(identity)
      guard case .open(let open) = state.connection else { return nil }
      let judged = judge(open, .one(identity))
      // It closes itself once nobody holds it any more.
      if case .failure = judged { state.connection = .none }
      return judged
    }
    _ = try judged?.get()
  }

  /// Waits until `moment`. Throws when the task is cancelled, or the link closed, before that.
  func pause(until moment: NIODeadline) async throws(ClientError) {
    let wait = Wait<Void>()
    try state.withLock { state throws(ClientError) in
      if case .closed = state.connection { throw .closed }
      state.pauses[ObjectIdentifier(wait)] = wait
    }
    defer { state.withLock { _ = $0.pauses.removeValue(forKey: ObjectIdentifier(wait)) } }
    do {
      try await wait.value(until: moment, on: loop)
    } catch .deadline {
      return
    }
  }

  /// Closes the connection; whoever waits for one, or for another try, fails.
  func close() async {
    let (connection, pauses) = state.withLock { state in
      defer {
        state.connection = .closed
        state.pauses = [:]
      }
      return (state.connection, state.pauses)
    }
    for pause in pauses.values { pause.end(.failure(.closed)) }
    switch connection {
    case .none, .refused, .closed: return
    case .wanted(let waits): for wait in waits { wait.end(.failure(.closed)) }
    case .open(let open): await open.close()
    }
  }
}
