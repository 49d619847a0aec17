/// `vouch export` and `vouch import-all`: everything out, and the parties in again.
import ArgumentParser
import Console

struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes everything into a new directory: parties, balances, checks, journal, and a manifest.",
    discussion: """
      Balances, checks and journal are all as of one decision, which the manifest names, also while the manager works on. Of \
      personal data, limits and status the manager keeps what is now: they are as they were read, and the manifest names who \
      was changed meanwhile.

      accounts, sellers and distributors have the columns that their import takes; closed parties stand apart. Their sums are \
      decimals; all others are in minor units. Texts stand as they are: let a spreadsheet import them as text, as it may take \
      one for a formula.

      The files are people's data, for their owner only. To prove a journal to others there is vouch audit export.

      Example:
        vouch export 2027-01-31 --format csv
        vouch export 2027-01-31 --format jsonl --progress
      """)
  @Argument(help: "The directory; it is made, or is empty.", completion: .directory)
  var directory: String
  @Option(help: "CSV for spreadsheets and databases, JSON lines for programs.")
  var format: ExportFormat = .csv
  @Flag(help: "Shows progress even where stderr is no terminal.")
  var progress = false
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in
      try await session.exportAll(to: directory, as: format, progress: progress)
    }
  }
}

struct ImportAll: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-all",
    abstract: "Enrols the parties of an export: into an empty manager, or where it was interrupted.",
    discussion: """
      Parties come back with their limits, standings, rails, keys and status, and accounts with their bank balance as opening \
      balance. Who is enrolled already is left as it is.

      Checks and journal are history, and stay in the export: a check is a promise of the manager that issued it and holds \
      money there, and entries are signed by it. Settle or void what is open first, and pay sellers out.

      Example:
        vouch import-all 2027-01-31 --server unix:/run/new/vouchd.sock
      """)
  @Argument(help: "The directory of the export.", completion: .directory)
  var directory: String
  @Flag(help: "Shows progress even where stderr is no terminal.")
  var progress = false
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in try await session.importAll(directory, progress: progress) }
  }
}
