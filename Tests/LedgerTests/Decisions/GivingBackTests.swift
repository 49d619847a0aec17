// After a check ended: refund, withdrawal in cooling-off (N4), chargeback, and the release of lock and reserve (N9).
import Ledger
import Testing
import VouchTesting

@Suite struct `proceeds` {
  @Test func `are split into reserve, lock and what can be drawn`() {
    var scene = Scene()
    var terms = Scene.terms
    terms.guarantee = .days(60)
    terms.reserveShare = 333
    scene.issue(terms)
    // 3.33 % of 1,000 are 33.3: rounded down.
    scene.expect(
      .shop, .present(amount: nil, final: false),
      "captured 1000; bank hold -1000; bank → reserve 33; bank → available 967; settled 0/1000/0")
    terms.coolingOff = .days(14)
    terms.reserveShare = 10_000
    scene.issue(terms)
    scene.expect(
      .shop, .present(amount: nil, final: false),
      "captured 1000; bank hold -1000; bank → reserve 1000; settled 0/1000/0")
    terms.guarantee = .none
    scene.issue(terms)
    scene.expect(
      .shop, .present(amount: nil, final: false), "captured 1000; bank hold -1000; bank → locked 1000; settled 0/1000/0"
    )
  }

  @Test(
    arguments: [
      (1, 0), (9, 0), (10, 1), (19, 1), (10_000, 1_000), (99_999, 9_999), (Amount.maximum, Amount.maximum / 10),
    ] as [(Int64, Int64)])
  func `keep a tenth in reserve, rounded down, of any sum`(sum: Int64, reserved: Int64) throws {
    var scene = Scene()
    scene.administer(.reconcile(.buyer, .bank, stated: Amount.maximum, sequence: 1, .bank))
    var terms = Scene.terms
    terms.amount = try #require(Amount(minorUnits: sum))
    terms.guarantee = .days(1)
    terms.reserveShare = 1_000
    scene.issue(terms)
    scene.act(.shop, .present(amount: nil, final: false))
    #expect(scene.shop.reserve.posted == reserved)
    #expect(scene.shop.available.posted == sum - reserved)
  }

  @Test func `are released when their time has come, lock and reserve each for itself`() {
    var scene = Scene(.settled)
    scene.act(.carrier, .confirm(proof: nil))
    #expect(scene.check.progress.due == .day(14))
    scene.now = Timestamp.day(14).before
    scene.expect(.committer, .releaseProceeds, "not_due")
    scene.now = .day(14)
    scene.expect(.committer, .releaseProceeds, "proceedsReleased 900; locked → available 900; settled 0/1000/0")
    #expect(scene.check.progress.due == .day(60))
    scene.expect(.committer, .releaseProceeds, "not_due")
    scene.now = .day(60)
    scene.expect(.committer, .releaseProceeds, "proceedsReleased 100; reserve → available 100; settled 0/1000/0")
    #expect(scene.check.progress.due == nil)
    scene.expect(.committer, .releaseProceeds, "not_due")
  }

  @Test func `are released together by a late sweep`() {
    var scene = Scene(.settled)
    scene.now = .day(70)
    scene.expect(
      .committer, .releaseProceeds,
      "proceedsReleased 1000; locked → available 900; reserve → available 100; settled 0/1000/0")
  }

  @Test func `of the last capture set the time for all`() {
    var scene = Scene()
    var terms = Scene.terms
    terms.coolingOff = .days(2)
    scene.issue(terms)
    scene.act(.shop, .present(amount: 400, final: false))
    scene.now = .day(1)
    scene.act(.shop, .present(amount: nil, final: false))
    #expect(scene.check.progress.locked == 1_000)
    // Five days of delivery, and then two.
    #expect(scene.check.progress.lockedUntil == .day(8))
  }
}

@Suite struct `a refund` {
  @Test func `gives back in parts, never more than was captured`() {
    var scene = Scene(.voidedInPart)
    // 400 captured: 40 in reserve, 360 locked.
    scene.expect(.shop, .refund(amount: 100), "refunded 100; locked → bank 100; voided 0/400/600")
    scene.expect(.shop, .refund(amount: 301), "exceeds_captured")
    scene.expect(.operator, .refund(amount: 260), "refunded 260; locked → bank 260; voided 0/400/600")
    // What is in reserve is the buyer's guarantee, not the shop's money: it must come from what it can draw.
    scene.expect(.shop, .refund(amount: nil), "payee_insufficient")
    scene.now = .day(60)
    scene.act(.committer, .releaseProceeds)
    scene.expect(.shop, .refund(amount: nil), "refunded 40; available → bank 40; voided 0/400/600")
    scene.expect(.shop, .refund(amount: nil), "exceeds_captured")
    scene.expect(.shop, .refund(amount: 1), "exceeds_captured")
    #expect(scene.buyer.bank.available == 10_000)
  }

  @Test func `and a chargeback together stay within what was captured`() {
    var scene = Scene(.settled)
    scene.expect(.shop, .refund(amount: 600), "refunded 600; locked → bank 600; settled 0/1000/0")
    scene.expect(.rail(.bank), .chargeBack(amount: 401), "exceeds_captured")
    scene.expect(.rail(.bank), .chargeBack(amount: 300), "chargedBack 300; locked → bank 300; settled 0/1000/0")
    scene.expect(.shop, .refund(amount: 101), "exceeds_captured")
    scene.expect(.buyer, .withdraw, "withdrawn 100; reserve → bank 100; settled 0/1000/0")
    scene.expect(.rail(.bank), .chargeBack(amount: nil), "exceeds_captured")
  }

  @Test func `goes to the covers it was paid from, the card first`() {
    var scene = Scene(.issuedInPart)
    scene.act(.buyer, .chooseMethod(.card))
    scene.act(.shop, .present(amount: nil, final: false))
    scene.expect(.shop, .refund(amount: 500), "refunded 500; available → card 500; settled 0/1000/0")
    scene.expect(
      .shop, .refund(amount: nil), "refunded 500; available → card 100; available → bank 400; settled 0/1000/0")
    #expect((scene.buyer.bank.balance.posted, scene.buyer.card.balance.posted) == (10_000, 0))
  }

  @Test(arguments: [Scene.Start.voided, .expired])
  func `of nothing is refused`(start: Scene.Start) {
    var scene = Scene(start)
    scene.expect(.shop, .refund(amount: nil), "nothing_captured")
    scene.expect(.buyer, .withdraw, "nothing_captured")
    scene.expect(.rail(.card), .chargeBack(amount: 1), "nothing_captured")
    scene.expect(.committer, .releaseProceeds, "not_due")
  }

  @Test func `is not made from money that was drawn`() {
    var scene = Scene(.issued)
    scene.act(.shop, .present(amount: nil, final: false))
    scene.expect(.payOut(.shop, 1_001, .bank), "payee_insufficient")
    scene.expect(.payOut(.shop, 901, .bank), "paidOut 901; available → clearing bank EUR 901")
    scene.expect(.shop, .refund(amount: 100), "payee_insufficient")
    scene.expect(.shop, .refund(amount: 99), "refunded 99; available → bank 99; settled 0/1000/0")
  }
}

@Suite struct `a withdrawal` {
  @Test func `within cooling-off gives everything back by one command`() {
    var scene = Scene(.settled)
    scene.now = Timestamp.day(14).before
    scene.expect(.buyer, .withdraw, "withdrawn 1000; locked → bank 900; reserve → bank 100; settled 0/1000/0")
    #expect((scene.shop.locked.posted, scene.shop.reserve.posted, scene.shop.available.posted) == (0, 0, 0))
    #expect(scene.buyer.bank.available == 10_000)
    #expect(scene.check.progress.due == nil)
    scene.expect(.buyer, .withdraw, "exceeds_captured")
  }

  @Test(arguments: [(Timestamp.day(14), "cooling_off_over"), (.day(15), "cooling_off_over")])
  func `comes too late at the very end of it`(time: Timestamp, told: String) {
    var scene = Scene(.settled)
    scene.act(.carrier, .confirm(proof: nil))
    scene.now = time
    scene.expect(.buyer, .withdraw, told)
  }

  @Test func `has its whole time from when the goods are there`() {
    var scene = Scene(.settled)
    // Demanded at once; the goods take four of their five days.
    #expect(scene.check.progress.lockedUntil == .day(19))
    scene.now = .day(4)
    scene.expect(.carrier, .confirm(proof: nil), "deliveryConfirmed 0; settled 0/1000/0")
    #expect(scene.check.progress.lockedUntil == .day(18))
    scene.expect(.carrier, .confirm(proof: nil), "already_confirmed")
    scene.now = Timestamp.day(18).before
    scene.expect(.buyer, .withdraw, "withdrawn 1000; locked → bank 900; reserve → bank 100; settled 0/1000/0")
  }

  @Test func `has not more time because the goods are confirmed late`() {
    var scene = Scene(.settled)
    scene.now = .day(9)
    scene.expect(.carrier, .confirm(proof: nil), "deliveryConfirmed 0; settled 0/1000/0")
    #expect(scene.check.progress.lockedUntil == .day(19))
    scene.now = .day(19)
    scene.act(.committer, .releaseProceeds)
    scene.expect(.carrier, .confirm(proof: nil), "check_settled")
  }

  @Test func `begins with payment where nobody is to say that the goods are there`() {
    var scene = Scene()
    var terms = Scene.terms
    (terms.distributor, terms.coolingOff) = (nil, .days(14))
    scene.issue(terms)
    scene.act(.shop, .present(amount: nil, final: false))
    #expect(scene.check.progress.lockedUntil == .day(14))
  }

  @Test func `needs a cooling-off period`() {
    var scene = Scene(.issued)
    scene.act(.shop, .present(amount: nil, final: false))
    scene.expect(.buyer, .withdraw, "cooling_off_over")
  }

  @Test func `waits for a payee that has drawn what was released early`() {
    var scene = Scene()
    var terms = Scene.terms
    terms.coolingOff = .days(14)
    terms.guarantee = .days(1)
    terms.reserveShare = 1_000
    scene.issue(terms)
    scene.act(.shop, .present(amount: nil, final: false))
    scene.now = .day(1)
    scene.expect(.committer, .releaseProceeds, "proceedsReleased 100; reserve → available 100; settled 0/1000/0")
    scene.administer(.payOut(.shop, 100, .bank))
    scene.expect(.buyer, .withdraw, "payee_insufficient")
    scene.issue(Scene.terms)
    let first = scene.check.previousOfDrawer
    scene.act(.shop, .present(amount: 100, final: false))
    scene.turn(to: first)
    scene.expect(.buyer, .withdraw, "withdrawn 1000; locked → bank 900; available → bank 100; settled 0/1000/0")
  }
}

@Suite struct `a chargeback` {
  @Test func `asks nobody: what the payee does not have, it owes`() {
    var scene = Scene(.issued)
    scene.act(.shop, .present(amount: nil, final: false))
    scene.act(.operator, .refund(amount: 1))
    scene.administer(.payOut(.shop, 999, .bank))
    scene.expect(.operator, .chargeBack(amount: nil), "chargedBack 999; available → bank 999; settled 0/1000/0")
    #expect(scene.shop.available.posted == -999)
    scene.expect(.payOut(.shop, 1, .bank), "payee_insufficient")
    scene.expect(.shop, .refund(amount: 1), "exceeds_captured")
  }

  @Test func `from a debtor's new proceeds is not refundable twice`() {
    var scene = Scene(.issued)
    scene.act(.shop, .present(amount: nil, final: false))
    scene.administer(.payOut(.shop, 1_000, .bank))
    scene.act(.rail(.bank), .chargeBack(amount: 800))
    #expect(scene.shop.available.posted == -800)
    scene.expect(.shop, .refund(amount: 1), "payee_insufficient")
  }

  @Test func `splits over the accounts it is taken from and the covers it goes to`() {
    var scene = Scene()
    var terms = Scene.terms
    terms.coolingOff = .days(14)
    terms.guarantee = .days(60)
    terms.reserveShare = 1_000
    scene.issue(terms)
    scene.act(.shop, .present(amount: 500, final: false))
    scene.act(.buyer, .chooseMethod(.card))
    scene.act(.shop, .present(amount: nil, final: false))
    scene.expect(
      .shop, .refund(amount: 300), "refunded 300; locked → card 300; settled 0/1000/0")
    scene.expect(
      .rail(.card), .chargeBack(amount: nil),
      "chargedBack 700; locked → card 200; locked → bank 400; reserve → bank 100; settled 0/1000/0")
    #expect((scene.buyer.bank.balance.posted, scene.buyer.card.balance.posted) == (10_000, 0))
  }
}

@Suite struct `a claim within the guarantee` {
  @Test func `is paid out of what is retained, in parts, and no more`() {
    var scene = Scene(.settled)
    scene.expect(.shop, .claimGuarantee(amount: 30), "guaranteeClaimed 30; reserve → bank 30; settled 0/1000/0")
    scene.expect(.shop, .claimGuarantee(amount: 71), "exceeds_reserve")
    scene.expect(.operator, .claimGuarantee(amount: nil), "guaranteeClaimed 70; reserve → bank 70; settled 0/1000/0")
    scene.expect(.shop, .claimGuarantee(amount: nil), "guarantee_over")
    #expect(scene.check.progress.returned == 100)
  }

  @Test func `ends with the guarantee`() {
    var scene = Scene(.settled)
    scene.now = Timestamp.day(60).before
    #expect(scene.act(.shop, .claimGuarantee(amount: 1)).entry != nil)
    scene.now = .day(60)
    scene.expect(.shop, .claimGuarantee(amount: 1), "guarantee_over")
  }

  @Test func `and refunds and chargebacks together stay within what was captured`() {
    var scene = Scene(.settled)
    scene.act(.shop, .refund(amount: 900))
    scene.act(.shop, .claimGuarantee(amount: 60))
    scene.expect(.rail(.bank), .chargeBack(amount: nil), "chargedBack 40; reserve → bank 40; settled 0/1000/0")
    scene.expect(.shop, .claimGuarantee(amount: 1), "exceeds_captured")
  }
}
