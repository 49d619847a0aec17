/// A call of the tests' own: its request is a number, and its answer should be the same.
import CheckClient
import RPC
import Wire

struct Ask: Call {
  typealias Accepted = UInt64
  var method: Method { .getStatus }
  let id: UInt64

  init(_ id: UInt64) { self.id = id }

  func encodeRequest() -> [UInt8] { Ask.bytes(id) }

  static func encode(_ reply: Reply<UInt64>) -> [UInt8] {
    guard case .accepted(let id) = reply.outcome else { return [] }
    return bytes(reply.sequence) + bytes(id)
  }

  static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<UInt64> {
    guard bytes.count == 16 else { throw .unreadable }
    return Reply(sequence: number(bytes[..<8]), outcome: .accepted(number(bytes[8...])))
  }

  static func number(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

  private static func bytes(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
  }
}

/// A request with more in it than a manager takes.
struct LongAsk: Call {
  typealias Accepted = UInt64
  var method: Method { .getStatus }
  func encodeRequest() -> [UInt8] { [UInt8](repeating: 0, count: 1 << 20 + 1) }
  static func encode(_ reply: Reply<UInt64>) -> [UInt8] { Ask.encode(reply) }
  static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<UInt64> { try Ask.decodeReply(bytes) }
}

extension ManagerClient {
  /// Asks, and gives how that ended.
  func result(of id: UInt64, timeout: Duration? = nil) async -> Result<UInt64, ClientError> {
    do {
      // A scripted server never refuses.
      guard case .accepted(let answer) = try await call(Ask(id), timeout: timeout).outcome else { return .success(0) }
      return .success(answer)
    } catch {
      return .failure(error)
    }
  }
}

/// Options for tests: short waits between tries, and a time for calls that only a broken client uses up.
func options(_ change: (inout ClientOptions) -> Void = { _ in }) -> ClientOptions {
  var options = ClientOptions()
  options.timeout = .seconds(120)
  options.backoff = Backoff(first: .milliseconds(1), longest: .milliseconds(10))
  change(&options)
  return options
}

/// Runs `body` with a client, and closes it.
func withClient(
  of server: Endpoint, _ options: ClientOptions = options(), _ body: (ManagerClient) async throws -> Void
) async throws {
  let client = ManagerClient(server: server, options: options)
  do {
    try await body(client)
  } catch {
    await client.close()
    throw error
  }
  await client.close()
}

/// What a test waited for did not come about within far more time than it needs.
struct NeverHappened: Error, CustomStringConvertible {
  let description: String
}

/// Waits until `condition` holds.
func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
  let end = ContinuousClock.now + .seconds(120)
  while try await !condition() {
    guard ContinuousClock.now < end else { throw NeverHappened(description: "never: \(what)") }
    try await Task.sleep(for: .milliseconds(2))
  }
}
