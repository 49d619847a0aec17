/// A carrier's program: arguments and wiring only; how things are shown stands in Console.
import ArgumentParser
import Console
import Ledger

@main
struct VouchDistributor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vouch-distributor",
    abstract: "A carrier: serves its site, plans its days, reports its deliveries.",
    discussion: """
      Answers are tables for people, or JSON for programs (--output json). The exit code says what happened: 0 done, 1 \
      refused, 64 usage, 65 bad data, 69 manager unavailable, 75 try again, 70 and 74 internal and I/O.

      Example:
        export VOUCH_COMPANY=127.0.0.1:7431
        vouch-distributor plan
        vouch-distributor depart VAN-1
        vouch-distributor hand-over 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --vehicle VAN-1 --taken-by "A. Sommer"
      """,
    version: vouchVersion,
    groupedSubcommands: [
      CommandGroup(
        name: "The site",
        subcommands: [
          Serve.self, Keys.self, AddressKeysCommand.self, SealCommand.self, ShowCompany.self, Vehicles.self,
          Places.self,
          Sellers.self,
        ]),
      CommandGroup(name: "Planning", subcommands: [Plan.self, Departure.self, Deliveries.self]),
      CommandGroup(name: "Pages", subcommands: [Board.self]),
      CommandGroup(name: "On the way", subcommands: [Attempt.self, HandOver.self, Fail.self, Return.self, Proof.self]),
      CommandGroup(
        name: "Checks, without a site", subcommands: [Confirm.self, Collect.self, FailCheck.self, Dispute.self]),
      CommandGroup(name: "Money", subcommands: [ShowStatement.self, ShowReport.self, Journal.self]),
    ])

  // Here and with every subcommand, so that they may stand before it and behind it.
  @OptionGroup var carrier: CarrierOptions
  @OptionGroup var options: ServerOptions
}

/// `--distributor`.
struct CarrierOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The carrier's code. (environment: VOUCH_DISTRIBUTOR)", valueName: "code"), transform: Read.code)
  var distributor: DistributorID?

  /// The carrier, by flag or environment.
  var id: DistributorID {
    get throws(Failure) { try code(distributor, flag: "--distributor", variable: "VOUCH_DISTRIBUTOR") }
  }

  /// The carrier as who acts.
  var actor: Actor {
    get throws(Failure) { .distributor(try id) }
  }
}
