/// What certificates, requests and lists have in common: something signed, how, and the signature (RFC 5280 §4.1.1).
internal import SwiftASN1

/// The three parts, not judged.
struct SignedForm {
  /// What is signed.
  let body: ASN1Node
  let algorithm: ASN1Node
  let signature: ArraySlice<UInt8>

  /// Takes DER apart. Signatures are whole bytes: a count of unused bits that says otherwise is refused, as it would be a
  /// second form of the same thing.
  init(der: [UInt8]) throws {
    let parts = try DER.sequence(try DER.parse(der), identifier: .sequence) { nodes in
      guard let body = nodes.next(), let algorithm = nodes.next() else { throw SignedForm.cut }
      return (body, algorithm, try ASN1BitString(derEncoded: &nodes))
    }
    guard parts.2.paddingBits == 0 else { throw SignedForm.cut }
    (body, algorithm, signature) = (parts.0, parts.1, parts.2.bytes)
  }

  private static let cut = ASN1Error.invalidASN1Object(reason: "not signed in whole bytes")
}
