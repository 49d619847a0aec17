/// What the ledger keeps of who a party is: bytes that it cannot read.

/// A profile field by field, each sealed under the key of that one party. Log, tables and backups hold this and nothing of a
/// person in the clear, so that who destroys the key has the party forgotten in all of them.
///
/// Absent: the key, and how anything is sealed. Whoever seals and opens stands before and behind the ledger.
public struct SealedProfile: Hashable, Sendable {
  /// The fields that say something, sealed. In a change: those that change; one that clears is sealed too.
  public var fields: [ProfileField: [UInt8]]
  /// Of a change: a digest of what it says in the clear, under the party's key. Sealing is random, and so tells nobody
  /// whether two changes say the same; this does, to whoever has the key, so that a repetition is told from a change of
  /// something else.
  public var digest: Digest?
  /// Whether the party was forgotten: then there are no fields, and never will be.
  public private(set) var isForgotten = false
  /// The keys that a distributor has or had registered to sign its hand-overs, oldest first; never part of a change. In the
  /// clear, and kept when it is forgotten: they are no personal data, and whoever judges a hand-over needs no key for them.
  public var handOverKeys: [RegisteredKey] = []
  /// What addresses are sealed to that only this distributor is to read. In the clear, and no part of a change, likewise.
  public var addressKey: PublicKey?

  /// A profile; one that says nothing unless told otherwise.
  public init(fields: [ProfileField: [UInt8]] = [:], digest: Digest? = nil) {
    self.fields = fields
    self.digest = digest
  }

  /// A party of whom nothing else was kept than what was forgotten.
  public static var forgotten: SealedProfile {
    var profile = SealedProfile()
    profile.forget()
    return profile
  }

  /// Leaves of the party what is no personal data.
  public mutating func forget() {
    fields = [:]
    digest = nil
    isForgotten = true
  }

  /// The most bytes that a sealed field may have: a text with its filling, its header and its seal.
  public static let maximumFieldBytes = 512

  /// Takes over every field that `change` names.
  public mutating func merge(_ change: SealedProfile) {
    fields.merge(change.fields) { $1 }
  }

  /// The names of the fields that say something: all that the journal may know of them.
  public var fieldNames: [String] { ProfileField.allCases.filter { fields[$0] != nil }.map(\.name) }
}

extension Administration {
  /// The party whose profile the command bears in the clear, and what it says; nil where it bears none, or a sealed one.
  public var clearProfile: (party: Party, fields: ClearFields)? {
    let fields: ClearFields? =
      switch change {
      case .enrolAccount(let enrolment): enrolment.update.profile?.fields
      case .updateAccount(_, let update): update.profile?.fields
      case .enrolSeller(let enrolment), .enrolDistributor(let enrolment): enrolment.update.profile?.fields
      case .updateSeller(_, let update), .updateDistributor(_, let update): update.profile?.fields
      case .setStatus, .forget, .fund, .reconcile, .payOut, .payIn, .chargeFee, .reportPayOut: nil
      }
    return fields.map { (change.subject, $0) }
  }

  /// The command as the ledger takes it: `profile` in the place of the one in the clear; nil for none at all.
  public func sealed(_ profile: SealedProfile?) -> Administration {
    var sealed = self
    if profile != nil { sealed.clearFingerprint = fingerprint }
    switch change {
    case .enrolAccount(var enrolment):
      enrolment.update.seal(profile)
      sealed.change = .enrolAccount(enrolment)
    case .updateAccount(let id, var update):
      update.seal(profile)
      sealed.change = .updateAccount(id, update)
    case .enrolSeller(var enrolment):
      enrolment.update.seal(profile)
      sealed.change = .enrolSeller(enrolment)
    case .enrolDistributor(var enrolment):
      enrolment.update.seal(profile)
      sealed.change = .enrolDistributor(enrolment)
    case .updateSeller(let id, var update):
      update.seal(profile)
      sealed.change = .updateSeller(id, update)
    case .updateDistributor(let id, var update):
      update.seal(profile)
      sealed.change = .updateDistributor(id, update)
    case .setStatus, .forget, .fund, .reconcile, .payOut, .payIn, .chargeFee, .reportPayOut: break
    }
    return sealed
  }
}

extension AccountUpdate {
  fileprivate mutating func seal(_ sealed: SealedProfile?) {
    profile = nil
    self.sealed = sealed
  }
}

extension CompanyUpdate {
  fileprivate mutating func seal(_ sealed: SealedProfile?) {
    profile = nil
    self.sealed = sealed
  }
}
