/// Both ends of a connection: what comes is handed over as another reading of the same bytes has it, however it is cut.
internal import Logging
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import NIOEmbedded

@testable internal import RPC

/// An input: whose end it is, chance for the rest, and the bytes that come.
enum FrameSurface {
  static func take(_ bytes: [UInt8]) throws {
    var input = Input(bytes)
    let flags = input.byte()
    var dice = Dice(state: UInt64(input.number(UInt16.self)))
    let stream = input.all()
    if flags & 1 == 0 {
      try ServerEnd(&dice).take(stream, &dice)
    } else {
      try ClientEnd(calls: 1 + Int(flags >> 1 & 7), &dice).take(stream, &dice)
    }
  }

  /// So that bounds are met.
  static let bound = 96

  static let quiet = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }
}

/// A frame, read without the code that is fed: numbers of four bytes, the last but one the length, and the message.
private struct Frame: Equatable {
  var numbers: [UInt32]
  var message: [UInt8] = []

  var method: UInt32 { numbers[numbers.count - 3] }
  var id: UInt32 { numbers[numbers.count - 1] }

  enum Next {
    case frame(Frame, length: Int)
    case incomplete
    case oversize
  }

  /// The frame that `bytes` begin with, whose header has so many numbers.
  static func next(_ bytes: ArraySlice<UInt8>, numbers count: Int) -> Next {
    guard bytes.count >= 4 * count else { return .incomplete }
    let numbers = (0..<count).map { index in
      (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[bytes.startIndex + 4 * index + $1]) << UInt32(8 * $1) }
    }
    let length = Int(numbers[count - 2])
    guard length <= FrameSurface.bound else { return .oversize }
    guard bytes.count >= 4 * count + length else { return .incomplete }
    let message = Array(bytes.dropFirst(4 * count).prefix(length))
    return .frame(Frame(numbers: numbers, message: message), length: 4 * count + length)
  }

  static func all(_ bytes: [UInt8], numbers count: Int) -> [Frame]? {
    var rest = bytes[...]
    var frames: [Frame] = []
    while !rest.isEmpty {
      guard case .frame(let frame, let length) = next(rest, numbers: count) else { return nil }
      frames.append(frame)
      rest = rest.dropFirst(length)
    }
    return frames
  }
}

// MARK: - The server's end

private final class ServerEnd {
  private static let inFlight = 4
  private let channel = EmbeddedChannel()
  private let groups = NIOLockedValueBox<[RequestGroup]>([])
  /// What is to be answered.
  private var open: [(group: RequestGroup, request: IncomingRequest)] = []
  /// What must have been written.
  private var owed: [Frame] = []
  /// What came and was not handed over at the last look, by another reading.
  private var waiting: [Frame] = []
  private var isOver = false

  init(_ dice: inout Dice) throws {
    var limits = ServerLimits()
    limits.frameBytes = FrameSurface.bound
    limits.inFlight = ServerEnd.inFlight
    let groups = groups
    let handler = ServerHandler(
      limits: limits, outbox: Outbox(loop: channel.embeddedEventLoop),
      peer: Peer(description: "fuzz", caller: .trusted), logger: FrameSurface.quiet,
      refusals: RefusalLog(FrameSurface.quiet)
    ) { group in groups.withLockedValue { $0.append(group) } }
    try channel.pipeline.syncOperations.addHandler(handler)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
  }

  func take(_ stream: [UInt8], _ dice: inout Dice) throws {
    let isTLS = stream.starts(with: Opening.handshake)
    var unread: ArraySlice<UInt8> = []
    for piece in stream.pieces(&dice) {
      unread += piece
      channel.pipeline.fireChannelRead(ByteBuffer(bytes: piece))
      if !isTLS { try hear(&unread) }
      if Bool.random(using: &dice) {
        channel.pipeline.fireChannelReadComplete()
        try lookAtGroup()
      }
      while !open.isEmpty, Int.random(in: 0..<3, using: &dice) == 0 { answer(&dice) }
    }
    channel.pipeline.fireChannelReadComplete()
    try lookAtGroup()
    channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    while !open.isEmpty { answer(&dice) }
    channel.embeddedEventLoop.run()
    try require(!channel.isActive, "the connection stays open when all is answered and nothing more can come")
    var written: [UInt8] = []
    while let buffer = try channel.readOutbound(as: ByteBuffer.self) { written += buffer.readableBytesView }
    _ = try? channel.finish(acceptAlreadyClosed: true)
    if isTLS {
      try require(written == Opening.refusal, "who speaks TLS is answered \(written)")
    } else {
      let replies = Frame.all(written, numbers: 4)
      try require(replies == owed, "written were \(replies.map { "\($0)" } ?? "no replies"), owed \(owed)")
    }
  }

  /// Reads on by the other reading.
  private func hear(_ unread: inout ArraySlice<UInt8>) throws {
    while !isOver {
      switch Frame.next(unread, numbers: 3) {
      case .incomplete: return
      case .oversize:
        isOver = true
        // All that came before is handed over at once.
        try lookAtGroup()
      case .frame(let frame, let length):
        waiting.append(frame)
        unread = unread.dropFirst(length)
      }
    }
  }

  /// What was handed over must be what came, up to the bound; what is past it was refused.
  private func lookAtGroup() throws {
    let came = groups.withLockedValue { groups in
      defer { groups = [] }
      return groups
    }
    let taken = min(waiting.count, ServerEnd.inFlight - open.count)
    let handed = came.flatMap { group in group.requests.map { (group: group, request: $0) } }
    try require(came.count == (taken == 0 ? 0 : 1), "\(taken) requests were handed over in \(came.count) groups")
    try require(
      handed.map { Frame($0.request) } == Array(waiting.prefix(taken)),
      "handed over were \(handed.map { Frame($0.request) }), and there came \(waiting)")
    open += handed
    owed += waiting.dropFirst(taken).map { Frame(numbers: [8, $0.method, 0, $0.id]) }
    waiting = []
  }

  private func answer(_ dice: inout Dice) {
    let (group, request) = open.remove(at: Int.random(in: open.indices, using: &dice))
    if Bool.random(using: &dice) {
      let message = Array(request.message.readableBytesView)
      group.reply([OutgoingReply(to: request.requestID, message: message)])
      owed.append(Frame(numbers: [0, request.method, UInt32(message.count), request.id], message: message))
    } else {
      group.reply([OutgoingReply(failing: request.requestID, with: .unavailable)])
      owed.append(Frame(numbers: [14, request.method, 0, request.id]))
    }
    channel.embeddedEventLoop.run()
  }
}

extension Frame {
  fileprivate init(_ request: IncomingRequest) {
    let message = Array(request.message.readableBytesView)
    self.init(numbers: [request.method, UInt32(message.count), request.id], message: message)
  }
}

// MARK: - The client's end

private final class ClientEnd {
  private let channel = EmbeddedChannel()
  private let answers = NIOLockedValueBox<[Int: [Result<[UInt8], RPCError>]]>([:])
  /// By id: which call, and its method.
  private var pending: [UInt32: (call: Int, method: UInt32)] = [:]
  private var owed: [Int: Result<[UInt8], RPCError>] = [:]
  private var failure: RPCError?

  init(calls count: Int, _ dice: inout Dice) throws {
    let handler = ClientHandler(replyBytes: FrameSurface.bound, silence: .hours(1))
    try channel.pipeline.syncOperations.addHandler(handler)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    let answers = answers
    let calls = (0..<count).map { call in
      PendingCall(method: UInt32(call % 3), message: [], deadline: .distantFuture) { answer in
        answers.withLockedValue { $0[call, default: []].append(answer) }
      }
    }
    handler.send(calls)
    for (index, call) in calls.enumerated() {
      guard let id = call.id else { throw Finding("a call was not sent") }
      pending[id] = (index, call.method)
    }
    if Int.random(in: 0..<4, using: &dice) == 0 {
      handler.cancel(calls[0])
      pending[calls[0].id ?? 0] = nil
      owed[0] = .failure(.cancelled)
    }
  }

  func take(_ stream: [UInt8], _ dice: inout Dice) throws {
    let count = pending.count + owed.count
    for piece in stream.pieces(&dice) {
      channel.pipeline.fireChannelRead(ByteBuffer(bytes: piece))
      channel.pipeline.fireChannelReadComplete()
      // Whoever hears nothing waits no longer.
      if !channel.isActive { break }
    }
    hear(stream)
    let isEnded = failure != nil
    try require(
      channel.isActive != isEnded, "the connection is \(isEnded ? "open" : "closed"): \(String(describing: failure))")
    _ = try? channel.finish(acceptAlreadyClosed: true)
    channel.embeddedEventLoop.run()
    for (call, _) in pending.values { owed[call] = .failure(failure ?? .closed(wasSent: true)) }
    let heard = answers.withLockedValue { $0 }
    try require(
      heard.count == count && heard.values.allSatisfy { $0.count == 1 }, "a call has not one answer: \(heard)")
    for (call, answer) in heard {
      guard let owed = owed[call] else { throw Finding("call \(call) was answered \(answer)") }
      let isSame =
        switch (owed, answer[0]) {
        // The words are for people.
        case (.failure(.badFrame), .failure(.badFrame)), (.failure(.insecure), .failure(.insecure)): true
        default: owed == answer[0]
        }
      try require(isSame, "call \(call) was answered \(answer), and not \(owed)")
    }
  }

  private func hear(_ stream: [UInt8]) {
    if stream.starts(with: Opening.alert) {
      failure = .insecure("")
      return
    }
    var rest = stream[...]
    while true {
      switch Frame.next(rest, numbers: 4) {
      case .incomplete: return
      case .oversize:
        failure = .badFrame("")
        return
      case .frame(let frame, let length):
        rest = rest.dropFirst(length)
        guard let (call, method) = pending[frame.id] else { continue }
        guard frame.method == method else {
          failure = .badFrame("")
          return
        }
        pending[frame.id] = nil
        let status = StatusCode(rawValue: frame.numbers[0])
        owed[call] = status == .ok ? .success(frame.message) : .failure(.status(status))
      }
    }
  }
}
