/// The registries and their money: changes ↔ the requests of the methods that bring them about.
internal import CProtobufC
internal import CVouchProtos
public import Ledger

/// What the requests of all changes have.
private protocol AdministrationMessage {
  var command: ProtobufCBinaryData { get set }
  var note: UnsafeMutablePointer<CChar>! { get set }
}

extension Vouch__V1__EnrolAccountRequest: AdministrationMessage {}
extension Vouch__V1__UpdateAccountRequest: AdministrationMessage {}
extension Vouch__V1__EnrolCompanyRequest: AdministrationMessage {}
extension Vouch__V1__UpdateCompanyRequest: AdministrationMessage {}
extension Vouch__V1__SetStatusRequest: AdministrationMessage {}
extension Vouch__V1__ForgetPartyRequest: AdministrationMessage {}
extension Vouch__V1__FundRequest: AdministrationMessage {}
extension Vouch__V1__ReconcileRequest: AdministrationMessage {}
extension Vouch__V1__PayOutRequest: AdministrationMessage {}
extension Vouch__V1__PayInRequest: AdministrationMessage {}
extension Vouch__V1__ChargeFeeRequest: AdministrationMessage {}

// MARK: - Reading

extension Reader {
  private func administration(
    _ m: some AdministrationMessage, by actor: Actor = .operator, _ change: Administration.Change
  ) throws(Invalid) -> Request {
    var administration = unsafe Administration(
      id: try id(m.command, "command"), change: change, note: try text(m.note, "note"))
    administration.actor = actor
    return .command(.administer(administration))
  }

  private func enrolmentStatus(_ raw: UInt32) throws(Invalid) -> PartyStatus {
    let status: PartyStatus = try optionalCase(raw, "status") ?? .active
    if status == .closed {
      throw Invalid(field: "status", reason: "is closed", hint: "Enrol as enrolled, active or suspended.")
    }
    return status
  }

  func enrolAccount(_ m: Vouch__V1__EnrolAccountRequest) throws(Invalid) -> Request {
    var enrolment = unsafe AccountEnrolment(
      id: AccountID(try code(m.account, "account")), currency: try currency(m.currency, "currency"),
      update: try settings(m.settings))
    enrolment.status = unsafe try enrolmentStatus(m.status.rawValue)
    return unsafe try administration(m, .enrolAccount(enrolment))
  }

  func updateAccount(_ m: Vouch__V1__UpdateAccountRequest) throws(Invalid) -> Request {
    var update: AccountUpdate = unsafe try settings(m.settings)
    unsafe try clear(m.n_clear, m.clear) { update.clear($0) }
    return unsafe try administration(m, .updateAccount(AccountID(try code(m.account, "account")), update))
  }

  private func enrolment(_ m: Vouch__V1__EnrolCompanyRequest) throws(Invalid) -> CompanyEnrolment {
    var enrolment = unsafe CompanyEnrolment(
      code: try code(m.code, "code"), currency: try currency(m.currency, "currency"), update: try settings(m.settings))
    enrolment.status = unsafe try enrolmentStatus(m.status.rawValue)
    return enrolment
  }

  private func update(_ m: Vouch__V1__UpdateCompanyRequest) throws(Invalid) -> CompanyUpdate {
    var update: CompanyUpdate = unsafe try settings(m.settings)
    unsafe try clear(m.n_clear, m.clear) { update.clear($0) }
    return update
  }

  /// A seller collects no cash and hands nothing over: a limit or a key for it was meant for somebody else.
  private func judgeSeller(_ update: CompanyUpdate) throws(Invalid) {
    guard update.cashLimit == nil else {
      throw Invalid(field: "settings.cash_limit", reason: "is for distributors only", hint: "Leave it out.")
    }
    guard update.handOverKey == nil else {
      throw Invalid(field: "settings.hand_over_key", reason: "is for distributors only", hint: "Leave it out.")
    }
    guard update.addressKey == nil else {
      throw Invalid(field: "settings.address_key", reason: "is for distributors only", hint: "Leave it out.")
    }
  }

  func enrolSeller(_ m: Vouch__V1__EnrolCompanyRequest) throws(Invalid) -> Request {
    let enrolment = unsafe try enrolment(m)
    try judgeSeller(enrolment.update)
    return unsafe try administration(m, .enrolSeller(enrolment))
  }

  func updateSeller(_ m: Vouch__V1__UpdateCompanyRequest) throws(Invalid) -> Request {
    let update = unsafe try update(m)
    try judgeSeller(update)
    return unsafe try administration(m, .updateSeller(SellerID(try code(m.code, "code")), update))
  }

  func enrolDistributor(_ m: Vouch__V1__EnrolCompanyRequest) throws(Invalid) -> Request {
    unsafe try administration(m, .enrolDistributor(try enrolment(m)))
  }

  func updateDistributor(_ m: Vouch__V1__UpdateCompanyRequest) throws(Invalid) -> Request {
    unsafe try administration(m, .updateDistributor(DistributorID(try code(m.code, "code")), try update(m)))
  }

  func setStatus(_ m: Vouch__V1__SetStatusRequest) throws(Invalid) -> Request {
    let party = unsafe try party(try need(m.party, "party"), "party")
    return unsafe try administration(m, .setStatus(party, try needCase(m.status.rawValue, "status")))
  }

  func forgetParty(_ m: Vouch__V1__ForgetPartyRequest) throws(Invalid) -> Request {
    unsafe try administration(m, .forget(try party(try need(m.party, "party"), "party")))
  }

  func fund(_ m: Vouch__V1__FundRequest) throws(Invalid) -> Request {
    let change = unsafe Administration.Change.fund(
      AccountID(try code(m.account, "account")), try needCase(m.cover.rawValue, "cover"),
      try amount(m.amount, "amount"),
      try needCase(m.rail.rawValue, "rail"))
    return unsafe try administration(m, by: try actor(m.actor, "actor") ?? .operator, change)
  }

  func reconcile(_ m: Vouch__V1__ReconcileRequest) throws(Invalid) -> Request {
    guard unsafe m.stated.magnitude <= UInt64(Amount.maximum) else {
      throw Invalid(field: "stated", reason: "is too large", hint: "Minor units, at most \(Amount.maximum) either way.")
    }
    guard unsafe m.statement > 0 else { throw missing("statement", "Give the statement's number, 1 or more.") }
    let seen = unsafe m.seen?.pointee.posted
    guard (seen?.magnitude ?? 0) <= UInt64(Amount.maximum) else {
      throw Invalid(
        field: "seen.posted", reason: "is too large", hint: "Minor units, at most \(Amount.maximum) either way.")
    }
    let change = unsafe Administration.Change.reconcile(
      AccountID(try code(m.account, "account")), try needCase(m.cover.rawValue, "cover"), stated: m.stated,
      seen: seen, sequence: m.statement, try needCase(m.rail.rawValue, "rail"))
    return unsafe try administration(m, by: try actor(m.actor, "actor") ?? .operator, change)
  }

  func payOut(_ m: Vouch__V1__PayOutRequest) throws(Invalid) -> Request {
    let change = unsafe Administration.Change.payOut(
      SellerID(try code(m.seller, "seller")), try amount(m.amount, "amount"), try needCase(m.rail.rawValue, "rail"))
    return unsafe try administration(m, by: try actor(m.actor, "actor") ?? .operator, change)
  }

  func chargeFee(_ m: Vouch__V1__ChargeFeeRequest) throws(Invalid) -> Request {
    let seller = unsafe SellerID(try code(m.seller, "seller"))
    return unsafe try administration(m, .chargeFee(seller, try amount(m.amount, "amount")))
  }

  func payIn(_ m: Vouch__V1__PayInRequest) throws(Invalid) -> Request {
    let change = unsafe Administration.Change.payIn(
      DistributorID(try code(m.distributor, "distributor")), try amount(m.amount, "amount"),
      try needCase(m.rail.rawValue, "rail"))
    return unsafe try administration(m, by: try actor(m.actor, "actor") ?? .operator, change)
  }
}

// MARK: - Writing

extension Administration {
  /// The method that brings the change about.
  public var method: Method {
    switch change {
    case .enrolAccount: .enrolAccount
    case .enrolSeller: .enrolSeller
    case .enrolDistributor: .enrolDistributor
    case .updateAccount: .updateAccount
    case .updateSeller: .updateSeller
    case .updateDistributor: .updateDistributor
    case .setStatus: .setStatus
    case .forget: .forgetParty
    case .fund: .fund
    case .reconcile: .reconcile
    case .payOut: .payOut
    case .payIn: .payIn
    case .chargeFee: .chargeFee
    case .reportPayOut: .reportInstruction
    }
  }

  /// The request as a protobuf message.
  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return switch change {
    case .enrolAccount(let enrolment):
      unsafe builder.pack(self, vouch__v1__enrol_account_request__init) {
        unsafe $0.account = builder.string(enrolment.id.code)
        unsafe $0.currency = builder.string(enrolment.currency)
        unsafe $0.status = builder.status(enrolment.status)
        unsafe $0.settings = builder.settings(enrolment.update)
      }
    case .enrolSeller(let enrolment), .enrolDistributor(let enrolment):
      unsafe builder.pack(self, vouch__v1__enrol_company_request__init) {
        unsafe $0.code = builder.string(enrolment.code)
        unsafe $0.currency = builder.string(enrolment.currency)
        unsafe $0.status = builder.status(enrolment.status)
        unsafe $0.settings = builder.settings(enrolment.update)
      }
    case .updateAccount(let id, let update):
      unsafe builder.pack(self, vouch__v1__update_account_request__init) {
        unsafe $0.account = builder.string(id.code)
        unsafe $0.settings = builder.settings(update)
        unsafe ($0.n_clear, $0.clear) = builder.list(update.cleared.count) { unsafe builder.string(update.cleared[$0]) }
      }
    case .updateSeller(let id as any PartyID, let update), .updateDistributor(let id as any PartyID, let update):
      unsafe builder.pack(self, vouch__v1__update_company_request__init) {
        unsafe $0.code = builder.string(id.code)
        unsafe $0.settings = builder.settings(update)
        unsafe ($0.n_clear, $0.clear) = builder.list(update.cleared.count) { unsafe builder.string(update.cleared[$0]) }
      }
    case .setStatus(let party, let status):
      unsafe builder.pack(self, vouch__v1__set_status_request__init) {
        unsafe $0.party = builder.party(party)
        unsafe $0.status = builder.status(status)
      }
    case .forget(let party):
      unsafe builder.pack(self, vouch__v1__forget_party_request__init) { unsafe $0.party = builder.party(party) }
    case .fund(let id, let cover, let amount, let rail):
      unsafe builder.pack(self, vouch__v1__fund_request__init) {
        unsafe $0.account = builder.string(id.code)
        unsafe $0.cover = Vouch__V1__Cover(rawValue: cover.wire)
        unsafe $0.amount = amount.minorUnits
        unsafe $0.rail = builder.rail(rail)
        unsafe $0.actor = unlessOperator(builder)
      }
    case .reconcile(let id, let cover, let stated, let seen, let sequence, let rail):
      unsafe builder.pack(self, vouch__v1__reconcile_request__init) {
        unsafe $0.account = builder.string(id.code)
        unsafe $0.cover = Vouch__V1__Cover(rawValue: cover.wire)
        unsafe $0.stated = stated
        unsafe $0.seen = builder.seen(seen)
        unsafe $0.statement = sequence
        unsafe $0.rail = builder.rail(rail)
        unsafe $0.actor = unlessOperator(builder)
      }
    case .payOut(let id, let amount, let rail):
      unsafe builder.pack(self, vouch__v1__pay_out_request__init) {
        unsafe $0.seller = builder.string(id.code)
        unsafe $0.amount = amount.minorUnits
        unsafe $0.rail = builder.rail(rail)
        unsafe $0.actor = unlessOperator(builder)
      }
    case .payIn(let id, let amount, let rail):
      unsafe builder.pack(self, vouch__v1__pay_in_request__init) {
        unsafe $0.distributor = builder.string(id.code)
        unsafe $0.amount = amount.minorUnits
        unsafe $0.rail = builder.rail(rail)
        unsafe $0.actor = unlessOperator(builder)
      }
    case .chargeFee(let id, let amount):
      unsafe builder.pack(self, vouch__v1__charge_fee_request__init) {
        unsafe $0.seller = builder.string(id.code)
        unsafe $0.amount = amount.minorUnits
      }
    case .reportPayOut(let id, let instruction, let result):
      builder.report(self.id, instruction, result, seller: id, by: actor, note: note)
    }
  }

  /// Who acts, where it is not the operator, which is what absent means.
  private func unlessOperator(_ builder: borrowing Builder) -> UnsafeMutablePointer<PbActor>? {
    unsafe actor == .operator ? nil : builder.actor(actor)
  }
}

extension Builder {
  fileprivate func pack<Message: AdministrationMessage>(
    _ administration: Administration, _ initialise: (UnsafeMutablePointer<Message>) -> Void,
    _ fill: (inout Message) -> Void
  ) -> [UInt8] {
    let m = unsafe make(initialise)
    unsafe m.pointee.command = id(administration.id)
    unsafe m.pointee.note = string(administration.note)
    unsafe fill(&m.pointee)
    return unsafe pack(m)
  }
}
