/// `vouch-distributor statement` and `journal`: what moved, and what happened.
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

struct ShowReport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Shows what a period brought the carrier, on all accounts together.",
    discussion: """
      What each account had before and has after, and what happened in between; what only moved from one of them to another
      counts for nothing. Days are those of UTC.

      Example:
        vouch-distributor report --from 2027-01-01 --to 2027-01-31
      """)
  @OptionGroup(title: "Of what time") var time: StatementPeriodFlags
  @OptionGroup var carrier: CarrierOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in try await session.showReport(of: .distributor(try carrier.id), in: time) }
  }
}

struct Journal: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Shows what happened to the carrier, its debt and the checks that name it, oldest first: also as it happens.",
    discussion: """
      Every entry of the manager's journal that is about the carrier, its debt and the checks that name it. With --follow it goes on as entries \
      come; as JSON then one object a line. Whoever has seen entry N goes on with --from N+1 whenever it likes: none is \
      lost, and none comes twice.

      Example:
        vouch-distributor journal --limit 20
        vouch-distributor journal --follow --from 4711 --output json
      """)
  @OptionGroup var journal: JournalFlags
  @OptionGroup var carrier: CarrierOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in try await journal.show(about: .distributor(try carrier.id), by: session) }
  }
}
