/// Who acts, which party, and what is set of one: values ↔ messages.
internal import CProtobufC
internal import CVouchProtos
internal import Ledger

extension Reader {
  /// Who acts; the manager itself never asks.
  func actor(_ message: UnsafeMutablePointer<PbActor>?, _ field: @autoclosure () -> String) throws(Invalid) -> Actor? {
    guard let actor = unsafe message?.pointee else { return nil }
    if unsafe actor.role.rawValue == 6 {
      throw Invalid(field: "\(field()).role", reason: "is the manager's own", hint: "Say which party acts.")
    }
    return unsafe try anyActor(actor, field())
  }

  func needActor(_ message: UnsafeMutablePointer<PbActor>?, _ field: @autoclosure () -> String) throws(Invalid) -> Actor
  {
    guard let actor = unsafe try actor(message, field()) else { throw missing(field(), "Say which party acts.") }
    return actor
  }

  /// Who acted, as the journal has it.
  func anyActor(_ actor: PbActor, _ field: @autoclosure () -> String) throws(Invalid) -> Actor {
    switch unsafe actor.role.rawValue {
    case 1: return .operator
    case 2: return unsafe .terminal(AccountID(try code(actor.code, "\(field()).code")))
    case 3: return unsafe .seller(SellerID(try code(actor.code, "\(field()).code")))
    case 4: return unsafe .distributor(DistributorID(try code(actor.code, "\(field()).code")))
    case 5: return unsafe .rail(try needCase(actor.rail.rawValue, "\(field()).rail"))
    case 6: return .committer
    case 0: throw missing("\(field()).role", "Say which party acts.")
    default:
      throw Invalid(
        field: "\(field()).role",
        reason: unsafe "is \(Int32(bitPattern: actor.role.rawValue)), which has no meaning here",
        hint: "Give one of the contract's values.")
    }
  }

  func party(_ message: PbParty, _ field: @autoclosure () -> String) throws(Invalid) -> Party {
    let code = unsafe try code(message.code, "\(field()).code")
    switch unsafe message.kind.rawValue {
    case 1: return .account(AccountID(code))
    case 2: return .seller(SellerID(code))
    case 3: return .distributor(DistributorID(code))
    case 0: throw missing("\(field()).kind", "Say which kind of party.")
    default:
      throw Invalid(
        field: "\(field()).kind",
        reason: unsafe "is \(Int32(bitPattern: message.kind.rawValue)), which has no meaning here",
        hint: "Give one of the contract's values.")
    }
  }

  func profile(_ m: PbAccountProfile, _ field: @autoclosure () -> String) throws(Invalid) -> AccountProfile {
    var profile = AccountProfile()
    profile.name = unsafe try optionalText(m.name, "\(field()).name")
    profile.sex = unsafe try optionalCase(m.sex.rawValue, offset: 1, "\(field()).sex")
    profile.address = unsafe try optionalText(m.address, "\(field()).address")
    profile.telephone = unsafe try optionalText(m.telephone, "\(field()).telephone")
    profile.bank = unsafe try optionalText(m.bank, "\(field()).bank")
    profile.bankAccountNumber = unsafe try optionalText(m.bank_account_number, "\(field()).bank_account_number")
    profile.bankNotes = unsafe try optionalText(m.bank_notes, "\(field()).bank_notes")
    profile.creditCompany = unsafe try optionalText(m.credit_company, "\(field()).credit_company")
    profile.cardNumber = unsafe try optionalText(m.card_number, "\(field()).card_number")
    profile.creditNotes = unsafe try optionalText(m.credit_notes, "\(field()).credit_notes")
    return profile
  }

  func profile(_ m: PbCompanyProfile, _ field: @autoclosure () -> String) throws(Invalid) -> CompanyProfile {
    var profile = CompanyProfile()
    profile.name = unsafe try optionalText(m.name, "\(field()).name")
    profile.address = unsafe try optionalText(m.address, "\(field()).address")
    profile.telephone = unsafe try optionalText(m.telephone, "\(field()).telephone")
    profile.bank = unsafe try optionalText(m.bank, "\(field()).bank")
    profile.bankAccountNumber = unsafe try optionalText(m.bank_account_number, "\(field()).bank_account_number")
    return profile
  }

  func publicKey(_ data: ProtobufCBinaryData, _ field: @autoclosure () -> String) throws(Invalid) -> PublicKey? {
    if unsafe data.len == 0 { return nil }
    guard let key = unsafe PublicKey(UnsafeBufferPointer(start: data.data, count: data.len)), key != .none else {
      throw Invalid(
        field: field(), reason: "is no public key",
        hint:
          "A key has \(PublicKey.byteCount) bytes, not all of them zero: vouch-distributor address-keys show tells it.")
    }
    return key
  }

  func limits(_ m: PbAccountLimits, _ field: @autoclosure () -> String) throws(Invalid) -> AccountLimits {
    unsafe AccountLimits(
      perCheck: try sum(m.per_check, "\(field()).per_check"), perDay: unsafe try sum(m.per_day, "\(field()).per_day"),
      checksPerDay: unsafe m.checks_per_day)
  }

  func settings(_ message: UnsafeMutablePointer<PbAccountSettings>?) throws(Invalid) -> AccountUpdate {
    var update = AccountUpdate()
    guard let m = unsafe message?.pointee else { return update }
    if let profile = unsafe m.profile { update.profile = unsafe try self.profile(profile.pointee, "settings.profile") }
    update.delivery = unsafe try optionalCase(m.delivery.rawValue, "settings.delivery")
    update.bankStanding = unsafe try optionalCase(m.bank_standing.rawValue, offset: 1, "settings.bank_standing")
    update.cardStanding = unsafe try optionalCase(m.card_standing.rawValue, offset: 1, "settings.card_standing")
    update.creditLine = unsafe try optionalAmount(m.credit_line, "settings.credit_line")?.minorUnits
    if let limits = unsafe m.limits { update.limits = unsafe try self.limits(limits.pointee, "settings.limits") }
    update.bankRail = unsafe try optionalCase(m.bank_rail.rawValue, "settings.bank_rail")
    update.cardRail = unsafe try optionalCase(m.card_rail.rawValue, "settings.card_rail")
    return update
  }

  func settings(_ message: UnsafeMutablePointer<PbCompanySettings>?) throws(Invalid) -> CompanyUpdate {
    var update = CompanyUpdate()
    guard let m = unsafe message?.pointee else { return update }
    if let profile = unsafe m.profile { update.profile = unsafe try self.profile(profile.pointee, "settings.profile") }
    update.exposureLimit = unsafe try optionalAmount(m.exposure_limit, "settings.exposure_limit")?.minorUnits
    update.cashLimit = unsafe try optionalAmount(m.cash_limit, "settings.cash_limit")?.minorUnits
    update.handOverKey = unsafe try handOverKey(m.hand_over_key, "settings.hand_over_key").map { .register($0) }
    update.addressKey = unsafe try publicKey(m.address_key, "settings.address_key")
    return update
  }

  /// The names of fields to clear, each given to `clear`, which says whether there is such a field.
  func clear(
    _ count: Int, _ names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ clear: (String) -> Bool
  ) throws(Invalid) {
    guard count <= 32 else { throw Invalid(field: "clear", reason: "names too many fields", hint: "Each field once.") }
    for index in 0..<count {
      let name = unsafe try text(names?[index], "clear").value
      guard clear(name) else {
        throw Invalid(
          field: "clear", reason: "names '\(name)', which is no field that can be cleared", hint: "See the contract.")
      }
    }
  }
}

extension AccountUpdate {
  /// Sets a field back to nothing; whether there is one of this name.
  mutating func clear(_ name: String) -> Bool {
    var changed = profile ?? AccountProfile()
    switch name {
    case "credit_line":
      creditLine = 0
      return true
    case "sex": changed.sex = .unstated
    case "name": changed.name = .empty
    case "address": changed.address = .empty
    case "telephone": changed.telephone = .empty
    case "bank": changed.bank = .empty
    case "bank_account_number": changed.bankAccountNumber = .empty
    case "bank_notes": changed.bankNotes = .empty
    case "credit_company": changed.creditCompany = .empty
    case "card_number": changed.cardNumber = .empty
    case "credit_notes": changed.creditNotes = .empty
    default: return false
    }
    profile = changed
    return true
  }

  /// The names of the fields that this update sets back to nothing.
  var cleared: [String] {
    var names: [String] = []
    if creditLine == 0 { names.append("credit_line") }
    guard let profile else { return names }
    let fields = [
      ("name", profile.name), ("address", profile.address), ("telephone", profile.telephone), ("bank", profile.bank),
      ("bank_account_number", profile.bankAccountNumber), ("bank_notes", profile.bankNotes),
      ("credit_company", profile.creditCompany), ("card_number", profile.cardNumber),
      ("credit_notes", profile.creditNotes),
    ]
    return names + fields.filter { $0.1 == Text.empty }.map(\.0)
  }
}

extension CompanyUpdate {
  mutating func clear(_ name: String) -> Bool {
    var changed = profile ?? CompanyProfile()
    switch name {
    case "exposure_limit":
      exposureLimit = 0
      return true
    case "cash_limit":
      cashLimit = 0
      return true
    case "hand_over_key":
      handOverKey = .end
      return true
    case "address_key":
      addressKey = PublicKey.none
      return true
    case "name": changed.name = .empty
    case "address": changed.address = .empty
    case "telephone": changed.telephone = .empty
    case "bank": changed.bank = .empty
    case "bank_account_number": changed.bankAccountNumber = .empty
    default: return false
    }
    profile = changed
    return true
  }

  var cleared: [String] {
    var names: [String] = []
    if exposureLimit == 0 { names.append("exposure_limit") }
    if cashLimit == 0 { names.append("cash_limit") }
    if handOverKey == .end { names.append("hand_over_key") }
    if addressKey == PublicKey.none { names.append("address_key") }
    guard let profile else { return names }
    let fields = [
      ("name", profile.name), ("address", profile.address), ("telephone", profile.telephone), ("bank", profile.bank),
      ("bank_account_number", profile.bankAccountNumber),
    ]
    return names + fields.filter { $0.1 == Text.empty }.map(\.0)
  }
}

extension Builder {
  func actor(_ actor: Actor) -> UnsafeMutablePointer<PbActor> {
    let m = unsafe make(vouch__v1__actor__init)
    let (role, code, rail): (UInt32, Code?, PaymentRail?) =
      switch actor {
      case .operator: (1, nil, nil)
      case .terminal(let id): (2, id.code, nil)
      case .seller(let id): (3, id.code, nil)
      case .distributor(let id): (4, id.code, nil)
      case .rail(let rail): (5, nil, rail)
      case .committer: (6, nil, nil)
      }
    unsafe m.pointee.role = Vouch__V1__Role(rawValue: role)
    unsafe m.pointee.code = string(code)
    unsafe m.pointee.rail = Vouch__V1__Rail(rawValue: rail?.wire ?? 0)
    return unsafe m
  }

  func party(_ party: Party) -> UnsafeMutablePointer<PbParty> {
    let m = unsafe make(vouch__v1__party__init)
    let kind: UInt32 =
      switch party {
      case .account: 1
      case .seller: 2
      case .distributor: 3
      }
    unsafe m.pointee.kind = Vouch__V1__PartyKind(rawValue: kind)
    unsafe m.pointee.code = string(party.code)
    return unsafe m
  }

  func profile(_ profile: AccountProfile) -> UnsafeMutablePointer<PbAccountProfile> {
    let m = unsafe make(vouch__v1__account_profile__init)
    unsafe m.pointee.name = string(profile.name)
    unsafe m.pointee.sex = Vouch__V1__Sex(rawValue: profile.sex.map { $0.wire + 1 } ?? 0)
    unsafe m.pointee.address = string(profile.address)
    unsafe m.pointee.telephone = string(profile.telephone)
    unsafe m.pointee.bank = string(profile.bank)
    unsafe m.pointee.bank_account_number = string(profile.bankAccountNumber)
    unsafe m.pointee.bank_notes = string(profile.bankNotes)
    unsafe m.pointee.credit_company = string(profile.creditCompany)
    unsafe m.pointee.card_number = string(profile.cardNumber)
    unsafe m.pointee.credit_notes = string(profile.creditNotes)
    return unsafe m
  }

  func profile(_ profile: CompanyProfile) -> UnsafeMutablePointer<PbCompanyProfile> {
    let m = unsafe make(vouch__v1__company_profile__init)
    unsafe m.pointee.name = string(profile.name)
    unsafe m.pointee.address = string(profile.address)
    unsafe m.pointee.telephone = string(profile.telephone)
    unsafe m.pointee.bank = string(profile.bank)
    unsafe m.pointee.bank_account_number = string(profile.bankAccountNumber)
    return unsafe m
  }

  func publicKey(_ key: PublicKey?) -> ProtobufCBinaryData {
    unsafe digest(key == PublicKey.none ? nil : key?.words)
  }

  func limits(_ limits: AccountLimits) -> UnsafeMutablePointer<PbAccountLimits> {
    let m = unsafe make(vouch__v1__account_limits__init)
    unsafe m.pointee.per_check = limits.perCheck
    unsafe m.pointee.per_day = limits.perDay
    unsafe m.pointee.checks_per_day = limits.checksPerDay
    return unsafe m
  }

  func standing(_ standing: Standing?) -> Vouch__V1__Standing {
    Vouch__V1__Standing(rawValue: standing.map { $0.wire + 1 } ?? 0)
  }

  func settings(_ update: AccountUpdate) -> UnsafeMutablePointer<PbAccountSettings> {
    let m = unsafe make(vouch__v1__account_settings__init)
    unsafe m.pointee.profile = update.profile.map { unsafe profile($0) }
    unsafe m.pointee.delivery = Vouch__V1__CheckDelivery(rawValue: update.delivery?.wire ?? 0)
    unsafe m.pointee.bank_standing = standing(update.bankStanding)
    unsafe m.pointee.card_standing = standing(update.cardStanding)
    unsafe m.pointee.credit_line = update.creditLine ?? 0
    unsafe m.pointee.bank_rail = rail(update.bankRail)
    unsafe m.pointee.card_rail = rail(update.cardRail)
    unsafe m.pointee.limits = update.limits.map { unsafe limits($0) }
    return unsafe m
  }

  func settings(_ update: CompanyUpdate) -> UnsafeMutablePointer<PbCompanySettings> {
    let m = unsafe make(vouch__v1__company_settings__init)
    unsafe m.pointee.profile = update.profile.map { unsafe profile($0) }
    unsafe m.pointee.exposure_limit = update.exposureLimit ?? 0
    unsafe m.pointee.cash_limit = update.cashLimit ?? 0
    if case .register(let key) = update.handOverKey { unsafe m.pointee.hand_over_key = bytes(key.bytes) }
    unsafe m.pointee.address_key = publicKey(update.addressKey)
    return unsafe m
  }
}
