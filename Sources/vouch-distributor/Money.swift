/// `vouch-distributor statement`: the cash that the carrier owes.
import ArgumentParser
import Console
import Ledger

struct ShowStatement: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statement",
    abstract: "Shows the cash that the carrier collected and paid in.",
    discussion: """
      What it owes is below zero. Without a period it shows the newest movements, newest first. With --from, --to or a \
      --format of its own it is a statement as a bank sends it: oldest first, with the balances before and after.

      Example:
        vouch-distributor --distributor PARCEL statement
        vouch-distributor statement --from 2027-01-01 --to 2027-01-31
      """)
  @OptionGroup var statement: StatementFlags
  @OptionGroup var carrier: CarrierOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in try await statement.show(.debt(try carrier.id), by: session) }
  }
}
