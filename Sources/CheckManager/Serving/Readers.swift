/// The questions answered: each by the newest durable moment of the ledger.
internal import Ledger
internal import LedgerStore
internal import NIOPosix
internal import Persons
internal import Seals
internal import Synchronization
internal import Wire

/// Each thread that reads keeps for itself a decoder with its arena, and a place among the readers.
///
/// Absent here: anything that changes the ledger.
final class Readers: Sendable {
  let draweeName: Text
  private let store: Store
  /// What is measured.
  let measuring: Measuring
  let committer: Committer
  /// Who signs; nil where nothing is attested.
  let attestor: Attestor?
  let registrar: Registrar
  private let claims: ClaimGuard
  let version: String
  let started: Timestamp
  /// What the last batch of verifications saw last: where the next one sees something else, something is being decided.
  let verified = Atomic<UInt64>(0)
  private let decoders = ThreadSpecificVariable<OwnDecoder>()
  private let places = ThreadSpecificVariable<Place>()

  init(
    store: Store, committer: Committer, attestor: Attestor? = nil, registrar: Registrar, draweeName: Text,
    version: String, started: Timestamp, measuring: Measuring = Measuring()
  ) {
    self.store = store
    self.measuring = measuring
    self.registrar = registrar
    self.committer = committer
    self.attestor = attestor
    self.draweeName = draweeName
    self.version = version
    self.started = started
    claims = ClaimGuard()
  }

  /// This thread's decoder.
  func decoder() -> RequestDecoder {
    if let own = decoders.currentValue { return own.decoder }
    let own = OwnDecoder()
    decoders.currentValue = own
    return own.decoder
  }

  // One thread's own. Sendable because only `decoders` and `places` hold them, which give each thread nothing but its
  // own.
  private final class OwnDecoder: @unchecked Sendable {
    let decoder = RequestDecoder()
  }

  private final class Place: @unchecked Sendable {
    var reader: Reader

    init(_ reader: consuming Reader) { self.reader = reader }
  }

  /// Gives up this thread's place, as a thread that ends does by itself.
  func leave() {
    decoders.currentValue = nil
    places.currentValue = nil
  }

  private func place() throws(StoreError) -> Place {
    if let place = places.currentValue { return place }
    let place = Place(try store.reader())
    places.currentValue = place
    return place
  }
}

extension Readers {
  /// The answer to anything but a command. `acceptClock` has been done: its answer is the status after it.
  func answer(_ request: Request, for viewer: Viewer) throws(StoreError) -> [UInt8] {
    if case .verifications(let batch) = request { return try answer(batch, for: viewer) }
    if request == .measurements { return try answerMeasurements() }
    if request.isAboutHistory { return try answerFromHistory(request) }
    if let answer = try answerSealed(request, for: viewer) { return answer }
    // A short question is answered while the newest moment is held, a long one from a moment that is kept for it.
    return try request.isLong
      ? place().reader.moment { snapshot throws(StoreError) in try answer(request, snapshot, viewer) }
      : now { snapshot throws(StoreError) in try answer(request, snapshot, viewer) }
  }

  /// How the store is.
  func storeMeasures() throws(StoreError) -> StoreMeasures { try store.measures() }

  /// The directories that are written to, by what they are for.
  var diskPlaces: [(name: String, path: String)] { [("data", store.path), ("log", store.logPath)] }

  /// Lends the newest durable moment to `body`, which must be short.
  func now<Result>(_ body: (borrowing Snapshot) throws(StoreError) -> Result) throws(StoreError) -> Result {
    try place().reader.now(body)
  }

  /// Lends what is folded to `body`, which may take its time.
  func folded<Result>(_ body: (borrowing Snapshot) throws(StoreError) -> Result) throws(StoreError) -> Result {
    try place().reader.folded(body)
  }

  private func answer(
    _ request: Request, _ snapshot: borrowing Snapshot, _ viewer: Viewer
  ) throws(StoreError) -> [UInt8] {
    let sequence = try snapshot.sequence()
    switch request {
    case .status: return GetStatus.encode(Reply(sequence: sequence, outcome: .accepted(try status(snapshot))))
    case .acceptClock: return AcceptClock.encode(Reply(sequence: sequence, outcome: .accepted(try status(snapshot))))
    case .authorize(let terms):
      let refusal = Ledger.authorize(terms, given: try snapshot.facts(for: terms), at: committer.now())
      let yes = Authorized(addressKey: refusal == nil ? try addressKey(of: terms, snapshot) : nil)
      let outcome: Outcome<Authorized> = refusal.map { .refused($0) } ?? .accepted(yes)
      return Authorize.encode(Reply(sequence: sequence, outcome: outcome))
    case .verify(let question):
      let outcome = try judge(question, at: committer.now(), snapshot, viewer) { Verification($0.terms, $0.progress) }
      return VerifyCheck.encode(Reply(sequence: sequence, outcome: outcome))
    case .check(let id):
      return GetCheck.encode(Reply(sequence: sequence, outcome: try history(of: id, snapshot, viewer)))
    case .checks(let query):
      return CheckQuery.encode(Reply(sequence: sequence, outcome: .accepted(try snapshot.checks(query))))
    case .accounts(let from, let limit):
      let page = try snapshot.accounts(from: from, limit: limit).map { found throws(StoreError) in
        registrar.record(found, try snapshot.sealedProfile(of: .account(found.id)), for: viewer.disclosure)
      }
      return ListAccounts.encode(Reply(sequence: sequence, outcome: .accepted(page)))
    case .sellers(let from, let limit):
      let page = try snapshot.sellers(from: from, limit: limit).map { found throws(StoreError) in
        registrar.record(found, try snapshot.sealedProfile(of: .seller(found.id)), for: viewer.disclosure)
      }
      return ListSellers.encode(Reply(sequence: sequence, outcome: .accepted(page)))
    case .distributors(let from, let limit):
      let page = try snapshot.distributors(from: from, limit: limit).map { found throws(StoreError) in
        registrar.record(found, try snapshot.sealedProfile(of: .distributor(found.id)), for: viewer.disclosure)
      }
      return ListDistributors.encode(Reply(sequence: sequence, outcome: .accepted(page)))
    case .statement(let query):
      let statement = try snapshot.statement(query)
      let outcome: Outcome<Statement> = statement.map { .accepted($0) } ?? .refused(query.account.unknown)
      return StatementQuery.encode(Reply(sequence: sequence, outcome: outcome))
    case .instructions(let question):
      let page = opened(try orders(question, snapshot), for: viewer.disclosure(of: question.rail))
      return ListInstructions.encode(Reply(sequence: sequence, outcome: .accepted(page)))
    case .covers(let question):
      let page = try covers(question, snapshot, viewer.disclosure(of: question.rail))
      return ListCovers.encode(Reply(sequence: sequence, outcome: .accepted(page)))
    case .journal(let question):
      guard question.from == 0 || question.from >= snapshot.firstEntry else {
        return ReadJournal.encode(Reply(sequence: sequence, outcome: .refused(.entryArchived)))
      }
      let page = try snapshot.journal(
        from: question.from, limit: question.limit, about: question.party, kind: question.kind)
      return ReadJournal.encode(Reply(sequence: sequence, outcome: .accepted(page)))
    case .balanceSheet:
      return GetBalanceSheet.encode(Reply(sequence: sequence, outcome: .accepted(try snapshot.balanceSheet())))
    case .sealStatus:
      return GetSealStatus.encode(Reply(sequence: sequence, outcome: .accepted(registrar.vault.status.shown)))
    case .rotateSeal: preconditionFailure("done where it arrives")
    case .account, .seller, .distributor, .addressee, .claim: preconditionFailure("answered as sealed")
    case .command, .commands: preconditionFailure("commands are the committer's")
    case .verifications: preconditionFailure("answered in slices")
    case .measurements: preconditionFailure("answered without a moment")
    case .proof, .head, .consistency, .attested: preconditionFailure("answered from what is folded")
    case .authenticate, .issueKey, .revokeKey, .keys: preconditionFailure("keys are no part of the ledger")
    }
  }

  private func status(_ snapshot: borrowing Snapshot) throws(StoreError) -> ManagerStatus {
    let counts = try snapshot.counts()
    // The time first: to read the clock is to notice that it jumped.
    let (time, state) = (committer.now(), committer.state)
    return ManagerStatus(
      draweeName: draweeName.value, version: version, time: time, started: started,
      accounts: counts.accounts, sellers: counts.sellers, distributors: counts.distributors, checks: counts.checks,
      openChecks: counts.openChecks, clockJump: state.clockAlarm, readOnly: state.readOnly,
      archived: try snapshot.archivedLast().map { ManagerStatus.Archived(through: $0.sequence, time: $0.time) })
  }

  /// Whether a check is good for what was asked; `yes` says of it what the answer shows.
  func judge<Yes>(
    _ question: VerifyCheck, at time: Timestamp, _ snapshot: borrowing Snapshot, _ viewer: Viewer, _ yes: (Check) -> Yes
  ) throws(StoreError) -> Outcome<Yes> {
    let check = try snapshot.check(question.check, for: viewer)
    if let refusal = question.judge(check, at: time) { return .refused(refusal) }
    guard let check else { return .refused(.unknownCheck) }
    return .accepted(yes(check))
  }

  func judge(
    _ claim: Claim, _ snapshot: borrowing Snapshot, _ viewer: Viewer
  ) throws(StoreError) -> Outcome<SealedDocument> {
    let check = try snapshot.check(claim.check)
    let drawer = try check.flatMap { check throws(StoreError) in try snapshot.account(check.terms.drawer) }
    guard let secret = Digest(Hash.sha256(claim.secret)) else { preconditionFailure("SHA-256 has 32 bytes") }
    let question = ClaimCheck(check: claim.check, secret: secret)
    let refusal = question.judge(check, drawer: drawer, tries: claims.tries(of: claim.check), at: committer.now())
    if refusal == .claimRefused { claims.countWrongTry(of: claim.check) }
    if refusal == .claimRefused || refusal == .unknownCheck { viewer.miss() }
    if let refusal { return .refused(refusal) }
    guard let check else { return .refused(.unknownCheck) }
    return .accepted(try sealedDocument(of: check, snapshot))
  }

  private func history(
    of id: CheckID, _ snapshot: borrowing Snapshot, _ viewer: Viewer
  ) throws(StoreError) -> Outcome<CheckHistory> {
    guard let check = try snapshot.check(id, for: viewer) else { return .refused(.unknownCheck) }
    return .accepted(
      CheckHistory(check: named(try sealedDocument(of: check, snapshot)), entries: try snapshot.history(of: check)))
  }
}

extension Request {
  /// Whether it is about what the manager signs.
  fileprivate var isAboutHistory: Bool {
    switch self {
    case .head, .consistency, .attested: true
    default: false
    }
  }
}

extension Snapshot {
  /// A check that is there, as far as the viewer is told.
  func check(_ id: CheckID, for viewer: Viewer) throws(StoreError) -> Check? { viewer.shown(try check(id)) }
}

extension Verification {
  fileprivate init(_ terms: CheckTerms, _ progress: CheckProgress) {
    self.init(amount: terms.amount, currency: terms.currency, release: terms.release, progress: progress)
  }
}

extension BookAccountID {
  /// The refusal of a question about an account of the book whose party is not there.
  fileprivate var unknown: Refusal {
    switch self {
    case .bank, .card: .unknownAccount
    case .available, .locked, .reserve: .unknownSeller
    case .debt: .unknownDistributor
    // The manager's own always have a balance.
    case .clearing, .settlement, .fees: .currencyMismatch
    }
  }
}

extension Page {
  fileprivate func map<Other>(_ change: (Item) throws(StoreError) -> Other) throws(StoreError) -> Page<Other, Place> {
    var others: [Other] = []
    others.reserveCapacity(items.count)
    for item in items { others.append(try change(item)) }
    return Page<Other, Place>(items: others, next: next)
  }
}

extension VaultStatus {
  var shown: SealStatus {
    SealStatus(
      keys: sealingKeys.map { SealStatus.Key(id: "\($0.id)", persons: UInt64($0.persons)) },
      forgotten: UInt64(forgotten))
  }
}
