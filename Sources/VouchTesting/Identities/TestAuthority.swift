/// An authority that issues whatever a test wants, also what no honest one would: certificates that have ended, say nothing,
/// or say what nobody knows.
internal import Crypto
public import Foundation
public import Identities
internal import SwiftASN1
internal import X509

/// A root, or an authority below one.
public struct TestAuthority: Sendable {
  /// Its own certificate, in PEM.
  public let pem: String
  let certificate: Certificate
  let key: P256.Signing.PrivateKey
  /// What stands between it and a root, itself included; nothing for a root.
  let between: [Certificate]

  /// What a certificate is to say, with what is usual.
  public struct Draft: Sendable {
    /// Its URI names, as they are.
    public var names: [String]
    /// From when, in seconds from now.
    public var begins: TimeInterval = -3600
    /// Until when, in seconds from now.
    public var ends: TimeInterval = 86_400
    /// What it is for; nil: it does not say.
    public var use: CertificateUse? = [.client, .server]
    /// Its number; random without.
    public var serial: [UInt8]?
    /// Whether it may issue others.
    public var isAuthority = false
    /// Whether an authority may sign certificates by its key usage.
    public var maySign = true

    /// A certificate with these URI names.
    public init(_ names: String...) { self.names = names }

    /// Changes it.
    public func with(_ change: (inout Draft) -> Void) -> Draft {
      var copy = self
      change(&copy)
      return copy
    }
  }

  /// A root.
  public init(_ name: String = "Test authority", ends: TimeInterval = 86_400 * 365) throws {
    let key = P256.Signing.PrivateKey()
    let subject = try DistinguishedName { CommonName(name) }
    let draft = Draft().with {
      $0.begins = -86_400 * 365
      $0.ends = ends
      $0.isAuthority = true
      $0.use = nil
    }
    try self.init(
      TestAuthority.certificate(draft, subject, key.publicKey, issuer: subject, signer: key), key: key, between: [])
  }

  private init(_ certificate: Certificate, key: P256.Signing.PrivateKey, between: [Certificate]) throws {
    self.certificate = certificate
    self.key = key
    self.between = between
    pem = try certificate.serializeAsPEM().pemString + "\n"
  }

  /// An authority below this one.
  public func below(_ name: String = "Test authority below", _ draft: Draft = Draft()) throws -> TestAuthority {
    let key = P256.Signing.PrivateKey()
    let draft = draft.with {
      if $0.names.isEmpty { $0.isAuthority = true }
      $0.use = nil
    }
    let own = try TestAuthority.certificate(
      draft, DistinguishedName { CommonName(name) }, key.publicKey, issuer: certificate.subject, signer: self.key)
    return try TestAuthority(own, key: key, between: [own] + between)
  }

  /// A certificate that nobody but its owner vouches for.
  public static func selfMade(_ draft: Draft) throws -> TestIdentity {
    let key = P256.Signing.PrivateKey()
    let subject = try DistinguishedName { CommonName("self-made") }
    let own = try certificate(draft, subject, key.publicKey, issuer: subject, signer: key)
    return TestIdentity(chain: [own], key: key)
  }

  /// Issues a certificate.
  public func issue(_ draft: Draft) throws -> TestIdentity {
    let key = P256.Signing.PrivateKey()
    let own = try TestAuthority.certificate(
      draft, DistinguishedName { CommonName(draft.names.first ?? "nobody") }, key.publicKey,
      issuer: certificate.subject,
      signer: self.key)
    return TestIdentity(chain: [own] + between, key: key)
  }

  /// Issues a usual certificate of this identity.
  public func issue(_ identity: Identity) throws -> TestIdentity { try issue(Draft(identity.uri)) }

  /// A list, in PEM, of the certificates that it takes back.
  public func revocations(_ revoked: [TestIdentity]) throws -> String {
    let algorithm = AlgorithmName()
    var body = DER.Serializer()
    try body.appendConstructedNode(identifier: .sequence) { coder in
      try coder.serialize(1)
      try coder.serialize(algorithm)
      try coder.serialize(certificate.subject)
      try coder.serialize(UTCTime(Date(timeIntervalSinceNow: -60)))
      try coder.serialize(UTCTime(Date(timeIntervalSinceNow: 86_400)))
      if !revoked.isEmpty {
        try coder.appendConstructedNode(identifier: .sequence) { coder in
          for identity in revoked {
            try coder.appendConstructedNode(identifier: .sequence) { coder in
              try coder.serialize(identity.chain[0].serialNumber.bytes)
              try coder.serialize(UTCTime(Date(timeIntervalSinceNow: -60)))
            }
          }
        }
      }
      try coder.serialize(explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific) { coder in
        // The list's number, as RFC 5280 asks for: 1.
        let number = Certificate.Extension(oid: [2, 5, 29, 20], critical: false, value: [2, 1, 1])
        try coder.serializeSequenceOf([number])
      }
    }
    let signature = try key.signature(for: body.serializedBytes).derRepresentation
    var list = DER.Serializer()
    try list.appendConstructedNode(identifier: .sequence) { coder in
      coder.serializeRawBytes(body.serializedBytes)
      try coder.serialize(algorithm)
      try coder.serialize(ASN1BitString(bytes: Array(signature)[...]))
    }
    return PEMDocument(type: "X509 CRL", derBytes: list.serializedBytes).pemString + "\n"
  }
}

// MARK: - Certificates

extension TestAuthority {
  private static func certificate(
    _ draft: Draft, _ subject: DistinguishedName, _ key: P256.Signing.PublicKey, issuer: DistinguishedName,
    signer: P256.Signing.PrivateKey
  ) throws -> Certificate {
    var extensions = Certificate.Extensions()
    if draft.isAuthority {
      try extensions.append(.init(BasicConstraints.isCertificateAuthority(maxPathLength: nil), critical: true))
      try extensions.append(.init(KeyUsage(keyCertSign: draft.maySign, cRLSign: true), critical: true))
    }
    if let use = draft.use {
      var usages: [ExtendedKeyUsage.Usage] = []
      if use.contains(.client) { usages.append(.clientAuth) }
      if use.contains(.server) { usages.append(.serverAuth) }
      try extensions.append(.init(ExtendedKeyUsage(usages), critical: false))
    }
    if !draft.names.isEmpty {
      let names = SubjectAlternativeNames(draft.names.map { .uniformResourceIdentifier($0) })
      try extensions.append(.init(names, critical: false))
    }
    return try Certificate(
      version: .v3, serialNumber: draft.serial.map { .init(bytes: $0) } ?? .init(),
      publicKey: Certificate.PublicKey(key), notValidBefore: Date(timeIntervalSinceNow: draft.begins),
      notValidAfter: Date(timeIntervalSinceNow: draft.ends), issuer: issuer, subject: subject,
      signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions, issuerPrivateKey: Certificate.PrivateKey(signer))
  }
}

extension DER.Serializer {
  fileprivate mutating func serialize(_ time: UTCTime?) throws {
    guard let time else { throw ProcessFailure("no such time") }
    try serialize(time)
  }
}

extension UTCTime {
  fileprivate init?(_ date: Date) {
    let parts = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: date)
    guard let year = parts.year, let month = parts.month, let day = parts.day, let hours = parts.hour,
      let minutes = parts.minute, let seconds = parts.second
    else { return nil }
    try? self.init(year: year, month: month, day: day, hours: hours, minutes: minutes, seconds: seconds)
  }
}

/// ECDSA with SHA-256, as an algorithm identifier.
private struct AlgorithmName: DERSerializable {
  func serialize(into coder: inout DER.Serializer) throws {
    let name: ASN1ObjectIdentifier = [1, 2, 840, 10045, 4, 3, 2]
    try coder.appendConstructedNode(identifier: .sequence) { try $0.serialize(name) }
  }
}

extension TestAuthority {
  /// Itself as somebody who shows it.
  public func asIdentity() throws -> TestIdentity { TestIdentity(chain: [certificate], key: key) }
}
