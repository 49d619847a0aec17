/// Signed proofs of delivery through the real programs, and all that somebody may try instead of one.
import CheckClient
import Ledger
import Seals
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct `a delivery that must be signed for` {
  private static let key = SigningKey(seed: Array(repeating: 1, count: 32))
  private static let other = SigningKey(seed: Array(repeating: 2, count: 32))

  /// What is tried instead of the right signature, and what the manager says.
  enum Try: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case unsigned, withoutProof, otherKey, otherDistributor, otherCheck, otherDigest, changedSignature, zeros

    var testDescription: String { rawValue }
    var refusal: Refusal { self == .unsigned || self == .withoutProof ? .proofRequired : .proofWrong }
  }

  @Test func `is paid by the right signature, refused by any other, and answered the same again`() async throws {
    let (key, other) = (try #require(Self.key), try #require(Self.other))
    try await withDaemon { daemon in
      try await daemon.withClient { client in
        try await client.enrolTown()
        try await client.register(key.verifyingKey)
        let (check, another) = (try await client.committed(), try await client.committed())
        let proof = try SignedHandOver(#require(.of(check)), by: key)

        for attempt in Try.allCases {
          var action = confirmation(of: check, by: proof)
          switch attempt {
          case .unsigned: action.seal = nil
          case .withoutProof:
            action.event = .confirm(proof: nil)
            action.seal = nil
          case .otherKey: action.seal = .unjudged(HandOverClaim(proof.statement).signature(by: other))
          case .otherDistributor:
            let claim = HandOverClaim(check: check.bytes, distributor: "COURIER", digest: proof.statement.digest)
            action.seal = .unjudged(try #require(claim).signature(by: key))
          case .otherCheck: action.check = another
          case .otherDigest: action.event = .confirm(proof: Digest(1, 2, 3, 4))
          case .changedSignature:
            var changed = proof.signature
            changed[17] ^= 0x40
            action.seal = .unjudged(changed)
          case .zeros: action.seal = .unjudged(Array(repeating: 0, count: 64))
          }
          #expect(try await client.refused(action) == attempt.refusal, "\(attempt)")
        }

        let right = confirmation(of: check, by: proof)
        let receipt = try await client.accepted(right)
        #expect(receipt.entry.kind == .paidOnDelivery)
        let mark = try #require(HandOverKey(key.verifyingKey.bytes)).mark
        #expect(receipt.detail == "proof=\(hexadecimal(proof.statement.digest)) key=\(mark)")
        // Told again it is told the same, also once the key is another; twice it is too late.
        try await client.register(other.verifyingKey)
        #expect(try await client.accepted(right) == receipt)
        #expect(try await client.refused(confirmation(of: check, by: proof)) == .checkSettled)
        // The former key signs nothing any more.
        let later = try SignedHandOver(#require(.of(another)), by: key)
        #expect(try await client.refused(confirmation(of: another, by: later)) == .proofWrong)
        let now = SignedHandOver(later.statement, by: other)
        #expect(try await client.accepted(confirmation(of: another, by: now)).entry.kind == .paidOnDelivery)
        let keys = try await client.accepted(GetDistributor(.carrier)).profile.handOverKeys
        #expect(keys.map(\.key.bytes) == [key.verifyingKey.bytes, other.verifyingKey.bytes])
        #expect(keys.map { $0.until == nil } == [false, true])
      }
      // What the log and the tables keep of keys and proofs is there again after a death.
      await daemon.kill()
      try await daemon.start()
      try await daemon.withClient { client in
        let check = try await client.committed()
        let proof = try SignedHandOver(#require(.of(check)), by: other)
        #expect(try await client.refused(confirmation(of: check, by: proof, sealed: false)) == .proofRequired)
        #expect(try await client.accepted(confirmation(of: check, by: proof)).entry.kind == .paidOnDelivery)
        #expect(try await client.accepted(GetDistributor(.carrier)).profile.handOverKeys.count == 2)
      }
    }
  }

  @Test func `is confirmed in batches, many at once, each by its own signature`() async throws {
    let (key, other) = (try #require(Self.key), try #require(Self.other))
    try await withDaemon { daemon in
      try await daemon.withClient { client in
        try await client.enrolTown()
        try await client.register(key.verifyingKey)
        var actions: [CheckAction] = []
        for number in 0..<40 {
          let check = try await client.committed()
          let proof = try SignedHandOver(#require(.of(check)), by: number % 4 == 3 ? other : key)
          actions.append(confirmation(of: check, by: proof))
        }
        // Half of them one by one and all at once, more than a turn verifies where it reads.
        try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
          for index in 0..<20 {
            let action = actions[index]
            group.addTask {
              if case .accepted = try await client.call(action).outcome { (index, true) } else { (index, false) }
            }
          }
          for try await (index, isPaid) in group { #expect(isPaid == (index % 4 != 3), "\(index)") }
        }
        let batch = try await client.accepted(try #require(ActOnChecks(.confirm, actions)))
        for (index, outcome) in batch.enumerated() {
          switch outcome {
          case .accepted: #expect(index % 4 != 3, "\(index)")
          case .refused(let refusal): #expect(index % 4 == 3 && refusal == .proofWrong, "\(index)")
          case .invalid: Issue.record("\(index) is invalid")
          }
        }
      }
    }
  }

  @Test func `is signed and confirmed by the programs alone`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let keyFile = "\(daemon.directory)/hand-over.key"
      let made = try await Program.distributor.run(["keys", "init", keyFile, "--output", "json"]).expecting(0).json
      let publicKey = try #require(made["public_key"].text)
      // Nobody writes over a key.
      _ = try await Program.distributor.run(["keys", "init", keyFile]).expecting(74)
      try await daemon.vouch("distributors", "set", "PARCEL", "--hand-over-key", publicKey)
      let shown = try await daemon.vouch("distributors", "show", "PARCEL")
      #expect(shown["hand_over_keys"][0]["key"].text == publicKey)
      let check = try await daemon.terminal(
        "ALICE", "demand", "--amount", "48.50", "--currency", "EUR", "--seller", "SHOP", "--distributor", "PARCEL",
        "--release", "on-delivery"
      ).check
      try await daemon.seller("SHOP", "present", check)
      #expect(try await daemon.distributor("PARCEL", "confirm", check, exit: 1)["reason"] == "proof_required")
      let proof = "\(daemon.directory)/proof.txt"
      _ = try await Program.distributor.run([
        "--distributor", "PARCEL", "proof", "sign", check, "--key", keyFile, "--taken-by", "A. Sommer", "--signed",
        "--out",
        proof,
      ]).expecting(0)
      try await daemon.terminal("ALICE", "dispute", check, "--reason", "it never came")
      let noted = try await daemon.distributor("PARCEL", "confirm", check, "--signed-proof", proof)
      #expect(noted["check_state"]["state"] == "frozen")
      let dispute = try await daemon.vouch("disputes", "show", check)
      #expect(dispute["proof_state"] == "signed")
      #expect(dispute["key"].text == publicKey)
      #expect(try await daemon.vouch("disputes", "list")["disputes"].items.count == 1)
      let judged = try await daemon.vouch("disputes", "verify", check, proof)
      #expect(judged["outcome"] == "accepted")
      #expect(judged["confirmed"] == true)
      let paid = try await daemon.vouch("disputes", "resolve", check, "--resume")
      #expect(paid["check_state"]["state"] == "settled")
      #expect(try await daemon.vouch("sellers", "show", "SHOP")["available"] == 4850)
      try await daemon.expectConservedBooks()
    }
  }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// A confirmation, by a fresh id.
private func confirmation(of check: CheckID, by proof: SignedHandOver, sealed: Bool = true) -> CheckAction {
  var action = CheckAction(
    id: ids.command(), check: check, actor: .carrier, event: .confirm(proof: Digest(proof.statement.digest)))
  if sealed { action.seal = .unjudged(proof.signature) }
  return action
}

extension HandOverStatement {
  /// That the carrier of the tests handed over the goods of `check`.
  fileprivate static func of(_ check: CheckID) -> HandOverStatement? {
    return HandOverStatement(
      check: check.bytes, delivery: check.bytes, distributor: DistributorID.carrier.description, recipient: "A. Sommer",
      milliseconds: 1, shown: .nothing, salt: HandOverStatement.freshSalt())
  }
}

extension ManagerClient {
  fileprivate func register(_ key: VerifyingKey) async throws {
    var update = CompanyUpdate()
    update.handOverKey = HandOverKey(key.bytes).map { .register($0) }
    try await change(.updateDistributor(.carrier, update))
  }

  /// A check that is payable on delivery, and demanded.
  fileprivate func committed() async throws -> CheckID {
    var terms = CheckTerms(drawer: .buyer, amount: 1_000, currency: .euro)
    (terms.payee, terms.distributor, terms.release) = (.shop, .carrier, .onDelivery)
    let issue = IssueCheck(id: ids.check(), terms: terms)
    _ = try await accepted(issue)
    _ = try await accepted(
      CheckAction(id: ids.command(), check: issue.id, actor: .shop, event: .present(amount: nil, final: true)))
    return issue.id
  }
}
