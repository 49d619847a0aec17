/// A carrier's program: arguments and wiring only; how things are shown stands in Console.
import ArgumentParser
import Console
import Ledger

@main
struct VouchDistributor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vouch-distributor",
    abstract: "A carrier's office: confirms deliveries, reports cash collected.",
    discussion: """
      Answers are tables for people, or JSON for programs (--output json). The exit code says what happened: 0 done, 1 \
      refused, 64 usage, 65 bad data, 69 manager unavailable, 75 try again, 70 and 74 internal and I/O.

      Example:
        export VOUCH_SERVER=127.0.0.1:7411 VOUCH_DISTRIBUTOR=PARCEL
        vouch-distributor confirm 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --proof "signed: A. Sommer"
      """,
    version: vouchVersion,
    subcommands: [Confirm.self, Collect.self, Fail.self, Dispute.self])

  // Here and with every subcommand, so that they may stand before it and behind it.
  @OptionGroup var carrier: CarrierOptions
  @OptionGroup var options: ServerOptions
}

/// `--distributor`.
struct CarrierOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The carrier's code. (environment: VOUCH_DISTRIBUTOR)", valueName: "code"), transform: Read.code)
  var distributor: DistributorID?

  /// The carrier as who acts, by flag or environment.
  var actor: Actor {
    get throws(Failure) {
      .distributor(try code(distributor, flag: "--distributor", variable: "VOUCH_DISTRIBUTOR"))
    }
  }
}
