/// One connection to a card host, byte by byte and second by second, without a network.
import NIOCore
import NIOEmbedded
import Testing

@testable import Rails

@Suite struct `a connection to a card host` {
  private typealias Answer = CardWait<Result<ISOMessage, CardSilence>>

  /// A connection, and what it gave notice of.
  private struct Line {
    let channel = EmbeddedChannel()
    let notices = CardNotices()
    let handler: CardHandler

    init() throws {
      let handler = CardHandler(
        idle: .seconds(60), timeout: .seconds(15),
        echo: {
          try? Line.message(.networkManagement, [(7, "0302100000"), (11, "900000"), (70, "301")])
        }, notice: notices.take)
      self.handler = handler
      try channel.pipeline.syncOperations.addHandler(handler)
      try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    static func message(_ type: ISOType, _ fields: [(Int, String)]) throws(ISOFault) -> ISOMessage {
      var message = ISOMessage(type)
      for (number, text) in fields { try message.set(number, text) }
      return message
    }

    static func request(_ number: Int, reference: String = "R") throws -> ISOMessage {
      try message(.authorisation, [(2, PaymentOrder.card), (11, "\(number)"), (37, reference)])
    }

    static func answer(_ number: Int, reference: String = "R") throws -> [UInt8] {
      try ISOFrame.framed(
        message(ISOType.authorisation.response, [(11, "\(number)"), (37, reference), (39, "00")]).bytes)
    }

    func send(_ request: ISOMessage) -> CardWait<Result<ISOMessage, CardSilence>> {
      let wait = CardWait<Result<ISOMessage, CardSilence>>()
      handler.send(request, wait)
      return wait
    }

    func hear(_ bytes: [UInt8]) throws { try channel.writeInbound(ByteBuffer(bytes: bytes)) }

    /// The messages that left since it was last asked.
    func sent() throws -> [ISOMessage] {
      var messages: [ISOMessage] = []
      while let bytes = try channel.readOutbound(as: ByteBuffer.self) {
        let frame = Array(bytes.readableBytesView)
        #expect(Int(frame[0]) << 8 + Int(frame[1]) == frame.count - 2)
        messages.append(try ISOMessage(Array(frame.dropFirst(2))))
      }
      return messages
    }
  }

  @Test func `takes answers in any order and in any pieces`() async throws {
    let line = try Line()
    let waits = try (1...3).map { line.send(try Line.request($0)) }
    #expect(try line.sent().map { $0.text(11) } == ["000001", "000002", "000003"])
    for byte in try Line.answer(2) { try line.hear([byte]) }
    try line.hear(Line.answer(3) + Line.answer(1).prefix(7))
    try line.hear(Array(Line.answer(1).dropFirst(7)))
    for (place, wait) in waits.enumerated() { #expect(try await wait.value.get().text(11) == "00000\(place + 1)") }
    #expect(line.notices.all.isEmpty)
  }

  @Test func `takes no answer that is about something else`() async throws {
    let line = try Line()
    let wait = line.send(try Line.request(1, reference: "R1"))
    try line.hear(Line.answer(2))
    try line.hear(Line.answer(1, reference: "R2"))
    try line.hear(ISOFrame.framed(Line.message(ISOType.reversal.response, [(11, "1")]).bytes))
    try line.hear(ISOFrame.framed([0x30, 0x31]))
    try line.hear(ISOFrame.framed(Line.request(1).bytes))
    #expect(
      line.notices.all.map(\.description) == [
        "A message of the card host was passed over: 0110 with number 000002 answers nothing, or comes too late.",
        "A message of the card host was passed over: 0110 with number 000001 has another field 37.",
        "A message of the card host was passed over: 0410 with number 000001 answers nothing, or comes too late.",
        "A message of the card host was passed over: the message's type at byte 0: it ends 2 bytes too early.",
        "A message of the card host was passed over: 0100 is nothing that a host asks.",
      ])
    try line.hear(Line.answer(1, reference: "R1"))
    #expect(try await wait.value.get().text(39) == "00")
  }

  @Test(arguments: [[0, 0], [0x20, 0x01], [0xFF, 0xFF]] as [[UInt8]])
  func `ends over a length that cannot be`(header: [UInt8]) async throws {
    let line = try Line()
    let wait = line.send(try Line.request(1))
    try line.hear(header)
    #expect(!line.channel.isActive)
    guard case .failure(.unanswered(let reason)) = await wait.value else {
      Issue.record("it has an answer")
      return
    }
    #expect(reason.contains("its length header says"))
    guard case .failure(.unsent) = await line.send(try Line.request(2)).value else {
      Issue.record("it was sent")
      return
    }
  }

  @Test func `waits for an answer so long, and then asks for an echo, if it heard nothing`() async throws {
    let line = try Line()
    let first = line.send(try Line.request(1))
    _ = try line.sent()
    line.channel.embeddedEventLoop.advanceTime(by: .seconds(15))
    #expect(await first.value == .failure(.unanswered("no answer in time")))
    let echoes = try line.sent()
    #expect(echoes.map(\.type) == [.networkManagement])
    #expect(echoes.map { $0.text(70) } == ["301"])
    // Who gives no echo either is left.
    line.channel.embeddedEventLoop.advanceTime(by: .seconds(15))
    #expect(line.notices.all == [.disconnected(reason: "the host gives no echo")])
  }

  @Test func `asks for an echo when nothing was heard for long`() throws {
    let line = try Line()
    line.handler.listen()
    line.channel.embeddedEventLoop.advanceTime(by: .seconds(59))
    #expect(try line.sent().isEmpty)
    for round in 0..<3 {
      // Nothing was heard since the beginning, and then since the last echo.
      line.channel.embeddedEventLoop.advanceTime(by: .seconds(round == 0 ? 1 : 60))
      let echoes = try line.sent()
      #expect(echoes.count == 1)
      var answer = try #require(echoes.first)
      answer.type = answer.type.response
      try answer.set(39, "00")
      try line.hear(ISOFrame.framed(answer.bytes))
    }
    #expect(line.channel.isActive)
  }

  @Test func `gives the host its echo`() throws {
    let line = try Line()
    let echo = try Line.message(.networkManagement, [(7, "0302100000"), (11, "5"), (70, "301")])
    try line.hear(ISOFrame.framed(echo.bytes))
    let answers = try line.sent()
    #expect(answers.map(\.type) == [ISOType.networkManagement.response])
    #expect(answers.first?.text(11) == "000005")
    #expect(answers.first?.text(39) == "00")
  }

  @Test func `ends all that waits when it ends`() async throws {
    let line = try Line()
    let waits = try (1...3).map { line.send(try Line.request($0)) }
    try await line.channel.close()
    for wait in waits {
      #expect(await wait.value == .failure(.unanswered("the connection ended: the host closed it")))
    }
  }
}
