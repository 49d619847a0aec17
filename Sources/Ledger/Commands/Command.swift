/// What can be asked of the ledger that changes something. Three families: the demand for a check, what happens to a
/// check afterwards, and the registries with their money.
public enum Command: Hashable, Sendable {
  case issue(IssueCheck)
  case act(CheckAction)
  /// Seldom, and larger than the others, which would all be copied as if they had its size.
  indirect case administer(Administration)

  /// The id by which a repetition is known.
  public var id: CommandID {
    switch self {
    case .issue(let command): CommandID(issuing: command.id)
    case .act(let command): command.id
    case .administer(let command): command.id
    }
  }
}

/// Who acts.
public enum Actor: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  case `operator`
  case terminal(AccountID)
  case seller(SellerID)
  case distributor(DistributorID)
  case rail(PaymentRail)
  /// The manager itself, by the clock.
  case committer

  /// The role and the code: `seller SHOP-7`.
  public var description: String {
    switch self {
    case .operator: "operator"
    case .terminal(let id): "terminal \(id)"
    case .seller(let id): "seller \(id)"
    case .distributor(let id): "distributor \(id)"
    case .rail(let rail): "rail \(rail)"
    case .committer: "committer"
    }
  }
}

/// The demand for a check for exactly one order (S2).
public struct IssueCheck: Hashable, Sendable {
  /// The check's id, made by the terminal.
  public var id: CheckID
  public var actor: Actor
  public var terms: CheckTerms
  /// What the drawer writes on the check.
  public var memo: Text

  /// A demand by the drawer's own terminal.
  public init(id: CheckID, terms: CheckTerms, memo: Text = .empty) {
    self.id = id
    self.terms = terms
    self.memo = memo
    actor = .terminal(terms.drawer)
  }
}

/// Something that happens to an existing check.
public struct CheckAction: Hashable, Sendable {
  public var id: CommandID
  public var check: CheckID
  public var actor: Actor
  public var event: CheckEvent
  /// The reason given, in words.
  public var note: Text
  /// What vouches for the proof of a confirmation; nil: nothing does. No part of what is asked: the same confirmation signed
  /// anew is the same confirmation.
  public var seal: ProofSeal?

  /// An action by `actor`.
  public init(id: CommandID, check: CheckID, actor: Actor, event: CheckEvent, note: Text = .empty) {
    self.id = id
    self.check = check
    self.actor = actor
    self.event = event
    self.note = note
  }
}

/// What vouches for a proof of delivery. Whoever takes the command verifies it before the ledger sees it: the ledger knows
/// no cryptography, and asks only whether the key is the one that the distributor has now.
public enum ProofSeal: Hashable, Sendable {
  /// A signature that nobody has looked at yet. The ledger takes it for none that is right.
  case unjudged([UInt8])
  /// The right signature of this key.
  case by(KeyMark)
  /// A signature that is none of a key of this distributor for this check and this proof.
  case wrong
}

/// What can happen to a check: the events of its state table.
public enum CheckEvent: Hashable, Sendable, BitwiseCopyable {
  /// The payment demand (S7): `amount`, or all that remains; `final` gives back the rest.
  case present(amount: Amount?, final: Bool)
  /// The distributor confirms delivery (S12), with the hash of its proof if it has one.
  case confirm(proof: Digest?)
  /// The distributor has collected cash on delivery; no amount: what was demanded.
  case collectCash(amount: Amount?)
  /// The delivery failed or the goods came back.
  case failDelivery
  /// A later expiry.
  case extend(until: Timestamp)
  /// Another way to pay (S7').
  case chooseMethod(PaymentMethod)
  case void
  /// Expiry or deadline has come.
  case lapse
  case openDispute
  case resolveDispute(Resolution)
  /// The payee gives back `amount`, or all that can be given back.
  case refund(amount: Amount?)
  /// The drawer returns all within the cooling-off period.
  case withdraw
  /// The paying system takes back `amount`, or all that can be taken back.
  case chargeBack(amount: Amount?)
  /// A claim within the guarantee is good: `amount`, or all of it, goes back out of what is retained of the check.
  case claimGuarantee(amount: Amount?)
  /// Lock or reserve has run its time.
  case releaseProceeds
  /// A paying system says what became of what it was told to collect or to give back.
  case reportRail(InstructionID, RailResult)
}

/// How a dispute ends.
public enum Resolution: Hashable, Sendable, BitwiseCopyable {
  /// The check goes on where it stood; its clocks get back the time they stood still.
  case resume
  /// The payee gets `amount`, or all that remains; the rest is given back.
  case pay(Amount?)
  case void
}

/// A change of the registries or of the money that comes and goes.
public struct Administration: Hashable, Sendable {
  public var id: CommandID
  public var actor: Actor
  public var change: Change
  /// The reason given, in words.
  public var note: Text
  /// What programs that kept profiles in the clear took for the command's fingerprint: an id that took effect then is
  /// still known. Set where the profile is sealed; never kept.
  public var clearFingerprint: UInt64?

  /// A change by the operator.
  public init(id: CommandID, change: Change, note: Text = .empty) {
    self.id = id
    self.change = change
    self.note = note
    actor = .operator
  }

  /// What is changed.
  public enum Change: Hashable, Sendable {
    case enrolAccount(AccountEnrolment)
    case enrolSeller(CompanyEnrolment)
    case enrolDistributor(CompanyEnrolment)
    case updateAccount(AccountID, AccountUpdate)
    case updateSeller(SellerID, CompanyUpdate)
    case updateDistributor(DistributorID, CompanyUpdate)
    case setStatus(Party, PartyStatus)
    /// Nobody shall know any more who the party was. It is closed, if it was not, for good.
    case forget(Party)
    /// Money comes in over `rail` for a drawer's cover.
    case fund(AccountID, Cover, Amount, PaymentRail)
    /// The paying system states a cover's balance as of its statement `sequence`. `seen` is what was posted there when it was
    /// asked: what moved since is no part of what it states, and stays. Without, the cover becomes what is stated.
    case reconcile(AccountID, Cover, stated: Int64, seen: Int64? = nil, sequence: UInt64, PaymentRail)
    /// A seller draws its proceeds over `rail`.
    case payOut(SellerID, Amount, PaymentRail)
    /// A distributor pays in collected cash over `rail`.
    case payIn(DistributorID, Amount, PaymentRail)
    /// The manager charges a seller for its services, out of what it can draw.
    case chargeFee(SellerID, Amount)
    /// A paying system says what became of what it was told to pay out.
    case reportPayOut(SellerID, InstructionID, RailResult)
  }
}

/// A new account (D1).
public struct AccountEnrolment: Hashable, Sendable {
  public var id: AccountID
  public var currency: Currency
  public var status: PartyStatus
  /// Everything else; what is nil is left at its default.
  public var update: AccountUpdate

  /// An active account with a bank cover in good standing, unless told otherwise.
  public init(id: AccountID, currency: Currency, update: AccountUpdate = AccountUpdate()) {
    self.id = id
    self.currency = currency
    self.update = update
    status = .active
  }
}

/// What changes of an account; what is nil stays.
public struct AccountUpdate: Hashable, Sendable {
  /// As people give it; sealed before the ledger takes the command.
  public var profile: AccountProfile?
  /// As the ledger keeps it.
  public var sealed: SealedProfile?
  public var delivery: CheckDelivery?
  public var bankStanding: Standing?
  public var cardStanding: Standing?
  /// The credit line, in minor units, 0 or more.
  public var creditLine: Int64?
  /// What captures from the bank cover are collected over: the book, the bank or the post office.
  public var bankRail: PaymentRail?
  /// What captures from the card cover are collected over: the book, or the credit company.
  public var cardRail: PaymentRail?
  public var limits: AccountLimits?

  /// Nothing.
  public init() {}
}

/// A new seller or distributor (D2, D3).
public struct CompanyEnrolment: Hashable, Sendable {
  public var code: Code
  public var currency: Currency
  public var status: PartyStatus
  /// Everything else; what is nil is left at its default.
  public var update: CompanyUpdate

  /// An active company without limits, unless told otherwise.
  public init(code: Code, currency: Currency, update: CompanyUpdate = CompanyUpdate()) {
    self.code = code
    self.currency = currency
    self.update = update
    status = .active
  }
}

/// What changes of a seller or distributor; what is nil stays.
public struct CompanyUpdate: Hashable, Sendable {
  /// As people give it; sealed before the ledger takes the command.
  public var profile: CompanyProfile?
  /// As the ledger keeps it.
  public var sealed: SealedProfile?
  /// In minor units; 0 for no limit.
  public var exposureLimit: Int64?
  /// In minor units; 0: collects no cash. Only distributors have one.
  public var cashLimit: Int64?
  /// The key that hand-overs are signed with. Only distributors have one.
  public var handOverKey: HandOverKeyChange?
  /// What addresses are sealed to; `PublicKey.none`: nothing any more. Only distributors have one.
  public var addressKey: PublicKey?

  /// Nothing.
  public init() {}
}

extension Administration.Change {
  /// The party that the change is about.
  public var subject: Party {
    switch self {
    case .enrolAccount(let enrolment): .account(enrolment.id)
    case .enrolSeller(let enrolment): .seller(SellerID(enrolment.code))
    case .enrolDistributor(let enrolment): .distributor(DistributorID(enrolment.code))
    case .updateAccount(let id, _), .fund(let id, _, _, _), .reconcile(let id, _, _, _, _, _): .account(id)
    case .updateSeller(let id, _), .payOut(let id, _, _), .chargeFee(let id, _), .reportPayOut(let id, _, _):
      .seller(id)
    case .updateDistributor(let id, _), .payIn(let id, _, _): .distributor(id)
    case .setStatus(let party, _), .forget(let party): party
    }
  }

  /// The rail that the change moves money over, if it does.
  public var rail: PaymentRail? {
    switch self {
    case .fund(_, _, _, let rail), .reconcile(_, _, _, _, _, let rail), .payOut(_, _, let rail), .payIn(_, _, let rail):
      rail
    case .reportPayOut(_, let instruction, _): instruction.rail
    case .enrolAccount, .enrolSeller, .enrolDistributor, .updateAccount, .updateSeller, .updateDistributor, .setStatus,
      .forget, .chargeFee:
      nil
    }
  }
}
