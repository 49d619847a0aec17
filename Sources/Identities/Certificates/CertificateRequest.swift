/// What somebody sends who keeps the private key: a request for a certificate (PKCS#10, RFC 2986).
internal import Storage
internal import SwiftASN1
internal import X509

/// A request whose sender has the private key: its signature was verified. Only the public key of it is taken; what it says
/// of names and rights is the sender's wish, and is not even looked at.
public struct CertificateRequest: Sendable {
  let publicKey: SubjectKey

  /// How many bytes a request may have in PEM, text around it included.
  public static let maximumBytes = 64 << 10

  /// Reads a file of one request in PEM.
  ///
  /// - Throws: `IdentityError`, also where the signature is not by the key that it asks a certificate for.
  public static func read(_ path: String) throws(IdentityError) -> CertificateRequest {
    let bytes = try Files.need(path, bound: maximumBytes)
    do {
      return try CertificateRequest(pem: bytes)
    } catch {
      throw .malformed(path: path, error)
    }
  }

  /// Reads one request in PEM.
  public init(pem: [UInt8]) throws(Malformed) {
    let thing = PEM.Kind.request.thing
    let der = try PEM.documents(pem, .request, bound: 1)[0]
    guard (try? SignedForm(der: der)) != nil, let request = try? CertificateSigningRequest(derEncoded: der) else {
      throw .damaged(thing)
    }
    publicKey = try SubjectKey(request.publicKey)
    guard request.publicKey.isValidSignature(request.signature, for: request) else {
      throw Malformed(thing, "is not signed by the key it is for: it was changed, or its sender does not have the key")
    }
  }
}
