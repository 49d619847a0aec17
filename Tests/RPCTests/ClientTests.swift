/// The client's side of a connection: requests as bytes, replies in any pieces, each call ended once.
import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded
import Testing

@testable import RPC

@Suite struct `The client's side` {
  /// A connection without a socket, and how its calls ended, in that order.
  private struct Side {
    let channel = EmbeddedChannel()
    let handler = ClientHandler(replyBytes: 64, silence: .seconds(5))
    private let ends = NIOLockedValueBox<[End]>([])

    struct End: Equatable {
      let call: UInt8
      let result: Result<[UInt8], RPCError>
    }

    init() throws {
      try channel.pipeline.syncOperations.addHandler(handler)
      try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    /// A call whose message is its number.
    func call(_ number: UInt8, method: UInt32 = 7, after timeout: TimeAmount = .seconds(10)) -> PendingCall {
      let ends = ends
      return PendingCall(method: method, message: [number], deadline: channel.eventLoop.now + timeout) { result in
        ends.withLockedValue { $0.append(End(call: number, result: result)) }
      }
    }

    func sent() throws -> [UInt8] {
      var bytes: [UInt8] = []
      while let buffer = try channel.readOutbound(as: ByteBuffer.self) { bytes += buffer.readableBytesView }
      return bytes
    }

    func receive(_ bytes: [UInt8]) throws { try channel.writeInbound(ByteBuffer(bytes: bytes)) }

    /// How calls ended since the last look.
    func ended() -> [End] {
      ends.withLockedValue { ends in
        defer { ends = [] }
        return ends
      }
    }

    var isOpen: Bool {
      channel.embeddedEventLoop.run()
      return channel.isActive
    }
  }

  @Test func `calls go out together, each with an id of its own`() throws {
    let side = try Side()
    side.handler.send([side.call(10), side.call(20, method: 8)])
    #expect(try side.sent() == request(7, id: 1, [10]) + request(8, id: 2, [20]))
    side.handler.send([side.call(30)])
    #expect(try side.sent() == request(7, id: 3, [30]))
  }

  @Test func `replies find their calls, in any order and however cut`() throws {
    let replies = reply(0, 7, id: 2, [2, 2]) + reply(0, 7, id: 1) + reply(4711, 7, id: 3)
    let ends: [Side.End] = [
      .init(call: 20, result: .success([2, 2])), .init(call: 10, result: .success([])),
      .init(call: 30, result: .failure(.status(StatusCode(rawValue: 4711)))),
    ]
    for first in 0..<replies.count {
      for second in first..<replies.count {
        let side = try Side()
        side.handler.send([side.call(10), side.call(20), side.call(30)])
        for part in [replies[..<first], replies[first..<second], replies[second...]] where !part.isEmpty {
          try side.receive(Array(part))
        }
        #expect(side.ended() == ends, "cut at \(first) and \(second)")
      }
    }
  }

  @Test func `a second answer and an answer to nothing are passed over`() throws {
    let side = try Side()
    side.handler.send([side.call(10), side.call(20)])
    try side.receive(reply(0, 7, id: 99, [9]) + reply(0, 7, id: 1, [1]) + reply(0, 7, id: 1, [9]))
    #expect(side.ended() == [.init(call: 10, result: .success([1]))])
    try side.receive(reply(0, 7, id: 2, [2]))
    #expect(side.ended() == [.init(call: 20, result: .success([2]))])
    #expect(side.isOpen)
  }

  @Test(
    arguments: [
      (reply(0, 8, id: 1), "it answers another method"),
      (number(0) + number(7) + number(65) + number(1), "its length is 65 bytes"),
      (Array("HTTP/1.1 400 Bad Request\r\n".utf8), "its length is 808465440 bytes"),
    ] as [([UInt8], String)])
  func `what is no reply ends the connection, with the reason`(_ bytes: [UInt8], reason: String) throws {
    let side = try Side()
    side.handler.send([side.call(10)])
    try side.receive(bytes)
    #expect(!side.isOpen)
    #expect(side.ended() == [.init(call: 10, result: .failure(.badFrame(reason)))])
    side.handler.send([side.call(20)])
    #expect(side.ended() == [.init(call: 20, result: .failure(.closed(wasSent: false)))])
  }

  @Test func `each call ends at its own deadline, and a late answer is passed over`() throws {
    let side = try Side()
    side.handler.send([side.call(10, after: .seconds(3)), side.call(20, after: .seconds(1))])
    side.handler.send([side.call(30, after: .seconds(2))])
    for call: UInt8 in [20, 30, 10] {
      side.channel.embeddedEventLoop.advanceTime(by: .milliseconds(999))
      #expect(side.ended() == [])
      side.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
      #expect(side.ended() == [.init(call: call, result: .failure(.deadline))])
    }
    try side.receive(reply(0, 7, id: 1, [1]))
    #expect(side.ended() == [])
    #expect(side.isOpen)
  }

  @Test func `a connection that owes answers and is silent too long is given up when a call's time is over`() throws {
    let side = try Side()
    side.handler.send([side.call(10, after: .seconds(100))])
    for call: UInt8 in [20, 30] {
      side.channel.embeddedEventLoop.advanceTime(by: .seconds(2))
      side.handler.send([side.call(call, after: .seconds(2))])
    }
    side.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1999))
    #expect(side.ended() == [.init(call: 20, result: .failure(.deadline))])
    #expect(side.isOpen, "less than five seconds")
    side.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
    #expect(!side.isOpen)
    #expect(
      side.ended() == [
        .init(call: 30, result: .failure(.deadline)), .init(call: 10, result: .failure(.closed(wasSent: true))),
      ])
  }

  @Test func `a connection that was silent because nothing was asked, or that says anything, is kept`() throws {
    let side = try Side()
    side.channel.embeddedEventLoop.advanceTime(by: .seconds(100))
    side.handler.send([side.call(10, after: .seconds(100))])
    for call: UInt8 in 1...20 {
      side.handler.send([side.call(call, after: .seconds(1))])
      side.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
      try side.receive(reply(0, 7, id: 0))
    }
    #expect(side.isOpen)
    #expect(side.ended() == (1...20).map { .init(call: $0, result: .failure(.deadline)) })
  }

  @Test func `a cancelled call ends, whether sent or not, and the others go on`() throws {
    let side = try Side()
    let (sent, unsent, other) = (side.call(10), side.call(20), side.call(30))
    side.handler.send([sent])
    side.handler.cancel(sent)
    side.handler.cancel(unsent)
    side.handler.send([unsent, other])
    #expect(try side.sent() == request(7, id: 1, [10]) + request(7, id: 2, [30]))
    try side.receive(reply(0, 7, id: 1, [1]) + reply(0, 7, id: 2, [2]))
    #expect(
      side.ended() == [
        .init(call: 10, result: .failure(.cancelled)), .init(call: 20, result: .failure(.cancelled)),
        .init(call: 30, result: .success([2])),
      ])
  }

  @Test func `a connection that ends, within a reply too, ends all calls`() throws {
    let side = try Side()
    side.handler.send([side.call(10)])
    try side.receive(Array(reply(0, 7, id: 1, [1]).dropLast()))
    try side.channel.close().wait()
    #expect(side.ended() == [.init(call: 10, result: .failure(.closed(wasSent: true)))])
    side.handler.send([side.call(20)])
    #expect(side.ended() == [.init(call: 20, result: .failure(.closed(wasSent: false)))])
  }
}
