/// What callers may do before they are known: little, for a short time, and few of them at once.
import Identities
import Logging
import NIOCore
import NIOEmbedded
import NIOSSL
import Testing
import VouchTesting

@testable import RPC

@Suite(.timeLimit(.minutes(30))) struct `A stranger` {
  /// The gate alone, and what stands behind it.
  private struct Gate {
    let channel = EmbeddedChannel()
    let log = LogBook()
    let behind = Behind()

    init(_ limits: ServerLimits = ServerLimits()) throws {
      let gate = HandshakeGate(
        limits: limits, peer: "bench", judgement: Judgement(), log: RefusalLog(log.logger))
      try channel.pipeline.syncOperations.addHandlers([gate, behind])
      try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    var isOpen: Bool {
      channel.embeddedEventLoop.run()
      return channel.isActive
    }

    func receive(_ bytes: [UInt8]) throws { try channel.writeInbound(ByteBuffer(bytes: bytes)) }

    func sent() throws -> [UInt8] {
      var bytes: [UInt8] = []
      while let buffer = try channel.readOutbound(as: ByteBuffer.self) { bytes += buffer.readableBytesView }
      return bytes
    }
  }

  private final class Behind: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    var bytes: [UInt8] = []
    func channelRead(context: ChannelHandlerContext, data: NIOAny) { bytes += unwrapInboundIn(data).readableBytesView }
  }

  @Test func `has so much time to say who it is`() throws {
    var limits = ServerLimits()
    limits.handshake = .seconds(10)
    let gate = try Gate(limits)
    try gate.receive([0x16, 0x03, 0x01])
    gate.channel.embeddedEventLoop.advanceTime(by: .milliseconds(9999))
    #expect(gate.isOpen)
    gate.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
    #expect(!gate.isOpen)
    #expect(gate.log.reasons == ["it did not say who it is within 10.0 seconds"])
  }

  @Test func `has so many bytes to say who it is`() throws {
    var limits = ServerLimits()
    limits.handshakeBytes = 100
    let gate = try Gate(limits)
    let hello = [0x16, 0x03, 0x01] + [UInt8](repeating: 7, count: 96)
    try gate.receive(hello)
    try gate.receive([1])
    #expect(gate.isOpen)
    #expect(gate.behind.bytes == hello + [1])
    try gate.receive([2])
    #expect(!gate.isOpen)
    #expect(gate.behind.bytes == hello + [1])
    #expect(gate.log.reasons == ["it sent more than 100 bytes before it was known"])
  }

  /// First bytes, in the pieces in which they come.
  @Test(
    arguments: [
      [request(1, id: 1)], [[0x16], [0x00, 0x00, 0x00]], [Array("GET / HTTP/1.1\r\n".utf8)], [[0x15, 0x03, 0x03]],
      [[0x00]],
      [[0x80, 0x2E, 0x01, 0x03, 0x01]],
    ] as [[[UInt8]]])
  func `that does not speak TLS is told so in TLS's words, and read from no more`(pieces: [[UInt8]]) throws {
    let gate = try Gate()
    for piece in pieces { try gate.receive(piece) }
    #expect(try gate.sent() == [0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x0A])
    try gate.receive([0x16, 0x03, 0x01])
    #expect(gate.behind.bytes == Array(pieces.dropLast().joined()))
    gate.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!gate.isOpen)
    #expect(gate.log.reasons == ["it does not speak TLS, as this port does"])
  }

  @Test func `that says nothing and goes is worth no line`() throws {
    let gate = try Gate()
    gate.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    #expect(!gate.isOpen)
    #expect(gate.log.messages == [])
  }

  @Test func `that was there longest makes room for one more, and the known lose nothing`() async throws {
    var limits = ServerLimits()
    limits.strangers = 3
    try await withSecured(limits) { hall in
      let seller = try hall.authority.issue(TestAuthority.Draft("vouch://seller/SHOP-7"))
      let known = try await hall.connect(hall.credentials("seller", seller))
      try await RawPeer.with(hall.endpoint) { first in
        try await eventually("it is there") { hall.server.strangerCount == 1 }
        try await RawPeer.with(hall.endpoint) { second in
          try await eventually("it is there") { hall.server.strangerCount == 2 }
          try await RawPeer.with(hall.endpoint) { third in
            try await eventually("it is there") { hall.server.strangerCount == 3 }
            // A caller with a certificate comes in all the same, and takes the place of the first for a moment.
            _ = try await hall.caller(hall.credentials("another", seller))
            #expect(await first.readToEnd() == [])
            #expect(hall.server.strangerCount == 2)
            #expect(
              hall.log.reasons == ["it was the oldest of too many callers who had not said who they are"])
            try await second.write([0x16])
            try await third.write([0x16])
          }
        }
      }
      #expect(known.isOpen)
      _ = try await known.call(method: 1, message: [], deadline: .now() + .seconds(60))
    }
  }

  @Test func `without a certificate stays one, where none is needed`() async throws {
    var limits = ServerLimits()
    limits.strangers = 2
    try await withSecured(limits, callers: .anybody) { hall in
      let answer = try await Careless(nil).ask(hall.endpoint, request(1, id: 1))
      #expect(answer.bytes == reply(0, 1, id: 1, Array("nobody".utf8)))
      try await eventually("it is gone") { hall.server.connectionCount == 0 }
      #expect(hall.server.strangerCount == 0)
    }
  }

  @Test func `without a certificate has as long to say who it is as a handshake may take, where it must`() async throws
  {
    var limits = ServerLimits()
    limits.handshake = .milliseconds(500)
    try await withSecured(limits, callers: .key) { hall in
      let connection = try await hall.connect(hall.trusting())
      #expect(hall.server.strangerCount == 1)
      try await eventually("it is closed") { !connection.isOpen }
      #expect(hall.log.reasons == ["it did not say who it is within 0.5 seconds"])
      try await eventually("it is gone") { hall.server.strangerCount == 0 }
    }
  }

  @Test func `that shows by a request who it is, is one no more`() async throws {
    let key = try #require(AccessKeyID(number: 1 << 45))
    try await withSecured(callers: .key, admitting: { $0 == 9 ? key : nil }) { hall in
      let connection = try await hall.connect(hall.trusting())
      func ask(_ method: UInt32) async throws -> String {
        let message = [UInt8](repeating: 0, count: 10_000)
        return String(
          decoding: try await connection.call(method: method, message: message, deadline: .now() + .seconds(60)),
          as: UTF8.self)
      }
      #expect(try await ask(1) == "nobody")
      #expect(try await ask(9) == #"["auditor"] by key 1000000000"#)
      #expect(hall.server.strangerCount == 0)
      for _ in 0..<10 { #expect(try await ask(1) == #"["auditor"] by key 1000000000"#) }
      #expect(hall.log.messages.contains("a caller is known"))
    }
  }

  @Test func `does not hold up a stop`() async throws {
    try await withSecured { hall in
      try await RawPeer.with(hall.endpoint) { peer in
        try await peer.write([0x16, 0x03, 0x01])
        try await eventually("it is there") { hall.server.strangerCount == 1 }
        await hall.server.stopTaking()
        #expect(await hall.server.drain(within: .seconds(60)) == 0)
        #expect(await peer.readToEnd() == [])
      }
    }
  }

  @Test(arguments: 0..<32) func `that sends noise is refused, and the server goes on`(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let noise =
      [0x16, 0x03, 0x03]
      + (0..<Int.random(in: 1...4096, using: &random)).map { _ in
        UInt8.random(in: .min ... .max, using: &random)
      }
    try await withSecured { hall in
      try await RawPeer.with(hall.endpoint) { peer in
        try await peer.write(noise)
        peer.end()
        _ = await peer.readToEnd()
      }
      let seller = try hall.authority.issue(TestAuthority.Draft("vouch://seller/SHOP-7"))
      _ = try await hall.caller(hall.credentials("seller", seller))
      #expect(hall.log.reasons.count == 1, "seed \(seed): \(hall.log.reasons)")
    }
  }
}

@Suite struct `The line of strangers` {
  @Test func `go in the order in which they came, those who are known or gone left out`() {
    var strangers = Strangers<String>()
    let numbers = ["a", "b", "c", "d"].map { strangers.add($0) }
    strangers.remove(numbers[0])
    strangers.remove(numbers[2])
    #expect(strangers.count == 2)
    #expect(strangers.removeOldest() == "b")
    #expect(strangers.add("e") > numbers[3])
    #expect(strangers.removeOldest() == "d")
    strangers.remove(numbers[3])
    #expect(strangers.removeOldest() == "e")
    #expect(strangers.removeOldest() == nil)
    #expect(strangers.count == 0)
  }
}

@Suite struct `The log of refusals` {
  @Test func `has so many lines a minute, and says how many were left out`() {
    let book = LogBook()
    let log = RefusalLog(book.logger)
    let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
    for index in 0..<100 {
      log.write("refused", peer: "p", reason: "\(index)", at: start + .milliseconds(Int64(index)))
    }
    #expect(book.reasons == (0..<RefusalLog.linesPerMinute).map { "\($0)" })
    log.write("refused", peer: "p", reason: "later", at: start + .minutes(1))
    #expect(book.reasons.count == RefusalLog.linesPerMinute + 1)
    #expect(book.leftOut == ["70"])
  }
}
