/// Certificates taken back.
public import Ledger
internal import Storage

/// Which certificates are meant.
public enum RevocationTarget: Hashable, Sendable {
  /// All of an identity that somebody would still believe.
  case identity(Identity)
  /// The one whose number begins with these hexadecimal digits.
  case serial(String)

  /// How few digits may stand for a number: fewer would be a slip of the hand.
  static let minimumDigits = 4

  /// Reads an identity, or 4 to 40 hexadecimal digits, colons between them or not; nothing when it is neither.
  public init?(_ text: String) {
    if let identity = Identity(text) {
      self = .identity(identity)
      return
    }
    let digits = text.lowercased().filter { $0 != ":" }
    guard (RevocationTarget.minimumDigits...2 * Serial.maximumBytes).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    self = .serial(digits)
  }
}

extension AuthorityDirectory {
  /// Takes certificates back, and makes the list that says so.
  ///
  /// - Returns: those that were taken back, at least one, and the list.
  /// - Throws: `AuthorityError`, also where it is unknown who is meant, or nothing is left to take back.
  public func revoke(
    _ target: RevocationTarget, reason: RevocationReason, at time: Timestamp
  ) throws(AuthorityError) -> (revoked: [IdentityCertificate], list: RevocationList) {
    try locked { () throws(AuthorityError) in
      let certificates = try meant(target, at: time)
      let before = try revocations()
      var entries = before.entries
      for certificate in certificates { entries[certificate.serial] = RevocationList.Entry(time: time, reason: reason) }
      return (certificates, try replace(before, entries, at: time))
    }
  }

  /// The list as it is; made anew where a third of its time is gone, so that whoever is given one has it for long. Under
  /// the lock.
  func currentList(at time: Timestamp) throws(AuthorityError) -> RevocationList {
    let list = try revocations()
    let third = (list.nextUpdate.milliseconds - list.thisUpdate.milliseconds) / 3
    guard time.milliseconds - list.thisUpdate.milliseconds >= third else { return list }
    return try replace(list, list.entries, at: time)
  }

  private func replace(
    _ list: RevocationList, _ entries: [Serial: RevocationList.Entry], at time: Timestamp
  ) throws(AuthorityError) -> RevocationList {
    let next: RevocationList
    do {
      next = try authority.list(entries, number: (list.number ?? 0) + 1, at: time)
    } catch {
      throw .malformed(error)
    }
    try catchingFiles { () throws(IdentityError) in
      try Files.write(Array(next.pem.utf8), to: file(AuthorityDirectory.revokedFile), mode: Files.publicMode)
    }
    return next
  }

  private func meant(_ target: RevocationTarget, at time: Timestamp) throws(AuthorityError) -> [IdentityCertificate] {
    let issued = try issued()
    switch target {
    case .identity(let identity):
      let all = issued.filter { $0.certificate.identities.contains(identity) }
      guard !all.isEmpty else { throw .unknownIdentity(identity) }
      let live = all.filter { $0.isLive(at: time) }
      guard !live.isEmpty else { throw .nothingToRevoke(identity) }
      return live.map(\.certificate)
    case .serial(let digits):
      let found = issued.filter { "\($0.certificate.serial)".hasPrefix(digits) }
      guard let one = found.first else { throw .unknownSerial(digits) }
      guard found.count == 1 else { throw .ambiguousSerial(digits, found.map(\.certificate.serial)) }
      if let entry = one.revocation { throw .revoked(one.certificate.serial, time: entry.time, reason: entry.reason) }
      guard one.isLive(at: time) else { throw .expired(one.certificate.serial, time: one.certificate.notAfter) }
      return [one.certificate]
    }
  }
}
