/// `vouch-seller statement` and `journal`: what moved, and what happened.
import ArgumentParser
import Console
import Ledger

struct ShowStatement: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statement",
    abstract: "Shows what moved on the shop's accounts.",
    discussion: """
      Without a period it shows the newest movements, newest first. With --from, --to or a --format of its own it is a \
      statement as a bank sends it: oldest first, with the balances before and after. Days are those of UTC.

      Example:
        vouch-seller statement
        vouch-seller statement --from 2027-01-01 --to 2027-01-31 --format csv
        vouch-seller statement --purse locked --at 2026-12-31
      """)
  @Option(
    help: ArgumentHelp("Which of its purses. (default: available)", valueName: Purse.choices()), transform: Read.named)
  var purse: Purse = .available
  @OptionGroup var statement: StatementFlags
  @OptionGroup var shop: ShopOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in try await statement.show(purse.account(of: try shop.id), by: session) }
  }
}

struct ShowReport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Shows what a period brought the shop, on all accounts together.",
    discussion: """
      What each account had before and has after, and what happened in between; what only moved from one of them to another
      counts for nothing. Days are those of UTC.

      Example:
        vouch-seller report --from 2027-01-01 --to 2027-01-31
      """)
  @OptionGroup(title: "Of what time") var time: StatementPeriodFlags
  @OptionGroup var shop: ShopOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in try await session.showReport(of: .seller(try shop.id), in: time) }
  }
}

struct Journal: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what happened to the shop, its money and its checks, oldest first: also as it happens.",
    discussion: """
      Every entry of the manager's journal that is about the shop, its money and its checks. With --follow it goes on as entries \
      come; as JSON then one object a line. Whoever has seen entry N goes on with --from N+1 whenever it likes: none is \
      lost, and none comes twice.

      Example:
        vouch-seller journal --limit 20
        vouch-seller journal --follow --from 4711 --output json
      """)
  @OptionGroup var journal: JournalFlags
  @OptionGroup var shop: ShopOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in try await journal.show(about: .seller(try shop.id), by: session) }
  }
}
