/// Everything that can be given about an account, whether by flags or by a line of CSV.
public import Ledger

/// What was given; nil was not.
public struct AccountForm: Sendable {
  /// Who the person is; an empty text clears a field.
  public var profile = AccountProfile()
  /// How checks reach the terminal.
  public var delivery: CheckDelivery?
  /// What the bank says.
  public var bankStanding: Standing?
  /// What the credit company says.
  public var cardStanding: Standing?
  /// How far the card cover reaches below zero; 0 or more.
  public var creditLine: Read.Decimal?
  /// What payments from the bank cover are collected over.
  public var bankRail: PaymentRail?
  /// What payments from the card cover are collected over.
  public var cardRail: PaymentRail?
  /// The largest check.
  public var perCheck: Limit?
  /// The sum of one day's checks.
  public var perDay: Limit?
  /// How many checks in one day; 0 for no limit.
  public var checksPerDay: UInt32?

  /// Nothing given.
  public init() {}

  /// What changes of an account in `currency` that has the limits `current`: those not given stay. Throws a
  /// `Failure.usage` for sums that the currency does not have.
  public func update(in currency: Currency, current: AccountLimits) throws(Failure) -> AccountUpdate {
    var update = plainUpdate
    if let creditLine { update.creditLine = try creditLine.minorUnits(in: currency) }
    if hasLimits {
      update.limits = AccountLimits(
        perCheck: try perCheck?.minorUnits(in: currency) ?? current.perCheck,
        perDay: try perDay?.minorUnits(in: currency) ?? current.perDay,
        checksPerDay: checksPerDay ?? current.checksPerDay)
    }
    return update
  }

  /// What changes, where the account need not be known (see `needsAccount`).
  public func update() throws(Failure) -> AccountUpdate {
    guard !needsAccount else { throw .usage("The account's currency is not known.") }
    return plainUpdate
  }

  private var plainUpdate: AccountUpdate {
    var update = AccountUpdate()
    if profile != AccountProfile() { update.profile = profile }
    update.delivery = delivery
    update.bankStanding = bankStanding
    update.cardStanding = cardStanding
    update.bankRail = bankRail
    update.cardRail = cardRail
    return update
  }

  /// Whether the account as it is must be known to tell what changes: its currency, or the limits that stay.
  public var needsAccount: Bool { creditLine != nil || hasLimits }

  private var hasLimits: Bool { perCheck != nil || perDay != nil || checksPerDay != nil }

  /// Sets a field back to nothing.
  public mutating func clear(_ field: ClearableField) {
    switch field {
    case .name: profile.name = .empty
    case .sex: profile.sex = .unstated
    case .address: profile.address = .empty
    case .telephone: profile.telephone = .empty
    case .bank: profile.bank = .empty
    case .bankAccount: profile.bankAccountNumber = .empty
    case .bankNotes: profile.bankNotes = .empty
    case .creditCompany: profile.creditCompany = .empty
    case .cardNumber: profile.cardNumber = .empty
    case .creditNotes: profile.creditNotes = .empty
    case .creditLine: creditLine = .zero
    case .perCheck: perCheck = Limit.none
    case .perDay: perDay = Limit.none
    case .checksPerDay: checksPerDay = 0
    }
  }

  /// The fields of an account that can be set back to nothing.
  public enum ClearableField: Named {
    case name, sex, address, telephone, bank, bankAccount, bankNotes, creditCompany, cardNumber, creditNotes
    case creditLine, perCheck, perDay, checksPerDay
  }
}

/// Everything that can be given about a seller or a distributor; nil was not.
public struct CompanyForm: Sendable {
  /// What the company is; an empty text clears a field.
  public var profile = CompanyProfile()
  /// How large the sum of the open checks that name it may become.
  public var exposureLimit: Limit?
  /// Only distributors have one; none: it collects no cash.
  public var cashLimit: Limit?
  /// Only distributors have one.
  public var handOverKey: HandOverKeyChange?
  /// `PublicKey.none`: it shall have none.
  public var addressKey: PublicKey?

  /// Nothing given.
  public init() {}

  /// What changes of a company in `currency`, which may be nil where it need not be known. Throws a `Failure.usage` for
  /// sums that the currency does not have.
  public func update(in currency: Currency?) throws(Failure) -> CompanyUpdate {
    var update = CompanyUpdate()
    if profile != CompanyProfile() { update.profile = profile }
    update.handOverKey = handOverKey
    update.addressKey = addressKey
    guard needsCurrency else { return update }
    guard let currency else { throw .usage("The company's currency is not known.") }
    if let exposureLimit { update.exposureLimit = try exposureLimit.minorUnits(in: currency) }
    if let cashLimit { update.cashLimit = try cashLimit.minorUnits(in: currency) }
    return update
  }

  /// Whether the company's currency must be known to tell what changes.
  public var needsCurrency: Bool { exposureLimit != nil || cashLimit != nil }

  /// Sets a field back to nothing.
  public mutating func clear(_ field: ClearableField) {
    switch field {
    case .name: profile.name = .empty
    case .address: profile.address = .empty
    case .telephone: profile.telephone = .empty
    case .bank: profile.bank = .empty
    case .bankAccount: profile.bankAccountNumber = .empty
    case .exposureLimit: exposureLimit = Limit.none
    case .cashLimit: cashLimit = Limit.none
    case .handOverKey: handOverKey = .end
    case .addressKey: addressKey = PublicKey.none
    }
  }

  /// The fields of a company that can be set back to nothing; the last three are a distributor's alone.
  public enum ClearableField: Named {
    case name, address, telephone, bank, bankAccount, exposureLimit, cashLimit, handOverKey, addressKey
  }
}
