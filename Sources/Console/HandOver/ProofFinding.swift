/// What a party's proof of delivery is worth in a dispute.
public import Ledger
public import Seals

/// A proof, judged by what the manager keeps.
public struct ProofFinding: Sendable {
  /// The proof.
  public let proof: SignedHandOver
  /// What is wrong with it; nil: nothing.
  public let fault: String?
  /// Whether it is the one whose digest the distributor confirmed the delivery with.
  public let isConfirmed: Bool
}

extension DisputeCase {
  /// Judges a proof: is it of this check and its distributor, and signed by a key that the distributor has or had?
  public func finding(of proof: SignedHandOver, keys: [RegisteredKey]) -> ProofFinding {
    let check = history.check
    let statement = proof.statement
    let fault: String? =
      if statement.check != check.id.bytes {
        "it is for another check"
      } else if statement.distributor != check.terms.distributor?.description {
        "it is by another distributor (\(statement.distributor.printable))"
      } else {
        proof.fault(by: keys.compactMap { VerifyingKey($0.key.bytes) }).map { "\($0)" }
      }
    return ProofFinding(proof: proof, fault: fault, isConfirmed: delivery?.digest?.bytes == statement.digest)
  }
}

extension ProofFinding {
  /// The finding for programs.
  public var json: JSON {
    proof.json.merging([
      "outcome": .text(fault == nil ? "accepted" : "refused"), "reason": .optional(fault),
      "confirmed": .boolean(isConfirmed),
    ])
  }

  /// The finding for people.
  public var text: String {
    if let fault { return "refused: \(fault)\n" }
    let confirmed =
      isConfirmed
      ? "The distributor confirmed the delivery with this proof.\n"
      : "The distributor has not confirmed the delivery with this proof.\n"
    return "valid\n\(proof.text)\(confirmed)\(VerifyProof.limits)"
  }
}
