/// Which certificates an authority has taken back: an X.509 list of revocations, version 2 (RFC 5280 §5).
public import Ledger
internal import SwiftASN1
public import X509

/// A list that was read, or made. Who signed it is not judged yet: `isSigned(by:)` does.
public struct RevocationList: Hashable, Sendable {
  /// When, and why, one certificate was taken back.
  public struct Entry: Hashable, Sendable {
    /// To the second.
    public let time: Timestamp
    public let reason: RevocationReason

    /// An entry of a list. The milliseconds of `time` are left out.
    public init(time: Timestamp, reason: RevocationReason) {
      self.time = time.wholeSecond
      self.reason = reason
    }
  }

  /// All that were taken back, by number.
  public let entries: [Serial: Entry]
  /// When the list was made.
  public let thisUpdate: Timestamp
  /// When there will be another at the latest. An older list still revokes what it names, and knows nothing of the rest.
  public let nextUpdate: Timestamp
  /// Each list of an authority has a higher number than those before; nil where the list has none, or one past 64 bits.
  public let number: UInt64?
  /// Its bytes in DER.
  public let der: [UInt8]

  let issuer: DistinguishedName
  let extensions: Certificate.Extensions
  let algorithm: Certificate.SignatureAlgorithm
  let signature: [UInt8]
  /// What is signed.
  let signedBytes: ArraySlice<UInt8>

  init(
    entries: [Serial: Entry], thisUpdate: Timestamp, nextUpdate: Timestamp, number: UInt64?, der: [UInt8],
    issuer: DistinguishedName, extensions: Certificate.Extensions, algorithm: Certificate.SignatureAlgorithm,
    signature: [UInt8], signedBytes: ArraySlice<UInt8>
  ) {
    self.entries = entries
    self.thisUpdate = thisUpdate
    self.nextUpdate = nextUpdate
    self.number = number
    self.der = der
    self.issuer = issuer
    self.extensions = extensions
    self.algorithm = algorithm
    self.signature = signature
    self.signedBytes = signedBytes
  }

  /// How many bytes a list may have: that of 20,000 certificates, more than are taken back while theirs are valid. It also
  /// bounds what reading takes, which is a hundred times as much at worst.
  public static let maximumBytes = 1 << 20
  /// The same in PEM.
  static let maximumPEMBytes = 3 << 19

  /// Reads one list in PEM.
  ///
  /// - Throws: `Malformed` when it is none, when there are several, or when it is longer than `maximumBytes`.
  public init(pem: String) throws(Malformed) {
    guard pem.utf8.count <= RevocationList.maximumPEMBytes else { throw RevocationList.tooLong }
    try self.init(der: try PEM.documents(Array(pem.utf8), .revocations, bound: 1)[0])
  }

  init(pem bytes: [UInt8], at path: String) throws(IdentityError) {
    do {
      self = try RevocationList(der: try PEM.documents(bytes, .revocations, bound: 1)[0])
    } catch {
      throw .malformed(path: path, error)
    }
  }

  static let thing = "a list of revocations"
  static let tooLong = Malformed(thing, "has more than \(maximumBytes) bytes")

  /// As PEM, with its line break.
  public var pem: String { PEM.text(der, .revocations) }

  /// Whether the certificate of this number was taken back. One look-up.
  public func revokes(serial: Serial) -> Bool { entries[serial] != nil }

  /// Whether the certificate of this number was taken back; the number's bytes are big-endian. What cannot be a number is
  /// not on the list.
  public func revokes(serial bytes: some Sequence<UInt8>) -> Bool { Serial(bytes).map { revokes(serial: $0) } ?? false }

  /// Whether there should be a newer list by then.
  public func isOverdue(at time: Timestamp) -> Bool { nextUpdate < time.wholeSecond }

  /// Whether `certificate`, which must be one that may, signed this list: its name, its key identifier and its signature
  /// are those.
  public func isSigned(by certificate: Certificate) -> Bool {
    guard issuer == certificate.subject,
      // Where a certificate says what its key is for, it must say this too (RFC 5280 §6.3.3 f).
      let usage = try? certificate.extensions.keyUsage ?? KeyUsage(cRLSign: true), usage.cRLSign
    else { return false }
    if let named = try? extensions.authorityKeyIdentifier?.keyIdentifier,
      let has = try? certificate.extensions.subjectKeyIdentifier?.keyIdentifier, named != has
    {
      return false
    }
    return certificate.publicKey.isValidSignature(signature, for: signedBytes, signatureAlgorithm: algorithm)
  }
}

/// Why a certificate is taken back (RFC 5280 §5.3.1): what its owner may be told, and never what it may still do.
public enum RevocationReason: UInt8, Hashable, Sendable {
  case unspecified = 0
  /// Somebody else has, or may have, the private key.
  case keyCompromise = 1
  case authorityCompromise = 2
  /// What the certificate says of its owner is no longer so.
  case affiliationChanged = 3
  /// Another took its place.
  case superseded = 4
  /// Its owner does not need it any more.
  case cessationOfOperation = 5
  case certificateHold = 6
  case removeFromList = 8
  /// Its owner may no longer what it says.
  case privilegeWithdrawn = 9
  case attributeAuthorityCompromise = 10
}
