/// `vouch-distributor proof`: proofs of what was handed over.
import ArgumentParser
import Console
import Ledger
import MailOrder
import Wire

struct Proof: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Gives the proof of a delivery, or judges one.",
    subcommands: [GetProof.self, SignProof.self, VerifyProof.self],
    defaultSubcommand: GetProof.self)
}

struct GetProof: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get",
    abstract: "Gives the signed statement of a hand-over.",
    discussion: """
      Example:
        vouch-distributor proof 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --out proof.txt
      """)
  @Argument(help: "The order's number; it is the delivery's too.", transform: Read.id)
  var order: OrderID
  @OptionGroup var output: HandOverOutput
  @OptionGroup var options: SiteOptions<CompanySite>

  func run() async throws {
    try await options.run { session in
      let delivery = try await session.ask(TrackDelivery(order))
      try output.deliver(delivery.proof, of: order) { try session.show($0, json: $1) }
    }
  }
}

struct SignProof: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign",
    abstract: "Signs that the goods of a check were handed over, without a site.",
    discussion: """
      Example:
        vouch-distributor proof sign 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --key hand-over.key --taken-by "A. Sommer" --out proof.txt
      """)
  @Argument(help: "The check's number.", transform: Read.id)
  var check: CheckID
  @Option(help: ArgumentHelp("The order's number. (default: the check's)", valueName: "uuid"), transform: Read.id)
  var order: OrderID?
  @OptionGroup var words: HandOverWords
  @Option(help: ArgumentHelp("The file of the key.", valueName: "file"))
  var key: String
  @Option(help: ArgumentHelp("A new file for the proof.", valueName: "file"))
  var out: String
  @OptionGroup var carrier: CarrierOptions
  @OptionGroup var answers: AnswerOptions

  func run() async throws {
    try await reportingFailures(as: answers.output) {
      let order = order ?? OrderID(high: check.high, low: check.low)
      let signed = try words.sign(check: check, order: order, distributor: try carrier.id, keyFile: key, to: out)
      switch answers.output {
      case .table: try Terminal.write(signed.text)
      case .json: try Terminal.write("\(signed.json.indented)\n")
      }
    }
  }
}
