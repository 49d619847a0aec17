/// A certificate followed by another of the same names.
internal import Crypto
public import Ledger
internal import Storage

/// How a certificate is renewed.
public struct Renewal: Hashable, Sendable {
  /// For the same key; else for a new one.
  public var keepsKey: Bool
  /// Also before a third of its time is left.
  public var isForced: Bool
  /// How long it is to last, as in `IssueOrder`; nil: as long as the one before.
  public var days: UInt16?

  /// A renewal; as it should be where nothing is said.
  public init(keepsKey: Bool = false, isForced: Bool = false, days: UInt16? = nil) {
    self.keepsKey = keepsKey
    self.isForced = isForced
    self.days = days
  }
}

extension AuthorityDirectory {
  /// Issues what follows the certificate in `directory`, and puts it, its key and the newest list of revocations there.
  /// The one before stays valid until its end, so that whoever has it goes on until it reads the new one.
  ///
  /// - Throws: `AuthorityError`, also where the certificate was revoked, is not due, or was not issued here.
  public func renew(
    _ directory: String, _ renewal: Renewal = Renewal(), at time: Timestamp, random: inout some RandomNumberGenerator
  ) throws(AuthorityError) -> IdentityCertificate {
    var generator = random
    defer { random = generator }
    return try locked { () throws(AuthorityError) in
      let old = try renewable(directory, renewal, at: time)
      let names: CertificateNames
      let key: KeySource
      do throws(Malformed) {
        names = try CertificateNames(old.certificate.identities, hosts: old.certificate.hosts)
        key =
          renewal.keepsKey
          ? .kept(try old.certificate.subjectKey())
          : .new(P256.Signing.PrivateKey(random: &generator))
      } catch {
        throw .malformed(error)
      }
      let days = renewal.days ?? old.certificate.days
      return try issue(names, for: key, days: days, into: directory, at: time, random: &generator)
    }
  }

  private func renewable(
    _ path: String, _ renewal: Renewal, at time: Timestamp
  ) throws(AuthorityError) -> IdentityDirectory {
    let directory = try catchingFiles { () throws(IdentityError) in
      try IdentityDirectory.read(path, needsKey: false)
    }
    let certificate = directory.certificate
    let record = recordPath(of: certificate.serial)
    guard Files.exists(record),
      try catchingFiles({ () throws(IdentityError) in try IdentityDirectory.certificates(record)[0] }) == certificate
    else { throw .notIssuedHere(directory: path) }
    if let entry = try revocations().entries[certificate.serial] {
      throw .revoked(certificate.serial, time: entry.time, reason: entry.reason)
    }
    guard renewal.isForced || certificate.isDue(at: time) else { throw .notDue(directory: path, due: certificate.due) }
    guard renewal.keepsKey || directory.key != nil else { throw .noKey(directory: path) }
    return directory
  }
}

extension IdentityCertificate {
  /// For how many days it was asked for: those from its end back to when it was issued, at least one.
  var days: UInt16 {
    let span = notAfter.milliseconds - notBefore.milliseconds - CertificateAuthority.backdating.milliseconds
    return UInt16(clamping: min(max(span / 86_400_000, 1), Int64(CertificateAuthority.maximumDays)))
  }
}
