/// What a server counts: replies by method and ending, and how long requests took, by a clock that only the test moves.
import Measures
import NIOCore
import Testing

@testable import RPC

@Suite struct `A server counts` {
  private func frame(_ method: UInt32, _ id: UInt32, _ message: [UInt8] = []) -> [UInt8] {
    var buffer = ByteBuffer()
    buffer.writeRequest(method: method, id: id, message: message)
    return Array(buffer.readableBytesView)
  }

  @Test func `each reply once, by its method and how it ended`() throws {
    let measures = ServerMeasures(judge: { $0.byteCount == 0 ? .accepted : .refused })
    let bench = try Bench(measures: measures)
    try bench.receive(frame(3, 1) + frame(3, 2, [1]) + frame(4, 3) + frame(4, 4))
    let group = try #require(bench.turns().first)
    group.reply(
      group.requests.prefix(2).map { OutgoingReply(to: $0.requestID, message: Array($0.message.readableBytesView)) })
    group.reply([
      OutgoingReply(failing: group.requests[2].requestID, with: .permissionDenied),
      OutgoingReply(failing: group.requests[3].requestID, with: .unavailable),
    ])
    _ = try bench.sent()
    #expect(measures.replies(to: 3, .accepted) == 1)
    #expect(measures.replies(to: 3, .refused) == 1)
    #expect(measures.replies(to: 4, .denied) == 1)
    #expect(measures.replies(to: 4, .failed) == 1)
    #expect(measures.replies(to: 4, .accepted) == 0)
  }

  @Test func `methods that nobody has as the last one`() throws {
    let measures = ServerMeasures()
    let bench = try Bench(measures: measures)
    try bench.receive(frame(.max, 1) + frame(UInt32(ServerMeasures.methods), 2))
    let group = try #require(bench.turns().first)
    group.reply(group.requests.map { OutgoingReply(failing: $0.requestID, with: .unimplemented) })
    _ = try bench.sent()
    #expect(measures.replies(to: UInt32(ServerMeasures.methods - 1), .denied) == 2)
  }

  @Test func `what was too much at once as overloaded, and not how long it took`() throws {
    var limits = ServerLimits()
    limits.inFlight = 1
    let measures = ServerMeasures()
    let bench = try Bench(limits, measures: measures)
    try bench.receive(frame(1, 1) + frame(1, 2))
    _ = try bench.sent()
    #expect(measures.replies(to: 1, .overloaded) == 1)
    #expect(measures.latency(of: 0).sample(scale: 1).count == 0)
  }

  @Test func `how long requests took from the turn that read them, by kind`() throws {
    let measures = ServerMeasures(kind: { $0 == 1 ? 0 : 1 })
    let bench = try Bench(measures: measures)
    try bench.receive(frame(1, 1) + frame(1, 2))
    bench.advance(.microseconds(40))
    try bench.receive(frame(2, 3))
    let groups = bench.turns()
    bench.advance(.microseconds(24))
    for group in groups { bench.echo(group) }
    _ = try bench.sent()
    let (first, second) = (measures.latency(of: 0).sample(scale: 1), measures.latency(of: 1).sample(scale: 1))
    #expect(first.buckets == [Measurement.Bucket(from: 64, below: 72, count: 2)])
    #expect(first.value == 128)
    #expect(second.buckets == [Measurement.Bucket(from: 24, below: 26, count: 1)])
  }
}
