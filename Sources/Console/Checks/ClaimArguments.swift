/// Getting a check of which only the number was sent (S4').
public import ArgumentParser
internal import Ledger
internal import Wire

/// The arguments of `claim`.
public struct ClaimArguments: ParsableArguments, Sendable {
  @Argument(help: "The check's number.", transform: Read.id)
  var check: CheckID
  @Option(
    help: ArgumentHelp("The secret made with the demand: 32 to 128 hexadecimal digits.", valueName: "hex"),
    transform: Read.secret)
  var secret: [UInt8]
  @OptionGroup var options: ServerOptions

  /// For the parser.
  public init() {}

  /// Claims the check, and shows it.
  public func run() async throws {
    try await options.run { session in
      let check = try await session.ask(Claim(check: check, secret: secret))
      try session.show(check.claimedText, json: check.claimedJSON)
    }
  }
}
