/// `vouch-terminal statement` and `journal`: what moved, and what happened.
import ArgumentParser
import Console
import Ledger

struct ShowStatement: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statement",
    abstract: "Shows what moved on the buyer's account, and what checks hold of it.",
    discussion: """
      Without a period it shows the newest movements, newest first. With --from, --to or a --format of its own it is a \
      statement as a bank sends it: oldest first, with the balances before and after. Days are those of UTC.

      Example:
        vouch-terminal --account ALICE statement
        vouch-terminal statement --from 2027-01-01 --to 2027-01-31
        vouch-terminal statement --cover card --at 2026-12-31
      """)
  @Option(help: ArgumentHelp("Which of its covers. (default: bank)", valueName: Cover.choices()), transform: Read.named)
  var cover: Cover = .bank
  @OptionGroup var statement: StatementFlags
  @OptionGroup var buyer: BuyerOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in try await statement.show(cover.account(of: try buyer.id), by: session) }
  }
}

struct ShowReport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Shows what a period brought the buyer, on all accounts together.",
    discussion: """
      What each account had before and has after, and what happened in between; what only moved from one of them to another
      counts for nothing. Days are those of UTC.

      Example:
        vouch-terminal report --from 2027-01-01 --to 2027-01-31
      """)
  @OptionGroup(title: "Of what time") var time: StatementPeriodFlags
  @OptionGroup var buyer: BuyerOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in try await session.showReport(of: .account(try buyer.id), in: time) }
  }
}

struct Journal: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what happened to the buyer's account and its checks, oldest first: also as it happens.",
    discussion: """
      Every entry of the manager's journal that is about the buyer's account and its checks. With --follow it goes on as entries \
      come; as JSON then one object a line. Whoever has seen entry N goes on with --from N+1 whenever it likes: none is \
      lost, and none comes twice.

      Example:
        vouch-terminal journal --limit 20
        vouch-terminal journal --follow --from 4711 --output json
      """)
  @OptionGroup var journal: JournalFlags
  @OptionGroup var buyer: BuyerOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in try await journal.show(about: .account(try buyer.id), by: session) }
  }
}
