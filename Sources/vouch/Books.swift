/// The books: `vouch statement`, `journal`, `balance-sheet`.
import ArgumentParser
import Console
import Ledger
import Wire

struct ShowStatement: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statement",
    abstract: "Shows what moved on one account of the book.",
    discussion: """
      Every party has such accounts: a buyer's account a bank and a card cover, a seller what is available, locked and \
      in reserve, a distributor its debt. Each paying system has a clearing account for each currency.

      Without a period it shows the newest movements, newest first. With --from, --to or a --format of its own it is a \
      statement as a bank sends it: oldest first, with the balances before and after. Days are those of UTC.

      Example:
        vouch statement --account ALICE --cover card
        vouch statement --seller SHOP --limit 20
        vouch statement --seller SHOP --from 2027-01-01 --format html > new.html
        vouch statement --clearing book --currency EUR --format camt.053
        vouch statement --account ALICE --at 2026-12-31
      """)
  @OptionGroup(title: "Which account of the book") var flags: BookAccountFlags
  @OptionGroup var statement: StatementFlags
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in try await statement.show(try flags.bookAccount, by: session) }
  }
}

struct ShowReport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Shows what a period brought a party, on all of its accounts together.",
    discussion: """
      What each account had before and has after, and what happened in between; what only moved from one of them to another
      counts for nothing. Days are those of UTC.

      Example:
        vouch report --seller SHOP --from 2027-01-01 --to 2027-01-31
      """)
  @OptionGroup(title: "Of whom") var about: JournalPartyFlags
  @OptionGroup(title: "Of what time") var time: StatementPeriodFlags
  @OptionGroup var options: ServerOptions

  private var party: Party {
    get throws {
      guard let party = about.party else { throw Failure.usage("Say of whom: --account, --seller or --distributor.") }
      return party
    }
  }

  func run() async throws {
    try await options.run { session in try await session.showReport(of: try party, in: time) }
  }
}

struct Journal: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows the journal: every decision that changed something, oldest first.",
    discussion: """
      Without --from it shows the newest; of one party's or one kind's entries the first. With --follow it goes on as \
      entries come, until it is interrupted; as JSON then one object a line. Whoever has seen entry N goes on with \
      --from N+1 whenever it likes: none is lost, and none comes twice.

      Example:
        vouch journal --from 1 --limit 50
        vouch journal --seller SHOP --kind captured
        vouch journal --follow
      """)
  @OptionGroup(title: "About whom") var about: JournalPartyFlags
  @OptionGroup var journal: JournalFlags
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in try await journal.show(about: about.party, by: session) }
  }
}

struct ShowBalanceSheet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "balance-sheet",
    abstract: "Proves that no money was made or lost.",
    discussion: """
      For each currency: the sum of all accounts of the book, which is zero, and what is held, which is what remains on \
      open checks. Ends with `conserved: yes`, or `conserved: no` and exit code 1.

      Example:
        vouch balance-sheet
      """)
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in
      let sheet = try await session.ask(GetBalanceSheet())
      try session.show(sheet.text, json: sheet.json)
      if !sheet.isConserved { throw Failure.answeredNo }
    }
  }
}
