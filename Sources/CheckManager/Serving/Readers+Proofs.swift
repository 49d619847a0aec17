/// Questions about what the manager signs, answered from what is folded.
internal import Ledger
internal import LedgerStore
internal import Seals
internal import Wire

extension Readers {
  /// What becomes of a question for a proof.
  enum Proving: Sendable {
    case answer([UInt8])
    /// The entry is not in the history yet.
    case wait(sequence: UInt64)
  }

  /// The proof of a check, or what it waits for.
  func prove(_ id: CheckID, for viewer: Viewer) throws(StoreError) -> Proving {
    let (sequence, first) = try now { snapshot throws(StoreError) in
      (try snapshot.sequence(), viewer.shown(try snapshot.check(id))?.firstEntry)
    }
    guard let attestor else { return .answer(refused(.attestationOff, sequence)) }
    guard let first else { return .answer(refused(.unknownCheck, sequence)) }
    let proof = try folded { snapshot throws(StoreError) -> CheckProof? in
      guard let leaf = try snapshot.proof(of: first, salts: attestor.keys.salts) else { return nil }
      return CheckProof(
        document: leaf.document, entry: leaf.proof, head: attestor.head(of: try snapshot.history()))
    }
    guard let proof else { return .wait(sequence: first) }
    return .answer(
      ProveCheck.encode(Reply(sequence: sequence, outcome: .accepted(ProvedCheck(proof: proof.bytes)))))
  }

  /// The answer to who waited for too long.
  func notAttested() throws(StoreError) -> [UInt8] {
    refused(.notAttested, try now { snapshot throws(StoreError) in try snapshot.sequence() })
  }

  /// The answer to any other question about the history.
  func answerFromHistory(_ request: Request) throws(StoreError) -> [UInt8] {
    guard let attestor else {
      return refused(.attestationOff, try now { snapshot throws(StoreError) in try snapshot.sequence() })
    }
    return try folded { snapshot throws(StoreError) in
      let sequence = try snapshot.sequence()
      switch request {
      case .head:
        let head = HistoryHead(
          head: attestor.head(of: try snapshot.history()).bytes, keys: attestor.keys.ring.bytes)
        return GetHead.encode(Reply(sequence: sequence, outcome: .accepted(head)))
      case .consistency(let question):
        guard let path = try snapshot.consistencyPath(from: question.size, to: question.later),
          let frontier = try snapshot.frontier(of: question.size)
        else { return refused(.unknownHistory, sequence) }
        let consistency = HistoryConsistency(
          head: attestor.head(of: try snapshot.history()).bytes, path: path.map { Digest($0) },
          frontier: frontier.map { Digest($0) })
        return ProveConsistency.encode(Reply(sequence: sequence, outcome: .accepted(consistency)))
      case .attested(let question):
        guard question.from >= snapshot.firstEntry else { return refused(.entryArchived, sequence) }
        var page = try snapshot.attested(from: question.from, limit: question.limit, salts: attestor.keys.salts)
        if !question.withTexts { for index in page.leaves.indices { page.leaves[index].text = nil } }
        return ReadAttested.encode(Reply(sequence: sequence, outcome: .accepted(page)))
      default: preconditionFailure("a question about the history")
      }
    }
  }

  private func refused(_ refusal: Refusal, _ sequence: UInt64) -> [UInt8] {
    // A no is the same message whatever was asked.
    GetHead.encode(Reply(sequence: sequence, outcome: .refused(refusal)))
  }
}

extension Digest {
  fileprivate init(_ hash: Digest32) {
    let words = hash.bigEndianWords
    self.init(words.0, words.1, words.2, words.3)
  }
}
