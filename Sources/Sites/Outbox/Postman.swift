/// Carries messages out of the outbox until each has its answer: at least once, over restarts of either side.
internal import CheckClient
internal import Ledger
public import Logging
public import RPC
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
  /// Writes what an answer changes, and takes the message out of the outbox, in one transaction.
  public typealias Settle =
    @Sendable (_ number: UInt64, _ message: OutgoingMessage, _ answer: [UInt8]) async throws -> Void

  /// How many messages are under way at once.
  static let inFlight = 64
  /// How long a destination that was not reached is left alone: twice as long each time, from the first to the longest.
  static let firstPause = Duration.milliseconds(50)
  static let longestPause = Duration.seconds(5)
  /// How long one try may take.
  static let patience = Duration.seconds(5)

  private let store: SiteStore
  private let outbox: Outbox
  private let lookup: Lookup
  private let settle: Settle
  private let logger: Logger

  /// A postman. `lookup` finds sites; `settle` is told the answers.
  public init(store: SiteStore, outbox: Outbox, logger: Logger, lookup: @escaping Lookup, settle: @escaping Settle) {
    self.store = store
    self.outbox = outbox
    self.lookup = lookup
    self.settle = settle
    self.logger = logger
  }

  /// What became of one try.
  private enum Try: Sendable {
    case answered
    /// The destination cannot be reached, or did not take it.
    case failed(Destination, String)
    /// The answer could not be kept: the store has failed.
    case broken(any Error)

    func isFailure(of destination: Destination) -> Bool {
      if case .failed(destination, _) = self { true } else { false }
    }
  }

  /// Works until the task is cancelled. Throws when the store fails for good.
  public func run() async throws {
    var clients: [Endpoint: ServiceClient<AnyMethod>] = [:]
    var pauses: [Destination: (until: ContinuousClock.Instant, length: Duration)] = [:]
    defer { for client in clients.values { Task { await client.close() } } }
    while !Task.isCancelled {
      let now = ContinuousClock.now
      let busy = Set(pauses.filter { $0.value.until > now }.keys)
      let due = try store.read { transaction throws(SiteStoreError) in
        try outbox.due(limit: Postman.inFlight, passing: busy, in: transaction)
      }
      if due.isEmpty {
        await sleep(until: busy.compactMap { pauses[$0]?.until }.min())
        continue
      }
      var work: [(UInt64, OutgoingMessage, ServiceClient<AnyMethod>)] = []
      for (number, message) in due {
        guard let endpoint = try lookup(message.destination) else {
          pause(message.destination, "nobody said where its site is", &pauses)
          continue
        }
        let client = clients[endpoint] ?? Postman.client(endpoint)
        clients[endpoint] = client
        work.append((number, message, client))
      }
      let tries = await withTaskGroup(of: Try.self) { group in
        for (number, message, client) in work {
          group.addTask { await deliver(number, message, over: client) }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      for outcome in tries {
        switch outcome {
        case .answered: break
        case .failed(let destination, let reason): pause(destination, reason, &pauses)
        case .broken(let error): throw error
        }
      }
      for (_, message, _) in work where !tries.contains(where: { $0.isFailure(of: message.destination) }) {
        pauses[message.destination] = nil
      }
    }
  }

  private static func client(_ endpoint: Endpoint) -> ServiceClient<AnyMethod> {
    var options = ClientOptions()
    options.timeout = patience
    options.firstTries = 1
    return ServiceClient(server: endpoint, options: options)
  }

  private func deliver(
    _ number: UInt64, _ message: OutgoingMessage, over client: ServiceClient<AnyMethod>
  ) async -> Try {
    let answer: [UInt8]
    do {
      answer = try await client.call(RawCall(method: AnyMethod(rawValue: message.method), body: message.body))
    } catch {
      return .failed(message.destination, "\(error)")
    }
    do {
      try await settle(number, message, answer)
      return .answered
    } catch let error as SiteStoreError where !error.isOutOfSpace {
      return .broken(error)
    } catch {
      return .failed(message.destination, "its answer cannot be kept: \(error)")
    }
  }

  private func pause(
    _ destination: Destination, _ reason: String,
    _ pauses: inout [Destination: (until: ContinuousClock.Instant, length: Duration)]
  ) {
    let length = min((pauses[destination]?.length ?? Postman.firstPause / 2) * 2, Postman.longestPause)
    if pauses[destination] == nil {
      logger.warning(
        "a message cannot be delivered now: trying again",
        metadata: ["destination": "\(destination)", "reason": "\(reason)"])
    }
    pauses[destination] = (.now + length, length)
  }

  /// Waits for a new message, or until a pause is over.
  private func sleep(until moment: ContinuousClock.Instant?) async {
    await outbox.bell.wait(atMost: moment.map { max(.milliseconds(1), $0 - .now) })
  }
}
