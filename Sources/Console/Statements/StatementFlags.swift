/// The flags of every `statement`: of what time, in which form, how much of it.
public import ArgumentParser
public import Ledger
internal import Wire

/// `--from`, `--to`, `--at`, `--format` and `--limit`.
public struct StatementFlags: ParsableArguments {
  @OptionGroup(title: "Of what time") var time: StatementPeriodFlags
  @Option(help: "A form to give it in, for paper, spreadsheets or accounting programs. (default: as --output says)")
  var format: StatementFormat?
  @Option(
    help: ArgumentHelp("How many of the newest lines to show at most. (default: 100)", valueName: "number"),
    transform: Read.count)
  var limit: Int?

  /// For the parser.
  public init() {}

  /// Refuses what does not go together.
  public func validate() throws {
    guard limit == nil || (time.period == nil && time.moment == nil && format == nil) else {
      throw ValidationError("--limit is for the newest lines: a statement of a period has all of its lines.")
    }
    guard time.moment == nil || format == nil else { throw ValidationError("--at is one number: it has no --format.") }
  }

  /// Asks for what the flags say of `account`, and shows it.
  public func show(_ account: BookAccountID, by session: Session) async throws {
    if let moment = time.moment {
      try await session.showBalance(of: account, at: moment)
    } else if time.period != nil || format != nil {
      try await session.showStatement(of: account, in: time.period, as: format)
    } else {
      let statement = try await session.statement(of: account, limit: limit ?? PageBounds.usual)
      try session.show(statement.text, json: statement.json)
    }
  }
}
