/// Identities, hosts and numbers of certificates, as people write them.
internal import ArgumentParser
public import Identities
public import Ledger

extension Read {
  /// The forms of an identity: all that there are.
  public static let identityForms = """
    manager, seller/CODE, distributor/CODE, terminal/ACCOUNT, rail/\(PaymentRail.choices()), auditor, operator/all or \
    operator/ with duties: \(Identity.Duties.named.map(\.name).joined(separator: "+"))
    """

  /// `seller/SHOP-7`, with or without `vouch://` before it.
  public static func identity(_ text: String) throws -> Identity {
    guard let identity = Identity(text) else { throw ValidationError("an identity is one of \(identityForms).") }
    return identity
  }

  /// A DNS name or an IP address.
  public static func host(_ text: String) throws -> CertificateHost {
    guard let host = CertificateHost(text) else {
      throw ValidationError("a host is a name or an address without a port, such as shop.example, 192.0.2.7 or ::1.")
    }
    return host
  }

  /// How many days a certificate lasts.
  public static func certificateDays(_ text: String) throws -> UInt16 {
    guard let days = UInt16(text), (1...CertificateAuthority.maximumDays).contains(days) else {
      throw ValidationError("give days from 1 to \(CertificateAuthority.maximumDays).")
    }
    return days
  }

  /// How many years an authority lasts.
  public static func authorityYears(_ text: String) throws -> Timestamp.Span {
    guard let years = UInt16(text), (1...10).contains(years) else { throw ValidationError("give years from 1 to 10.") }
    // Years of a quarter of a day more than 365, to whole days.
    return .days(UInt16(UInt32(years) * 1461 / 4))
  }

  /// An identity, or the first digits of a certificate's number.
  public static func revocationTarget(_ text: String) throws -> RevocationTarget {
    guard let target = RevocationTarget(text) else {
      throw ValidationError(
        "give an identity (\(identityForms)), or the first digits of a certificate's number, at least 4.")
    }
    return target
  }

  /// Why a certificate is revoked: one of `reasonChoices`.
  public static func reason(_ text: String) throws -> RevocationReason {
    guard let reason = RevocationReason.given.first(where: { $0.argument == text.lowercased() }) else {
      throw ValidationError("choose one of \(reasonChoices).")
    }
    return reason
  }

  /// The reasons, as a command line has them.
  public static var reasonChoices: String { RevocationReason.given.map(\.argument).joined(separator: ", ") }
}

extension RevocationReason {
  /// As a command line has it: `key-compromise`.
  var argument: String { String(words.map { $0 == " " ? "-" : $0 }) }

  /// As JSON has it: `key_compromise`.
  var name: String { String(words.map { $0 == " " ? "_" : $0 }) }
}
