/// `proof verify`: whoever has the distributor's public key judges a proof of delivery alone.
public import ArgumentParser
internal import Ledger
internal import Seals

/// The subcommand, the same for buyers, shops and carriers. Asks nobody.
public struct VerifyProof: AsyncParsableCommand {
  /// For the parser.
  public static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Judges a proof of delivery by the distributor's public key, without a network.",
    discussion: """
      The key is what vouch distributors show, or the carrier, tells: 64 hexadecimal digits, one key a line; former \
      keys too, as old proofs stay valid.

      Example:
        vouch-seller proof verify proof.txt --key parcel.pub
      """)
  @Argument(help: "The proof's file.")
  var file: String
  @Option(help: ArgumentHelp("The file of the distributor's public keys.", valueName: "file"))
  var key: String
  @Option(help: ArgumentHelp("The check that it must be for.", valueName: "uuid"), transform: Read.id)
  var check: CheckID?
  @OptionGroup var answers: AnswerOptions

  /// For the parser.
  public init() {}

  public func run() async throws {
    try await reportingFailures(as: answers.output) {
      let proof = try SealFile.proof(file)
      let fault = proof.fault(by: try SealFile.verifyingKeys(key)).map { "\($0)" } ?? otherCheck(proof)
      let json = proof.json.merging([
        "outcome": .text(fault == nil ? "accepted" : "refused"), "reason": .optional(fault),
      ])
      switch answers.output {
      case .json: try Terminal.write(json.indented + "\n")
      case .table: try Terminal.write(fault.map { "refused: \($0)\n" } ?? "valid\n\(proof.text)\(VerifyProof.limits)")
      }
      if fault != nil { throw Failure.answeredNo }
    }
  }

  private func otherCheck(_ proof: SignedHandOver) -> String? {
    guard let check, proof.statement.check != check.bytes else { return nil }
    return "it is for another check (\(CheckID(bytes: proof.statement.check)?.description ?? ""))"
  }

  /// What a right signature does not say.
  static let limits = """
    The distributor has signed this. It shows what it says happened, and when by its clock; not who the recipient is, \
    nor what was in the parcel, nor whether the check was paid.

    """
}
