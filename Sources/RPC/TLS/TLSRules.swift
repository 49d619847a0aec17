/// What Vouch takes of TLS: version 1.3 and nothing older, and its own protocol inside (docs/transport.md says why).
internal import NIOCore
internal import NIOSSL

enum TLSRules {
  /// The name of the protocol within, which both sides must say (ALPN): so no frame is ever read by a server of something
  /// else that has a certificate of the same authority, nor the other way round.
  static let protocolName = "vouch/1"

  /// Whose signatures are taken: of the keys that authorities give out, none with SHA-1 or PKCS #1's old padding.
  static let signatures: [SignatureAlgorithm] = [
    .ed25519, .ecdsaSecp256R1Sha256, .ecdsaSecp384R1Sha384, .ecdsaSecp521R1Sha512, .rsaPssRsaeSha256, .rsaPssRsaeSha384,
    .rsaPssRsaeSha512,
  ]

  static func apply(to configuration: inout TLSConfiguration) {
    configuration.minimumTLSVersion = .tlsv13
    configuration.maximumTLSVersion = .tlsv13
    configuration.applicationProtocols = [protocolName]
    configuration.verifySignatureAlgorithms = signatures
    configuration.renegotiationSupport = .none
    // Whoever closes says so, and does not wait for the other to say the same: frames know their lengths, so that nothing
    // can be cut off unseen.
    configuration.shutdownTimeout = .zero
  }
}

/// The first bytes of a connection, by which TLS and frames are told apart.
enum Opening {
  /// What a record of a TLS handshake begins with: its type, and the major version. As a frame that were a method past
  /// 65,535; no service has so many.
  static let handshake: [UInt8] = [0x16, 0x03]
  /// What a record of a TLS alert begins with. As a reply that were a status that nobody gives.
  static let alert: [UInt8] = [0x15, 0x03]

  /// What is said to whoever speaks the wrong one of the two: the fatal alert "unexpected message", as a TLS record. It is
  /// TLS's word for it, and a client of frames knows it by `alert`.
  static let refusal: [UInt8] = alert + [0x03, 0x00, 0x02, 0x02, 0x0A]

  /// Whether a connection's first bytes begin like `mark`; nil: there are too few to say.
  static func begins(_ bytes: ByteBuffer, with mark: [UInt8]) -> Bool? {
    let seen = bytes.readableBytesView.prefix(mark.count)
    guard seen.elementsEqual(mark.prefix(seen.count)) else { return false }
    return seen.count == mark.count ? true : nil
  }
}
