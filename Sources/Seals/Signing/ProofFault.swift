/// What is wrong with a proof, by name.

/// Why a head or a proof is refused. Looked for in the order in which they stand here: the first that is found is told.
public enum ProofFault: Error, Hashable, Sendable {
  /// The bytes are none that Vouch makes: cut, changed, or of a later version.
  case damaged
  /// It is another ledger's.
  case otherLedger(LedgerIdentity)
  /// The ring has no key of this name.
  case unknownKey(KeyID)
  /// The key was revoked: it may be in other hands, and nothing that it signed says anything. A proof by a later key does.
  case revokedKey(KeyID)
  /// The key does not sign for histories so long, or so short, or of this time.
  case keyNotValid(KeyID)
  /// The signature is none of this key over this head.
  case signature
  /// The head is of another history than the proof: of another size, or it ends before the entry.
  case head
  /// The path does not lead from this entry to the head's root: the entry, its place or a hash is another.
  case path
}

extension ProofFault: CustomStringConvertible {
  /// The fault in words for whoever holds the check.
  public var description: String {
    switch self {
    case .damaged: "the bytes are damaged or of a later version"
    case .otherLedger(let ledger): "it is of another ledger (\(ledger))"
    case .unknownKey(let key): "it is signed by a key that is not known here (\(key))"
    case .revokedKey(let key): "it is signed by a key that was revoked (\(key)); ask for a new proof"
    case .keyNotValid(let key): "it is signed by a key that does not sign for its time or size (\(key))"
    case .signature: "the signature is wrong"
    case .head: "the signed head is not the one that the proof was made for"
    case .path: "the signed history does not contain it"
    }
  }
}
