/// One connection to a card host: requests go out as they come, answers find theirs by number and type.
internal import NIOCore

/// Why a request has no answer.
enum CardSilence: Error, Hashable, Sendable {
  /// Nothing of it left.
  case unsent(String)
  /// It may have arrived: no answer in time, or the connection ended.
  case unanswered(String)
}

/// Lives on its connection's event loop.
final class CardHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private struct Key: Hashable {
    /// Of the answer, as if it were no repeat.
    let type: ISOType
    let number: String
  }

  private struct Pending {
    let wait: CardWait<Result<ISOMessage, CardSilence>>
    let request: ISOMessage
    let timer: Scheduled<Void>
  }

  private let idle: TimeAmount
  private let timeout: TimeAmount
  private let notice: @Sendable (CardNotice) -> Void
  /// Makes the next echo.
  private let echo: @Sendable () -> ISOMessage?
  private var context: ChannelHandlerContext?
  private var partial: ByteBuffer?
  private var pending: [Key: Pending] = [:]
  private var heard = NIODeadline.uptimeNanoseconds(0)
  private var idling: Scheduled<Void>?
  private var failure: String?

  init(
    idle: TimeAmount, timeout: TimeAmount, echo: @escaping @Sendable () -> ISOMessage?,
    notice: @escaping @Sendable (CardNotice) -> Void
  ) {
    self.idle = idle
    self.timeout = timeout
    self.echo = echo
    self.notice = notice
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    heard = context.eventLoop.now
  }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { end() }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { close(because: "\(error)") }

  /// Closes the connection, for this reason.
  func close(because reason: String) {
    if failure == nil { failure = reason }
    context?.close(promise: nil)
  }

  private func end() {
    guard context != nil else { return }
    context = nil
    partial = nil
    idling?.cancel()
    let reason = failure ?? "the host closed it"
    notice(.disconnected(reason: reason))
    let waiting = pending
    pending = [:]
    for one in waiting.values {
      one.timer.cancel()
      one.wait.end(.failure(.unanswered("the connection ended: \(reason)")))
    }
  }

  /// Sends a request; `wait` ends with its answer, or the reason for none.
  func send(_ request: ISOMessage, _ wait: CardWait<Result<ISOMessage, CardSilence>>) {
    guard let context, failure == nil else { return wait.end(.failure(.unsent(failure ?? "the connection ended"))) }
    let key = Key(type: request.type.response.original, number: request.text(11) ?? "")
    guard pending[key] == nil else { return wait.end(.failure(.unsent("its number is in use"))) }
    guard let frame = try? ISOFrame.framed(request.bytes) else {
      return wait.end(.failure(.unsent("it is longer than \(ISOFrame.maximumBytes) bytes")))
    }
    let sent = context.eventLoop.now
    let timer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { self.endOverdue(key, sent: sent) }
    pending[key] = Pending(wait: wait, request: request, timer: timer)
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: frame)), promise: nil)
  }

  private func endOverdue(_ key: Key, sent: NIODeadline) {
    guard let overdue = pending.removeValue(forKey: key) else { return }
    overdue.wait.end(.failure(.unanswered("no answer in time")))
    if overdue.request.type == .networkManagement { return close(because: "the host gives no echo") }
    // One late answer is the issuer's. Where nothing at all came meanwhile, the host may be gone without a word.
    if heard <= sent { probe() }
  }

  // MARK: - Silence

  /// From now on, asks for an echo whenever nothing was heard for long.
  func listen() {
    guard let context else { return }
    let (now, due) = (context.eventLoop.now, heard + idle)
    idling = context.eventLoop.assumeIsolated().scheduleTask(deadline: due > now ? due : now + idle) {
      guard let context = self.context else { return }
      if context.eventLoop.now - self.heard >= self.idle { self.probe() }
      self.listen()
    }
  }

  /// Asks for an echo; a host that does not even answer that is left.
  private func probe() {
    guard !pending.keys.contains(where: { $0.type == ISOType.networkManagement.response }) else { return }
    if let request = echo() { send(request, CardWait()) }
  }

  // MARK: - What comes

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    if var earlier = partial.take() {
      earlier.writeBuffer(&bytes)
      bytes = earlier
    }
    heard = context.eventLoop.now
    while failure == nil, let header = bytes.getInteger(at: bytes.readerIndex, as: UInt16.self) {
      let length: Int
      do {
        length = try ISOFrame.length(header)
      } catch {
        // Where one length is wrong, nothing after it has a beginning.
        return close(because: "\(error)")
      }
      guard bytes.readableBytes >= ISOFrame.headerBytes + length else { break }
      bytes.moveReaderIndex(forwardBy: ISOFrame.headerBytes)
      take(context, bytes.readBytes(length: length) ?? [])
    }
    if bytes.readableBytes > 0, failure == nil { partial = ByteBuffer(buffer: bytes) }
  }

  private func take(_ context: ChannelHandlerContext, _ bytes: [UInt8]) {
    let message: ISOMessage
    do {
      message = try ISOMessage(bytes)
    } catch {
      return notice(.passedOver(reason: "\(error)"))
    }
    guard message.type.isResponse else { return answer(context, message) }
    let key = Key(type: message.type.original, number: message.text(11) ?? "")
    guard let found = pending[key] else {
      return notice(.passedOver(reason: "\(message.type) with number \(key.number) answers nothing, or comes too late"))
    }
    if let other = found.request.difference(from: message) {
      return notice(.passedOver(reason: "\(message.type) with number \(key.number) has another field \(other)"))
    }
    pending[key] = nil
    found.timer.cancel()
    found.wait.end(.success(message))
  }

  /// A host asks for an echo, too; anything else that it asks is not for us.
  private func answer(_ context: ChannelHandlerContext, _ request: ISOMessage) {
    guard request.type.original == .networkManagement else {
      return notice(.passedOver(reason: "\(request.type) is nothing that a host asks"))
    }
    var answer = request
    answer.type = request.type.response
    guard (try? answer.set(39, "00")) != nil, let frame = try? ISOFrame.framed(answer.bytes) else { return }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: frame)), promise: nil)
  }
}

extension ISOMessage {
  /// What an answer must give back as it was asked, where it gives it back: a field in which it does not; else nil.
  func difference(from answer: ISOMessage) -> Int? {
    [2, 3, 4, 37, 41, 42, 49].first { number in
      guard let mine = fields[number], let its = answer.fields[number] else { return false }
      return mine != its
    }
  }
}
