/// The operator's program: arguments and wiring only; how things are shown stands in Console.
import ArgumentParser
import Console
import Wire

@main
struct Vouch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vouch",
    abstract: "Operates a check manager: parties, money, checks, books.",
    discussion: """
      Answers are tables for people, or JSON for programs (--output json). The exit code says what happened: 0 done, 1 \
      refused, 64 usage, 65 bad data, 66 no such file, 69 manager unavailable, 75 try again, 70 and 74 internal and I/O.

      Example:
        export VOUCH_SERVER=127.0.0.1:7411
        vouch accounts add ALICE --currency EUR --name "Alice Sommer"
        vouch fund ALICE 300.00
        vouch balance-sheet
      """,
    version: vouchVersion,
    groupedSubcommands: [
      CommandGroup(name: "Parties", subcommands: [Accounts.self, Sellers.self, Distributors.self]),
      CommandGroup(
        name: "Money",
        subcommands: [Fund.self, Restate.self, PayOut.self, PayIn.self, Fee.self, Limits.self, Outcomes.self]),
      CommandGroup(name: "Paying systems", subcommands: [Instructions.self, Reconcile.self, Balances.self]),
      CommandGroup(name: "Checks", subcommands: [Checks.self, Disputes.self]),
      CommandGroup(
        name: "Books", subcommands: [ShowStatement.self, ShowReport.self, Journal.self, ShowBalanceSheet.self]),
      CommandGroup(name: "Events", subcommands: [WebhooksCommand.self]),
      CommandGroup(name: "Export and import", subcommands: [Export.self, ImportAll.self]),
      CommandGroup(name: "Proofs", subcommands: [Audit.self]),
      CommandGroup(
        name: "Manager",
        subcommands: [Status.self, Top.self, ConsoleCommand.self, Seal.self, Clock.self, Authority.self, Keys.self]),
    ])
}

struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows how the manager is.",
    discussion: """
      Its name, version and time, how many parties and checks it keeps, and whether its clock is trusted and changes \
      are taken.

      Example:
        vouch status --server 127.0.0.1:7411
      """)
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in
      let status = try await session.ask(GetStatus())
      try session.show(status.text, json: status.json)
    }
  }
}

struct Clock: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Deals with a wall clock that jumped.",
    subcommands: [Accept.self])

  struct Accept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says that the manager's wall clock is right.",
      discussion: """
        When the wall clock jumps, nothing expires until somebody has looked at it: a wrong clock must not free holds. \
        `vouch status` says by how much it jumped.

        Example:
          vouch clock accept
        """)
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let status = try await session.ask(AcceptClock())
        try session.show(status.text, json: status.json)
      }
    }
  }
}
