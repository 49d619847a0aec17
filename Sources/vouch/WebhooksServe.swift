/// `vouch webhooks serve`: the sender, wired to the manager.
import ArgumentParser
import Console
import Ledger
import Logging
import Webhooks
import Wire

extension WebhooksCommand {
  struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Follows the journal and posts its events, until it is stopped.",
      discussion: """
        It may be stopped or killed at any time: it goes on where each endpoint was, and what was under way is sent again. \
        One process serves a directory. Endpoints may be added, removed and changed meanwhile.

        A party may run it for its own endpoints: then all of them name that party.

        Example:
          vouch webhooks serve --data DIR --server 127.0.0.1:7411 --identity /etc/vouch/hooks
        """)
    @OptionGroup var data: HookDataOption
    @Option(
      help: ArgumentHelp("How often an event is sent before it is a dead letter. (default: 20)", valueName: "number"),
      transform: Read.count)
    var tries: Int = HookPatience().tries
    @Option(
      help: ArgumentHelp("How long a receiver may take to answer. (default: 15)", valueName: "seconds"),
      transform: Read.seconds)
    var answerWithin: Duration = HookPatience().answer
    @Option(
      help: ArgumentHelp(
        "The longest pause after the first failure; doubled after each. (default: 1)", valueName: "seconds"),
      transform: Read.seconds)
    var firstPause: Duration = HookPatience().firstPause
    @Option(
      help: ArgumentHelp("The longest pause of all. (default: 900)", valueName: "seconds"), transform: Read.seconds)
    var longestPause: Duration = HookPatience().longestPause
    @Option(
      help: ArgumentHelp("How often the journal is looked at. (default: 1)", valueName: "seconds"),
      transform: Read.seconds)
    var every: Duration = HookPatience().interval
    @Flag(help: "End as soon as nothing is left to send.")
    var untilIdle = false
    @Option(
      help: ArgumentHelp("How much to log.", valueName: Logger.Level.allCases.map(\.rawValue).joined(separator: "|")),
      transform: level)
    var logLevel: Logger.Level = .info
    @OptionGroup var options: ServerOptions

    private static func level(_ text: String) throws -> Logger.Level {
      guard let level = Logger.Level(rawValue: text) else {
        throw ValidationError("'\(text)' is none of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      return level
    }

    func run() async throws {
      LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
      var logger = Logger(label: "vouch-webhooks")
      logger.logLevel = logLevel
      var patience = HookPatience()
      (patience.tries, patience.answer, patience.interval) = (tries, answerWithin, every)
      (patience.firstPause, patience.longestPause) = (firstPause, longestPause)
      try await options.run { [patience, logger] session in
        try await hooks {
          let feed = EventFeed(
            read: { try await session.ask($0) }, write: { Array($0.json.description.utf8) })
          let service = HookService(try HookStore(data.data), feed: feed, patience: patience, logger: logger)
          try await service.run(untilIdle: untilIdle)
          let tally = await service.tally
          try session.show(
            "delivered \(tally.delivered), to be tried again \(tally.failed), dead letters \(tally.buried)\n",
            json: [
              "delivered": .integer(Int64(tally.delivered)), "failed": .integer(Int64(tally.failed)),
              "dead": .integer(Int64(tally.buried)),
            ])
        }
      }
    }
  }
}
