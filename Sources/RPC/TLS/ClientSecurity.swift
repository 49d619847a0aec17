/// How a client's connection is secured, and what is left of that once it is.
public import Identities
internal import NIOCore
internal import NIOSSL

/// What a client shows, and whom it takes for its server.
public struct ClientSecurity: Sendable {
  /// What it shows and judges by.
  public var credentials: LiveCredentials
  /// Whom the server's certificate must name.
  public var expected: ExpectedIdentity

  /// A connection on which the server shows that it is `expected`.
  public init(_ credentials: LiveCredentials, expecting expected: ExpectedIdentity) {
    self.credentials = credentials
    self.expected = expected
  }
}

/// A client's handshake, on its connection's event loop.
struct ClientSecuring {
  let security: ClientSecurity
  let judgement = Judgement()

  /// What stands before the client's handler.
  func handler() throws -> NIOSSLClientHandler {
    try NIOSSLClientHandler(
      context: try security.credentials.current.clientContext(), serverHostname: nil,
      customVerificationCallback: judgement.callback(
        security.credentials, for: .server, expecting: security.expected))
  }

  /// Who the server was shown to be, once TLS has done its part.
  func result(_ protocolName: String?) throws(RPCError) -> ShownCertificate {
    guard protocolName == TLSRules.protocolName else {
      throw .insecure("it speaks TLS, but not \(TLSRules.protocolName) within")
    }
    switch judgement.outcome {
    case .success(let shown)?: return shown
    case .failure(let fault)?: throw .insecure("its certificate: \(fault)")
    case nil: throw .insecure("it showed no certificate")
    }
  }

  /// What a failure of TLS comes to: the fault that was found, where that is it.
  ///
  /// - Parameter isSecured: whether the handshake is done, as this side sees it. What fails then is no trust that is missing,
  ///   but for the server's judgement, which comes after: it is bytes, and the next connection may have better ones.
  func failure(_ error: any Error, isSecured: Bool) -> RPCError? {
    if case .failure(let fault)? = judgement.outcome { return .insecure("its certificate: \(fault)") }
    guard let fault = TLSFault(error, isServer: false, isSecured: isSecured), fault.isLasting else { return nil }
    return isSecured && !fault.isRefusal ? .altered : .insecure(fault.reason)
  }
}
