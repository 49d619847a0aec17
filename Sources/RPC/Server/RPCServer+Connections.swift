/// The connections of a server: taken up to a bound, known or strangers, and ended in order.
internal import Glibc
internal import Identities
internal import Logging
internal import Measures
internal import NIOConcurrencyHelpers
package import NIOCore

extension RPCServer {
  /// Takes a connection on one of the group's loops.
  ///
  /// - Parameter credentials: what it is to be secured with; nil: it is not.
  package func welcome(_ channel: any Channel, _ credentials: LiveCredentials?) -> EventLoopFuture<Void> {
    let (isTaken, isNews) = state.withLockedValue { state in
      guard !state.isStopping else { return (false, false) }
      guard state.count < limits.connections else {
        defer { state.isFull = true }
        return (false, !state.isFull)
      }
      state.count += 1
      return (true, false)
    }
    if isTaken { measures.taken.addShared() } else { measures.turnedAway.addShared() }
    guard isTaken, let outbox = outboxes[ObjectIdentifier(channel.eventLoop)] else {
      if isNews {
        logger.warning("too many connections: more are closed at once", metadata: ["bound": "\(limits.connections)"])
      }
      return channel.close()
    }
    let peer = peer(of: channel, isSecured: credentials != nil)
    let stranger = NIOLoopBoundBox<UInt64?>(nil, eventLoop: channel.eventLoop)
    let securing = credentials.map { credentials in
      let judgement = Judgement()
      return Securing(
        gate: HandshakeGate(
          limits: limits, peer: peer.description, judgement: judgement, log: refusals, measures: measures),
        judgement: judgement, credentials: credentials, callers: admission.callers
      ) {
        if let number = stranger.value { self.state.withLockedValue { $0.strangers.remove(number) } }
      }
    }
    let handler = ServerHandler(
      limits: limits, outbox: outbox, peer: peer, securing: securing, logger: logger, refusals: refusals, handle: handle
    )
    let bound = NIOLoopBound(handler, eventLoop: channel.eventLoop)
    let id = ObjectIdentifier(handler)
    let (isStopping, oldest) = state.withLockedValue { state in
      state.connections[id] = bound
      var oldest: NIOLoopBound<ServerHandler>?
      if securing != nil {
        if state.strangers.count >= mostStrangers { oldest = state.strangers.removeOldest() }
        stranger.value = state.strangers.add(bound)
      }
      return (state.isStopping, oldest)
    }
    if let oldest { oldest.eventLoop.execute { oldest.value.makeRoom() } }
    if isStopping { handler.stopReading() }
    channel.closeFuture.assumeIsolated().whenComplete { _ in
      self.state.withLockedValue { state in
        state.connections[id] = nil
        if let number = stranger.value { state.strangers.remove(number) }
        self.measures.closed.addShared()
        state.count -= 1
        if state.count < self.limits.connections / 2 { state.isFull = false }
      }
    }
    return channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      if let securing { try pipeline.addHandlers(try securing.handlers()) }
      try pipeline.addHandler(handler)
    }
  }

  /// However few connections there may be: half of them are for the known.
  private var mostStrangers: Int { min(max(limits.strangers, 1), max(limits.connections / 2, 1)) }

  /// The kernel's `struct ucred`, which the C library hides behind a feature macro.
  private struct KernelCredentials {
    let pid: Int32
    let uid: UInt32
    let gid: UInt32
  }

  private func peer(of channel: any Channel, isSecured: Bool) -> Peer {
    guard let provider = channel as? any SocketOptionProvider, case .unixDomainSocket? = channel.localAddress else {
      let host = channel.remoteAddress?.ipAddress
      let address = host.map { "\(Endpoint.tcp(host: $0, port: channel.remoteAddress?.port ?? 0))" }
      return Peer(description: address ?? "unknown", host: host, caller: isSecured ? .nobody : .trusted)
    }
    var peer = Peer(description: "unix")
    let bound = NIOLoopBoundBox<KernelCredentials?>(nil, eventLoop: channel.eventLoop)
    let option = NIOBSDSocket.Option(rawValue: SO_PEERCRED)
    let future: EventLoopFuture<KernelCredentials> = provider.unsafeGetSocketOption(level: .socket, name: option)
    future.assumeIsolated().whenSuccess { bound.value = $0 }
    if let found = bound.value {
      peer.credentials = Peer.Credentials(processID: found.pid, userID: found.uid, groupID: found.gid)
      peer.caller = admission.users.caller(found.uid)
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
