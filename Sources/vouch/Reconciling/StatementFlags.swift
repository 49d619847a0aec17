/// The flags of what reads a paying system's statements.
import ArgumentParser
import Console
import Ledger
import Rails

/// `--rail` and `--prefix`.
struct StatementRail: ParsableArguments {
  @Option(
    help: ArgumentHelp("Whose statements they are.", valueName: "bank|post"), transform: StatementRail.rail)
  var rail: PaymentRail
  @Option(
    help: ArgumentHelp(
      "What the ids of orders begin with, as the connector was told.", valueName: "text"))
  var prefix: String = "VOUCH"

  func validate() throws {
    guard ConnectorRules.isPrefix(prefix) else {
      throw ValidationError("--prefix is '\(prefix)': give 1 to 12 of A-Z and 0-9.")
    }
  }

  private static func rail(_ text: String) throws -> PaymentRail {
    let rail: PaymentRail = try Read.named(text)
    guard rail == .bank || rail == .post else {
      throw ValidationError("Statements of accounts come from the bank or the post: give bank or post.")
    }
    return rail
  }
}

extension Failure {
  /// Runs `body`, and takes what is wrong with statements for bad data.
  static func telling<Result>(_ body: () throws(StatementFault) -> Result) throws(Failure) -> Result {
    do throws(StatementFault) {
      return try body()
    } catch {
      throw .badData(error.description.printable)
    }
  }
}

/// `--from` and `--to`.
struct DayFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp("The first day that must match. (default: the first of the statements)", valueName: "day"),
    transform: DayFlags.day)
  var from: BankDay?
  @Option(
    help: ArgumentHelp("The last day that must match. (default: the last of the statements)", valueName: "day"),
    transform: DayFlags.day)
  var to: BankDay?

  private static func day(_ text: String) throws -> BankDay {
    guard text.utf8.count == 10, let day = BankDay(text) else {
      throw ValidationError("'\(text)' is no day: say 2026-12-31.")
    }
    return day
  }
}
