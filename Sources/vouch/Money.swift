/// Money that comes in and goes out: `vouch fund`, `restate`, `payout`, `payin`.
import ArgumentParser
import Console
import Ledger
import Wire

/// `--cover`.
struct CoverOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("Which cover of the account. (default: bank)", valueName: Cover.choices()), transform: Read.named
  )
  var cover: Cover = .bank
}

/// `--rail`.
struct RailOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The paying system that the money comes or goes over. (default: book)", valueName: PaymentRail.choices()),
    transform: Read.named)
  var rail: PaymentRail = .book
}

struct Fund: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Adds money to an account.",
    discussion: """
      The money comes from the clearing account of the book, or the settlement account of the paying system.

      Example:
        vouch fund ALICE 300.00
        vouch fund ALICE 50 --cover card --rail card --reason "instalment"
      """)
  @Argument(help: "The account's code.", transform: Read.code)
  var account: AccountID
  @Argument(help: "The amount, in the account's currency.", transform: Read.amount)
  var amount: Read.Decimal
  @OptionGroup var cover: CoverOption
  @OptionGroup var rail: RailOption
  @OptionGroup var reason: ReasonOption
  @OptionGroup var id: CommandIDOption
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in
      let amount = try amount.amount(in: try await session.ask(GetAccount(account)).account.currency)
      let change = Administration.Change.fund(account, cover.cover, amount, rail.rail)
      try session.show(try await session.ask(Administration(id: id.command, change: change, note: reason.reason)))
    }
  }
}

struct Restate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Takes over the balance that a paying system states for an account.",
    usage: "vouch restate <account> <stated> --statement <number> [<options>]",
    discussion: """
      The difference is posted. Statements are numbered; one that is not newer than the last is refused as stale.

      Example:
        vouch restate ALICE 287.40 --statement 17
        vouch restate ALICE -120.00 --cover card --rail card --statement 4
      """)
  @Argument(help: "The account's code.", transform: Read.code)
  var account: AccountID
  // A list of one, because only a list takes what begins like a flag: a negative balance.
  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("The balance stated, in the account's currency.", valueName: "stated"),
    transform: Read.signedAmount)
  var balance: [Read.Decimal]
  @Option(help: ArgumentHelp("The number of the statement.", valueName: "number"), transform: Read.sequence)
  var statement: UInt64
  @OptionGroup var cover: CoverOption
  @OptionGroup var rail: RailOption
  @OptionGroup var reason: ReasonOption
  @OptionGroup var id: CommandIDOption
  @OptionGroup var options: ServerOptions

  func validate() throws {
    guard balance.count == 1 else { throw ValidationError("State one balance.") }
  }

  func run() async throws {
    try await options.run { session in
      let stated = try balance[0].minorUnits(in: try await session.ask(GetAccount(account)).account.currency)
      let change = Administration.Change.reconcile(
        account, cover.cover, stated: stated, sequence: statement, rail.rail)
      try session.show(try await session.ask(Administration(id: id.command, change: change, note: reason.reason)))
    }
  }
}

struct PayOut: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payout",
    abstract: "Pays a seller what it draws of its proceeds.",
    discussion: """
      Only what is available can be drawn: not what is locked or in reserve. Over the bank or the post its connector is told
      to pay; what it cannot pay is available again.

      Example:
        vouch payout SHOP 1200.00 --rail bank
      """)
  @Argument(help: "The seller's code.", transform: Read.code)
  var seller: SellerID
  @Argument(help: "The amount, in the seller's currency.", transform: Read.amount)
  var amount: Read.Decimal
  @OptionGroup var rail: RailOption
  @OptionGroup var reason: ReasonOption
  @OptionGroup var id: CommandIDOption
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in
      let amount = try amount.amount(in: try await session.ask(GetSeller(seller)).seller.currency)
      let change = Administration.Change.payOut(seller, amount, rail.rail)
      try session.show(try await session.ask(Administration(id: id.command, change: change, note: reason.reason)))
    }
  }
}

struct Fee: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Charges a seller for the manager's services.",
    discussion: """
      Out of what it can draw. `vouch statement --fees EUR` shows what the manager has earned.

      Example:
        vouch fee SHOP 12.40 --reason "1.5 % of October's payments"
      """)
  @Argument(help: "The seller's code.", transform: Read.code)
  var seller: SellerID
  @Argument(help: "The amount, in the seller's currency.", transform: Read.amount)
  var amount: Read.Decimal
  @OptionGroup var reason: ReasonOption
  @OptionGroup var id: CommandIDOption
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in
      let amount = try amount.amount(in: try await session.ask(GetSeller(seller)).seller.currency)
      let change = Administration.Change.chargeFee(seller, amount)
      try session.show(try await session.ask(Administration(id: id.command, change: change, note: reason.reason)))
    }
  }
}

struct PayIn: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payin",
    abstract: "Notes that a distributor paid in cash it had collected.",
    discussion: """
      Example:
        vouch payin PARCEL 60.00
      """)
  @Argument(help: "The distributor's code.", transform: Read.code)
  var distributor: DistributorID
  @Argument(help: "The amount, in the distributor's currency.", transform: Read.amount)
  var amount: Read.Decimal
  @OptionGroup var rail: RailOption
  @OptionGroup var reason: ReasonOption
  @OptionGroup var id: CommandIDOption
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in
      let amount = try amount.amount(in: try await session.ask(GetDistributor(distributor)).distributor.currency)
      let change = Administration.Change.payIn(distributor, amount, rail.rail)
      try session.show(try await session.ask(Administration(id: id.command, change: change, note: reason.reason)))
    }
  }
}
