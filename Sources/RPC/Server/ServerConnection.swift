/// A connection, as far as whoever answers its requests has a say in who calls by it.
public import Identities
public import Logging
internal import NIOCore

/// The connection that a group of requests came by.
///
/// Unless it is said otherwise, for use on its event loop, in the turn in which the group is handed over.
public struct ServerConnection: Sendable {
  let handler: NIOLoopBound<ServerHandler>

  /// The caller has shown who it is by what it asked: from now on, and for what comes after it in this turn, it is that.
  ///
  /// - Parameter description: what the log has of it from now on, after its address.
  /// - Returns: the other end as it is known now.
  public func admit(_ identities: [Identity], by evidence: Caller.Evidence, as description: String) -> Peer {
    handler.value.becomeKnown(.known(identities, by: evidence), as: description)
  }

  /// Counts a wrong key.
  ///
  /// - Returns: whether another may be presented.
  public func countWrongKey() -> Bool {
    handler.value.wrongKeys += 1
    return handler.value.wrongKeys < handler.value.limits.wrongKeys
  }

  /// Writes a line about a stranger into the log, unless there were too many within this minute.
  public func log(_ message: Logger.Message, reason: String) {
    handler.value.refusals.write(message, peer: handler.value.peer.description, reason: reason)
  }

  /// Reads nothing more, and closes as soon as everything taken is answered.
  public func end() { handler.value.endWhenDone() }

  /// Calls `body` once the connection is closed.
  public func whenClosed(_ body: @escaping @Sendable () -> Void) {
    guard let context = handler.value.context else { return body() }
    context.channel.closeFuture.whenComplete { _ in body() }
  }

  /// Closes, whatever is unanswered, and says why in the log. From any thread.
  public func cutOff(_ message: Logger.Message, reason: String) {
    handler.eventLoop.execute { handler.value.lapse(message, reason) }
  }
}

extension RequestGroup {
  /// Answers some of the requests, each once, but not before so much time has passed.
  public func reply(_ replies: [OutgoingReply], after delay: Duration) {
    let outlet = outlet
    outlet.handler.eventLoop.scheduleTask(in: TimeAmount(delay)) { outlet.post(.ready(replies)) }
  }
}
