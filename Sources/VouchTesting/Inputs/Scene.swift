/// A stage with the cast on it and one check in a known place of its life, brought there by commands.
public import Ledger

/// The buyer (10,000 at the bank, a card line of 5,000), two shops, two distributors that may collect 5,000 in cash, all
/// in euro; `check` is drawn by the buyer over 1,000.
public struct Scene: Sendable {
  public var ledger = InMemoryLedger()
  /// The time of the next command.
  public var now: Timestamp = .start
  /// The id of the check that the scene is about.
  public private(set) var checkID = CheckID(high: 0, low: 0)
  private var made: UInt64 = 0

  /// How far the check has come when the scene opens.
  public enum Start: String, Sendable, CaseIterable {
    /// On demand, drawn to the shop, to be delivered by the carrier.
    case issued
    /// No payee named.
    case issuedToNobody
    case issuedOnDelivery
    /// On delivery, and the delivery is confirmed.
    case issuedConfirmed
    /// 400 captured.
    case issuedInPart
    case issuedForCash
    /// Not swept: its expiry has come.
    case issuedPastExpiry
    /// On delivery, demanded for 800.
    case committed
    /// For cash, demanded for 800.
    case committedForCash
    /// Not swept: its deadline has come.
    case committedPastDeadline
    /// Disputed when it was issued.
    case frozen
    /// Disputed when it was committed.
    case frozenCommitted
    /// All captured, 100 of it in reserve for 60 days, the rest locked for 14.
    case settled
    /// 400 captured, the rest given back.
    case voidedInPart
    case voided
    case expiredInPart
    case expired
  }

  /// The cast alone, and no check yet.
  public init() {
    var buyer = AccountUpdate()
    buyer.cardStanding = .good
    buyer.creditLine = 5_000
    var company = CompanyUpdate()
    company.cashLimit = 5_000
    administer(.enrolAccount(AccountEnrolment(id: .buyer, currency: .euro, update: buyer)))
    administer(.enrolAccount(AccountEnrolment(id: .stranger, currency: .euro, update: buyer)))
    administer(.fund(.buyer, .bank, 10_000, .bank))
    for seller in [SellerID.shop, .rival] {
      administer(.enrolSeller(CompanyEnrolment(code: seller.code, currency: .euro)))
    }
    for distributor in [DistributorID.carrier, .courier] {
      administer(.enrolDistributor(CompanyEnrolment(code: distributor.code, currency: .euro, update: company)))
    }
  }

  /// The cast and a check that came as far as `start`.
  public init(_ start: Start) {
    self.init()
    issue(Scene.terms(for: start))
    switch start {
    case .issued, .issuedToNobody, .issuedOnDelivery, .issuedForCash: break
    case .issuedConfirmed: act(.carrier, .confirm(proof: nil))
    case .issuedInPart: act(.shop, .present(amount: 400, final: false))
    case .issuedPastExpiry: now = check.progress.expires
    case .committed, .committedForCash: act(.shop, .present(amount: 800, final: false))
    case .committedPastDeadline:
      act(.shop, .present(amount: 800, final: false))
      now = check.progress.deadline ?? now
    case .frozen: act(.buyer, .openDispute)
    case .frozenCommitted:
      act(.shop, .present(amount: 800, final: false))
      act(.buyer, .openDispute)
    case .settled: act(.shop, .present(amount: nil, final: false))
    case .voidedInPart:
      act(.shop, .present(amount: 400, final: false))
      act(.shop, .void)
    case .voided: act(.shop, .void)
    case .expiredInPart:
      act(.shop, .present(amount: 400, final: false))
      now = check.progress.expires
      act(.committer, .lapse)
    case .expired:
      now = check.progress.expires
      act(.committer, .lapse)
    }
  }

  /// A scene whose check is paid over the bank: told to collect, and not answered yet. One for each state of the check.
  public static var collecting: [Scene] {
    CheckState.allCases.map { state in
      var scene = Scene()
      var update = AccountUpdate()
      update.bankRail = .bank
      update.cardRail = .card
      scene.administer(.updateAccount(.buyer, update))
      scene.issue(terms(for: .settled))
      scene.act(.shop, .present(amount: state == .settled ? nil : 400, final: false))
      switch state {
      case .issued, .settled: break
      case .committed:
        scene.act(.buyer, .chooseMethod(.cash))
        scene.act(.shop, .present(amount: nil, final: false))
      case .frozen: scene.act(.buyer, .openDispute)
      case .voided: scene.act(.shop, .void)
      case .expired:
        scene.now = scene.check.progress.expires
        scene.act(.committer, .lapse)
      }
      return scene
    }
  }

  private static func terms(for start: Start) -> CheckTerms {
    var terms = Scene.terms
    switch start {
    case .issuedToNobody: terms.payee = nil
    case .issuedOnDelivery, .issuedConfirmed, .committed, .committedPastDeadline, .frozenCommitted:
      terms.release = .onDelivery
    case .issuedForCash, .committedForCash: terms.method = .cash
    case .settled, .voidedInPart, .expiredInPart:
      terms.coolingOff = .days(14)
      terms.guarantee = .days(60)
      terms.reserveShare = 1_000
    case .issued, .issuedInPart, .issuedPastExpiry, .frozen, .voided, .expired: break
    }
    return terms
  }

  /// 1,000 from the buyer to the shop by the carrier, by transfer, on demand; good for ten days, delivered within five.
  public static var terms: CheckTerms {
    var terms = CheckTerms(drawer: .buyer, amount: 1_000, currency: .euro)
    terms.payee = .shop
    terms.distributor = .carrier
    terms.expires = .day(10)
    terms.deliveryWindow = .days(5)
    return terms
  }

  /// The check as it stands; a scene without one traps.
  public var check: Check {
    guard let check = ledger.checks[checkID] else { preconditionFailure("the scene has no check") }
    return check
  }

  /// The buyer's account.
  public var buyer: Account {
    guard let account = ledger.accounts[.buyer] else { preconditionFailure("the scene has no buyer") }
    return account
  }

  /// The shop.
  public var shop: Seller {
    guard let seller = ledger.sellers[.shop] else { preconditionFailure("the scene has no shop") }
    return seller
  }

  /// The carrier.
  public var carrier: Distributor {
    guard let distributor = ledger.distributors[.carrier] else { preconditionFailure("the scene has no carrier") }
    return distributor
  }

  /// The newest instruction about the check; nil where no paying system was told anything.
  public var instruction: InstructionID? {
    ledger.instructions.values.filter { $0.subject == .check(checkID) }.map(\.id).max { $0.sequence < $1.sequence }
  }

  /// An id for the next command, made at `now`.
  public mutating func newID() -> CommandID {
    made += 1
    return CommandID(at: now, random: (0, made))
  }

  /// The buyer's terminal demands a check with `terms`; once issued, the scene is about it.
  @discardableResult
  public mutating func issue(_ terms: CheckTerms) -> Decision {
    let id = newID()
    let issue = IssueCheck(id: CheckID(high: id.high, low: id.low), terms: terms)
    let decision = ledger.submit(.issue(issue), at: now)
    if case .accepted = decision { checkID = issue.id }
    return decision
  }

  /// From now on the scene is about another check; nil stays with the one it is about.
  public mutating func turn(to check: CheckID?) { checkID = check ?? checkID }

  /// `actor` brings about `event` on the check.
  @discardableResult
  public mutating func act(_ actor: Actor, _ event: CheckEvent, sealed seal: ProofSeal? = nil) -> Decision {
    var action = CheckAction(id: newID(), check: checkID, actor: actor, event: event)
    action.seal = seal
    return ledger.submit(.act(action), at: now)
  }

  /// The carrier has its hand-over key registered, or another one; nil: it has none any more.
  public mutating func register(_ key: HandOverKey?) {
    var update = CompanyUpdate()
    update.handOverKey = key.map { .register($0) } ?? .end
    administer(.updateDistributor(.carrier, update))
  }

  /// The carrier's keys, by number.
  public static func key(_ number: UInt8) -> HandOverKey {
    guard let key = HandOverKey(Array(repeating: number, count: HandOverKey.byteCount)) else {
      preconditionFailure("\(number) is no key")
    }
    return key
  }

  /// The operator, or `actor`, makes a change.
  @discardableResult
  public mutating func administer(_ change: Administration.Change, by actor: Actor = .operator) -> Decision {
    var administration = Administration(id: newID(), change: change)
    administration.actor = actor
    return ledger.submit(.administer(administration), at: now)
  }
}

extension Decision {
  /// The entry, if the command took effect now.
  public var entry: JournalEntry? {
    if case .accepted(let entry) = self { entry } else { nil }
  }

  /// The refusal, if it was refused.
  public var refusal: Refusal? {
    if case .refused(let refusal) = self { refusal } else { nil }
  }
}
