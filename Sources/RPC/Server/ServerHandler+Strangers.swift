/// A caller that shows no certificate, and is to say in a call who it is: bounded as in a handshake until it has.
internal import Identities
internal import Logging
internal import NIOCore

/// What such a connection is until then.
struct Stranger {
  /// Told when the caller is known, and is no stranger any more.
  let becameKnown: () -> Void
  /// Ends the connection; nil: it may stay a stranger.
  var timer: Scheduled<Void>?
  /// How many bytes it may still send; nil: any number.
  var room: Int?

  func end() { timer?.cancel() }
}

extension ServerHandler {
  /// The handshake is done, and nobody was shown.
  func staysStranger(_ context: ChannelHandlerContext, _ securing: Securing) {
    var stranger = Stranger(becameKnown: securing.becameKnown)
    if securing.callers == .key {
      stranger.room = limits.handshakeBytes
      stranger.timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.handshake)) {
        self.refuseStranger("it did not say who it is within \(self.limits.handshake)")
      }
    }
    self.stranger = stranger
  }

  /// Whether so many bytes more are taken. Else the connection is being closed.
  func mayReceive(_ bytes: Int) -> Bool {
    guard let room = stranger?.room else { return true }
    guard bytes <= room else {
      refuseStranger("it sent more than \(limits.handshakeBytes) bytes before it was known")
      return false
    }
    stranger?.room = room - bytes
    return true
  }

  private func refuseStranger(_ reason: String) {
    isDeaf = true
    refusals.write("a caller was refused", peer: peer.description, reason: reason)
    cutOff()
  }

  /// The caller has shown who it is.
  func becomeKnown(_ caller: Caller, as description: String) -> Peer {
    if let stranger = stranger.take() {
      stranger.end()
      stranger.becameKnown()
    }
    peer.caller = caller
    peer.description += " " + description
    logger.debug("a caller is known", metadata: ["peer": "\(peer.description)"])
    return peer
  }

  /// What showed who the caller is does not any more.
  func lapse(_ message: Logger.Message, _ reason: String) {
    logger.notice(message, metadata: ["peer": "\(peer.description)", "reason": "\(reason)"])
    cutOff()
  }
}
