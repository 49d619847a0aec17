/// What became of a certificate that was issued.
public import Ledger

/// A certificate of an authority's records.
public struct IssuedCertificate: Hashable, Sendable {
  /// The certificate itself.
  public let certificate: IdentityCertificate
  /// When and why it was taken back, if it was.
  public let revocation: RevocationList.Entry?
  /// The last of the same names that was issued and not taken back, where that is another.
  public let successor: IdentityCertificate?

  /// What it is worth at some moment.
  public enum State: String, Hashable, Sendable, CaseIterable {
    case valid
    /// Valid, and to be renewed: the last third of its time has begun, and no other takes its place.
    case due
    /// Valid, while another of the same names takes its place.
    case replaced
    case revoked
    case expired
  }

  /// What it is worth at `time`.
  public func state(at time: Timestamp) -> State {
    if revocation != nil { return .revoked }
    if time.wholeSecond > certificate.notAfter { return .expired }
    if let successor, time.wholeSecond <= successor.notAfter { return .replaced }
    return certificate.isDue(at: time) ? .due : .valid
  }

  /// Whether somebody would still believe it at `time`.
  public func isLive(at time: Timestamp) -> Bool { revocation == nil && time.wholeSecond <= certificate.notAfter }

  /// The certificates with what is known of each, by identity and then by time.
  static func all(_ certificates: [IdentityCertificate], _ list: RevocationList) -> [IssuedCertificate] {
    var last: [Set<String>: IdentityCertificate] = [:]
    for certificate in certificates where !list.revokes(serial: certificate.serial) {
      guard let other = last[certificate.nameSet], certificate.isBefore(other) else {
        last[certificate.nameSet] = certificate
        continue
      }
    }
    let issued = certificates.map { certificate in
      IssuedCertificate(
        certificate: certificate, revocation: list.entries[certificate.serial],
        successor: last[certificate.nameSet].flatMap { certificate.isBefore($0) ? $0 : nil })
    }
    return issued.sorted {
      ($0.certificate.title, $0.certificate.notBefore, $0.certificate.serial)
        < ($1.certificate.title, $1.certificate.notBefore, $1.certificate.serial)
    }
  }
}

extension IdentityCertificate {
  /// Its identities, as people read them: `seller/SHOP-7, distributor/VAN-2`.
  public var title: String { identities.map(\.description).joined(separator: ", ") }

  /// All that it names, in whatever order.
  var nameSet: Set<String> { Set(identities.map(\.uri) + hosts.map(\.description)) }

  /// Whether it was issued before `other`; within one second the one that ends first counts as the first.
  func isBefore(_ other: IdentityCertificate) -> Bool {
    (notBefore, notAfter) < (other.notBefore, other.notAfter)
  }

  /// The second from which it may be renewed: a third of its time is left then.
  public var due: Timestamp {
    Timestamp(milliseconds: notAfter.milliseconds - (notAfter.milliseconds - notBefore.milliseconds) / 3).wholeSecond
  }

  /// Whether it may be renewed.
  public func isDue(at time: Timestamp) -> Bool { time >= due }
}
