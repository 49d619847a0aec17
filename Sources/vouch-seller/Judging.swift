/// `vouch-seller verify` and `claim`: what a shop does before it ships.
import ArgumentParser
import Console
import Foundation
import Ledger
import Wire

struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judges a check a second time, before the goods go out.",
    discussion: """
      Yes means: at this moment this shop may present it, and it fits all that is asked. Nothing changes.

      With --offline nobody is asked: the buyer gave the check's proof, and the manager's public keys say that it issued \
      exactly this check. What became of it since, that cannot say.

      Example:
        vouch-seller verify 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --order "one book"
        vouch-seller verify 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --amount 48.50 --currency EUR
        vouch-seller verify --offline check.proof --key vouch.keys
      """)
  @Argument(help: "The check's number; with --offline it may be left out.", transform: Read.id)
  var check: CheckID?
  @Option(help: ArgumentHelp("Judges the proof in this file, and asks nobody.", valueName: "file"))
  var offline: String?
  @Option(
    help: ArgumentHelp(
      "The public keys of the manager, had by another way than the proof; with --offline.", valueName: "file"))
  var key: String?
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
    if check == nil, offline == nil { throw ValidationError("Name the check, or give its proof: --offline FILE.") }
    if (offline == nil) != (key == nil) { throw ValidationError("--offline and --key go together.") }
  }

  func run() async throws {
    if let offline, let key { return try await judge(offline, key) }
    guard let check else { return }
    try await options.run { session in
      let verification = try await session.ask(try question(check))
      try session.show(verification.text, json: verification.json)
    }
  }

  private func question(_ check: CheckID) throws -> VerifyCheck {
    var question = VerifyCheck(check: check)
    question.seller = try shop.id
    question.distributor = distributor
    question.order = order.digest
    question.currency = currency
    if let amount, let currency { question.amount = try amount.amount(in: currency) }
    return question
  }

  private func judge(_ proof: String, _ key: String) async throws {
    try await reportingFailures(as: options.output) {
      let found = try OfflineCheck(try ProofFiles.proof(proof), try ProofFiles.ring(key))
      let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
      if let refusal = found.judge(try question(check ?? found.check.id), at: now) { throw Failure.refused(refusal) }
      try show(found.text, json: found.json, as: options.output)
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
