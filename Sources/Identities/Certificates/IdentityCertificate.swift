/// A certificate, and what Vouch reads in it: whose it is, where its owner listens, from when until when.
internal import Crypto
internal import FoundationEssentials
public import Ledger
internal import SwiftASN1
public import X509

/// A certificate that was read. Nothing is judged yet but its form.
public struct IdentityCertificate: Hashable, Sendable {
  /// All that stands in it.
  public let certificate: Certificate
  /// Its bytes in DER.
  public let der: [UInt8]
  /// Its number.
  public let serial: Serial
  /// The URI names that Vouch knows, in their order. Others say nothing: a later version may have roles that this one does
  /// not know, and what is not known may do nothing.
  public let identities: [Identity]
  /// The DNS names and IP addresses, in their order.
  public let hosts: [CertificateHost]
  /// The first second in which it is valid.
  public let notBefore: Timestamp
  /// The last second in which it is valid.
  public let notAfter: Timestamp

  /// How many bytes a certificate may have: some ten times what one with a few names has.
  public static let maximumBytes = 16 << 10

  /// Reads DER.
  ///
  /// - Throws: `Malformed` when it is no X.509 certificate of version 3.
  public init(der: [UInt8]) throws(Malformed) {
    guard der.count <= IdentityCertificate.maximumBytes else {
      throw Malformed("a certificate", "has more than \(IdentityCertificate.maximumBytes) bytes")
    }
    do {
      _ = try SignedForm(der: der)
      let certificate = try Certificate(derEncoded: der)
      guard certificate.version == .v3, let serial = Serial(certificate.serialNumber.bytes) else {
        throw Malformed("a certificate", "is of an older version, or has no number")
      }
      let names = try certificate.extensions.subjectAlternativeNames ?? SubjectAlternativeNames()
      identities = names.compactMap { name in
        guard case .uniformResourceIdentifier(let uri) = name, uri.hasPrefix(Identity.scheme) else { return nil }
        return Identity(uri)
      }
      hosts = names.compactMap { name in
        switch name {
        case .dnsName(let name): CertificateHost(name)
        case .ipAddress(let bytes): CertificateHost(addressBytes: bytes.bytes)
        default: nil
        }
      }
      notBefore = Timestamp(certificate.notValidBefore)
      notAfter = Timestamp(certificate.notValidAfter)
      self.certificate = certificate
      self.serial = serial
      self.der = der
    } catch let fault as Malformed {
      throw fault
    } catch {
      throw .damaged("a certificate")
    }
  }

  /// Reads one to `bound` certificates in PEM.
  static func read(pem bytes: [UInt8], bound: Int) throws(Malformed) -> [IdentityCertificate] {
    var certificates: [IdentityCertificate] = []
    for der in try PEM.documents(bytes, .certificate, bound: bound) {
      certificates.append(try IdentityCertificate(der: der))
    }
    return certificates
  }
}

extension IdentityCertificate {
  /// As PEM, with its line break.
  public var pem: String { PEM.text(der, .certificate) }

  /// SHA-256 of its bytes, in hexadecimal digits: what people compare who want to be sure that it is the same.
  public var fingerprint: String { Hex.text(of: SHA256.hash(data: der)) }

  /// Whether it is valid then: its first and its last second are within.
  public func isValid(at time: Timestamp) -> Bool { notBefore <= time && time.wholeSecond <= notAfter }

  /// Whether it is an authority's: one that may issue others.
  public var isAuthority: Bool {
    guard let constraints = try? certificate.extensions.basicConstraints else { return false }
    if case .isCertificateAuthority = constraints { return true }
    return false
  }

  /// Whether it is a root: an authority's that signed itself.
  public var isRoot: Bool { isIssued(by: self) }

  /// Whether `issuer` issued it: its name, its key identifier and its signature are those.
  public func isIssued(by issuer: IdentityCertificate) -> Bool {
    guard issuer.isAuthority, certificate.issuer == issuer.certificate.subject,
      IdentityCertificate.identifiersAgree(certificate.extensions, issuer)
    else { return false }
    return issuer.certificate.publicKey.isValidSignature(certificate.signature, for: certificate)
  }

  /// Whether what names its issuer's key names that of `issuer`. Where nothing is named, anything agrees.
  static func identifiersAgree(_ extensions: Certificate.Extensions, _ issuer: IdentityCertificate) -> Bool {
    guard let named = try? extensions.authorityKeyIdentifier?.keyIdentifier,
      let has = try? issuer.certificate.extensions.subjectKeyIdentifier?.keyIdentifier
    else { return true }
    return named == has
  }
}

extension Timestamp {
  /// A date of a certificate: whole seconds, within the years 0 … 9999.
  init(_ date: Date) { self.init(milliseconds: Int64(date.timeIntervalSince1970.rounded()) * 1000) }

  /// For a certificate.
  var date: Date { Date(timeIntervalSince1970: Double(wholeSecond.milliseconds / 1000)) }
}

extension Certificate {
  /// As DER.
  func bytes() throws -> [UInt8] {
    var coder = DER.Serializer()
    try coder.serialize(self)
    return coder.serializedBytes
  }
}
