/// What an authority signs: certificates, and lists of those it took back.
internal import Crypto
internal import Ledger
internal import X509

extension CertificateAuthority {
  /// Issues a certificate for `key`, which says `names`.
  ///
  /// It is valid from `backdating` before `time` until `days` after it, or until the authority itself ends.
  ///
  /// - Throws: `Malformed` when the authority has ended, or is not yet valid.
  func issue(
    _ names: CertificateNames, for key: SubjectKey, at time: Timestamp, days: UInt16,
    random: inout some RandomNumberGenerator
  ) throws(Malformed) -> IdentityCertificate {
    guard certificate.isValid(at: time) else {
      throw Malformed(
        "an authority", "is valid from \(certificate.notBefore.inWords) to \(certificate.notAfter.inWords), not now")
    }
    let notBefore = max(time.earlier(by: CertificateAuthority.backdating), certificate.notBefore)
    let root = certificate.certificate
    let usages = names.usages
    return try CertificateAuthority.sign(
      Draft(
        serial: Serial(random: &random), key: key.publicKey, notBefore: notBefore,
        notAfter: min(time + .days(days), certificate.notAfter), issuer: root.subject,
        subject: try CertificateAuthority.subject(names.identities[0].description),
        extensions: [
          { try .init(BasicConstraints.notCertificateAuthority, critical: true) },
          { try .init(KeyUsage(digitalSignature: true), critical: true) },
          { try .init(ExtendedKeyUsage(usages), critical: false) },
          // Not critical, as there is a subject too (RFC 5280 §4.2.1.6).
          { try .init(names.alternativeNames, critical: false) },
          { try .init(SubjectKeyIdentifier(hash: key.publicKey), critical: false) },
          {
            try .init(
              AuthorityKeyIdentifier(keyIdentifier: root.extensions.subjectKeyIdentifier?.keyIdentifier),
              critical: false)
          },
        ]),
      with: self.key)
  }

  /// Makes a list of what was taken back, current for `listLifetime`.
  ///
  /// - Throws: `Malformed` when it would be longer than `RevocationList.maximumBytes`.
  func list(
    _ entries: [Serial: RevocationList.Entry], number: UInt64, at time: Timestamp
  ) throws(Malformed) -> RevocationList {
    try RevocationList(
      entries: entries, number: number, thisUpdate: time, nextUpdate: time + CertificateAuthority.listLifetime,
      issuer: certificate.certificate, key: key)
  }

  /// What a certificate is to say.
  struct Draft {
    var serial: Serial
    var key: Certificate.PublicKey
    var notBefore: Timestamp
    var notAfter: Timestamp
    var issuer: DistinguishedName
    var subject: DistinguishedName
    /// Made one by one where they are signed, as making each may fail.
    var extensions: [() throws -> Certificate.Extension]
  }

  static func sign(_ draft: Draft, with key: P256.Signing.PrivateKey) throws(Malformed) -> IdentityCertificate {
    let der: [UInt8]
    do {
      let certificate = try Certificate(
        version: .v3, serialNumber: Certificate.SerialNumber(bytes: draft.serial.bytes), publicKey: draft.key,
        notValidBefore: draft.notBefore.date, notValidAfter: draft.notAfter.date, issuer: draft.issuer,
        subject: draft.subject, signatureAlgorithm: .ecdsaWithSHA256,
        extensions: Certificate.Extensions(draft.extensions.map { try $0() }),
        issuerPrivateKey: Certificate.PrivateKey(key))
      der = try certificate.bytes()
    } catch {
      throw Malformed("a certificate", "cannot be made of these names or times")
    }
    // Read again, so that what is issued is what its reader makes of it.
    return try IdentityCertificate(der: der)
  }

  static func subject(_ name: String) throws(Malformed) -> DistinguishedName {
    do {
      return try DistinguishedName { CommonName(name) }
    } catch {
      throw Malformed("a certificate", "cannot have this name")
    }
  }
}

extension Timestamp {
  /// So much before, at the earliest in 1970.
  func earlier(by span: Span) -> Timestamp {
    Timestamp(milliseconds: max(0, max(milliseconds, 0) - span.milliseconds))
  }
}
