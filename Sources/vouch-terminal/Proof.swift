/// `vouch-terminal proof`: the proof that an order was handed over, as the shop has it of the distributor.
import ArgumentParser
import Console
import MailOrder
import Wire

struct Proof: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Gets the proof of an order's delivery, or judges one.",
    subcommands: [GetProof.self, VerifyProof.self], defaultSubcommand: GetProof.self)
}

struct GetProof: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get",
    abstract: "Gets the distributor's signed statement of the hand-over from the shop.",
    discussion: """
      Example:
        vouch-terminal proof 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --out proof.txt
      """)
  @Argument(help: "The order's number, or its check's.", transform: Read.id)
  var order: OrderID
  @OptionGroup var output: HandOverOutput
  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await Desk.open(options, home) { desk in
      let purchase = try desk.purchase(order)
      let site = try await desk.shop(of: purchase)
      let found = try await site.ask(GetOrder(purchase.id, account: purchase.order.form.account))
      try output.deliver(found.proof, of: purchase.id) { try desk.session.show($0, json: $1) }
    }
  }
}
