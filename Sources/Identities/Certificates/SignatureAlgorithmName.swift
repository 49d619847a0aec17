/// How something is signed, as it stands in DER: swift-certificates has this for itself alone.
internal import SwiftASN1
internal import X509

/// An `AlgorithmIdentifier` (RFC 5280 §4.1.1.2) whose parameters are none, or a null.
struct SignatureAlgorithmName: Hashable, DERImplicitlyTaggable {
  let name: ASN1ObjectIdentifier
  /// A null stands after the name: RSA's old form has it, the others must not.
  let hasNull: Bool

  static var defaultIdentifier: ASN1Identifier { .sequence }

  /// ECDSA over a SHA-256: what Vouch signs with.
  static let ecdsaWithSHA256 = SignatureAlgorithmName(name: .ecdsaWithSHA256, hasNull: false)

  init(name: ASN1ObjectIdentifier, hasNull: Bool) {
    self.name = name
    self.hasNull = hasNull
  }

  init(derEncoded node: ASN1Node, withIdentifier identifier: ASN1Identifier) throws {
    self = try DER.sequence(node, identifier: identifier) { nodes in
      let name = try ASN1ObjectIdentifier(derEncoded: &nodes)
      let null: ASN1Null? = try DER.optionalImplicitlyTagged(&nodes)
      return SignatureAlgorithmName(name: name, hasNull: null != nil)
    }
  }

  func serialize(into coder: inout DER.Serializer, withIdentifier identifier: ASN1Identifier) throws {
    try coder.appendConstructedNode(identifier: identifier) { coder in
      try coder.serialize(name)
      if hasNull { try coder.serialize(ASN1Null()) }
    }
  }

  /// The algorithm, where Vouch takes it: authorities of other make sign with these. SHA-1 is not among them.
  var known: Certificate.SignatureAlgorithm? {
    switch (name, hasNull) {
    case (.ecdsaWithSHA256, false): .ecdsaWithSHA256
    case (.ecdsaWithSHA384, false): .ecdsaWithSHA384
    case (.ecdsaWithSHA512, false): .ecdsaWithSHA512
    case (.ed25519, false): .ed25519
    case (.AlgorithmIdentifier.sha256WithRSAEncryption, _): .sha256WithRSAEncryption
    case (.AlgorithmIdentifier.sha384WithRSAEncryption, _): .sha384WithRSAEncryption
    case (.AlgorithmIdentifier.sha512WithRSAEncryption, _): .sha512WithRSAEncryption
    default: nil
    }
  }
}

extension ASN1ObjectIdentifier {
  /// ECDSA (RFC 5758 §3.2).
  fileprivate static let ecdsaWithSHA256: ASN1ObjectIdentifier = [1, 2, 840, 10_045, 4, 3, 2]
  fileprivate static let ecdsaWithSHA384: ASN1ObjectIdentifier = [1, 2, 840, 10_045, 4, 3, 3]
  fileprivate static let ecdsaWithSHA512: ASN1ObjectIdentifier = [1, 2, 840, 10_045, 4, 3, 4]
  /// Ed25519 (RFC 8410 §3).
  fileprivate static let ed25519: ASN1ObjectIdentifier = [1, 3, 101, 112]
}
