/// A certificate that was believed when it was shown, with all that it was believed for.
public import Ledger

/// Made by `Trust` alone: the chain was judged.
public struct ShownCertificate: Hashable, Sendable {
  /// From the certificate shown to the authority that is trusted.
  let chain: [IdentityCertificate]

  /// The certificate itself.
  public let leaf: IdentityCertificate

  /// - Parameter chain: judged, and not empty: `leaf` is its first.
  init(_ leaf: IdentityCertificate, chain: [IdentityCertificate]) {
    self.leaf = leaf
    self.chain = chain
  }

  /// Whom it names: 1 … `Trust.mostNames`.
  public var identities: [Identity] { leaf.identities }

  /// Its number.
  public var serial: Serial { leaf.serial }

  /// The last second in which it and all that vouch for it are valid.
  public var validThrough: Timestamp { chain.map(\.notAfter).min() ?? leaf.notAfter }
}
