/// Where a proof of delivery goes that somebody asked for.
public import ArgumentParser
public import MailOrder
internal import Ledger
internal import Seals

/// `--out`.
public struct HandOverOutput: ParsableArguments, Sendable {
  @Option(
    help: ArgumentHelp(
      "A new file for it, which only its owner reads: there is a name in it. (default: stdout)", valueName: "file"))
  var out: String?

  /// Nothing said.
  public init() {}

  /// Writes a proof, or shows it by `show`. Throws a `Failure.noInput` where there is none.
  public func deliver(
    _ proof: [UInt8], of order: OrderID, _ show: (_ text: String, _ json: JSON) throws -> Void
  ) throws {
    guard !proof.isEmpty else {
      throw Failure.noInput(
        "There is no proof of delivery of \(order): it was not handed over yet, or its carrier signs nothing.")
    }
    guard let signed = SignedHandOver(proof) else {
      throw Failure.badData("The proof of delivery of \(order) cannot be read: \(HandOverFault.damaged).")
    }
    if let out { try SealFile.write(signed.armoured, to: out) }
    let text = out.map { "written to \($0), not verified: proof verify does that\n\(signed.text)" } ?? signed.armoured
    try show(text, signed.json.merging(["proof": .text(signed.armoured)]))
  }
}
