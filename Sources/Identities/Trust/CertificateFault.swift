/// Why a certificate that was shown is not believed.
public import Ledger

/// A fault of a certificate, in words that follow it: `it has expired`.
public enum CertificateFault: Error, Hashable, Sendable {
  case unreadable(Malformed)
  /// More certificates were sent than a chain may have.
  case longChain(Int)
  /// It ended then.
  case expired(Timestamp)
  /// It begins then.
  case notYetValid(Timestamp)
  /// An authority between it and the one that is trusted is not valid now.
  case authorityLapsed
  /// Nobody but its owner vouches for it.
  case selfMade
  /// It comes from an authority that is not among those trusted here.
  case otherAuthority
  /// Its chain breaks RFC 5280's rules: an issuer that is no authority, a name that its issuer may not give.
  case againstRules
  /// It, or an authority between it and the one that is trusted, was revoked.
  case revoked(Serial)
  /// It is for the other side of a connection.
  case otherUse(CertificateUse)
  /// It has no name of Vouch's that is known here.
  case unnamed
  /// It has more names than one certificate may.
  case manyNames(Int)
  /// It names others than the one who was expected.
  case otherName([Identity], expected: ExpectedIdentity)
}

extension CertificateFault: CustomStringConvertible {
  /// What is wrong, in words that follow the certificate's place.
  public var description: String {
    switch self {
    case .unreadable(let fault): "it cannot be read: it \(fault.reason)"
    case .longChain(let count): "it comes with \(count) certificates, and a chain has at most \(Trust.longestChain)"
    case .expired(let time): "it expired at \(time)"
    case .notYetValid(let time): "it is not valid before \(time)"
    case .authorityLapsed: "the certificate of its authority is not valid now"
    case .selfMade: "it is self-made: no authority issued it"
    case .otherAuthority: "it comes from another authority"
    case .againstRules: "its chain breaks the rules: whoever issued it may not issue such"
    case .revoked(let serial): "it was revoked (number \(serial))"
    case .otherUse(let use): "it is not made for \(use)"
    case .unnamed: "it has no name of Vouch's that is known here, such as vouch://seller/SHOP-7"
    case .manyNames(let count): "it has \(count) names, and at most \(Trust.mostNames) are taken"
    case .otherName(let names, let expected):
      "it names \(names.map(\.description).joined(separator: ", ")), and \(expected) was expected"
    }
  }
}

/// What a certificate is for: the side of a connection that shows it.
public struct CertificateUse: OptionSet, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Whoever connects.
  public static let client = CertificateUse(rawValue: 1 << 0)
  /// Whoever listens.
  public static let server = CertificateUse(rawValue: 1 << 1)

  /// In words that follow `made for`.
  public var description: String {
    switch self {
    case .client: "clients"
    case .server: "servers"
    default: "clients and servers"
    }
  }
}
