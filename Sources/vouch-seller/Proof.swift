/// `vouch-seller proof`: proofs that the distributors gave of their deliveries.
import ArgumentParser
import Console
import MailOrder
import Wire

struct Proof: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Gives the proof of an order's delivery, or judges one.",
    subcommands: [GetProof.self, VerifyProof.self], defaultSubcommand: GetProof.self)
}

struct GetProof: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get",
    abstract: "Gives the signed statement of the hand-over, as the distributor sent it.",
    discussion: """
      Example:
        vouch-seller proof 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --out proof.txt
      """)
  @Argument(help: "The order's number.", transform: Read.id)
  var order: OrderID
  @OptionGroup var output: HandOverOutput
  @OptionGroup var options: SiteOptions<OfficeSite>

  func run() async throws {
    try await options.run { session in
      let found = try await session.ask(GetOrder(order, account: nil))
      try output.deliver(found.proof, of: order) { try session.show($0, json: $1) }
    }
  }
}
