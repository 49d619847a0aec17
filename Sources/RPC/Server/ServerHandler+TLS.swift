/// Who is at the other end: what becomes of a server's connection when its handshake is done, has failed, or rests on a
/// certificate that is not believed any more.
internal import Identities
internal import Logging
internal import NIOCore
internal import NIOSSL
internal import NIOTLS

extension ServerHandler {
  /// The handshake is done: what comes from now on is the caller's.
  func completeHandshake(_ context: ChannelHandlerContext, protocolName: String?) {
    guard let securing else { return }
    switch securing.result(protocolName) {
    case .nobody: staysStranger(context, securing)
    case .refused(let reason): return refuse(context, reason)
    case .known(let shown):
      do {
        try admit(shown, context)
      } catch {
        return refuse(context, "its certificate: \(error)")
      }
      securing.becameKnown()
    }
    logger.debug("a caller is known", metadata: ["peer": "\(peer.description)"])
    context.pipeline.syncOperations.removeHandler(securing.gate, promise: nil)
    self.securing = nil
  }

  private func admit(_ shown: ShownCertificate, _ context: ChannelHandlerContext) throws(CertificateFault) {
    guard let credentials = securing?.credentials else { return }
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    let number = try credentials.hold(shown) { fault in
      bound.eventLoop.execute {
        bound.value.lapse("a caller's certificate is not taken any more: connection closed", "\(fault)")
      }
    }
    context.channel.closeFuture.whenComplete { _ in credentials.release(number) }
    peer.caller = .known(shown.identities, by: .certificate(shown.serial))
    peer.description += " " + shown.identities.map(\.description).joined(separator: " ")
  }

  private func refuse(_ context: ChannelHandlerContext, _ reason: String) {
    // What it has sent already is not handed over: `securing` stays.
    securing?.gate.refuse(reason)
    context.close(promise: nil)
  }

  /// There are too many strangers, and this one has been one for longest.
  func makeRoom() {
    // It may have become known since it was chosen.
    guard peer.caller == .nobody else { return }
    if let securing {
      securing.gate.refuse("it was the oldest of too many callers who had not said who they are")
    } else {
      refusals.write(
        "a caller was refused", peer: peer.description, reason: "it was the oldest of too many callers who are nobody")
    }
    cutOff()
  }

  /// Says why a handshake failed: a certificate's fault, where that is it.
  func handshakeFailed(_ error: any Error) {
    guard let securing else { return }
    if case .failure(let fault)? = securing.judgement.outcome {
      securing.gate.refuse("its certificate: \(fault)")
    } else if let fault = TLSFault(error, isServer: true) {
      securing.gate.refuse(fault.reason)
    }
  }

  /// Whether a connection without TLS begins with TLS, which is told so in TLS's own words. Nothing is read of it then.
  func refusesTLS(_ context: ChannelHandlerContext, _ bytes: ByteBuffer) -> Bool {
    switch Opening.begins(bytes, with: Opening.handshake) {
    case nil: return false
    case false?:
      isOpening = false
      return false
    case true?:
      refusals.write("a caller was refused", peer: peer.description, reason: "it speaks TLS, and this port does not")
      isDeaf = true
      let channel = context.channel
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: Opening.refusal))).whenComplete { _ in
        channel.close(promise: nil)
      }
      return true
    }
  }
}
