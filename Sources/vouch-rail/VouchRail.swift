/// The program of a paying system's connector: arguments and wiring only.
import ArgumentParser
import Console

@main
struct VouchRail: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vouch-rail",
    abstract: "Connects the check manager to a paying system.",
    discussion: """
      It takes what the check manager tells the paying system, hands it over at least once under an id that says that it is the \
      same, and tells the check manager what became of it. Stopped or killed at any time, it goes on with whatever had not ended \
      when it is started again. What it keeps in --data belongs into the backup, with the ledger.

      Example:
        vouch accounts set ALICE --bank-rail bank
        vouch-rail bank --http https://bank.example/customer \\
          --data /var/lib/vouch-bank --own-account DE02120300000000202051
      """,
    version: vouchVersion,
    subcommands: [BankCommand.self, CardCommand.self, PostCommand.self, SandboxCommand.self])
}
