// Confirmations that a key must vouch for, and what a dispute makes of them.
import Ledger
import Testing
import VouchTesting

@Suite struct `a distributor with a hand-over key` {
  private static let proof = Digest(1, 2, 3, 4)
  private static let paid = "paidOnDelivery 800; bank hold -1000; bank → available 800; settled 0/800/200"

  /// How a delivery is confirmed, and what comes of it where key 1 is registered.
  static let confirmations: [(Digest?, ProofSeal?, String)] = [
    (proof, .by(Scene.key(1).mark), paid),
    (nil, nil, "proof_required"),
    (proof, nil, "proof_required"),
    (nil, .by(Scene.key(1).mark), "proof_required"),
    (proof, .wrong, "proof_wrong"),
    (proof, .by(Scene.key(2).mark), "proof_wrong"),
    // Nobody has verified it: then it is worth nothing.
    (proof, .unjudged(Array(repeating: 0, count: 64)), "proof_wrong"),
  ]

  @Test(arguments: confirmations)
  func `is paid for what its key vouches for, and for nothing else`(
    proof: Digest?, seal: ProofSeal?, told: String
  ) {
    var scene = Scene(.committed)
    scene.register(Scene.key(1))
    let decision = scene.act(.carrier, .confirm(proof: proof), sealed: seal)
    #expect(decision.told == told)
    #expect(scene.check.progress.confirmed == (told == Self.paid))
  }

  @Test(arguments: [nil, .wrong, .by(Scene.key(1).mark)] as [ProofSeal?])
  func `that has none any more confirms as it always did`(seal: ProofSeal?) {
    var scene = Scene(.committed)
    scene.register(Scene.key(1))
    scene.register(nil)
    #expect(scene.act(.carrier, .confirm(proof: Self.proof), sealed: seal).told == Self.paid)
  }

  @Test func `signs with its newest key only`() {
    var scene = Scene(.committed)
    scene.register(Scene.key(1))
    scene.register(Scene.key(2))
    #expect(
      scene.act(.carrier, .confirm(proof: Self.proof), sealed: .by(Scene.key(1).mark)).refusal == .proofWrong)
    #expect(scene.act(.carrier, .confirm(proof: Self.proof), sealed: .by(Scene.key(2).mark)).told == Self.paid)
  }

  @Test func `owes the cash it collected whether it signs for it or not`() {
    var scene = Scene(.committedForCash)
    scene.register(Scene.key(1))
    #expect(scene.act(.carrier, .collectCash(amount: nil)).entry?.kind == .cashCollected)
  }

  @Test(arguments: [nil, .wrong, .by(Scene.key(2).mark)] as [ProofSeal?])
  func `is answered the same again, whoever signs the same confirmation`(seal: ProofSeal?) {
    var scene = Scene(.committed)
    scene.register(Scene.key(1))
    var action = CheckAction(
      id: scene.newID(), check: scene.checkID, actor: .carrier, event: .confirm(proof: Self.proof))
    action.seal = .by(Scene.key(1).mark)
    let first = scene.ledger.submit(.act(action), at: scene.now).entry
    scene.register(Scene.key(2))
    action.seal = seal
    guard case .repeated(let again) = scene.ledger.submit(.act(action), at: scene.now) else {
      Issue.record("not known again")
      return
    }
    #expect(again == first)
    action.event = .confirm(proof: Digest(1, 2, 3, 5))
    #expect(scene.ledger.submit(.act(action), at: scene.now).refusal == .idReused)
  }

  @Test func `has its keys listed, each with its time`() {
    var keys: [RegisteredKey] = []
    keys.take(.register(Scene.key(1)), at: .day(1))
    keys.take(.register(Scene.key(1)), at: .day(2))
    keys.take(.register(Scene.key(2)), at: .day(3))
    keys.take(.end, at: .day(4))
    keys.take(.end, at: .day(5))
    #expect(
      keys == [
        RegisteredKey(Scene.key(1), since: .day(1), until: .day(3)),
        RegisteredKey(Scene.key(2), since: .day(3), until: .day(4)),
      ])
    for number in 1...100 as ClosedRange<UInt8> { keys.take(.register(Scene.key(number)), at: .day(6)) }
    #expect(keys.count == [RegisteredKey].maximumKeys)
    #expect(keys.last == RegisteredKey(Scene.key(100), since: .day(6)))
  }
}

@Suite struct `a delivery that is proved while its check is disputed` {
  @Test(
    arguments: [
      (.frozen, "disputeResolved 1000; issued 1000/0/0"),
      (.frozenCommitted, "disputeResolved 800; bank hold -1000; bank → available 800; settled 0/800/200"),
    ] as [(Scene.Start, String)])
  func `is noted, moves nothing, and counts once the dispute is over`(start: Scene.Start, resumed: String) {
    var scene = Scene(start)
    scene.expect(.carrier, .confirm(proof: Digest(1, 2, 3, 4)), "deliveryConfirmed 0; frozen 1000/0/0")
    scene.expect(.carrier, .confirm(proof: Digest(1, 2, 3, 4)), "already_confirmed")
    scene.expect(.operator, .resolveDispute(.resume), resumed)
  }

  @Test func `still leaves the word to the operator`() {
    var scene = Scene(.frozenCommitted)
    scene.expect(.carrier, .confirm(proof: nil), "deliveryConfirmed 0; frozen 1000/0/0")
    scene.expect(.operator, .resolveDispute(.void), "disputeResolved 0; bank hold -1000; voided 0/0/1000")
  }

  @Test func `needs the signature as ever`() {
    var scene = Scene(.frozenCommitted)
    scene.register(Scene.key(1))
    scene.expect(.carrier, .confirm(proof: Digest(1, 2, 3, 4)), "proof_required")
  }
}
