/// A list of revocations made and signed.
internal import Crypto
internal import Ledger
internal import SwiftASN1
internal import X509

extension RevocationList {
  /// Makes the list that `issuer` signs with its `key`. The times are cut to the second.
  ///
  /// - Throws: `Malformed` when it would be longer than `maximumBytes`, or a time lies outside of the years 0 … 9999.
  init(
    entries: [Serial: Entry], number: UInt64, thisUpdate: Timestamp, nextUpdate: Timestamp, issuer: Certificate,
    key: P256.Signing.PrivateKey
  ) throws(Malformed) {
    let der: [UInt8]
    do {
      let signed = try RevocationList.body(
        entries, number: number, thisUpdate: thisUpdate, nextUpdate: nextUpdate, issuer: issuer)
      let signature = try key.signature(for: signed).derRepresentation
      var coder = DER.Serializer()
      try coder.appendConstructedNode(identifier: .sequence) { coder in
        coder.serializeRawBytes(signed)
        try coder.serialize(SignatureAlgorithmName.ecdsaWithSHA256)
        try coder.serialize(ASN1BitString(bytes: Array(signature)[...]))
      }
      der = coder.serializedBytes
    } catch {
      throw Malformed(RevocationList.thing, "cannot be made of these times or names")
    }
    // Read again, so that what is made is what a reader makes of it.
    try self.init(der: der)
  }

  private static func body(
    _ entries: [Serial: Entry], number: UInt64, thisUpdate: Timestamp, nextUpdate: Timestamp, issuer: Certificate
  ) throws -> [UInt8] {
    var coder = DER.Serializer()
    try coder.appendConstructedNode(identifier: .sequence) { coder in
      try coder.serialize(1)
      try coder.serialize(SignatureAlgorithmName.ecdsaWithSHA256)
      try coder.serialize(issuer.subject)
      try thisUpdate.serializeAsCertificateTime(into: &coder)
      try nextUpdate.serializeAsCertificateTime(into: &coder)
      if !entries.isEmpty {
        try coder.appendConstructedNode(identifier: .sequence) { coder in
          // In one order, so that the same revocations make the same bytes.
          for (serial, entry) in entries.sorted(by: { ($0.value.time, $0.key) < ($1.value.time, $1.key) }) {
            try append(serial, entry, to: &coder)
          }
        }
      }
      var list = DER.Serializer()
      try list.serialize(number)
      var extensions = [Certificate.Extension(oid: .crlNumber, critical: false, value: list.serializedBytes[...])]
      if let identifier = try issuer.extensions.subjectKeyIdentifier {
        extensions.append(
          try Certificate.Extension(
            AuthorityKeyIdentifier(keyIdentifier: identifier.keyIdentifier), critical: false))
      }
      try coder.serialize(explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific) { coder in
        try coder.serializeSequenceOf(extensions)
      }
    }
    return coder.serializedBytes
  }

  private static func append(_ serial: Serial, _ entry: Entry, to coder: inout DER.Serializer) throws {
    try coder.appendConstructedNode(identifier: .sequence) { coder in
      try coder.serialize(serial.bytes[...])
      try entry.time.serializeAsCertificateTime(into: &coder)
      // RFC 5280 asks to say nothing rather than "unspecified".
      guard entry.reason != .unspecified else { return }
      try coder.serializeSequenceOf([
        Certificate.Extension(oid: .crlReason, critical: false, value: entry.reason.enumerated())
      ])
    }
  }
}
