/// Replies on their way to the loop: however many threads answer, a loop is woken once for all that waits for it.
internal import NIOConcurrencyHelpers
internal import NIOCore

/// What waits for one event loop.
final class Outbox: Sendable {
  private let loop: any EventLoop
  private let waiting = NIOLockedValueBox<[(NIOLoopBound<ServerHandler>, Portion)]>([])

  /// Some replies of one connection.
  enum Portion: Sendable {
    case ready([OutgoingReply])
    /// So many are written on the loop, so that who answers goes on meanwhile.
    case written(Int, @Sendable (inout ReplyWriter) -> Void)
  }

  init(loop: any EventLoop) { self.loop = loop }

  func post(_ portion: Portion, to handler: NIOLoopBound<ServerHandler>) {
    let isFirst = waiting.withLockedValue { waiting in
      waiting.append((handler, portion))
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
    for (handler, portion) in all { handler.value.write(portion) }
    for (handler, _) in all { handler.value.flush() }
  }
}

/// The way back to one connection.
struct Outlet: Sendable {
  let outbox: Outbox
  let handler: NIOLoopBound<ServerHandler>

  func post(_ portion: Outbox.Portion) { outbox.post(portion, to: handler) }
}
