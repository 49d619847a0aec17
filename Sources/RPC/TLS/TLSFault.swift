/// What went wrong with TLS, in words: of BoringSSL's errors those that say something to people.
internal import NIOCore
internal import NIOSSL

/// A failure of TLS, as one side sees it.
struct TLSFault: Hashable {
  /// In words that follow the peer's place: `it speaks a TLS older than 1.3`.
  let reason: String
  /// Whether the next try would end the same way, unless somebody mends something.
  let isLasting: Bool
  /// Whether a certificate, or that there is none, is what the other side refuses.
  var isRefusal: Bool { [TLSFault.refusesServer, TLSFault.refusesClient, TLSFault.wantsCertificate].contains(reason) }

  /// Reads an error of a connection; nil where it has nothing to do with TLS.
  ///
  /// - Parameters:
  ///   - isServer: which side this is. An alert is what the other side says of this one.
  ///   - isSecured: whether the handshake was done before.
  init?(_ error: any Error, isServer: Bool, isSecured: Bool = false) {
    switch error {
    case NIOSSLError.handshakeFailed(let error), NIOSSLError.shutdownFailed(let error):
      self.init(error, isServer, isSecured)
    case let error as BoringSSLError: self.init(error, isServer, isSecured)
    case NIOSSLError.uncleanShutdown: self.init(reason: "it closed without a word", isLasting: false)
    case is NIOSSLError, is NIOSSLExtraError: self.init(reason: "TLS failed: \(error)", isLasting: false)
    default: return nil
    }
  }

  private init(reason: String, isLasting: Bool) {
    self.reason = reason
    self.isLasting = isLasting
  }

  private init(_ error: BoringSSLError, _ isServer: Bool, _ isSecured: Bool) {
    guard case .sslError(let stack) = error else {
      self.init(reason: "the connection ended during the handshake", isLasting: false)
      return
    }
    if stack == [.eofDuringHandshake] {
      self.init(reason: "it ended the connection during the handshake", isLasting: false)
      return
    }
    // The library has numbers for these, and keeps them to itself.
    let names = stack.map { TLSFault.name(in: "\($0)") }
    // What says at the beginning that somebody speaks no TLS says later that somebody has changed a record's head.
    if isSecured, names.contains("WRONG_VERSION_NUMBER") {
      self.init(reason: TLSFault.altered, isLasting: true)
      return
    }
    let found = TLSFault.known.first { names.contains($0.name) }
    guard let found else {
      self.init(reason: "TLS failed: \(names.first ?? "no reason given")", isLasting: true)
      return
    }
    self.init(reason: isServer ? found.onServer : found.onClient, isLasting: true)
  }

  /// `WRONG_VERSION_NUMBER` in `Error: 268435703 error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER at …`.
  private static func name(in description: String) -> String {
    let reason = description.split(separator: " at ", maxSplits: 1).first ?? ""
    return reason.split(separator: ":").last.map(String.init) ?? ""
  }

  /// What is said of bytes that are not those that were sent, or not in the order in which they were: each record is sealed
  /// with its place in the connection.
  static let altered = "what came had been changed on its way, left out, or sent again"
  private static let wasAltered = "it says that \(altered)"
  private static let old = "it speaks a TLS older than 1.3, which is all that is taken"
  private static let refusesServer = "it does not take this server's certificate"
  private static let refusesClient =
    "it does not take this program's certificate: that was revoked, has ended, or comes from an authority that is not "
    + "trusted there. Its log says which"
  private static let wantsCertificate =
    "it wants a certificate, and this program shows none (--identity DIRECTORY). A manager that takes keys instead is set "
    + "up to (callers = key)"
  private static let speaksPlain =
    "it does not speak TLS. Leave the identity out where it is on this machine; else have it listen with one"

  /// BoringSSL's names, with what each means where this is the server, and where it is the client.
  private static let known: [(name: String, onServer: String, onClient: String)] = [
    ("DECRYPTION_FAILED_OR_BAD_RECORD_MAC", altered, altered), ("DIGEST_CHECK_FAILED", altered, altered),
    ("INVALID_OUTER_RECORD_TYPE", altered, altered), ("ENCRYPTED_LENGTH_TOO_LONG", altered, altered),
    ("SSLV3_ALERT_BAD_RECORD_MAC", wasAltered, wasAltered), ("TLSV1_ALERT_DECRYPT_ERROR", wasAltered, wasAltered),
    ("UNSUPPORTED_PROTOCOL", old, old), ("TLSV1_ALERT_PROTOCOL_VERSION", old, old),
    ("NO_SHARED_CIPHER", "it knows no cipher that is taken", "it knows no cipher that is taken"),
    (
      "NO_COMMON_SIGNATURE_ALGORITHMS", "its key signs in no way that is taken", "its key signs in no way that is taken"
    ),
    ("PEER_DID_NOT_RETURN_A_CERTIFICATE", "it showed no certificate", "it showed no certificate"),
    ("TLSV1_ALERT_CERTIFICATE_REQUIRED", refusesServer, wantsCertificate),
    ("SSLV3_ALERT_CERTIFICATE_UNKNOWN", refusesServer, refusesClient),
    ("SSLV3_ALERT_CERTIFICATE_EXPIRED", refusesServer, refusesClient),
    ("SSLV3_ALERT_CERTIFICATE_REVOKED", refusesServer, refusesClient),
    ("SSLV3_ALERT_BAD_CERTIFICATE", refusesServer, refusesClient),
    ("SSLV3_ALERT_UNSUPPORTED_CERTIFICATE", refusesServer, refusesClient),
    ("TLSV1_ALERT_UNKNOWN_CA", refusesServer, refusesClient),
    ("SSLV3_ALERT_UNEXPECTED_MESSAGE", "it takes what it was sent for no TLS", speaksPlain),
    ("WRONG_VERSION_NUMBER", "it does not speak TLS", speaksPlain),
    ("HTTP_REQUEST", "it speaks HTTP", speaksPlain),
  ]
}
