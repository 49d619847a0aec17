/// Commands that say who parties are, made ready for the ledger: sealed, and each party's key made where there is something
/// to seal.
internal import Ledger
internal import Logging
internal import Persons
internal import Seals
internal import Storage

/// What the ledger has of a party, as far as is durable. It only ever becomes more: from each of these to a later one.
enum PartyRecord: Hashable {
  /// No such party.
  case none
  /// The party, and nothing of who it is: nobody ever had to make it a key.
  case blank
  /// Something that a key of its own has sealed: where that key is not at hand, it is lost.
  case sealed
  /// The mark that it was forgotten.
  case forgotten
}

extension Registrar {
  /// A command as the ledger may have it.
  enum Prepared {
    /// Sealed. What it is sealed under counts once `makeDurable` has returned. `settled` hears when it was answered.
    case sealed(Administration)
    case refused(Refusal)
    /// The keys cannot be reached.
    case failed
  }

  /// Seals what `administration` says of its party, and makes the party's key where there is something to seal and none yet.
  /// Called before the committer has the command, so that it never waits for a key.
  ///
  /// - Parameter ledger: what the ledger has of a party.
  func prepare(
    _ administration: Administration, by ledger: (Party) throws -> PartyRecord
  ) rethrows -> Prepared {
    let party = administration.change.subject
    let fields = administration.clearProfile?.fields ?? [:]
    switch administration.change {
    case .forget: return try note(administration, of: party, by: ledger)
    case .updateAccount, .updateSeller, .updateDistributor:
      return try fields.isEmpty ? .sealed(administration.sealed(nil)) : seal(fields, in: administration, by: ledger)
    case .enrolAccount, .enrolSeller, .enrolDistributor:
      arrivals.begin(party)
      var isOnItsWay = false
      defer { if !isOnItsWay { arrivals.end(party) } }
      let prepared: Prepared =
        try fields.isEmpty ? .sealed(administration.sealed(nil)) : seal(fields, in: administration, by: ledger)
      if case .sealed = prepared { isOnItsWay = true }
      return prepared
    case .setStatus, .fund, .reconcile, .payOut, .payIn, .chargeFee, .reportPayOut: return .sealed(administration)
    }
  }

  /// Hears that commands that were prepared have been answered, or will not be sent on.
  func settled(_ commands: [Command]) {
    for case .administer(let administration) in commands where administration.change.isEnrolment {
      arrivals.end(administration.change.subject)
    }
  }

  private func seal(
    _ fields: ClearFields, in administration: Administration, by ledger: (Party) throws -> PartyRecord
  ) rethrows -> Prepared {
    let change = administration.change
    let party = change.subject
    do throws(PersonsError) {
      if case .key(let key) = try vault.standing(of: party) {
        return .sealed(administration.sealed(key.seal(fields, of: party)))
      }
    } catch {
      return fault(error, of: party)
    }
    let record = try change.isEnrolment ? ledger(party) : self.record(of: party, by: ledger)
    let makesKey = record == (change.isEnrolment ? .none : .blank)
    do throws(PersonsError) {
      // Looked up once more, after the ledger was asked: whatever it has sealed of a party, the key was there before. So who
      // has none now, and something sealed, has lost it.
      switch try makesKey ? vault.standing(making: party) : vault.standing(of: party) {
      case .key(let key): return .sealed(administration.sealed(key.seal(fields, of: party)))
      case .forgotten: return .refused(.partyForgotten)
      case .none: break
      }
    } catch {
      return fault(error, of: party)
    }
    switch record {
    case .none: return .refused(party.unknown)
    case .sealed: return .refused(.keyMissing)
    case .forgotten: return .refused(.partyForgotten)
    case .blank:
      // It is enrolled already: the ledger refuses this, by what it says. A key that nobody keeps is enough for that.
      return .sealed(administration.sealed(PersonKey().seal(fields, of: party)))
    }
  }

  /// Notes that a party may be forgotten. The ledger is asked first: from one that has something sealed and no key nothing
  /// can be sealed any more, and of one that is nobody, and is not being enrolled, there is nothing to forget.
  private func note(
    _ forgetting: Administration, of party: Party, by ledger: (Party) throws -> PartyRecord
  ) rethrows -> Prepared {
    let record = try self.record(of: party, by: ledger)
    guard record != .none else { return .refused(party.unknown) }
    do throws(PersonsError) {
      try vault.beginForgetting(party, making: record == .blank)
      return .sealed(forgetting)
    } catch {
      return fault(error, of: party)
    }
  }

  /// What the ledger has of a party, or is about to have.
  private func record(of party: Party, by ledger: (Party) throws -> PartyRecord) rethrows -> PartyRecord {
    // In this order: whose enrolment was answered in between, is in the ledger.
    let isArriving = arrivals.contains(party)
    let record = try ledger(party)
    return record == .none && isArriving ? .blank : record
  }

  private func fault(_ error: PersonsError, of party: Party) -> Prepared {
    if case .storage(let error) = error, error.isOutOfSpace { return .refused(.diskFull) }
    logger.error("a party's key cannot be used", metadata: ["party": "\(party)", "reason": "\(error)"])
    if case .keyBroken = error { return .refused(.sealBroken) }
    return .failed
  }
}

extension Administration.Change {
  fileprivate var isEnrolment: Bool {
    switch self {
    case .enrolAccount, .enrolSeller, .enrolDistributor: true
    default: false
    }
  }

  /// Whether the party's key must be at hand before the ledger has the command, or destroyed after.
  var concernsKeys: Bool {
    switch self {
    case .enrolAccount, .enrolSeller, .enrolDistributor, .updateAccount, .updateSeller, .updateDistributor, .forget:
      true
    case .setStatus, .fund, .reconcile, .payOut, .payIn, .chargeFee, .reportPayOut: false
    }
  }
}

extension Party {
  /// The refusal where the ledger has no such party.
  fileprivate var unknown: Refusal {
    switch self {
    case .account: .unknownAccount
    case .seller: .unknownSeller
    case .distributor: .unknownDistributor
    }
  }
}
