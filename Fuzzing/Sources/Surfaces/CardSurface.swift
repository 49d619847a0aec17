/// A card host's messages: what is taken has just one form in bytes, and a connection is the same in any pieces.
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import NIOEmbedded

@testable internal import Rails

/// An input: 0 and a message, or 1, chance, and what a host sends.
enum CardSurface {
  static func take(_ bytes: [UInt8]) throws {
    var input = Input(bytes)
    if input.byte() & 1 == 0 { try message(input.all()) } else { try connection(&input) }
  }

  private static func message(_ bytes: [UInt8]) throws {
    let message: ISOMessage
    do throws(ISOFault) { message = try ISOMessage(bytes) } catch { return _ = "\(error)" }
    try require(message.bytes == bytes, "what was taken is written as \(message.bytes)")
    for number in message.fields.keys { _ = message.text(number) }
    try require(message.difference(from: message) == nil, "a message differs from itself")
  }

  private static func connection(_ input: inout Input) throws {
    var dice = Dice(state: UInt64(input.number(UInt16.self)))
    let bytes = input.all()
    let whole = try hear([bytes])
    let pieces = try hear(bytes.pieces(&dice))
    try require(whole == pieces, "in pieces a host said \(pieces), and at once \(whole)")
  }

  private struct Heard: Equatable {
    var notices: [String] = []
    var written: [UInt8] = []
    var answer: String?
    var isOpen = true
  }

  private static func hear(_ pieces: [[UInt8]]) throws -> Heard {
    let channel = EmbeddedChannel()
    let notices = NIOLockedValueBox<[String]>([])
    let handler = CardHandler(idle: .hours(1), timeout: .hours(1), echo: { nil }) { notice in
      notices.withLockedValue { $0.append("\(notice)") }
    }
    try channel.pipeline.syncOperations.addHandler(handler)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    var request = ISOMessage(.financial)
    try request.set(4, "1250")
    try request.set(11, "17")
    let wait = CardWait<Result<ISOMessage, CardSilence>>()
    handler.send(request, wait)
    for piece in pieces where channel.isActive {
      channel.pipeline.fireChannelRead(ByteBuffer(bytes: piece))
      channel.pipeline.fireChannelReadComplete()
    }
    var heard = Heard(isOpen: channel.isActive)
    _ = try? channel.finish(acceptAlreadyClosed: true)
    while let buffer = try channel.readOutbound(as: ByteBuffer.self) { heard.written += buffer.readableBytesView }
    heard.notices = notices.withLockedValue { $0 }
    return heard
  }
}
