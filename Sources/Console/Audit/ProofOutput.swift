/// How a proof is handed out.
public import ArgumentParser
public import Ledger
public import Seals

/// `--out`, of a check's proof.
public struct ProofOutput: ParsableArguments, Sendable {
  @Option(
    help: ArgumentHelp(
      "Writes the proof to a file, to be handed to whoever is to believe the check. (default: stdout)",
      valueName: "file"))
  var out: String?

  /// Nothing said.
  public init() {}
}

extension Session {
  /// Shows a check's proof, or writes it to the file that was asked for.
  public func show(_ proof: CheckProof, of check: CheckID, _ output: ProofOutput) throws(Failure) {
    let text = Armour.checkProof.text(of: proof.bytes)
    let json: JSON = [
      "outcome": "accepted", "check": .text(check.description), "sequence": .unsigned(proof.entry.sequence),
      "head": proof.head.json, "file": .optional(output.out),
      "proof": output.out == nil ? .text(text) : .null,
    ]
    guard let path = output.out else { return try show(text, json: json) }
    try ProofFiles.write(proof.bytes, .checkProof, to: path)
    try show("The proof of check \(check) is in \(path): hand it on with the check.\n", json: json)
  }
}

/// Shows an answer that no manager gave: `text` to people, `json` to programs.
public func show(_ text: String, json: JSON, as output: OutputFormat) throws(Failure) {
  try Terminal.write(output == .json ? json.indented + "\n" : text)
}
