/// What a server reads: frames in any pieces, bounds, ends.
import NIOCore
import NIOEmbedded
import Testing

@testable import RPC

@Suite struct `Reading` {
  static let requests = [request(0, id: 0), request(7, id: 1, [1, 2, 3]), request(.max, id: .max, [0xFF])]

  @Test func `requests in one piece are one turn, in their order`() throws {
    let bench = try Bench()
    try bench.receive(Self.requests.flatMap { $0 })
    #expect(bench.turns().map(\.contents) == [Self.requests])
  }

  @Test func `requests byte by byte come whole`() throws {
    let bench = try Bench()
    for byte in Self.requests.joined() { try bench.receive([byte]) }
    #expect(bench.turns().map(\.contents) == Self.requests.map { [$0] })
  }

  @Test func `requests in two pieces, however cut, come whole`() throws {
    let whole = Self.requests.flatMap { $0 }
    for cut in 1..<whole.count {
      let bench = try Bench()
      try bench.receive(Array(whole[..<cut]))
      try bench.receive(Array(whole[cut...]))
      #expect(bench.turns().flatMap(\.contents) == Self.requests, "cut at \(cut)")
    }
  }

  @Test func `requests in three pieces, however cut, come whole`() throws {
    let whole = Self.requests.flatMap { $0 }
    for first in 1..<whole.count - 1 {
      for second in first + 1..<whole.count {
        let bench = try Bench()
        try bench.receive(Array(whole[..<first]))
        try bench.receive(Array(whole[first..<second]))
        try bench.receive(Array(whole[second...]))
        #expect(bench.turns().flatMap(\.contents) == Self.requests, "cut at \(first) and \(second)")
      }
    }
  }

  @Test func `replies are written as they were asked for, whoever is first`() throws {
    let bench = try Bench()
    try bench.receive(request(1, id: 10, [1]) + request(2, id: 20, [2]))
    let group = try #require(bench.turns().first)
    group.reply([OutgoingReply(to: group.requests[1].requestID, message: [2, 2])])
    group.reply([OutgoingReply(failing: group.requests[0].requestID, with: .unimplemented)])
    #expect(try bench.sent() == reply(0, 2, id: 20, [2, 2]) + reply(12, 1, id: 10))
  }

  @Test func `an oversize frame is refused by its header, and what came before it is answered`() throws {
    var limits = ServerLimits()
    limits.frameBytes = 3
    let bench = try Bench(limits)
    try bench.receive(request(1, id: 1, [1, 2, 3]) + number(1) + number(4) + number(2))
    let group = try #require(bench.turns().first)
    #expect(group.contents == [request(1, id: 1, [1, 2, 3])])
    #expect(bench.isOpen)
    try bench.receive([1, 2, 3, 4] + request(1, id: 3))
    #expect(bench.turns().isEmpty, "nothing after it is read")
    bench.echo(group)
    #expect(try bench.sent() == reply(0, 1, id: 1, [1, 2, 3]))
    #expect(!bench.isOpen)
    #expect(bench.log.messages == ["a frame is too long: connection closed"])
  }

  @Test func `half a frame and an end is an end`() throws {
    let bench = try Bench()
    try bench.receive(Array(request(1, id: 1, [1, 2, 3]).dropLast()))
    bench.receiveEnd()
    #expect(!bench.isOpen)
    #expect(bench.turns().isEmpty)
    #expect(bench.log.messages == ["a connection ended within a frame"])
  }

  @Test func `a peer that has shut down its side gets all answers`() throws {
    let bench = try Bench()
    try bench.receive(request(1, id: 1, [1]) + request(1, id: 2, [2]))
    bench.receiveEnd()
    #expect(bench.isOpen)
    let group = try #require(bench.turns().first)
    group.reply([OutgoingReply(to: group.requests[0].requestID, message: [1])])
    #expect(try bench.sent() == reply(0, 1, id: 1, [1]))
    #expect(bench.isOpen)
    group.reply([OutgoingReply(to: group.requests[1].requestID, message: [2])])
    #expect(try bench.sent() == reply(0, 1, id: 2, [2]))
    #expect(!bench.isOpen)
  }

  @Test func `answers to a connection that is gone are heard by nobody`() throws {
    let bench = try Bench()
    try bench.receive(request(1, id: 1, [1]))
    let group = try #require(bench.turns().first)
    try bench.channel.close().wait()
    bench.echo(group)
    #expect(try bench.sent() == [])
  }

  @Test func `replies posted before the loop's turn leave together`() throws {
    let bench = try Bench()
    let flushes = FlushCounter()
    try bench.channel.pipeline.syncOperations.addHandler(flushes, position: .first)
    try bench.receive(Self.requests.flatMap { $0 })
    let group = try #require(bench.turns().first)
    for request in group.requests { group.reply([OutgoingReply(to: request.requestID, message: [])]) }
    #expect(flushes.count == 0)
    #expect(try bench.sent() == reply(0, 0, id: 0) + reply(0, 7, id: 1) + reply(0, .max, id: .max))
    #expect(flushes.count == 1)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `random bytes in random pieces are what a plain reading of the whole finds`(_ seed: UInt64) throws {
    var random = SplitMix(state: seed)
    var limits = ServerLimits()
    limits.frameBytes = 40
    // Mostly frames; now and then a length past the bound, and in the end anything.
    var stream: [UInt8] = []
    for _ in 0..<Int.random(in: 0...30, using: &random) {
      let length = Int.random(in: 0...(Int.random(in: 0...20, using: &random) == 0 ? 45 : 40), using: &random)
      let message = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      stream += request(.random(in: 0 ... .max, using: &random), id: .random(in: 0 ... .max, using: &random), message)
    }
    stream += (0..<Int.random(in: 0...30, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }

    var (expected, rest, isWrong) = ([[UInt8]](), stream[...], false)
    while rest.count >= 12 {
      let length = rest.dropFirst(4).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      isWrong = length > 40
      guard !isWrong, rest.count >= 12 + length else { break }
      expected.append(Array(rest.prefix(12 + length)))
      rest = rest.dropFirst(12 + length)
    }

    let bench = try Bench(limits)
    var unsent = stream[...]
    while !unsent.isEmpty {
      let piece = unsent.prefix(.random(in: 1...50, using: &random))
      try bench.receive(Array(piece))
      unsent = unsent.dropFirst(piece.count)
    }
    let turns = bench.turns()
    #expect(turns.flatMap(\.contents) == expected)
    for turn in turns { bench.echo(turn) }
    #expect(try bench.sent().count == expected.reduce(0) { $0 + $1.count + 4 })
    #expect(bench.isOpen == !isWrong)
  }
}

/// Counts the flushes that reach the socket.
private final class FlushCounter: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer
  var count = 0

  func flush(context: ChannelHandlerContext) {
    count += 1
    context.flush()
  }
}

/// The same numbers for the same seed.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
