/// Replies on their way to the loop: however many threads answer, a loop is woken once for all that waits for it.
internal import NIOConcurrencyHelpers
internal import NIOCore

/// What waits for one event loop.
final class Outbox: Sendable {
  private let loop: any EventLoop
  /// What is counted of what goes out.
  let measures: LoopMeasures
  private let waiting = NIOLockedValueBox<[Waiting]>([])

  private struct Waiting {
    let handler: NIOLoopBound<ServerHandler>
    let portion: Portion
    /// When what it answers was read.
    let read: NIODeadline
  }

  /// Some replies of one connection.
  enum Portion: Sendable {
    case ready([OutgoingReply])
    /// So many are written on the loop, so that who answers goes on meanwhile.
    case written(Int, @Sendable (inout ReplyWriter) -> Void)
  }

  init(loop: any EventLoop, measures: LoopMeasures = ServerMeasures().loop()) {
    self.loop = loop
    self.measures = measures
  }

  func post(_ portion: Portion, to handler: NIOLoopBound<ServerHandler>, read: NIODeadline) {
    let isFirst = waiting.withLockedValue { waiting in
      waiting.append(Waiting(handler: handler, portion: portion, read: read))
      return waiting.count == 1
    }
    if isFirst { loop.execute { self.deliver() } }
  }

  /// Writes all that waits: one buffer a portion, one flush a connection.
  private func deliver() {
    let all = waiting.withLockedValue { waiting in
      defer { waiting = [] }
      return waiting
    }
    for one in all { one.handler.value.write(one.portion, read: one.read) }
    for one in all { one.handler.value.flush() }
  }
}

/// The way back to one connection.
struct Outlet: Sendable {
  let outbox: Outbox
  let handler: NIOLoopBound<ServerHandler>
  /// When the turn began that is answered.
  let read: NIODeadline

  func post(_ portion: Outbox.Portion) { outbox.post(portion, to: handler, read: read) }
}
