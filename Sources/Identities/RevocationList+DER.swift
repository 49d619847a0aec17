/// A list of revocations from its bytes: strictly as RFC 5280 §5.1 has it, and nothing that is not understood.
internal import Ledger
internal import SwiftASN1
internal import X509

extension RevocationList {
  /// Reads DER.
  ///
  /// - Throws: `Malformed` when it is no list of version 2, says something critical that is not understood here (a list of
  ///   changes only, or of some certificates only), or is longer than `maximumBytes`.
  public init(der: [UInt8]) throws(Malformed) {
    guard der.count <= RevocationList.maximumBytes else { throw RevocationList.tooLong }
    do {
      let form = try SignedForm(der: der)
      let name = try SignatureAlgorithmName(derEncoded: form.algorithm)
      let body = try RevocationListBody.read(form.body)
      guard body.algorithm == name, let algorithm = name.known else {
        throw Malformed(RevocationList.thing, "is signed in a way that is not known here")
      }
      self.init(
        entries: body.entries, thisUpdate: body.thisUpdate, nextUpdate: body.nextUpdate, number: body.number, der: der,
        issuer: body.issuer, extensions: body.extensions, algorithm: algorithm, signature: Array(form.signature),
        signedBytes: form.body.encodedBytes)
    } catch let fault as Malformed {
      throw fault
    } catch {
      throw .damaged(RevocationList.thing)
    }
  }
}

/// What of a list is signed.
private struct RevocationListBody {
  let algorithm: SignatureAlgorithmName
  let issuer: DistinguishedName
  let thisUpdate: Timestamp
  let nextUpdate: Timestamp
  let entries: [Serial: RevocationList.Entry]
  let extensions: Certificate.Extensions
  let number: UInt64?

  static func read(_ node: ASN1Node) throws -> Self {
    try DER.sequence(node, identifier: .sequence) { nodes in
      // 1 stands for version 2, the only one that has extensions.
      guard try Int(derEncoded: &nodes) == 1 else { throw Malformed(RevocationList.thing, "is of another version") }
      let algorithm = try SignatureAlgorithmName(derEncoded: &nodes)
      guard let name = nodes.next() else { throw Malformed.damaged(RevocationList.thing) }
      let issuer = try DistinguishedName(derEncoded: name)
      let thisUpdate = try Timestamp(certificateTime: nodes.next())
      // RFC 5280 asks for it: without it nobody knows that a list is too old.
      let nextUpdate = try Timestamp(certificateTime: nodes.next())
      let entries = try Self.entries(&nodes)
      let extensions = try DER.explicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) {
        try Certificate.Extensions(DER.sequence(of: Certificate.Extension.self, identifier: .sequence, rootNode: $0))
      }
      for item in extensions where item.critical && !Self.understood.contains(item.oid) {
        throw Malformed(RevocationList.thing, "says something critical that is not understood here (\(item.oid))")
      }
      return Self(
        algorithm: algorithm, issuer: issuer, thisUpdate: thisUpdate, nextUpdate: nextUpdate, entries: entries,
        extensions: extensions, number: try Self.number(extensions))
    }
  }

  private static let understood: [ASN1ObjectIdentifier] = [.crlNumber, .X509ExtensionID.authorityKeyIdentifier]

  private static func number(_ extensions: Certificate.Extensions) throws -> UInt64? {
    guard let found = extensions[oid: .crlNumber] else { return nil }
    return try? UInt64(derEncoded: found.value)
  }

  /// The entries; RFC 5280 leaves an empty list of them out.
  private static func entries(_ nodes: inout ASN1NodeCollection.Iterator) throws -> [Serial: RevocationList.Entry] {
    var after = nodes
    guard let list = after.next(), list.identifier == .sequence, case .constructed(let items) = list.content else {
      return [:]
    }
    nodes = after
    var entries: [Serial: RevocationList.Entry] = [:]
    for item in items {
      let (serial, entry) = try entry(item)
      guard entries.updateValue(entry, forKey: serial) == nil else {
        throw Malformed(RevocationList.thing, "names certificate \(serial) twice")
      }
    }
    guard !entries.isEmpty else { throw Malformed.damaged(RevocationList.thing) }
    return entries
  }

  private static func entry(_ node: ASN1Node) throws -> (Serial, RevocationList.Entry) {
    try DER.sequence(node, identifier: .sequence) { nodes in
      guard let serial = Serial(try ArraySlice<UInt8>(derEncoded: &nodes)) else {
        throw Malformed(RevocationList.thing, "names a certificate by what is no number")
      }
      let time = try Timestamp(certificateTime: nodes.next())
      var reason = RevocationReason.unspecified
      if let list = nodes.next() {
        let extensions = try Certificate.Extensions(
          DER.sequence(of: Certificate.Extension.self, identifier: .sequence, rootNode: list))
        for item in extensions {
          if item.oid == .crlReason {
            reason = try RevocationReason(enumerated: item.value)
          } else if item.critical {
            throw Malformed(RevocationList.thing, "says something critical of \(serial) that is not understood here")
          }
        }
      }
      return (serial, RevocationList.Entry(time: time, reason: reason))
    }
  }
}

extension RevocationReason {
  /// Reads a `CRLReason` (RFC 5280 §5.3.1): an enumerated number.
  init(enumerated der: ArraySlice<UInt8>) throws {
    let number = try UInt8(derEncoded: DER.parse(der), withIdentifier: .enumerated)
    guard let reason = RevocationReason(rawValue: number) else {
      throw Malformed(RevocationList.thing, "names a reason that there is not")
    }
    self = reason
  }

  /// Writes it.
  func enumerated() throws -> ArraySlice<UInt8> {
    var coder = DER.Serializer()
    try rawValue.serialize(into: &coder, withIdentifier: .enumerated)
    return coder.serializedBytes[...]
  }
}

extension ASN1ObjectIdentifier {
  /// The number of a list (RFC 5280 §5.2.3).
  static let crlNumber: ASN1ObjectIdentifier = [2, 5, 29, 20]
  /// Why an entry is on it (RFC 5280 §5.3.1).
  static let crlReason: ASN1ObjectIdentifier = [2, 5, 29, 21]
}
