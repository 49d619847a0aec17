/// Checks that prove themselves, and whatever somebody may have done to them.
import Seals
import Testing

@Suite struct `a check's proof` {
  /// A history of six batches, and a check in the middle of it.
  private func made(by key: SigningKey = Signers.first) throws -> CheckProof {
    var history = BatchedHistory()
    for texts in [
      ["one", "two", "three"], ["four", "five"], ["an entry", "a check for 42.00 EUR", "an entry"], ["nine"],
      ["ten", "eleven", "twelve", "thirteen"], ["fourteen", "fifteen"],
    ] {
      try history.append(texts.map { Array($0.utf8) })
    }
    let statement = SignedHead.Statement(
      ledger: Signers.ledger, size: 6, root: history.root(6), lastSequence: 15, milliseconds: 1_772_445_600_000)
    return try #require(
      CheckProof(
        document: history.batches[2][1], entry: try history.proof(2, 1, in: 6), head: SignedHead(statement, by: key)))
  }

  @Test func `shows the document, its sequence and the head, and has this form`() throws {
    let proof = try made()
    let finding = try CheckProof.verify(proof.bytes, with: Signers.ring()).get()
    #expect(finding.document == Array("a check for 42.00 EUR".utf8))
    #expect(finding.sequence == 7)
    #expect(finding.head == proof.head)
    #expect(CheckProof(proof.bytes) == proof)
    #expect(proof.bytes.count == 183 + 21 + 32 * (2 + 3))
    #expect(hex(proof.bytes) == Golden.checkProof)
  }

  @Test func `with any byte changed is refused, and what is wrong is named`() throws {
    let whole = try made().bytes
    // Version and length of the document, the document, the entry's proof, the head.
    let (document, entry, head) = (5, 26, whole.count - 145)
    for (place, changed) in whole.byteFlips {
      guard case .failure(let fault) = CheckProof.verify(changed, with: Signers.ring()) else {
        Issue.record("byte \(place)")
        continue
      }
      switch place {
      case 0..<document: #expect(fault == .damaged, "byte \(place)")
      case document..<entry: #expect(fault == .path, "byte \(place)")
      // Numbers first, of which some make other lengths, then hashes.
      case entry..<entry + 33: #expect([.damaged, .path, .head].contains(fault), "byte \(place)")
      case entry + 33..<head: #expect(fault == .path, "byte \(place)")
      default: #expect(fault != .path && fault != .head, "byte \(place)")
      }
    }
  }

  @Test func `is read strictly`() throws {
    let whole = try made().bytes
    for count in 0..<whole.count {
      #expect(CheckProof.verify(Array(whole.prefix(count)), with: Signers.ring()) == .failure(.damaged))
    }
    #expect(CheckProof.verify(whole + [0], with: Signers.ring()) == .failure(.damaged))
    let long = Array(repeating: 0 as UInt8, count: CheckProof.maximumDocumentBytes + 1)
    let proof = try made()
    #expect(CheckProof(document: long, entry: proof.entry, head: proof.head) == nil)
  }

  @Test func `names a key that is unknown or revoked, or another ledger`() throws {
    let (first, second) = (Signers.first.id, Signers.second.id)
    #expect(try made(by: Signers.second).verify(with: Signers.ring()) == .failure(.unknownKey(second)))
    let revoked = try #require(Signers.ring().revoking(first))
    #expect(try made().verify(with: revoked) == .failure(.revokedKey(first)))
    let early = Signers.ring([.init(Signers.first.verifyingKey, sequences: 0...14)])
    #expect(try made().verify(with: early) == .failure(.keyNotValid(first)))
    let other = try #require(KeyRing(ledger: LedgerIdentity(high: 0, low: 0), Signers.ring().entries))
    #expect(try made().verify(with: other) == .failure(.otherLedger(Signers.ledger)))
  }

  @Test func `does not go with the head of another history`() throws {
    let proof = try made()
    func judged(_ size: UInt64, _ root: Digest32, _ sequence: UInt64) throws -> ProofFault? {
      let statement = SignedHead.Statement(
        ledger: Signers.ledger, size: size, root: root, lastSequence: sequence, milliseconds: 0)
      let other = CheckProof(
        document: proof.document, entry: proof.entry, head: SignedHead(statement, by: Signers.first))
      guard case .failure(let fault) = try #require(other).verify(with: Signers.ring()) else { return nil }
      return fault
    }
    let root = proof.head.statement.root
    #expect(try judged(6, root, 15) == nil)
    #expect(try judged(7, root, 15) == .head)
    #expect(try judged(6, root, 6) == .head)
    #expect(try judged(6, root.flipped(0), 15) == .path)
  }
}
