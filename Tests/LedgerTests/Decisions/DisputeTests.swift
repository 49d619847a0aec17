// Disputes: a frozen check's clocks stand still, and the operator's word ends it.
import Ledger
import Testing
import VouchTesting

@Suite struct `a dispute` {
  @Test(arguments: [Actor.buyer, .shop, .carrier])
  func `is opened by any party of the check and moves nothing`(actor: Actor) {
    var scene = Scene(.issued)
    scene.expect(actor, .openDispute, "disputeOpened 1000; frozen 1000/0/0")
    #expect(scene.check.progress.frozenFrom == .issued)
    #expect(scene.check.progress.frozenAt == .start)
    #expect(
      (scene.buyer.bank.held, scene.buyer.openChecks, scene.shop.exposure, scene.carrier.exposure) == (
        1_000, 1, 1_000, 1_000
      ))
  }

  @Test(arguments: [Scene.Start.frozen, .frozenCommitted])
  func `stops every clock`(start: Scene.Start) {
    var scene = Scene(start)
    #expect(scene.check.progress.due == nil)
    scene.now = .day(300)
    scene.expect(.committer, .lapse, "check_frozen")
    #expect(scene.check.state(at: scene.now) == .frozen)
  }

  @Test func `that is resumed gives an issued check back the time it stood`() {
    var scene = Scene(.issued)
    scene.now = Timestamp.day(10).before
    scene.expect(.buyer, .openDispute, "disputeOpened 1000; frozen 1000/0/0")
    scene.now = .day(40)
    scene.expect(.operator, .resolveDispute(.resume), "disputeResolved 1000; issued 1000/0/0")
    #expect(scene.check.progress.expires == Timestamp.day(40).after)
    #expect(scene.check.progress.frozenFrom == nil && scene.check.progress.frozenAt == nil)
    scene.expect(.committer, .lapse, "not_due")
    scene.now = scene.now.after
    scene.expect(.committer, .lapse, "expired 0; bank hold -1000; expired 0/0/1000")
  }

  @Test func `that is resumed gives a committed check back its deadline`() {
    var scene = Scene(.frozenCommitted)
    scene.now = .day(3)
    scene.expect(.operator, .resolveDispute(.resume), "disputeResolved 1000; committed 1000/0/0")
    #expect(scene.check.progress.deadline == .day(8))
    #expect(scene.check.progress.expires == .day(13))
    scene.expect(
      .carrier, .confirm(proof: nil), "paidOnDelivery 800; bank hold -1000; bank → available 800; settled 0/800/200")
  }

  @Test(
    arguments: [
      (.frozen, .pay(nil), "disputeResolved 1000; bank hold -1000; bank → available 1000; settled 0/1000/0"),
      (.frozen, .pay(1), "disputeResolved 1; bank hold -1000; bank → available 1; settled 0/1/999"),
      (.frozen, .pay(1_001), "exceeds_remaining"),
      (.frozen, .void, "disputeResolved 0; bank hold -1000; voided 0/0/1000"),
      (.frozenCommitted, .pay(nil), "disputeResolved 1000; bank hold -1000; bank → available 1000; settled 0/1000/0"),
      (.frozenCommitted, .pay(800), "disputeResolved 800; bank hold -1000; bank → available 800; settled 0/800/200"),
      (.frozenCommitted, .void, "disputeResolved 0; bank hold -1000; voided 0/0/1000"),
    ] as [(Scene.Start, Resolution, String)])
  func `ends as the operator says`(start: Scene.Start, resolution: Resolution, told: String) {
    var scene = Scene(start)
    scene.now = .day(20)
    scene.expect(.operator, .resolveDispute(resolution), told)
    #expect((scene.check.progress.frozenFrom == nil) == (scene.check.progress.state != .frozen))
  }

  @Test func `over a check without a payee pays nobody`() {
    var scene = Scene(.issuedToNobody)
    scene.act(.buyer, .openDispute)
    scene.expect(.operator, .resolveDispute(.pay(nil)), "no_payee")
    scene.expect(.operator, .resolveDispute(.void), "disputeResolved 0; bank hold -1000; voided 0/0/1000")
  }

  @Test func `over cash is paid from the cover that the hold lies on`() {
    var scene = Scene(.committedForCash)
    scene.act(.shop, .openDispute)
    scene.expect(
      .operator, .resolveDispute(.pay(nil)),
      "disputeResolved 1000; bank hold -1000; bank → available 1000; settled 0/1000/0")
    #expect((scene.carrier.debt.posted, scene.carrier.cashPending) == (0, 0))
  }

  @Test func `after a capture in part decides over the rest`() {
    var scene = Scene(.issuedInPart)
    scene.expect(.shop, .openDispute, "disputeOpened 600; frozen 600/400/0")
    scene.expect(
      .operator, .resolveDispute(.pay(100)),
      "disputeResolved 100; bank hold -600; bank → available 100; settled 0/500/500")
  }

  @Test func `may be opened again`() {
    var scene = Scene(.frozen)
    scene.expect(.buyer, .openDispute, "check_frozen")
    scene.expect(.operator, .resolveDispute(.resume), "disputeResolved 1000; issued 1000/0/0")
    scene.expect(.carrier, .openDispute, "disputeOpened 1000; frozen 1000/0/0")
  }
}
