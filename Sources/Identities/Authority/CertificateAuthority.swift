/// A private authority: one root that issues certificates and takes them back, for one ledger (RFC 5280).
///
/// Pure but for the signatures, for which BoringSSL takes randomness of the system: time and all other randomness are given.
internal import Crypto
public import Ledger
internal import SwiftASN1
internal import X509

/// A root with its private key.
///
/// Absent: files (they are `AuthorityDirectory`'s), what was issued before, and a way to see the key by printing.
public struct CertificateAuthority: Sendable {
  /// The root's certificate.
  public let certificate: IdentityCertificate
  let key: P256.Signing.PrivateKey

  /// How long a root lasts where nobody says: so long that nobody has to copy a new one often, and no longer than a span.
  public static let usualLifetime = Timestamp.Span.days(3652)
  /// How long a certificate lasts where nobody says: so short that one that was lost and not missed ends by itself.
  public static let usualDays: UInt16 = 90
  /// The longest a certificate may last, in days: what browsers take.
  public static let maximumDays: UInt16 = 398
  /// By how much a certificate is valid before it is issued: for clocks that are late.
  public static let backdating = Timestamp.Span.minutes(60)
  /// How long a list is current. By then every certificate of before it has ended or been renewed, at the usual lifetime, so
  /// that an older list says nothing of those that are valid.
  public static let listLifetime = Timestamp.Span.days(usualDays)
  /// How many bytes a ledger's name may have: a common name has 64 characters (RFC 5280 appendix A.1), 16 are ours.
  public static let maximumNameBytes = 48

  /// An authority that was kept.
  ///
  /// - Throws: `Malformed` when the certificate is no root, or the key is not its own.
  init(certificate: IdentityCertificate, key: P256.Signing.PrivateKey) throws(Malformed) {
    guard certificate.isRoot else {
      throw Malformed("an authority's certificate", "is none that signed itself")
    }
    guard
      P256.Signing.PublicKey(certificate.certificate.publicKey)?.rawRepresentation == key.publicKey.rawRepresentation
    else { throw Malformed("the private key of the authority", "is another's") }
    self.certificate = certificate
    self.key = key
  }

  /// Makes a root for the ledger of that name.
  ///
  /// - Throws: `Malformed` when the name is empty, has control characters or more than `maximumNameBytes`.
  public init(
    ledger name: String, at time: Timestamp, lifetime: Timestamp.Span = usualLifetime,
    random: inout some RandomNumberGenerator
  ) throws(Malformed) {
    guard let name = Text(name)?.value, (1...CertificateAuthority.maximumNameBytes).contains(name.utf8.count) else {
      throw Malformed(
        "a ledger's name",
        "is one line of 1 to \(CertificateAuthority.maximumNameBytes) bytes without control characters")
    }
    let key = P256.Signing.PrivateKey(random: &random)
    let publicKey = Certificate.PublicKey(key.publicKey)
    let identifier = SubjectKeyIdentifier(hash: publicKey)
    let subject = try CertificateAuthority.subject("\(name) \(CertificateAuthority.nameSuffix)")
    let certificate = try CertificateAuthority.sign(
      Draft(
        serial: Serial(random: &random), key: publicKey, notBefore: time.earlier(by: Self.backdating),
        notAfter: time + lifetime, issuer: subject, subject: subject,
        extensions: [
          // Nothing below it issues anything: it is the root, and the parties are its leaves.
          { try .init(BasicConstraints.isCertificateAuthority(maxPathLength: 0), critical: true) },
          { try .init(KeyUsage(keyCertSign: true, cRLSign: true), critical: true) },
          { try .init(identifier, critical: false) },
        ]),
      with: key)
    try self.init(certificate: certificate, key: key)
  }

  /// What follows the ledger's name in the root's.
  static let nameSuffix = "Vouch authority"

  /// The root's name: `Nordmark Vouch authority`.
  public var name: String { certificate.name }
}

extension CertificateAuthority: CustomStringConvertible, CustomReflectable {
  /// The name, never the key.
  public var description: String { "CertificateAuthority \(name)" }
  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension IdentityCertificate {
  /// The common name of its subject, for people: `Nordmark Vouch authority`, `seller/SHOP-7`. Nothing is judged by it.
  public var name: String {
    for part in certificate.subject {
      for attribute in part where attribute.type == .RDNAttributeType.commonName {
        return String(attribute.value) ?? "\(attribute.value)"
      }
    }
    return "\(certificate.subject)"
  }
}
