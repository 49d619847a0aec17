/// The private key of an identity: kept as it was read, used by whoever speaks TLS, never shown.
internal import Crypto
internal import SwiftASN1
internal import X509

/// A private key as one document of PEM (PKCS#8). Whoever has it is who the certificate says.
///
/// Absent: a way to see it by printing.
public struct PrivateKey: Sendable {
  /// The document with its line break: the secret itself.
  public let pem: String
  private let publicKey: Certificate.PublicKey

  /// How many bytes a file of keys may have: a key of RSA with 16,384 bits has 13,000.
  static let maximumFileBytes = 32 << 10
  /// How many keys a file may hold: two, for a moment, while a certificate is being replaced.
  static let maximumKeys = 2

  /// Reads the one to two keys of a file.
  static func read(pem bytes: [UInt8]) throws(Malformed) -> [PrivateKey] {
    var keys: [PrivateKey] = []
    for der in try PEM.documents(bytes, .key, bound: maximumKeys) { keys.append(try PrivateKey(der: der)) }
    return keys
  }

  init(der: [UInt8]) throws(Malformed) {
    do {
      let key = try Certificate.PrivateKey(derBytes: der)
      publicKey = key.publicKey
      // Written anew: in PKCS#8 a public key may stand beside the private one, which nobody has compared with it. RSA's
      // cannot be written so here, and TLS compares it.
      let written = try key.serializeAsPEM()
      pem = written.discriminator == PEM.Kind.key.label ? written.pemString + "\n" : PEM.text(der, .key)
    } catch {
      // Not what the library says of it: that may quote what it read.
      throw .damaged(PEM.Kind.key.thing)
    }
  }
}

extension PrivateKey {
  /// Its public half, where it is on a curve that certificates are issued for.
  func subjectKey() throws(Malformed) -> SubjectKey { try SubjectKey(publicKey) }

  /// The key of an authority, which is on the curve P-256.
  func signing() throws(Malformed) -> P256.Signing.PrivateKey {
    do {
      return try P256.Signing.PrivateKey(pemRepresentation: pem)
    } catch {
      throw Malformed("the private key of the authority", "is none on the curve P-256")
    }
  }

  /// Whether `certificate` is for this key.
  func isKey(of certificate: IdentityCertificate) -> Bool { certificate.certificate.publicKey == publicKey }
}

extension PrivateKey: CustomStringConvertible, CustomReflectable {
  /// That it is one.
  public var description: String { "PrivateKey" }
  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
