/// What an authority, or a file of identities, answered instead of yes.
public import Identities

extension Failure {
  /// A failure with files of identities.
  public init(_ error: IdentityError) {
    switch error {
    case .missing: self = .noInput("\(error)")
    case .notReadable, .notWritable: self = .io("\(error)")
    case .openToOthers, .tooLarge, .malformed, .noRoot, .keyOfAnother, .certificateOfAnother, .revocationsOfAnother:
      self = .badData("\(error)")
    }
  }

  /// A no of an authority, or a failure with its files.
  public init(_ error: AuthorityError) {
    switch error {
    case .files(let error): self.init(error)
    case .malformed: self = .badData("\(error)")
    case .exists, .holdsCertificate: self = .exists("\(error)")
    case .noAuthority: self = .noInput("\(error)")
    case .busy: self = .notNow("\(error)")
    case .holdsAnotherKey: self = .refusedHere(name: "another_key", "\(error)")
    case .notIssuedHere: self = .refusedHere(name: "not_issued_here", "\(error)")
    case .noKey: self = .refusedHere(name: "no_key", "\(error)")
    case .notDue: self = .refusedHere(name: "not_due", "\(error)")
    case .revoked: self = .refusedHere(name: "revoked", "\(error)")
    case .expired: self = .refusedHere(name: "expired", "\(error)")
    case .unknownIdentity: self = .refusedHere(name: "unknown_identity", "\(error)")
    case .unknownSerial: self = .refusedHere(name: "unknown_serial", "\(error)")
    case .ambiguousSerial: self = .refusedHere(name: "ambiguous_serial", "\(error)")
    case .nothingToRevoke: self = .refusedHere(name: "nothing_to_revoke", "\(error)")
    }
  }
}
