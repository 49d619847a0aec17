/// The flags that say who a party is and what it may, for `add` and `set`.
public import ArgumentParser
public import Ledger

/// The flags of an account.
public struct AccountFlags: ParsableArguments {
  @Option(help: ArgumentHelp("The person's name.", valueName: "text"), transform: Read.text)
  var name: Text?
  @Option(help: ArgumentHelp("The person's sex.", valueName: Sex.choices()), transform: Read.named)
  var sex: Sex?
  @Option(help: ArgumentHelp("The address, in one line.", valueName: "text"), transform: Read.text)
  var address: Text?
  @Option(help: ArgumentHelp("The telephone number.", valueName: "text"), transform: Read.text)
  var telephone: Text?
  @Option(help: ArgumentHelp("The bank, by name or code.", valueName: "text"), transform: Read.text)
  var bank: Text?
  @Option(help: ArgumentHelp("The number of the account at the bank.", valueName: "text"), transform: Read.text)
  var bankAccount: Text?
  @Option(help: ArgumentHelp("What the bank says of the person.", valueName: "text"), transform: Read.text)
  var bankNotes: Text?
  @Option(
    help: ArgumentHelp(
      "Whether the bank vouches for the person; none: there is no bank cover. (new accounts: good)",
      valueName: Standing.choices()),
    transform: Read.named)
  var bankStanding: Standing?
  @Option(help: ArgumentHelp("The credit company.", valueName: "text"), transform: Read.text)
  var creditCompany: Text?
  @Option(
    help: ArgumentHelp("The card number; only its last four digits are ever shown.", valueName: "text"),
    transform: Read.text)
  var cardNumber: Text?
  @Option(
    help: ArgumentHelp(
      "Whether the credit company vouches for the person; none: there is no card cover. (new accounts: none)",
      valueName: Standing.choices()),
    transform: Read.named)
  var cardStanding: Standing?
  @Option(help: ArgumentHelp("How far the card cover reaches below zero.", valueName: "amount"), transform: Read.sum)
  var creditLine: Read.Decimal?
  @Option(help: ArgumentHelp("What the credit company says of the person.", valueName: "text"), transform: Read.text)
  var creditNotes: Text?
  @Option(
    help: ArgumentHelp(
      "Whether the terminal is sent whole checks, or only their ids.", valueName: CheckDelivery.choices()),
    transform: Read.named)
  var delivery: CheckDelivery?
  @Option(
    help: ArgumentHelp(
      "What payments from the bank cover are collected over: the book, the bank or the post. (new accounts: book)",
      valueName: PaymentRail.choices()),
    transform: Read.named)
  var bankRail: PaymentRail?
  @Option(
    help: ArgumentHelp(
      "What payments from the card cover are collected over: the book or the card. (new accounts: book)",
      valueName: PaymentRail.choices()),
    transform: Read.named)
  var cardRail: PaymentRail?
  @OptionGroup var limits: LimitFlags

  /// No flags.
  public init() {}

  /// What the flags give.
  public var form: AccountForm {
    var form = limits.form
    form.profile.name = name
    form.profile.sex = sex
    form.profile.address = address
    form.profile.telephone = telephone
    form.profile.bank = bank
    form.profile.bankAccountNumber = bankAccount
    form.profile.bankNotes = bankNotes
    form.profile.creditCompany = creditCompany
    form.profile.cardNumber = cardNumber
    form.profile.creditNotes = creditNotes
    form.bankStanding = bankStanding
    form.cardStanding = cardStanding
    form.creditLine = creditLine
    form.delivery = delivery
    form.bankRail = bankRail
    form.cardRail = cardRail
    return form
  }
}

/// The flags of an account's limits.
public struct LimitFlags: ParsableArguments {
  @Option(help: ArgumentHelp("The largest check, or none.", valueName: "amount"), transform: Read.limit)
  var perCheck: Limit?
  @Option(help: ArgumentHelp("The sum of one day's checks (UTC), or none.", valueName: "amount"), transform: Read.limit)
  var perDay: Limit?
  @Option(
    help: ArgumentHelp("How many checks in one day (UTC), or none.", valueName: "number"), transform: Read.countLimit)
  var checksPerDay: UInt32?

  /// No flags.
  public init() {}

  /// What the flags give.
  public var form: AccountForm {
    var form = AccountForm()
    form.perCheck = perCheck
    form.perDay = perDay
    form.checksPerDay = checksPerDay
    return form
  }
}

/// The flags of a seller, and of a distributor but for its cash limit.
public struct CompanyFlags: ParsableArguments {
  @Option(help: ArgumentHelp("The company's name.", valueName: "text"), transform: Read.text)
  var name: Text?
  @Option(help: ArgumentHelp("The address, in one line.", valueName: "text"), transform: Read.text)
  var address: Text?
  @Option(help: ArgumentHelp("The telephone number.", valueName: "text"), transform: Read.text)
  var telephone: Text?
  @Option(help: ArgumentHelp("The bank, by name or code.", valueName: "text"), transform: Read.text)
  var bank: Text?
  @Option(help: ArgumentHelp("The number of the account at the bank.", valueName: "text"), transform: Read.text)
  var bankAccount: Text?
  @Option(
    help: ArgumentHelp("How large the sum of the open checks that name it may become, or none.", valueName: "amount"),
    transform: Read.limit)
  var exposureLimit: Limit?

  /// No flags.
  public init() {}

  /// What the flags give.
  public var form: CompanyForm {
    var form = CompanyForm()
    form.profile.name = name
    form.profile.address = address
    form.profile.telephone = telephone
    form.profile.bank = bank
    form.profile.bankAccountNumber = bankAccount
    form.exposureLimit = exposureLimit
    return form
  }
}

/// The flags that only distributors have.
public struct DistributorFlags: ParsableArguments {
  /// The limit, if it was given.
  @Option(
    help: ArgumentHelp(
      "How much collected cash it may owe and be about to owe; none: it collects no cash.", valueName: "amount"),
    transform: Read.limit)
  public var cashLimit: Limit?
  /// The key, if it was given.
  @Option(
    help: ArgumentHelp(
      "The public key that signs its hand-overs from now on, as vouch-distributor keys shows it: its deliveries are "
        + "confirmed with a signature only.", valueName: "hex"), transform: Read.handOverKey)
  public var handOverKey: HandOverKey?

  /// The key, if it was given.
  @Option(
    help: ArgumentHelp(
      "The public key that addresses are sealed to, as vouch-distributor address-keys show tells it.", valueName: "hex"),
    transform: Read.addressKey)
  public var addressKey: PublicKey?

  /// Not given.
  public init() {}

  /// Puts what was given into a form.
  public func fill(_ form: inout CompanyForm) {
    form.cashLimit = cashLimit
    form.handOverKey = handOverKey.map { .register($0) }
    form.addressKey = addressKey
  }
}

/// Currency and status of a new party.
public struct EnrolmentFlags: ParsableArguments {
  /// The currency the party is kept in; never changes.
  @Option(help: ArgumentHelp("The currency it is kept in.", valueName: "code"), transform: Read.currency)
  public var currency: Currency
  /// The status it begins with.
  @Option(
    help: ArgumentHelp("The status it begins with.", valueName: "active|enrolled|suspended"),
    transform: Read.firstStatus)
  public var status: PartyStatus = .active

  /// For the parser.
  public init() {}
}
