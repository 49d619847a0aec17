/// What a server reads: frames in any pieces, bounds, ends.
import NIOCore
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
}
