/// What a carrier may do to a check that names it.
import ArgumentParser
import Console
import Ledger

struct Confirm: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Confirms that the goods were handed over.",
    discussion: """
      A check payable on delivery is paid now, if its seller has demanded payment, else when it does.

      Example:
        vouch-distributor confirm 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --proof "signed: A. Sommer"
        vouch-distributor confirm 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --signed-proof proof.txt
      """)
  @OptionGroup var proof: ProofOptions
  @Option(
    help: ArgumentHelp(
      "The file of a signed proof: needed where the carrier has a hand-over key registered.", valueName: "file"))
  var signedProof: String?
  @OptionGroup var carrier: CarrierOptions
  @OptionGroup var action: ActionArguments

  func validate() throws {
    if signedProof != nil, proof.digest != nil { throw ValidationError("Give one proof.") }
  }

  func run() async throws {
    guard let signedProof else {
      return try await action.run(as: try carrier.actor, .confirm(proof: proof.digest))
    }
    try await action.confirm(as: try carrier.actor, bySignedProof: signedProof)
  }
}

struct Collect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reports the cash collected on delivery.",
    discussion: """
      The seller has the money at once; the carrier owes it until it has paid in.

      Example:
        vouch-distributor collect 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
        vouch-distributor collect 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --amount 55.00
      """)
  @OptionGroup var amount: AmountOptions
  @OptionGroup var carrier: CarrierOptions
  @OptionGroup var action: ActionArguments

  func run() async throws {
    try await action.run(as: try carrier.actor) { check in
      .collectCash(amount: try await check.amount(amount))
    }
  }
}

struct FailCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fail-check",
    abstract: "Says that the delivery failed or the goods went back.",
    discussion: """
      Example:
        vouch-distributor fail-check 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --reason "nobody at home, thrice"
      """)
  @OptionGroup var carrier: CarrierOptions
  @OptionGroup var action: ActionArguments

  func run() async throws { try await action.run(as: try carrier.actor, .failDelivery) }
}

struct Dispute: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Freezes a check until the operator has decided.",
    discussion: """
      Example:
        vouch-distributor dispute 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --reason "damaged on the way"
      """)
  @OptionGroup var carrier: CarrierOptions
  @OptionGroup var action: ActionArguments

  func run() async throws { try await action.run(as: try carrier.actor, .openDispute) }
}
