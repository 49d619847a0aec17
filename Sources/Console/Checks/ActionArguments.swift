/// The arguments of everything that somebody does to a check, and the doing.
public import ArgumentParser
public import Ledger
internal import Wire

/// A check, why, and by which id.
public struct ActionArguments: ParsableArguments, Sendable {
  /// The check.
  @Argument(help: "The check's number.", transform: Read.id)
  public var check: CheckID
  /// Why.
  @OptionGroup public var reason: ReasonOption
  /// The command's id.
  @OptionGroup public var id: CommandIDOption
  /// Where the manager is.
  @OptionGroup public var options: ServerOptions

  /// For the parser.
  public init() {}

  /// Lets `actor` do what `makeEvent` says, and shows it. `makeEvent` may ask the manager about the check first.
  public func run(
    as actor: @autoclosure () throws -> Actor, _ makeEvent: (CheckUnderAction) async throws -> CheckEvent
  ) async throws {
    try await options.run { session in
      let actor = try actor()
      let command = id.command
      let event = try await makeEvent(CheckUnderAction(check: check, command: command, session: session))
      let action = CheckAction(id: command, check: check, actor: actor, event: event, note: reason.reason)
      try session.show(try await session.ask(action))
    }
  }

  /// As above, where nothing needs asking.
  public func run(as actor: @autoclosure () throws -> Actor, _ event: CheckEvent) async throws {
    try await run(as: try actor()) { _ in event }
  }
}

/// What an action may have to know of its check.
public struct CheckUnderAction: Sendable {
  let check: CheckID
  let command: CommandID
  let session: Session

  /// What was written as an amount, in the check's currency; nil for nothing written.
  ///
  /// Throws `terms_mismatch` where another currency was named: an amount is never taken for one of another currency.
  public func amount(_ options: AmountOptions) async throws(Failure) -> Amount? {
    guard let decimal = options.amount else { return nil }
    return try await amount(decimal, named: options.currency)
  }

  /// As above, of an amount that was written.
  public func amount(_ decimal: Read.Decimal, named currency: Currency? = nil) async throws(Failure) -> Amount {
    let own = try await session.ask(GetCheck(check)).check.terms.currency
    guard currency == nil || currency == own else { throw .refused(.termsMismatch) }
    return try decimal.amount(in: own)
  }

  /// When the check expires, as it was before this command: a command repeated comes to the same.
  public func expiry() async throws(Failure) -> Timestamp {
    let history = try await session.ask(GetCheck(check))
    let before = history.entries.prefix { $0.entry.command != command }
    return before.last?.entry.progress?.expires ?? history.check.progress.expires
  }
}

/// `--amount` and `--currency`.
public struct AmountOptions: ParsableArguments, Sendable {
  /// How much, if it was said.
  @Option(help: ArgumentHelp("How much. (default: all that can be)", valueName: "amount"), transform: Read.amount)
  public var amount: Read.Decimal?
  /// In what, if it was said.
  @Option(
    help: ArgumentHelp("The currency of the amount; it must be the check's. (default: the check's)", valueName: "code"),
    transform: Read.currency)
  public var currency: Currency?

  /// Nothing said.
  public init() {}

  /// Refuses a currency without an amount.
  public func validate() throws {
    if currency != nil, amount == nil { throw ValidationError("--currency goes with --amount.") }
  }
}
