/// `vouch-seller verify` and `claim`: what a shop does before it ships.
import ArgumentParser
import Console
import Ledger
import Wire

struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judges a check a second time, before the goods go out.",
    discussion: """
      Yes means: at this moment this shop may present it, and it fits all that is asked. Nothing changes.

      Example:
        vouch-seller verify 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --order "one book"
        vouch-seller verify 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --amount 48.50 --currency EUR
      """)
  @Argument(help: "The check's number.", transform: Read.id)
  var check: CheckID
  @OptionGroup var order: OrderOptions
  @Option(help: ArgumentHelp("Does at least this remain?", valueName: "amount"), transform: Read.amount)
  var amount: Read.Decimal?
  @Option(help: ArgumentHelp("Is it in this currency?", valueName: "code"), transform: Read.currency)
  var currency: Currency?
  @Option(help: ArgumentHelp("Does it name this distributor?", valueName: "code"), transform: Read.code)
  var distributor: DistributorID?
  @OptionGroup var shop: ShopOptions
  @OptionGroup var options: ServerOptions

  func validate() throws {
    if amount != nil, currency == nil { throw ValidationError("--amount goes with --currency.") }
  }

  func run() async throws {
    try await options.run { session in
      var question = VerifyCheck(check: check)
      question.seller = try shop.id
      question.distributor = distributor
      question.order = order.digest
      question.currency = currency
      if let amount, let currency { question.amount = try amount.amount(in: currency) }
      let verification = try await session.ask(question)
      try session.show(verification.text, json: verification.json)
    }
  }
}

struct ClaimCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claim",
    abstract: "Gets a check of which the buyer gave only number and secret.",
    discussion: """
      Example:
        vouch-seller claim 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --secret 5eed5eed5eed5eed5eed5eed5eed5eed
      """)
  @OptionGroup var shop: ShopOptions
  @OptionGroup var claim: ClaimArguments

  func run() async throws { try await claim.run() }
}
