/// Signing and confirming without a carrier's site.
public import ArgumentParser
public import Ledger
internal import Foundation
internal import Seals
internal import Wire

extension ActionArguments {
  /// Confirms a delivery by the proof in a file, whatever it is a proof of: the manager judges.
  public func confirm(as actor: @autoclosure () throws -> Actor, bySignedProof path: String) async throws {
    try await options.run { session in
      let proof = try SealFile.proof(path)
      var action = CheckAction(
        id: id.command, check: check, actor: try actor(), event: .confirm(proof: Digest(proof.statement.digest)),
        note: reason.reason)
      action.seal = .unjudged(proof.signature)
      try session.show(try await session.ask(action))
    }
  }
}

/// `--taken-by`, `--signed`, `--left-at`: who took the goods, and on what sight.
public struct HandOverWords: ParsableArguments, Sendable {
  /// Who took it; may be empty.
  @Option(help: ArgumentHelp("Who took it.", valueName: "text"), transform: Read.text)
  public var takenBy: Text = .empty
  /// The recipient has signed.
  @Flag(help: "The recipient has signed, on paper or glass.")
  public var signed = false
  /// Where it was left; empty: somebody took it.
  @Option(help: ArgumentHelp("Where it was left, where nobody took it.", valueName: "text"), transform: Read.text)
  public var leftAt: Text = .empty

  /// Nothing said.
  public init() {}

  /// Refuses a signature of nobody.
  public func validate() throws {
    if signed, !leftAt.isEmpty { throw ValidationError("Give --signed or --left-at, not both.") }
  }

  /// Signs that the goods of a check were handed over now, as a new file. Gives what was signed.
  public func sign(
    check: CheckID, order: some TimedID, distributor: DistributorID, keyFile: String, to path: String
  ) throws(Failure) -> (text: String, json: JSON) {
    let key = try SealFile.signingKey(keyFile)
    let statement = HandOverStatement(
      check: check.bytes, delivery: order.bytes, distributor: distributor.description, recipient: takenBy.value,
      milliseconds: Int64(Date().timeIntervalSince1970 * 1000),
      shown: signed ? .signature : leftAt.isEmpty ? .nothing : .left(at: leftAt.value),
      salt: HandOverStatement.freshSalt())
    // The program's own values keep within the bounds, which are the wire's.
    guard let statement else { throw .usage("The hand-over cannot be put into words: a text is too long.") }
    let proof = SignedHandOver(statement, by: key)
    try SealFile.write(proof.armoured, to: path)
    return (proof.text, proof.json)
  }
}
