/// What all connectors are told.
import ArgumentParser
import Console
import Foundation
import Ledger
import Logging
import Rails

struct ConnectorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The number of the manager's own account with the paying system.", valueName: "number"))
  var ownAccount: String = "OWN"
  @Option(help: ArgumentHelp("The name that account is kept under.", valueName: "text"))
  var ownName: String = "Check manager"
  @Option(
    help: ArgumentHelp("Where that account is kept: a BIC. (default: the paying system itself)", valueName: "code"))
  var ownBank: String = ""
  @Option(
    help: ArgumentHelp(
      "What the ids of orders begin with, so that those of two managers differ: 1 to 12 of A-Z and 0-9.",
      valueName: "text"))
  var prefix: String = "VOUCH"
  @Option(
    help: ArgumentHelp(
      "How long the paying system may take to answer before it is asked. (default: 30)", valueName: "seconds"),
    transform: Read.seconds)
  var answerWithin: Duration = .seconds(30)
  @Option(
    help: ArgumentHelp("How often both sides are looked at. (default: 1)", valueName: "seconds"),
    transform: Read.seconds)
  var every: Duration = .seconds(1)
  @Flag(help: "End as soon as nothing is left to do.")
  var untilIdle = false
  @Option(
    help: ArgumentHelp("How much to log.", valueName: Logger.Level.allCases.map(\.rawValue).joined(separator: "|")),
    transform: ConnectorOptions.level)
  var logLevel: Logger.Level = .info
  @OptionGroup var options: ServerOptions

  func validate() throws {
    guard ConnectorRules.isPrefix(prefix) else {
      throw ValidationError("--prefix is '\(prefix)': give 1 to 12 of A-Z and 0-9.")
    }
  }

  private static func level(_ text: String) throws -> Logger.Level {
    guard let level = Logger.Level(rawValue: text) else {
      throw ValidationError("'\(text)' is none of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return level
  }

  /// Makes a paying system ready, connects it by `run`, and closes it however that ends. What is wrong with it is a failure that
  /// says so.
  func prepared(
    _ make: () throws -> (any PayingSystem, close: () async -> Void), run: (any PayingSystem) async throws -> Void
  ) async throws {
    try await reportingFailures(as: options.output) {
      let system: any PayingSystem
      let close: () async -> Void
      do {
        (system, close) = try make()
      } catch let failure as Failure {
        throw failure
      } catch {
        throw Failure.io("\(error)")
      }
      do {
        try await run(system)
      } catch {
        await close()
        throw error
      }
      await close()
    }
  }

  /// What is in a file that only its owner should read, without the line's end.
  static func secret(_ path: String) throws -> String {
    guard let bytes = FileManager.default.contents(atPath: path), bytes.count <= 4096,
      let text = String(data: bytes, encoding: .utf8)
    else { throw Failure.noInput("'\(path)' cannot be read, or is no line of text.") }
    return text.trimmingCharacters(in: .newlines)
  }

  /// Connects `system` until the program is told to stop, or nothing is left to do.
  func run(_ rail: PaymentRail, _ system: any PayingSystem, balancesEvery: Duration? = nil) async throws {
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    var logger = Logger(label: "vouch-rail")
    logger.logLevel = logLevel
    var rules = ConnectorRules(
      rail, own: PaymentOrder.Holder(name: ownName, number: ownAccount, institution: ownBank), prefix: prefix)
    rules.patience = answerWithin
    rules.interval = every
    rules.balancesEvery = balancesEvery
    try await options.run { [rules, logger] session in
      let connector = Connector(manager: session.client, system: system, rules: rules, logger: logger)
      do {
        try await connector.run(untilIdle: untilIdle)
      } catch let error as ConnectorError {
        throw Failure.badData(error.description)
      }
      let tally = await connector.tally
      try session.show(tally.text, json: tally.json)
    }
  }
}

extension Connector.Tally {
  /// What was done, for people.
  var text: String {
    "delivered \(delivered), accepted \(accepted), rejected \(rejected), returned \(returned), unsure \(unsure)\n"
  }

  /// What was done, for programs.
  var json: JSON {
    [
      "delivered": .integer(Int64(delivered)), "accepted": .integer(Int64(accepted)),
      "rejected": .integer(Int64(rejected)),
      "returned": .integer(Int64(returned)), "unsure": .integer(Int64(unsure)),
      "restated": .integer(Int64(restated)), "not_stated": .integer(Int64(unstated)),
    ]
  }
}
