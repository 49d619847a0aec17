/// Carries messages out of the outbox until each has its answer: at least once, over restarts of either side.
internal import CheckClient
internal import Identities
internal import Ledger
public import Logging
public import RPC
internal import Synchronization
internal import Wire

/// The methods of a service of which only their positions are known.
struct AnyMethod: RawRepresentable, Hashable, Sendable {
  let rawValue: UInt32

  init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// A request and its answer as bytes.
private struct RawCall: RemoteCall {
  let method: AnyMethod
  let body: [UInt8]

  func encodeRequest() -> [UInt8] { body }
  static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> [UInt8] { bytes }
}

/// A postman of one store.
public struct Postman: Sendable {
  /// Where a destination's site is now; nil: nobody knows.
  public typealias Lookup = @Sendable (Destination) throws -> Endpoint?
  /// Whether a message is still to be sent. One that is not goes out of the outbox unsent.
  public typealias IsWanted = @Sendable (OutgoingMessage) throws -> Bool
  /// Writes what an answer changes, and takes the message out of the outbox, in one transaction.
  public typealias Settle =
    @Sendable (_ number: UInt64, _ message: OutgoingMessage, _ answer: [UInt8]) async throws -> Void

  /// How long one try may take.
  static let patience = Duration.seconds(5)

  private let store: SiteStore
  private let outbox: Outbox
  private let credentials: LiveCredentials?
  private let lookup: Lookup
  private let isWanted: IsWanted
  private let settle: Settle
  private let logger: Logger

  /// A postman. `lookup` finds sites; `isWanted` is asked before each try; `settle` is told the answers.
  ///
  /// - Parameter credentials: what is shown to the sites, which must show that they are who a message is for; nil: they are
  ///   on this machine.
  public init(
    store: SiteStore, outbox: Outbox, credentials: LiveCredentials? = nil, logger: Logger, lookup: @escaping Lookup,
    isWanted: @escaping IsWanted = { _ in true }, settle: @escaping Settle
  ) {
    self.store = store
    self.outbox = outbox
    self.credentials = credentials
    self.lookup = lookup
    self.isWanted = isWanted
    self.settle = settle
    self.logger = logger
  }

  /// Works until the task is cancelled. Throws when the store fails for good.
  public func run() async throws {
    var round = Round()
    let tries = Tries()
    defer { for client in round.clients.values { Task { await client.close() } } }
    try await withThrowingDiscardingTaskGroup { group in
      while !Task.isCancelled {
        for (line, outcome) in tries.take() { try round.settle(line, outcome, logger) }
        try readNew(&round)
        for destination in round.lines.destinations where !round.pauses.hold(destination, at: .now) {
          guard let endpoint = try lookup(destination) else {
            round.pause(destination, "nobody said where its site is", logger)
            continue
          }
          let client = round.client(of: destination, at: endpoint, credentials)
          while let (number, line) = round.lines.next(for: destination) {
            group.addTask {
              tries.add(line, await deliver(number, over: client))
              outbox.bell.ring()
            }
          }
        }
        let end = round.nextEnd
        await outbox.bell.wait(atMost: end.map { max(.milliseconds(1), $0 - .now) })
      }
    }
  }

  /// Puts what was added since the last look into its lines.
  private func readNew(_ round: inout Round) throws(SiteStoreError) {
    try store.read { transaction throws(SiteStoreError) in
      try outbox.walk(from: round.lastNumber + 1, in: transaction) { number, message in
        round.lastNumber = number
        round.lines.add(number, to: Lines.Line(destination: message.destination, order: message.order))
        return true
      }
    }
  }

  private func deliver(_ number: UInt64, over client: ServiceClient<AnyMethod>) async -> Outcome {
    do {
      let found = try store.read { transaction throws(SiteStoreError) in try outbox.message(number, in: transaction) }
      guard let message = found else { return .answered }
      guard try isWanted(message) else {
        _ = try await store.write { [outbox] transaction throws(SiteStoreError) in
          try outbox.remove(number, in: transaction)
        }
        return .answered
      }
      let answer: [UInt8]
      do {
        answer = try await client.call(RawCall(method: AnyMethod(rawValue: message.method), body: message.body))
      } catch {
        return .failed("\(error)")
      }
      try await settle(number, message, answer)
      return .answered
    } catch let error as SiteStoreError where !error.isOutOfSpace {
      return .broken(error)
    } catch {
      return .failed("its answer cannot be kept: \(error)")
    }
  }
}

/// What became of one try.
private enum Outcome: Sendable {
  case answered
  /// The destination cannot be reached, did not take it, or gave no answer that can be read.
  case failed(String)
  /// The store has failed.
  case broken(SiteStoreError)
}

/// Tries that have ended and were not looked at yet.
private final class Tries: Sendable {
  private let ended = Mutex<[(Lines.Line, Outcome)]>([])

  func add(_ line: Lines.Line, _ outcome: Outcome) { ended.withLock { $0.append((line, outcome)) } }

  func take() -> [(Lines.Line, Outcome)] {
    ended.withLock { ended in
      defer { ended = [] }
      return ended
    }
  }
}

/// What the postman knows between two looks.
private struct Round {
  var lines = Lines()
  /// The last message that is in its line.
  var lastNumber: UInt64 = 0
  var clients: [Site: ServiceClient<AnyMethod>] = [:]
  var pauses = Pauses()

  /// Who is written to, and where: whoever else listens there is another.
  struct Site: Hashable {
    let destination: Destination
    let endpoint: Endpoint
  }

  mutating func client(
    of destination: Destination, at endpoint: Endpoint, _ credentials: LiveCredentials?
  ) -> ServiceClient<AnyMethod> {
    let site = Site(destination: destination, endpoint: endpoint)
    if let client = clients[site] { return client }
    var options = ClientOptions()
    options.timeout = Postman.patience
    options.firstTries = 1
    let client = ServiceClient<AnyMethod>(
      server: endpoint, options: options,
      security: credentials.map { ClientSecurity($0, expecting: .one(destination.identity)) })
    clients[site] = client
    return client
  }

  mutating func settle(_ line: Lines.Line, _ outcome: Outcome, _ logger: Logger) throws(SiteStoreError) {
    switch outcome {
    case .answered:
      lines.answered(line)
      pauses.end(of: line.destination)
    case .failed(let reason):
      lines.failed(line)
      pause(line.destination, reason, logger)
    case .broken(let error): throw error
    }
  }

  mutating func pause(_ destination: Destination, _ reason: String, _ logger: Logger) {
    guard pauses.begin(for: destination, at: .now) else { return }
    logger.warning(
      "a message cannot be delivered now: trying again",
      metadata: ["destination": "\(destination)", "reason": "\(reason)"])
  }

  /// When the first pause ends that something waits behind.
  var nextEnd: ContinuousClock.Instant? { lines.destinations.compactMap { pauses.end(for: $0) }.min() }
}
