/// `vouch top`: how the manager does, in a terminal.
import ArgumentParser
import Console
import Ledger

struct Top: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows how the manager does: throughput, latencies, log, folding, memory.",
    discussion: """
      It looks each second and shows what came between. It ends on q or Ctrl-C. Where it writes to no terminal it shows one \
      second and ends; as JSON it shows an object a look. An operator that may read or maintain, or an auditor, may ask \
      this. What the numbers are: docs/metrics.md.

      Example:
        vouch top
        vouch top --once --output json
      """)
  @Option(
    help: ArgumentHelp("How long to wait between two looks. (default: 1)", valueName: "seconds"),
    transform: Read.seconds)
  var every: Duration = .seconds(1)
  @Flag(help: "Shows one look and ends.")
  var once = false
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in
      try await TopRun(session, every: every, isOnce: once).run()
    }
  }
}
