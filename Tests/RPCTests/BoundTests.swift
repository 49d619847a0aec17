/// The bounds of a connection: in flight, silence, replies that nobody reads.
import NIOCore
import NIOEmbedded
import Testing

@testable import RPC

@Suite struct `Bounds of a connection` {
  static func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
    var limits = ServerLimits()
    change(&limits)
    return limits
  }

  static func requests(_ ids: ClosedRange<UInt32>) -> [UInt8] { ids.flatMap { request(1, id: $0, [UInt8($0)]) } }
  static func answers(_ ids: ClosedRange<UInt32>) -> [UInt8] { ids.flatMap { reply(0, 1, id: $0, [UInt8($0)]) } }
  static func refusals(_ ids: ClosedRange<UInt32>) -> [UInt8] { ids.flatMap { reply(8, 1, id: $0) } }

  @Test(arguments: [
    (4096, 65_536, 4096), (4096, 4224, 4096), (4096, 4223, 4095), (4096, 1024, 896), (4096, 100, 1), (64, 256, 64),
  ])
  func `connections leave the process the files that it needs itself`(wanted: Int, files: Int, room: Int) {
    #expect(Self.limits { $0.connections = wanted }.connections(within: files) == room)
  }

  @Test func `however many frames are too long, the log says so a few times a minute`() async throws {
    let log = LogBook()
    try await withServer(log: log) { server, endpoint in
      for id in 1...UInt32(3 * RefusalLog.linesPerMinute) {
        try await RawPeer.with(endpoint) { peer in
          try await peer.write([1, UInt32.max, id].flatMap(number))
          #expect(await peer.readToEnd().isEmpty)
        }
      }
    }
    let said = log.messages.filter { $0 == "a frame is too long: connection closed" }.count
    // The minute may end meanwhile.
    #expect((RefusalLog.linesPerMinute...2 * RefusalLog.linesPerMinute).contains(said))
  }

  @Test func `requests past the bound in flight are told so at once, and there is room again after answers`() throws {
    let bench = try Bench(Self.limits { $0.inFlight = 3 })
    try bench.receive(Self.requests(1...2))
    try bench.receive(Self.requests(3...5))
    #expect(try bench.sent() == Self.refusals(4...5))
    try bench.receive(Self.requests(6...6))
    #expect(try bench.sent() == Self.refusals(6...6))
    let turns = bench.turns()
    #expect(turns.flatMap(\.contents).flatMap { $0 } == Self.requests(1...3))
    bench.echo(turns[0])
    #expect(try bench.sent() == Self.answers(1...2))
    try bench.receive(Self.requests(7...9))
    #expect(try bench.sent() == Self.refusals(9...9))
    #expect(bench.turns().flatMap(\.contents).flatMap { $0 } == Self.requests(7...8))
  }

  @Test func `requests past the bound and an oversize frame in one turn: what was taken is still answered`() throws {
    let bench = try Bench(
      Self.limits {
        $0.inFlight = 1
        $0.frameBytes = 1
      })
    try bench.receive(Self.requests(1...2) + request(1, id: 3, [1, 2]))
    #expect(try bench.sent() == Self.refusals(2...2))
    #expect(bench.isOpen)
    for turn in bench.turns() { bench.echo(turn) }
    #expect(try bench.sent() == Self.answers(1...1))
    #expect(!bench.isOpen)
  }

  @Test func `a silent connection is closed, one that speaks or waits for answers is not`() throws {
    let bench = try Bench(Self.limits { $0.idle = .seconds(10) })
    bench.advance(.seconds(9))
    try bench.receive(Self.requests(1...1))
    bench.advance(.seconds(1000))
    #expect(bench.isOpen, "an answer is owed")
    for turn in bench.turns() { bench.echo(turn) }
    #expect(try bench.sent() == Self.answers(1...1))
    bench.advance(.seconds(9))
    #expect(bench.isOpen)
    bench.advance(.seconds(2))
    #expect(!bench.isOpen)
    #expect(bench.log.messages == ["a connection was silent for too long: closed"])
  }

  @Test func `a peer that takes no answers is not read from, and cut off when that lasts`() throws {
    let bench = try Bench(Self.limits { $0.writeStall = .seconds(10) })
    let reads = ReadCounter()
    try bench.channel.pipeline.syncOperations.addHandler(reads, position: .first)
    bench.channel.isWritable = false
    bench.channel.pipeline.fireChannelWritabilityChanged()
    bench.channel.read()
    #expect(reads.count == 0)
    bench.advance(.seconds(9))
    bench.channel.isWritable = true
    bench.channel.pipeline.fireChannelWritabilityChanged()
    #expect(reads.count == 1, "the read that was held back")
    bench.advance(.seconds(9))
    #expect(bench.isOpen)
    bench.channel.isWritable = false
    bench.channel.pipeline.fireChannelWritabilityChanged()
    bench.advance(.seconds(11))
    #expect(!bench.isOpen)
    #expect(bench.log.messages == ["a peer does not read its answers: connection closed"])
  }

  @Test func `answers past what may wait for a peer are replaced by their status`() throws {
    let bench = try Bench(Self.limits { $0.backlogBytes = 100 })
    try bench.receive(Self.requests(1...4))
    let group = try #require(bench.turns().first)
    // As it is when the socket takes nothing.
    bench.channel.isWritable = false
    let message = [UInt8](repeating: 7, count: 34)
    group.reply(group.requests.map { OutgoingReply(to: $0.requestID, message: message) })
    let answers: [[UInt8]] = [
      reply(0, 1, id: 1, message), reply(0, 1, id: 2, message), reply(8, 1, id: 3), reply(8, 1, id: 4),
    ]
    #expect(try bench.sent() == answers.flatMap { $0 })
  }

  @Test func `told to end, it reads no more, answers what it took, and closes`() throws {
    let bench = try Bench()
    try bench.receive(Self.requests(1...2))
    bench.stopReading()
    try bench.receive(Self.requests(3...3))
    bench.endWhenDone()
    #expect(bench.isOpen)
    let turns = bench.turns()
    #expect(turns.flatMap(\.contents).flatMap { $0 } == Self.requests(1...2))
    bench.echo(turns[0])
    #expect(try bench.sent() == Self.answers(1...2))
    #expect(!bench.isOpen)
  }

  @Test func `told to end with nothing owed, it closes at once`() throws {
    let bench = try Bench()
    bench.endWhenDone()
    #expect(!bench.isOpen)
  }
}

/// Counts the reads that reach the socket.
private final class ReadCounter: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer
  var count = 0

  func read(context: ChannelHandlerContext) {
    count += 1
    context.read()
  }
}
