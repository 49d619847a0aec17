/// The keys that certificates are issued for.
internal import Crypto
internal import X509

/// A public key on a curve that every TLS stack of today takes: P-256, or P-384.
struct SubjectKey: Hashable, Sendable {
  let publicKey: Certificate.PublicKey

  /// Takes such a key.
  ///
  /// - Throws: `Malformed` for every other.
  init(_ key: Certificate.PublicKey) throws(Malformed) {
    guard P256.Signing.PublicKey(key) != nil || P384.Signing.PublicKey(key) != nil else {
      throw Malformed("a key on the curve P-256 or P-384", "is one of another kind (\(key))")
    }
    publicKey = key
  }

  init(_ key: P256.Signing.PublicKey) { publicKey = Certificate.PublicKey(key) }
}

extension IdentityCertificate {
  /// Its key, where it is one that certificates are issued for.
  func subjectKey() throws(Malformed) -> SubjectKey { try SubjectKey(certificate.publicKey) }
}

extension P256.Signing.PrivateKey {
  /// A new key of the generator that is given.
  init(random: inout some RandomNumberGenerator) {
    // 32 random bytes are a key but once in four thousand millions.
    for _ in 0..<64 {
      if let key = try? P256.Signing.PrivateKey(rawRepresentation: Randomness.bytes(32, &random)) {
        self = key
        return
      }
    }
    preconditionFailure("a generator that makes no keys is none")
  }
}
