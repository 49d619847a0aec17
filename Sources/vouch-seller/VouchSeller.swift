/// A shop's program: arguments and wiring only; how things are shown stands in Console.
import ArgumentParser
import Console
import Ledger

@main
struct VouchSeller: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vouch-seller",
    abstract: "A shop: its site, its price database, its orders, and the checks that pay them.",
    discussion: """
      Answers are tables for people, or JSON for programs (--output json). The exit code says what happened: 0 done, 1 \
      refused, 64 usage, 65 bad data, 69 manager unavailable, 75 try again, 70 and 74 internal and I/O.

      Example:
        export VOUCH_SERVER=127.0.0.1:7411 VOUCH_SELLER=SHOP VOUCH_OFFICE=127.0.0.1:7421
        vouch-seller catalogue import prices.csv
        vouch-seller verify 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --order "one book"
        vouch-seller present 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
      """,
    version: vouchVersion,
    groupedSubcommands: [
      CommandGroup(name: "Site", subcommands: [Serve.self, SealCommand.self]),
      CommandGroup(name: "Office", subcommands: [Catalogue.self, Orders.self, Distributors.self, Proof.self]),
      CommandGroup(name: "Judging", subcommands: [Verify.self, ClaimCheck.self]),
      CommandGroup(
        name: "Money",
        subcommands: [
          Present.self, Refund.self, ClaimGuarantee.self, ShowStatement.self, ShowReport.self, Journal.self,
        ]),
      CommandGroup(name: "Way back", subcommands: [Void.self, Fail.self, Dispute.self]),
    ])

  // Here and with every subcommand, so that they may stand before it and behind it.
  @OptionGroup var shop: ShopOptions
  @OptionGroup var options: ServerOptions
}

/// `--seller`.
struct ShopOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The shop's code. (environment: VOUCH_SELLER)", valueName: "code"), transform: Read.code)
  var seller: SellerID?

  /// The shop, by flag or environment.
  var id: SellerID {
    get throws(Failure) { try code(seller, flag: "--seller", variable: "VOUCH_SELLER") }
  }

  /// The shop as who acts.
  var actor: Actor {
    get throws(Failure) { .seller(try id) }
  }
}
