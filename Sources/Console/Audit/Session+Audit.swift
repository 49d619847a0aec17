/// What is asked of the manager to audit it: each answer is verified before it is shown or kept.
public import Ledger
public import Seals
internal import Wire

extension Session {
  /// The manager's signed head, verified: by the keys given, or else by those that the manager itself sends.
  public func head(_ ring: KeyRing?) async throws(Failure) -> (head: SignedHead, ring: KeyRing) {
    let answer = try await ask(GetHead())
    guard let head = SignedHead(answer.head), let sent = KeyRing(answer.keys) else { throw .unproved(.damaged) }
    if let fault = (ring ?? sent).fault(of: head) { throw .unproved(fault) }
    return (head, ring ?? sent)
  }

  /// The proof of a check, verified as above.
  public func prove(_ check: CheckID, _ ring: KeyRing?) async throws(Failure) -> CheckProof {
    let answer = try await ask(ProveCheck(check))
    guard let proof = CheckProof(answer.proof) else { throw .unproved(.damaged) }
    let keys: KeyRing
    if let ring { keys = ring } else { keys = try await head(nil).ring }
    switch proof.verify(with: keys) {
    case .failure(let fault): throw .unproved(fault)
    case .success(let finding):
      // A manager that proves something else has proved nothing.
      guard AttestedEntry(finding.document)?.check?.id == check else { throw .unproved(.path) }
      return proof
    }
  }

  /// A later head (nil: as it is now), verified to go on from an earlier one; with what an export after that one begins with.
  public func consistency(
    from earlier: SignedHead, to later: SignedHead? = nil, _ ring: KeyRing?
  ) async throws(Failure) -> (head: SignedHead, frontier: [Digest32]) {
    let keys = try await head(ring).ring
    for head in [earlier, later].compactMap(\.self) {
      if let fault = keys.fault(of: head) { throw .unproved(fault) }
    }
    let old = earlier.statement
    if let later, later.statement.size < old.size {
      throw .usage("The second head is of a shorter history than the first: give the older one first.")
    }
    // What is empty begins every history.
    guard old.size > 0 else {
      if let later { return (later, []) }
      return (try await head(keys).head, [])
    }
    let answer = try await ask(ProveConsistency(size: old.size, later: later?.statement.size))
    guard let now = SignedHead(answer.head) else { throw .unproved(.damaged) }
    if let fault = keys.fault(of: now) { throw .unproved(fault) }
    let new = (later ?? now).statement
    guard
      HistoryTree.verifyConsistency(
        from: old.size, old.root, to: new.size, new.root, path: answer.path.map { Digest32($0) })
    else { throw .forked(old.size) }
    return (later ?? now, answer.frontier.map { Digest32($0) })
  }
}

extension Digest32 {
  fileprivate init(_ digest: Digest) {
    let words = digest.bigEndianWords
    self.init(bigEndian: words.0, words.1, words.2, words.3)
  }
}
