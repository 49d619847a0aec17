/// A buyer's program: arguments and wiring only; how things are shown stands in Console.
import ArgumentParser
import Console
import Ledger

@main
struct VouchTerminal: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vouch-terminal",
    abstract: "A buyer's terminal: orders from shops, pays by checks, tracks, gives back.",
    discussion: """
      Answers are tables for people, or JSON for programs (--output json). The exit code says what happened: 0 done, 1 \
      refused, 64 usage, 65 bad data, 69 manager unavailable, 75 try again, 70 and 74 internal and I/O.

      Example:
        export VOUCH_SERVER=127.0.0.1:7411 VOUCH_ACCOUNT=ALICE VOUCH_SHOP=127.0.0.1:7421
        vouch-terminal browse
        vouch-terminal buy BOOK-1=2 --address-on-file
        vouch-terminal track 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
        vouch-terminal demand --amount 48.50 --currency EUR --seller SHOP
      """,
    version: vouchVersion,
    groupedSubcommands: [
      CommandGroup(name: "Orders", subcommands: [Browse.self, Buy.self, Orders.self, Resume.self]),
      CommandGroup(
        name: "After the order", subcommands: [ConfirmInstruction.self, Pay.self, Track.self, Proof.self, Return.self]),
      CommandGroup(name: "Checks", subcommands: [Demand.self, ClaimCheck.self, Checks.self]),
      CommandGroup(name: "Terms", subcommands: [Extend.self]),
      CommandGroup(name: "Money", subcommands: [ShowStatement.self, ShowReport.self, Journal.self]),
      CommandGroup(name: "Way back", subcommands: [Void.self, Dispute.self, Withdraw.self]),
      CommandGroup(name: "In the browser", subcommands: [WalletCommand.self]),
      CommandGroup(name: "The home", subcommands: [SealCommand.self]),
    ])

  // Here and with every subcommand, so that they may stand before it and behind it.
  @OptionGroup var shop: ShopOption
  @OptionGroup var home: HomeOptions
  @OptionGroup var buyer: BuyerOptions
  @OptionGroup var options: ServerOptions
}

/// `--account`.
struct BuyerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The buyer's account. (environment: VOUCH_ACCOUNT)", valueName: "code"), transform: Read.code)
  var account: AccountID?

  /// The account, by flag or environment.
  var id: AccountID {
    get throws(Failure) { try code(account, flag: "--account", variable: "VOUCH_ACCOUNT") }
  }

  /// The buyer as who acts.
  var actor: Actor {
    get throws(Failure) { .terminal(try id) }
  }
}
