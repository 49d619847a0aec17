/// Profiles sealed and opened, field by field.
public import Ledger
public import Seals

extension PersonKey {
  /// What fields say of `party`, as the ledger keeps it; nil where they say nothing.
  public func seal(_ fields: ClearFields, of party: Party) -> SealedProfile? {
    guard !fields.isEmpty else { return nil }
    var sealed = SealedProfile()
    for (field, bytes) in fields {
      guard let seal = try? seal(bytes, for: party.sealedPlace(of: field)) else {
        preconditionFailure("a text of the ledger is far below what is sealed")
      }
      sealed.fields[field] = seal
    }
    sealed.digest = Digest(digest(fields.canonical))
    return sealed
  }

  /// What a sealed profile of `party` says.
  ///
  /// - Throws: `keyMissing` where a field is sealed under another key, `fieldBroken` where one was changed, or moved from
  ///   another field or party.
  public func open(_ profile: SealedProfile, of party: Party) throws(PersonsError) -> ClearFields {
    var fields: ClearFields = [:]
    for (field, sealed) in profile.fields { fields[field] = try open(sealed, field, of: party) }
    return fields
  }

  /// What one field says.
  public func open(_ sealed: [UInt8], _ field: ProfileField, of party: Party) throws(PersonsError) -> [UInt8] {
    do throws(SealError) {
      return try open(sealed, at: party.sealedPlace(of: field))
    } catch {
      if case .unknownKey = error { throw .keyMissing(party) }
      throw .fieldBroken(party, field, error)
    }
  }
}

extension ClearFields {
  /// The same bytes for the same fields: each one's number, its length in two bytes, and what it says.
  fileprivate var canonical: [UInt8] {
    ProfileField.allCases.flatMap { field in
      self[field].map {
        [field.rawValue, UInt8(truncatingIfNeeded: $0.count >> 8), UInt8(truncatingIfNeeded: $0.count)] + $0
      }
        ?? []
    }
  }
}

extension PersonVault {
  /// A profile opened: what it says, or why it says nothing.
  public enum Opened: Sendable {
    case fields(ClearFields)
    case forgotten
  }

  /// What is kept of `party`.
  ///
  /// - Parameter wanted: only these fields; nil: all.
  /// - Throws: `keyMissing`, `keyBroken`, `fieldBroken`, `storage`.
  public func open(
    _ profile: SealedProfile, of party: Party, only wanted: ProfileField? = nil
  ) throws(PersonsError) -> Opened {
    if profile.isForgotten { return .forgotten }
    guard !profile.fields.isEmpty else { return .fields([:]) }
    switch try standing(of: party) {
    case .forgotten: return .forgotten
    case .none: throw .keyMissing(party)
    case .key(let key):
      guard let wanted else { return .fields(try key.open(profile, of: party)) }
      guard let sealed = profile.fields[wanted] else { return .fields([:]) }
      return .fields([wanted: try key.open(sealed, wanted, of: party)])
    }
  }
}
