/// `vouch-rail sandbox`: a paying system to try things on.
import ArgumentParser
import Console
import Ledger
import Rails

struct SandboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox",
    abstract: "Plays the paying system: it pays, refuses, loses and takes back as its dice fall.",
    discussion: """
      What becomes of an order follows from the seed and the order's id, so it stays the same over restarts. No money moves.

      Example:
        vouch-rail sandbox --rail bank
        vouch-rail sandbox --rail card --reject 20 --lose 10 --seed 7 --until-idle
      """)
  @Option(
    help: ArgumentHelp("Which paying system it plays.", valueName: "bank|card|post"), transform: SandboxCommand.rail)
  var rail: PaymentRail
  @Option(help: ArgumentHelp("The seed of its dice.", valueName: "number"))
  var seed: UInt64 = 1
  @Option(help: ArgumentHelp("How many of a hundred orders are rejected.", valueName: "percent"))
  var reject = 0
  @Option(help: ArgumentHelp("How many do not arrive when they are first handed over.", valueName: "percent"))
  var lose = 0
  @Option(help: ArgumentHelp("How many are not answered until they are asked about.", valueName: "percent"))
  var silent = 0
  @Option(help: ArgumentHelp("How many are answered late.", valueName: "percent"))
  var delay = 0
  @Option(help: ArgumentHelp("How many answers come twice.", valueName: "percent"))
  var duplicate = 0
  @Option(help: ArgumentHelp("How many that were accepted come back later.", valueName: "percent"))
  var takeBack = 0
  @OptionGroup var connector: ConnectorOptions

  private static func rail(_ text: String) throws -> PaymentRail {
    let rail: PaymentRail = try Read.named(text)
    guard rail.isOutside else { throw ValidationError("The book is the check manager's own: give bank, card or post.") }
    return rail
  }

  func validate() throws {
    for (name, value) in [
      ("reject", reject), ("lose", lose), ("silent", silent), ("delay", delay), ("duplicate", duplicate),
      ("take-back", takeBack),
    ] where !(0...100).contains(value) {
      throw ValidationError("--\(name) is \(value): give 0 to 100.")
    }
  }

  func run() async throws {
    var odds = Sandbox.Odds()
    (odds.rejects, odds.loses, odds.silent) = (reject, lose, silent)
    (odds.delays, odds.repeats, odds.returns) = (delay, duplicate, takeBack)
    try await connector.run(rail, Sandbox(seed: seed, odds: odds))
  }
}
