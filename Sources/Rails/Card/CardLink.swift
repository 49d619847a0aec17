/// The one connection to a card host: made when first wanted, signed on, made again when lost, shared by all orders.
internal import Glibc
internal import Ledger
internal import NIOCore
internal import NIOPosix
internal import Synchronization

final class CardLink: Sendable {
  private struct Open: Sendable {
    let channel: any Channel
    let handler: NIOLoopBound<CardHandler>
  }

  private enum Connection {
    case none
    case wanted([CardWait<Result<Open, CardError>>])
    case open(Open)
    case closed
  }

  private struct State {
    var connection = Connection.none
    /// How many tries in a row failed, and when the next may begin.
    var failures = 0
    var notBefore = NIODeadline.uptimeNanoseconds(0)
    var failure: CardError?
    /// Field 11 of messages that are about no order.
    var lastNumber: UInt32 = 0
  }

  private let terms: CardTerms
  private let now: @Sendable () -> Timestamp
  private let notice: @Sendable (CardNotice) -> Void
  private let state = Mutex(State())

  init(_ terms: CardTerms, now: @escaping @Sendable () -> Timestamp, notice: @escaping @Sendable (CardNotice) -> Void) {
    self.terms = terms
    self.now = now
    self.notice = notice
  }

  /// Sees to it that there is a connection. Throws at once while a failed try is too recent to be tried again.
  func connect() async throws(CardError) { _ = try await connection() }

  /// Sends a request and waits for its answer, `timeout` at most.
  func ask(_ request: ISOMessage) async throws(CardSilence) -> ISOMessage {
    let open: Open
    do { open = try await connection() } catch { throw .unsent("\(error)") }
    return try await CardLink.ask(request, on: open)
  }

  private static func ask(_ request: ISOMessage, on open: Open) async throws(CardSilence) -> ISOMessage {
    let wait = CardWait<Result<ISOMessage, CardSilence>>()
    open.channel.eventLoop.execute { open.handler.value.send(request, wait) }
    return try await wait.value.get()
  }

  /// Ends the connection; whoever waits for an answer has none.
  func close() async {
    let former = state.withLock { state in
      defer { state.connection = .closed }
      return state.connection
    }
    switch former {
    case .none, .closed: return
    case .wanted(let waits): for wait in waits { wait.end(.failure(.closed)) }
    case .open(let open): await CardLink.close(open, "we close it")
    }
  }

  private static func close(_ open: Open, _ reason: String) async {
    open.channel.eventLoop.execute { open.handler.value.close(because: reason) }
    try? await open.channel.closeFuture.get()
  }

  // MARK: - Connecting

  private func connection() async throws(CardError) -> Open {
    enum Step {
      case use(Open)
      case wait(CardWait<Result<Open, CardError>>, begins: Bool)
    }
    let step = try state.withLock { state throws(CardError) -> Step in
      switch state.connection {
      case .closed: throw .closed
      case .open(let open) where open.channel.isActive: return .use(open)
      case .wanted(var waits):
        let wait = CardWait<Result<Open, CardError>>()
        state.connection = .none
        waits.append(wait)
        state.connection = .wanted(waits)
        return .wait(wait, begins: false)
      case .open, .none: break
      }
      if state.notBefore > .now(), let failure = state.failure { throw failure }
      let wait = CardWait<Result<Open, CardError>>()
      state.connection = .wanted([wait])
      return .wait(wait, begins: true)
    }
    switch step {
    case .use(let open): return open
    case .wait(let wait, let begins):
      // A task of its own: it goes on for the others when the order that began it is given up.
      if begins { Task { await self.make() } }
      return try await wait.value.get()
    }
  }

  private func make() async {
    let result = await made()
    let waits = state.withLock { state -> [CardWait<Result<Open, CardError>>]? in
      guard case .wanted(let waits) = state.connection else { return nil }
      switch result {
      case .success(let open):
        state.connection = .open(open)
        (state.failures, state.failure) = (0, nil)
      case .failure(let error):
        state.connection = .none
        state.failure = error
        state.failures += 1
        let pause = terms.firstPause * (1 << min(state.failures - 1, 16))
        state.notBefore = .now() + TimeAmount(min(pause, terms.longestPause))
      }
      return waits
    }
    // It was closed meanwhile.
    if waits == nil, case .success(let open) = result { await CardLink.close(open, "we close it") }
    for wait in waits ?? [] { wait.end(result) }
  }

  private func made() async -> Result<Open, CardError> {
    let (terms, notice) = (terms, notice)
    let echo: @Sendable () -> ISOMessage? = { [weak self] in self?.networkMessage("301") }
    do {
      let open = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connectTimeout(TimeAmount(terms.timeout)).channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .connect(host: terms.host, port: terms.port) { channel in
          channel.eventLoop.makeCompletedFuture {
            let handler = CardHandler(
              idle: TimeAmount(terms.idle), timeout: TimeAmount(terms.timeout), echo: echo, notice: notice)
            try channel.pipeline.syncOperations.addHandler(handler)
            return Open(channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
          }
        }
      return await signedOn(open)
    } catch {
      return .failure(unreachable(CardLink.reason(error)))
    }
  }

  private func signedOn(_ open: Open) async -> Result<Open, CardError> {
    if terms.signsOn, let request = networkMessage("001") {
      var failure: String?
      do {
        let code = try await CardLink.ask(request, on: open).text(39) ?? ""
        if code != "00" { failure = "it does not sign us on: \(code) (\(CardVerdict.words(of: code)))" }
      } catch {
        failure = "it does not answer the sign-on"
      }
      if let failure {
        await CardLink.close(open, failure)
        return .failure(unreachable(failure))
      }
    }
    open.channel.eventLoop.execute { open.handler.value.listen() }
    notice(.connected(host: "\(terms.host):\(terms.port)"))
    return .success(open)
  }

  /// A message about the connection; nil where it cannot be written, which `CardTerms.check` rules out.
  private func networkMessage(_ code: String) -> ISOMessage? {
    let number = state.withLock { state in
      state.lastNumber = state.lastNumber % CardTrace.largestNumber + 1
      return state.lastNumber
    }
    let trace = CardTrace(number: number, second: max(0, now().milliseconds / 1000))
    var message = ISOMessage(.networkManagement)
    do {
      try message.set(7, trace.transmitted)
      try message.set(11, trace.stan)
      try message.set(70, code)
    } catch {
      return nil
    }
    return message
  }

  private func unreachable(_ reason: String) -> CardError {
    .unreachable(host: "\(terms.host):\(terms.port)", reason: reason)
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as IOError: unsafe String(cString: strerror(error.errnoCode))
    case let error as NIOConnectionError:
      error.connectionErrors.first.map { reason($0.error) } ?? "the host's name is not known"
    case let error as ChannelError:
      if case .connectTimeout = error { "it does not answer in time" } else { "\(error)" }
    default: "\(error)"
    }
  }
}
