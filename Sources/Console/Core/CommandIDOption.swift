/// The id of a command that changes something: given, or a fresh one.
public import ArgumentParser
internal import CheckClient
public import Ledger

/// `--id`.
public struct CommandIDOption: ParsableArguments, Sendable {
  /// The id, if it was given.
  @Option(
    help: ArgumentHelp(
      "The id of this command. Given again with the same contents, it takes effect once. (default: a fresh one)",
      valueName: "uuid"),
    transform: Read.id)
  public var id: CommandID?

  /// Nothing given.
  public init() {}

  /// The id given, or a fresh one.
  public var command: CommandID { id ?? CommandIDOption.maker.command() }

  /// The check's number given, or a fresh one, where the command issues a check.
  public var check: CheckID { id.map { CheckID(high: $0.high, low: $0.low) } ?? CommandIDOption.maker.check() }

  private static let maker = IDMaker()
}

/// `--reason`.
public struct ReasonOption: ParsableArguments, Sendable {
  /// The reason given, if any.
  @Option(help: ArgumentHelp("Why: kept in the journal.", valueName: "text"), transform: Read.text)
  public var reason: Text = .empty

  /// Nothing given.
  public init() {}
}
