/// What a certificate says of its owner, checked before anything is signed.
internal import SwiftASN1
internal import X509

/// One to eight identities, and where whoever has them listens.
public struct CertificateNames: Hashable, Sendable {
  /// Each once.
  public let identities: [Identity]
  /// Each once; empty exactly when none of the identities listens.
  public let hosts: [CertificateHost]

  /// How many identities one certificate may have: somebody with more of them has several programs.
  public static let maximumIdentities = 8
  /// How many hosts: the names and addresses of one machine.
  public static let maximumHosts = 32

  /// Takes names that go together. Where somebody listens and no host is named, the loopback's are meant.
  ///
  /// - Throws: `Malformed` when there are none or too many, one twice, or hosts of somebody who does not listen.
  public init(_ identities: [Identity], hosts: [CertificateHost] = []) throws(Malformed) {
    let thing = "a certificate's names"
    guard (1...CertificateNames.maximumIdentities).contains(identities.count) else {
      throw Malformed(thing, "a certificate has 1 to \(CertificateNames.maximumIdentities) identities")
    }
    guard hosts.count <= CertificateNames.maximumHosts else {
      throw Malformed(thing, "a certificate has at most \(CertificateNames.maximumHosts) hosts")
    }
    if let twice = identities.first(where: { one in identities.count(where: { $0 == one }) > 1 }) {
      throw Malformed(thing, "\(twice) is named twice")
    }
    if let twice = hosts.first(where: { one in hosts.count(where: { $0 == one }) > 1 }) {
      throw Malformed(thing, "\(twice) is named twice")
    }
    let listens = identities.contains(where: \.listens)
    guard listens || hosts.isEmpty else {
      throw Malformed(thing, "only a manager, a seller or a distributor listens and has hosts")
    }
    self.identities = identities
    self.hosts = listens && hosts.isEmpty ? CertificateHost.loopback : hosts
  }

  /// The names in the form of a certificate: identities first.
  var alternativeNames: SubjectAlternativeNames {
    SubjectAlternativeNames(
      identities.map { .uniformResourceIdentifier($0.uri) }
        + hosts.map { host in
          switch host {
          case .name(let name): .dnsName(name)
          case .address(let bytes): .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
          }
        })
  }

  /// What the key is for: everybody calls, and some are called.
  var usages: [ExtendedKeyUsage.Usage] {
    identities.contains(where: \.listens) ? [.serverAuth, .clientAuth] : [.clientAuth]
  }
}

extension Identity {
  /// Whether it is somebody whom others call.
  public var listens: Bool {
    switch self {
    case .manager, .seller, .distributor: true
    case .operator, .auditor, .terminal, .rail: false
    }
  }
}
