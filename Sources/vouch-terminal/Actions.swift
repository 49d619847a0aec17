/// What a buyer may do to a check.
import ArgumentParser
import Console
import Ledger

struct Extend: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a check good for longer.",
    discussion: """
      Example:
        vouch-terminal extend 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --by 10d
        vouch-terminal extend 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --until 2027-01-31
      """)
  @Option(help: ArgumentHelp("By how much longer than now agreed.", valueName: "span"), transform: Read.span)
  var by: Timestamp.Span?
  @Option(help: ArgumentHelp("Until when.", valueName: "time"), transform: Read.time)
  var until: Timestamp?
  @OptionGroup var buyer: BuyerOptions
  @OptionGroup var action: ActionArguments

  func validate() throws {
    guard (by == nil) != (until == nil) else { throw ValidationError("Say how long: --by or --until.") }
  }

  func run() async throws {
    try await action.run(as: try buyer.actor) { check in
      if let until { return .extend(until: until) }
      return .extend(until: try await check.expiry() + (by ?? .none))
    }
  }
}

struct Void: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Takes a check back.",
    discussion: """
      What it holds is free again. Only before anything is paid or demanded of it.

      Example:
        vouch-terminal void 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --reason "changed my mind"
      """)
  @OptionGroup var buyer: BuyerOptions
  @OptionGroup var action: ActionArguments

  func run() async throws { try await action.run(as: try buyer.actor, .void) }
}

struct Dispute: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Freezes a check until the operator has decided.",
    discussion: """
      Example:
        vouch-terminal dispute 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --reason "the wrong goods came"
      """)
  @OptionGroup var buyer: BuyerOptions
  @OptionGroup var action: ActionArguments

  func run() async throws { try await action.run(as: try buyer.actor, .openDispute) }
}

struct Withdraw: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Takes back all that was paid, while cooling-off runs.",
    discussion: """
      Example:
        vouch-terminal withdraw 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
      """)
  @OptionGroup var buyer: BuyerOptions
  @OptionGroup var action: ActionArguments

  func run() async throws { try await action.run(as: try buyer.actor, .withdraw) }
}
