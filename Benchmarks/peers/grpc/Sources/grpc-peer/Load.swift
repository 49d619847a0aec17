/// The load: each connection issues a check, then settles it, again and again; one request in flight on each.
internal import Foundation
internal import GRPCCore
internal import GRPCNIOTransportHTTP2Posix
internal import GRPCProtobuf
internal import SwiftProtobuf

enum Clock {
  /// The monotonic clock, in nanoseconds.
  static func now() -> Int64 { Int64(clock_gettime_nsec(CLOCK_MONOTONIC)) }

  static func milliseconds() -> Int64 { Int64(clock_gettime_nsec(CLOCK_REALTIME) / 1_000_000) }

  private static func clock_gettime_nsec(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// What came of a run, or of one connection of it.
struct LoadResult: Sendable {
  /// Of accepted requests sent in the measured time, in nanoseconds.
  var latencies: [Int64] = []
  /// Accepted answers that came in it.
  var done = 0
  var refusals: [String: Int] = [:]

  mutating func add(_ other: LoadResult) {
    latencies += other.latencies
    done += other.done
    refusals.merge(other.refusals, uniquingKeysWith: +)
  }
}

struct Load: Sendable {
  var port: Int
  var connections: Int
  var warmup: Double
  var duration: Double

  func run() async throws -> LoadResult {
    let start = Clock.now() + Int64(warmup * 1e9)
    let measured = start..<start + Int64(duration * 1e9)
    return try await withThrowingTaskGroup(of: LoadResult.self) { group in
      for number in 0..<connections {
        group.addTask {
          try await withGRPCClient(
            transport: .http2NIOPosix(
              target: .ipv4(address: "127.0.0.1", port: port), transportSecurity: .plaintext)
          ) { client in
            var place = Place(number: number)
            return try await place.work(client, measured)
          }
        }
      }
      var sum = LoadResult()
      for try await result in group { sum.add(result) }
      return sum
    }
  }
}

/// One place in flight.
private struct Place {
  private var random: SystemRandomNumberGenerator = SystemRandomNumberGenerator()
  private let number: Int
  private var counter: UInt64 = 0
  private var result = LoadResult()

  init(number: Int) { self.number = number }

  mutating func work(_ client: GRPCClient<some ClientTransport>, _ measured: Range<Int64>) async throws -> LoadResult {
    while Clock.now() < measured.upperBound {
      let check = id()
      let seller = Cast.code("S", Int.random(in: 0..<Cast.sellers, using: &random))
      let issue = Vouch_V1_IssueCheckRequest.with { request in
        request.id = check
        request.terms = .with { terms in
          terms.drawer = Cast.code("A", Int.random(in: 0..<Cast.accounts, using: &random))
          terms.payee = seller
          terms.distributor = Cast.code("D", Int.random(in: 0..<Cast.distributors, using: &random))
          terms.amount = 1250
          terms.currency = "EUR"
        }
      }
      let refused = try await ask(client, Method.issue, issue, measured) { (reply: Vouch_V1_IssueCheckReply) in
        reply.accepted.hasReceipt ? nil : reply.refused.name
      }
      guard !refused else { continue }
      let present = Vouch_V1_PresentCheckRequest.with { request in
        request.command = id()
        request.check = check
        request.seller = seller
        request.final = true
      }
      _ = try await ask(client, Method.present, present, measured) { (reply: Vouch_V1_ReceiptReply) in
        reply.accepted.sequence > 0 ? nil : reply.refused.name
      }
    }
    return result
  }

  /// Asks once and counts the answer; whether it was no.
  private mutating func ask<Request: SwiftProtobuf.Message, Reply: SwiftProtobuf.Message>(
    _ client: GRPCClient<some ClientTransport>, _ method: MethodDescriptor, _ request: Request,
    _ measured: Range<Int64>, _ refusal: @escaping @Sendable (Reply) -> String?
  ) async throws -> Bool {
    let sent = Clock.now()
    let refused = try await client.unary(
      request: ClientRequest(message: request), descriptor: method, serializer: ProtobufSerializer<Request>(),
      deserializer: ProtobufDeserializer<Reply>(), options: .defaults
    ) { response in refusal(try response.message) }
    let now = Clock.now()
    if let refused {
      result.refusals[refused, default: 0] += 1
      return true
    }
    if measured.contains(sent) { result.latencies.append(now - sent) }
    if measured.contains(now) { result.done += 1 }
    return false
  }

  /// Milliseconds, then what is this place's own.
  private mutating func id() -> Data {
    counter += 1
    let high = UInt64(Clock.milliseconds()) << 16 | 0x7000 | UInt64(number)
    let low = 0x8000_0000_0000_0000 | counter
    return Data([high, low].flatMap { part in (0..<8).map { UInt8(truncatingIfNeeded: part >> (56 - $0 * 8)) } })
  }
}
