/// What a server's connection needs until its caller is known: one of these for each handshake.
internal import Identities
internal import NIOCore
internal import NIOSSL

/// Lives on its connection's event loop.
struct Securing {
  let gate: HandshakeGate
  let judgement: Judgement
  let credentials: LiveCredentials
  let callers: Admission.Callers
  /// Told when the caller is known, and is no stranger any more.
  let becameKnown: () -> Void

  /// What stands before the server's handler, the first first.
  func handlers() throws -> [any ChannelHandler] {
    let context = try credentials.current.serverContext(needsCertificate: callers == .certificate)
    let callback = judgement.callback(credentials, for: .client, expecting: nil)
    return [gate, NIOSSLServerHandler(context: context, customVerificationCallback: callback)]
  }

  /// What a handshake came to that TLS has completed.
  enum Result {
    case nobody
    case known(ShownCertificate)
    case refused(String)
  }

  /// - Parameter protocolName: what both sides said is spoken within.
  func result(_ protocolName: String?) -> Result {
    guard protocolName == TLSRules.protocolName else {
      return .refused("it did not say that it speaks \(TLSRules.protocolName) (ALPN)")
    }
    switch judgement.outcome {
    case .success(let shown)?: return .known(shown)
    case .failure(let fault)?: return .refused("its certificate: \(fault)")
    // TLS itself insists on one where it must be; a session that was resumed would be the way around it, and there is none.
    case nil: return callers == .certificate ? .refused("it showed no certificate") : .nobody
    }
  }
}
