/// Certificates, lists of revocations, keys and names: read or refused, and names have one form.

@testable internal import Identities

/// An input: what it is said to be, and its bytes.
enum IdentitySurface {
  static func take(_ bytes: [UInt8]) throws {
    var input = Input(bytes)
    let kind = input.byte()
    let bytes = input.all()
    let text = String(decoding: bytes, as: UTF8.self)
    switch kind {
    case 0: try list(bytes)
    case 1: try certificate(bytes)
    case 2: _ = try? PrivateKey(der: bytes)
    case 3: try pem(bytes)
    case 4: _ = try? CertificateRequest(pem: bytes)
    case 5: try names(text)
    case 6: try key(text)
    default: break
    }
  }

  private static func list(_ bytes: [UInt8]) throws {
    guard let list = try? RevocationList(der: bytes) else { return }
    try require(list.der == bytes, "a list keeps other bytes")
    let again = try? RevocationList(pem: list.pem)
    try require(again?.der == bytes, "a list in PEM is another")
  }

  private static func certificate(_ bytes: [UInt8]) throws {
    guard let certificate = try? IdentityCertificate(der: bytes) else { return }
    try require(certificate.der == bytes, "a certificate keeps other bytes")
    _ = (certificate.isAuthority, certificate.isRoot, certificate.fingerprint)
    for identity in certificate.identities {
      try require(Identity(identity.uri) == identity, "\(identity) is read as another")
    }
  }

  private static func pem(_ bytes: [UInt8]) throws {
    _ = PEM.firstLabel(bytes)
    guard let documents = try? PEM.documents(bytes, .certificate, bound: 4) else { return }
    try require((1...4).contains(documents.count), "there are \(documents.count) documents")
    let text = documents.map { PEM.text($0, .certificate) }.joined()
    let again = try? PEM.documents(Array(text.utf8), .certificate, bound: 4)
    try require(again == documents, "documents are written as \(text)")
  }

  private static func names(_ text: String) throws {
    if let identity = Identity(text) {
      try require(Identity(identity.uri) == identity, "\(identity) is read as another")
    }
    if let host = CertificateHost(text) {
      try require(CertificateHost("\(host)") == host, "\(host) is read as another")
    }
    if let id = AccessKeyID(text) { try require(AccessKeyID("\(id)") == id, "\(id) is read as another") }
  }

  /// With the check sum that it must have, so that what is behind it is reached.
  private static func key(_ text: String) throws {
    if let key = try? AccessKey(text) { try require(key.text == text, "a key is written as another") }
    let body = String(text.prefix(AccessKey.textLength - 7))
    let sealed = body + Base32.text(of: UInt64(CheckSum.crc32c(Array(body.utf8))), length: 7)
    if let key = try? AccessKey(sealed) { try require(key.text == sealed, "a key is written as another") }
  }
}
