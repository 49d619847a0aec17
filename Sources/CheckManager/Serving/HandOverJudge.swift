/// Signatures of hand-overs, verified before the ledger sees what they vouch for.
internal import Ledger
internal import LedgerStore
internal import Seals

/// Verifies by the key of the newest durable moment. Should the key change before the command is decided, the ledger, which
/// knows by which key it was verified, refuses it.
///
/// Absent: a decision. What is missing or wrong the ledger says, in its own order.
struct HandOverJudge: Sendable {
  let readers: Readers

  /// How many signatures one turn of a connection may have verified on its event loop, at 74 µs each: more go to a thread
  /// that may take its time, or the loop's other connections would wait for them.
  static let atOnce = 4

  /// Says in `command` what its signature is worth. Without a key, where there is nothing to verify by, it is worth nothing,
  /// and none is asked for. Throws where the store cannot be read.
  func judge(_ command: inout Command) throws(StoreError) {
    guard case .act(var action) = command, case .unjudged(let signature)? = action.seal else { return }
    action.seal = try seal(signature, of: action)
    command = .act(action)
  }

  private func seal(_ signature: [UInt8], of action: CheckAction) throws(StoreError) -> ProofSeal? {
    guard case .confirm(let proof?) = action.event, case .distributor(let distributor) = action.actor else {
      return nil
    }
    // The former ones too: who repeats what was accepted under one is told the same again, and whether a key is the current
    // one the ledger asks.
    let keys = try readers.now { snapshot throws(StoreError) -> [HandOverKey] in
      try snapshot.sealedProfile(of: .distributor(distributor)).handOverKeys.reversed().map(\.key)
    }
    guard !keys.isEmpty else { return nil }
    let claim = HandOverClaim(check: action.check.bytes, distributor: distributor.description, digest: proof.bytes)
    let key = keys.first { key in
      guard let claim, let verifying = VerifyingKey(key.bytes) else { return false }
      return claim.isSigned(signature, by: verifying)
    }
    return key.map { .by($0.mark) } ?? .wrong
  }
}

extension Command {
  /// Whether it bears a signature that nobody has looked at.
  var isToBeVerified: Bool {
    if case .act(let action) = self, case .unjudged? = action.seal { true } else { false }
  }
}
