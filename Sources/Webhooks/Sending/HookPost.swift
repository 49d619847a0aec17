/// Sends one event once: bounded in time, in what is sent and in what is taken.
internal import AsyncHTTPClient
internal import Dispatch
internal import Ledger
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// The connections to all receivers.
final class HookPost: Sendable {
  private let client: HTTPClient
  private let patience: HookPatience
  /// The sender's clock, in seconds since 1970: the signature says when.
  private let now: @Sendable () -> Int64

  init(_ patience: HookPatience, now: @escaping @Sendable () -> Int64) {
    self.patience = patience
    self.now = now
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow,
      timeout: HTTPClient.Configuration.Timeout(connect: TimeAmount(patience.connect)))
    // One connection an endpoint, also where all are one host's: no event waits for the place that a dead endpoint holds.
    configuration.httpVersion = .http1Only
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = HookPatience.mostHooks
    // Trying again is counted here, not below.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  /// The sender's time.
  var time: Timestamp { Timestamp(milliseconds: now() * 1000) }

  deinit { client.shutdown(queue: .global()) { _ in } }

  /// Posts an event, signed, and says what came of it. The status decides; what the answer says beside it is not looked at.
  func send(_ event: HookEvent, attempt: Int, to hook: Hook, secrets: [HookSecret]) async -> HookVerdict {
    var request = HTTPClientRequest(url: hook.address.description)
    request.method = .POST
    request.headers = headers(event, attempt, hook.id, secrets)
    request.body = .bytes(ByteBuffer(bytes: event.body))
    let (client, deadline) = (client, NIODeadline.now() + TimeAmount(patience.answer))
    let limit = patience.answer
    return await withTaskGroup(of: HookVerdict?.self) { [request] group in
      group.addTask {
        do {
          let response = try await client.execute(request, deadline: deadline)
          let verdict = HookVerdict(
            status: Int(response.status.code), retryAfter: response.headers.first(name: "Retry-After"))
          // Taken, and forgotten, so that the connection can be used again; where it is long, the connection goes.
          _ = try? await response.body.collect(upTo: HookPatience.answerBytes)
          return verdict
        } catch {
          return .again(HookPost.words(error), after: nil)
        }
      }
      // The client's deadline ends with the head of the answer: a body that never ends would not.
      group.addTask {
        try? await Task.sleep(for: limit + .milliseconds(500))
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      guard let first else { return .again("it did not answer whole within \(limit)", after: nil) }
      return first
    }
  }

  private func headers(_ event: HookEvent, _ attempt: Int, _ id: HookID, _ secrets: [HookSecret]) -> HTTPHeaders {
    [
      "Content-Type": "application/json", "User-Agent": "vouch-webhooks", "Vouch-Endpoint": id.description,
      "Vouch-Event-Id": String(event.sequence), "Vouch-Attempt": String(attempt),
      "Vouch-Signature": HookSignature.header(for: event.body, at: now(), by: secrets),
    ]
  }

  /// A failure in a line that says nothing of the address.
  private static func words(_ error: any Error) -> String {
    switch error {
    case let error as HTTPClientError:
      switch error {
      case .deadlineExceeded, .readTimeout: "it did not answer in time"
      case .connectTimeout, .getConnectionFromPoolTimeout: "it could not be reached in time"
      case .remoteConnectionClosed: "it closed the connection without an answer"
      default: "it could not be sent: \(error.shortDescription)"
      }
    case is NIOConnectionError: "no connection to it could be made"
    case is CancellationError: "sending was stopped"
    default: "it could not be sent: \(type(of: error))"
    }
  }
}

/// An event as it is sent: the same bytes each time.
struct HookEvent: Hashable, Sendable {
  /// The entry of the journal, which is the event's id.
  var sequence: UInt64
  var body: [UInt8]
}
