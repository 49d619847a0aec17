/// `vouch-terminal checks`: the buyer's own checks.
import ArgumentParser
import Console
import Ledger
import Wire

struct Checks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows the buyer's checks.", subcommands: [ListChecks.self, ShowCheck.self])

  struct ListChecks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists the buyer's checks, newest first.",
      discussion: """
        Example:
          vouch-terminal --account ALICE checks list --state issued
        """)
    @OptionGroup var buyer: BuyerOptions
    @OptionGroup var filter: CheckListOptions
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        var query = CheckQuery()
        query.account = try buyer.id
        try await session.list(query, filter)
      }
    }
  }

  struct ShowCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows one of the buyer's checks: its terms, its state, and all that happened to it.",
      discussion: """
        Example:
          vouch-terminal checks show 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
          vouch-terminal checks show 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --show-secret
        """)
    @Argument(help: "The check's number.", transform: Read.id)
    var check: CheckID
    @OptionGroup var secrets: SecretOption
    @OptionGroup var home: HomeOptions
    @OptionGroup var buyer: BuyerOptions
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let drawer = try buyer.id
        let history = try await session.ask(GetCheck(check))
        // Another's check is as one that is not there.
        guard history.check.terms.drawer == drawer else { throw Failure.refused(.unknownCheck) }
        guard secrets.showSecret else { return try session.show(history.text, json: history.json) }
        let secret = try secrets.secret(of: check, in: try await home.open())
        try session.show(
          "\(history.text)\nsecret  \(secret?.digits ?? "")\n",
          json: history.json.merging(["secret": .optional(secret?.digits)]))
      }
    }
  }
}
