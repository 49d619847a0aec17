/// Questions about who parties are. What is sealed is read while the newest moment is held, and opened after, so that
/// nobody who decides waits for a key.
internal import Ledger
internal import LedgerStore
internal import Wire

extension Readers {
  /// The answer to a short question whose answer is sealed; nil for any other.
  func answerSealed(_ request: Request, for viewer: Viewer) throws(StoreError) -> [UInt8]? {
    switch request {
    case .account(let id):
      let (sequence, found) = try sealed { snapshot throws(StoreError) in
        try snapshot.account(id).map { account throws(StoreError) in
          (account, try snapshot.sealedProfile(of: .account(id)))
        }
      }
      let outcome =
        found.map { Outcome.accepted(registrar.record($0, $1, for: viewer.disclosure)) } ?? .refused(.unknownAccount)
      return GetAccount.encode(Reply(sequence: sequence, outcome: outcome))
    case .seller(let id):
      let (sequence, found) = try sealed { snapshot throws(StoreError) in
        try snapshot.seller(id).map { seller throws(StoreError) in
          (seller, try snapshot.sealedProfile(of: .seller(id)))
        }
      }
      let outcome =
        found.map { Outcome.accepted(registrar.record($0, $1, for: viewer.disclosure(of: .seller(id)))) }
        ?? .refused(.unknownSeller)
      return GetSeller.encode(Reply(sequence: sequence, outcome: outcome))
    case .distributor(let id):
      let (sequence, found) = try sealed { snapshot throws(StoreError) in
        try snapshot.distributor(id).map { party throws(StoreError) in
          (party, try snapshot.sealedProfile(of: .distributor(id)))
        }
      }
      let outcome =
        found.map { Outcome.accepted(registrar.record($0, $1, for: viewer.disclosure(of: .distributor(id)))) }
        ?? .refused(.unknownDistributor)
      return GetDistributor.encode(Reply(sequence: sequence, outcome: outcome))
    case .addressee(let question):
      let (sequence, found) = try sealed { snapshot throws(StoreError) in try addressee(question, snapshot, viewer) }
      return GetAddressee.encode(Reply(sequence: sequence, outcome: addressee(found)))
    case .claim(let claim):
      let (sequence, found) = try sealed { snapshot throws(StoreError) in try judge(claim, snapshot, viewer) }
      return Claim.encode(Reply(sequence: sequence, outcome: found.map { named($0) }))
    default: return nil
    }
  }

  /// What is found in the newest moment, and the sequence that it saw.
  private func sealed<Found>(
    _ find: (borrowing Snapshot) throws(StoreError) -> Found
  ) throws(StoreError) -> (UInt64, Found) {
    try now { snapshot throws(StoreError) in (try snapshot.sequence(), try find(snapshot)) }
  }

  /// Who drew the check, for the seller that is to send the goods: only while it is open, or just settled for them.
  private func addressee(
    _ question: GetAddressee, _ snapshot: borrowing Snapshot, _ viewer: Viewer
  ) throws(StoreError) -> Outcome<SealedAddressee> {
    guard let check = try snapshot.check(question.check, for: viewer) else { return .refused(.unknownCheck) }
    if let payee = check.progress.payee, payee != question.seller { return .refused(.wrongPayee) }
    switch check.state(at: committer.now()) {
    case .issued, .committed, .settled: break
    case .frozen: return .refused(.checkFrozen)
    case .voided: return .refused(.checkVoided)
    case .expired: return .refused(.checkExpired)
    }
    guard let account = try snapshot.account(check.terms.drawer) else { return .refused(.unknownAccount) }
    let party = Party.account(account.id)
    return .accepted(
      SealedAddressee(
        drawer: SealedParty(party: party, profile: try snapshot.sealedProfile(of: party)), check: check,
        key: try addressKey(of: check.terms, snapshot)))
  }

  private func addressee(_ found: Outcome<SealedAddressee>) -> Outcome<Addressee> {
    switch found {
    case .accepted(let found):
      let (fields, state) = registrar.open(found.drawer.profile, of: found.drawer.party)
      if let refusal = state.refusal { return .refused(refusal) }
      guard let profile = AccountProfile(fields) else { return .refused(.sealBroken) }
      let addressee = Addressee(
        name: profile.name ?? .empty, address: profile.address ?? .empty, telephone: profile.telephone ?? .empty)
      return given(addressee, of: found.check, to: found.key)
    case .refused(let refusal): return .refused(refusal)
    case .invalid(let invalid): return .invalid(invalid)
    }
  }
}

// MARK: - Names on checks

/// A party with what is kept of it.
struct SealedParty: Hashable, Sendable {
  let party: Party
  let profile: SealedProfile
}

/// Who drew a check, and how the check wants it given.
struct SealedAddressee: Hashable, Sendable {
  let drawer: SealedParty
  let check: Check
  /// What the address is sealed to, where it is.
  let key: PublicKey?
}

/// A check without the names of its parties, and what those names are opened from.
struct SealedDocument: Hashable, Sendable {
  var check: CheckDocument
  var drawer: SealedParty
  var payee: SealedParty?
  var distributor: SealedParty?
}

extension Readers {
  func sealedDocument(of check: Check, _ snapshot: borrowing Snapshot) throws(StoreError) -> SealedDocument {
    func party(_ party: Party, _ snapshot: borrowing Snapshot) throws(StoreError) -> SealedParty {
      SealedParty(party: party, profile: try snapshot.sealedProfile(of: party))
    }
    var document = SealedDocument(
      check: try snapshot.document(of: check), drawer: try party(.account(check.terms.drawer), snapshot))
    if let payee = check.progress.payee { document.payee = try party(.seller(payee), snapshot) }
    if let distributor = check.terms.distributor {
      document.distributor = try party(.distributor(distributor), snapshot)
    }
    return document
  }

  /// The check as it is handed to people.
  func named(_ document: SealedDocument) -> CheckDocument {
    var check = document.check
    check.draweeName = draweeName
    check.drawerName = registrar.name(of: document.drawer.party, document.drawer.profile)
    if let payee = document.payee { check.payeeName = registrar.name(of: payee.party, payee.profile) }
    if let carrier = document.distributor { check.distributorName = registrar.name(of: carrier.party, carrier.profile) }
    return check
  }
}

extension Outcome {
  fileprivate func map<Other>(_ change: (Accepted) -> Other) -> Outcome<Other> {
    switch self {
    case .accepted(let value): .accepted(change(value))
    case .refused(let refusal): .refused(refusal)
    case .invalid(let invalid): .invalid(invalid)
    }
  }
}
