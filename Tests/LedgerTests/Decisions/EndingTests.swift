// How a check ends without being paid: void, expiry and deadline to the very millisecond, and a later expiry.
import Ledger
import Testing
import VouchTesting

@Suite struct `an expiry` {
  @Test func `is judged by the clock, swept or not`() {
    var scene = Scene(.issued)
    scene.now = Timestamp.day(10).before
    #expect(scene.check.state(at: scene.now) == .issued)
    scene.expect(.committer, .lapse, "not_due")
    scene.expect(
      .shop, .present(amount: 1, final: false), "captured 1; bank hold -1; bank → available 1; issued 999/1/0")
    scene.now = .day(10)
    #expect(scene.check.state(at: scene.now) == .expired)
    #expect(scene.check.progress.state == .issued)
    for (actor, event) in [
      (.shop, .present(amount: 1, final: false)), (.carrier, .confirm(proof: nil)), (.buyer, .extend(until: .day(20))),
      (.buyer, .chooseMethod(.card)), (.shop, .void), (.buyer, .openDispute), (.carrier, .failDelivery),
    ] as [(Actor, CheckEvent)] {
      scene.expect(actor, event, "check_expired")
    }
    scene.expect(.committer, .lapse, "expired 0; bank hold -999; expired 0/1/999")
    scene.expect(.committer, .lapse, "check_expired")
    #expect((scene.buyer.bank.available, scene.buyer.openChecks, scene.shop.exposure) == (9_999, 0, 0))
  }

  @Test func `lets what was captured be given back, swept or not`() {
    var scene = Scene(.issuedInPart)
    scene.now = .day(10)
    scene.expect(.shop, .refund(amount: 400), "refunded 400; available → bank 400; issued 600/400/0")
    scene.expect(.committer, .lapse, "expired 0; bank hold -600; expired 0/400/600")
  }

  @Test func `of a check confirmed or not is the same`() {
    var scene = Scene(.issuedConfirmed)
    scene.now = .day(10)
    scene.expect(.committer, .lapse, "expired 0; bank hold -1000; expired 0/0/1000")
  }
}

@Suite struct `a deadline` {
  @Test(arguments: [Scene.Start.committed, .committedForCash])
  func `voids without proof at the very millisecond`(start: Scene.Start) {
    var scene = Scene(start)
    scene.now = Timestamp.day(5).before
    #expect(scene.check.state(at: scene.now) == .committed)
    scene.expect(.committer, .lapse, "not_due")
    scene.now = .day(5)
    #expect(scene.check.state(at: scene.now) == .voided)
    scene.expect(.carrier, .confirm(proof: nil), "check_voided")
    scene.expect(.carrier, .collectCash(amount: nil), "check_voided")
    scene.expect(.carrier, .failDelivery, "check_voided")
    scene.expect(.buyer, .openDispute, "check_voided")
    scene.expect(.committer, .lapse, "deadlineLapsed 0; bank hold -1000; voided 0/0/1000")
    #expect((scene.carrier.exposure, scene.carrier.cashPending) == (0, 0))
  }

  @Test func `is met a millisecond before`() {
    var scene = Scene(.committed)
    scene.now = Timestamp.day(5).before
    scene.expect(
      .carrier, .confirm(proof: nil), "paidOnDelivery 800; bank hold -1000; bank → available 800; settled 0/800/200")
  }
}

@Suite struct `an extension` {
  @Test(arguments: [
    (Timestamp.day(10), "not_later"), (.day(9), "not_later"), (Timestamp.day(10).after, "extended 0; issued 1000/0/0"),
    (.day(401), "extended 0; issued 1000/0/0"), (Timestamp.day(401).after, "expiry_out_of_range"),
    (.distantFuture, "expiry_out_of_range"), (Timestamp(milliseconds: .max), "expiry_out_of_range"),
    (Timestamp(milliseconds: .min), "not_later"),
  ])
  func `is later than before, and within 400 days from now`(until: Timestamp, told: String) {
    var scene = Scene(.issued)
    scene.now = .day(1)
    scene.expect(.buyer, .extend(until: until), told)
    #expect(scene.check.progress.expires == (told.hasPrefix("extended") ? until : .day(10)))
    #expect(scene.buyer.bank.held == 1_000)
  }

  @Test func `makes good for longer`() {
    var scene = Scene(.issued)
    scene.act(.buyer, .extend(until: .day(20)))
    scene.now = .day(10)
    scene.expect(.committer, .lapse, "not_due")
    scene.expect(
      .shop, .present(amount: nil, final: false),
      "captured 1000; bank hold -1000; bank → available 1000; settled 0/1000/0")
  }
}

@Suite struct `a void` {
  @Test(arguments: [Actor.buyer, .shop, .operator])
  func `before anything was captured is anybody's of the three`(actor: Actor) {
    var scene = Scene(.issued)
    scene.expect(actor, .void, "voided 0; bank hold -1000; voided 0/0/1000")
    #expect((scene.buyer.bank.available, scene.buyer.openChecks) == (10_000, 0))
    #expect((scene.shop.exposure, scene.carrier.exposure) == (0, 0))
    scene.expect(actor, .void, "check_voided")
  }

  @Test(
    arguments: [
      (.buyer, "already_captured"), (.shop, "voided 0; bank hold -600; voided 0/400/600"),
      (.operator, "voided 0; bank hold -600; voided 0/400/600"),
    ] as [(Actor, String)])
  func `after a capture is not the drawer's`(actor: Actor, told: String) {
    var scene = Scene(.issuedInPart)
    scene.expect(actor, .void, told)
  }

  @Test func `of a check without payee is the drawer's and the operator's`() {
    var scene = Scene(.issuedToNobody)
    scene.expect(.shop, .void, "wrong_payee")
    scene.expect(.buyer, .void, "voided 0; bank hold -1000; voided 0/0/1000")
  }

  @Test func `lets go of the cash that was to be collected`() {
    var scene = Scene(.issuedForCash)
    scene.expect(.buyer, .void, "voided 0; bank hold -1000; voided 0/0/1000")
    #expect((scene.carrier.cashPending, scene.carrier.exposure) == (0, 0))
  }
}
