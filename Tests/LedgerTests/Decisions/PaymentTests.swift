// The payment demand (S7, S8): captures in parts and in full, on demand, on delivery, and by the first who presents.
import Ledger
import Testing
import VouchTesting

@Suite struct `a presentment on demand` {
  @Test func `of everything settles the check`() {
    var scene = Scene(.issued)
    scene.expect(
      .shop, .present(amount: nil, final: false),
      "captured 1000; bank hold -1000; bank → available 1000; settled 0/1000/0")
    #expect(scene.buyer.bank.balance.posted == 9_000)
    #expect((scene.buyer.openChecks, scene.shop.exposure, scene.carrier.exposure) == (0, 0, 0))
  }

  @Test func `of parts captures until nothing remains`() {
    var scene = Scene(.issued)
    scene.expect(
      .shop, .present(amount: 400, final: false), "captured 400; bank hold -400; bank → available 400; issued 600/400/0"
    )
    #expect((scene.buyer.openChecks, scene.shop.exposure, scene.carrier.exposure) == (1, 600, 600))
    scene.expect(.shop, .present(amount: 601, final: false), "exceeds_remaining")
    scene.expect(
      .shop, .present(amount: 599, final: false), "captured 599; bank hold -599; bank → available 599; issued 1/999/0")
    scene.expect(
      .shop, .present(amount: nil, final: false), "captured 1; bank hold -1; bank → available 1; settled 0/1000/0")
    scene.expect(.shop, .present(amount: 1, final: false), "check_settled")
  }

  @Test func `that is final gives back the rest`() {
    var scene = Scene(.issued)
    scene.expect(
      .shop, .present(amount: 300, final: false), "captured 300; bank hold -300; bank → available 300; issued 700/300/0"
    )
    scene.expect(
      .shop, .present(amount: 200, final: true), "captured 200; bank hold -700; bank → available 200; settled 0/500/500"
    )
    #expect(scene.buyer.bank.available == 9_500)
    #expect((scene.buyer.openChecks, scene.shop.exposure, scene.carrier.exposure) == (0, 0, 0))
  }

  @Test func `pays from the card what is held on the card`() {
    var terms = Scene.terms
    terms.method = .card
    var scene = Scene()
    scene.issue(terms)
    scene.expect(
      .shop, .present(amount: 250, final: true),
      "captured 250; card hold -1000; card → available 250; settled 0/250/750")
    #expect(scene.buyer.card.balance.posted == -250)
  }

  @Test func `by the first seller makes it the payee`() {
    var scene = Scene(.issuedToNobody)
    #expect(scene.ledger.sellers[.rival]?.exposure == 0)
    scene.expect(
      .rival, .present(amount: 100, final: false),
      "captured 100; bank hold -100; bank → available SHOP-2 100; issued 900/100/0")
    #expect(scene.check.progress.payee == .rival)
    #expect(scene.ledger.sellers[.rival]?.exposure == 900)
    scene.expect(.shop, .present(amount: 100, final: false), "wrong_payee")
    scene.expect(.rival, .void, "voided 0; bank hold -900; voided 0/100/900")
    #expect(scene.ledger.sellers[.rival]?.exposure == 0)
  }

  @Test(
    arguments: [(.enrolled, .sellerNotActive), (.suspended, .sellerSuspended), (.closed, .sellerClosed)]
      as [(PartyStatus, Refusal)])
  func `by a first seller is judged as a payee named would have been`(status: PartyStatus, refusal: Refusal) {
    var scene = Scene(.issuedToNobody)
    scene.administer(.setStatus(.seller(.rival), status))
    #expect(scene.act(.rival, .present(amount: nil, final: false)).refusal == refusal)
    #expect(scene.act(.seller(SellerID(.of("GHOST"))), .present(amount: nil, final: false)).refusal == .unknownSeller)
    scene.administer(.enrolSeller(CompanyEnrolment(code: .of("DOLLARS"), currency: .dollar)))
    #expect(
      scene.act(.seller(SellerID(.of("DOLLARS"))), .present(amount: nil, final: false)).refusal
        == .sellerCurrencyMismatch)
    #expect(scene.check.progress.payee == nil)
  }

  @Test func `by a first seller counts against its limit, as if it had been named`() {
    var scene = Scene(.issuedToNobody)
    scene.limitSeller(999)
    scene.expect(.shop, .present(amount: 1, final: false), "over_seller_exposure")
    scene.limitSeller(1_000)
    scene.expect(
      .shop, .present(amount: 1, final: false), "captured 1; bank hold -1; bank → available 1; issued 999/1/0")
    scene.limitSeller(1)
    scene.expect(
      .shop, .present(amount: 1, final: false), "captured 1; bank hold -1; bank → available 1; issued 998/2/0")
  }

  @Test(arguments: [Party.account(.buyer), .seller(.shop), .distributor(.carrier)])
  func `is taken from existing checks though a party was suspended since`(party: Party) {
    var scene = Scene(.issued)
    scene.administer(.setStatus(party, .suspended))
    scene.expect(
      .shop, .present(amount: 1, final: false), "captured 1; bank hold -1; bank → available 1; issued 999/1/0")
  }

  @Test func `is paid though the bank took the money back from under the hold`() {
    var scene = Scene(.issued)
    scene.expect(
      .reconcile(.buyer, .bank, stated: 100, sequence: 1, .bank), "reconciled -9900; bank → settlement bank EUR 9900")
    #expect(scene.buyer.bank.available == -900)
    scene.expect(
      .shop, .present(amount: nil, final: false),
      "captured 1000; bank hold -1000; bank → available 1000; settled 0/1000/0")
    #expect(scene.buyer.bank.balance.posted == -900)
  }
}

@Suite struct `a check on delivery` {
  @Test func `is committed by the demand and paid by the confirmation`() {
    var scene = Scene(.issuedOnDelivery)
    scene.expect(.shop, .present(amount: 800, final: false), "committed 800; committed 1000/0/0")
    #expect(scene.check.progress.deadline == .day(5))
    #expect(scene.check.progress.due == .day(5))
    #expect((scene.buyer.bank.held, scene.shop.exposure) == (1_000, 1_000))
    scene.expect(
      .carrier, .confirm(proof: Digest(1, 2, 3, 4)),
      "paidOnDelivery 800; bank hold -1000; bank → available 800; settled 0/800/200")
  }

  @Test func `confirmed before the demand is paid at once, in parts too`() {
    var scene = Scene(.issuedOnDelivery)
    scene.expect(.carrier, .confirm(proof: nil), "deliveryConfirmed 0; issued 1000/0/0")
    scene.expect(.carrier, .confirm(proof: nil), "already_confirmed")
    scene.expect(
      .shop, .present(amount: 100, final: false), "captured 100; bank hold -100; bank → available 100; issued 900/100/0"
    )
    scene.expect(
      .shop, .present(amount: nil, final: false), "captured 900; bank hold -900; bank → available 900; settled 0/1000/0"
    )
  }

  @Test func `once confirmed is no longer the drawer's to void`() {
    var scene = Scene(.issuedConfirmed)
    scene.expect(.buyer, .void, "already_confirmed")
    scene.expect(.shop, .void, "voided 0; bank hold -1000; voided 0/0/1000")
  }

  @Test(arguments: [Actor.carrier, .shop])
  func `whose delivery failed gives everything back`(actor: Actor) {
    var scene = Scene(.committed)
    scene.expect(actor, .failDelivery, "deliveryFailed 0; bank hold -1000; voided 0/0/1000")
    #expect((scene.buyer.openChecks, scene.shop.exposure, scene.carrier.exposure) == (0, 0, 0))
  }

  @Test func `waits as long as its terms say, else a month`() {
    var terms = Scene.terms
    terms.release = .onDelivery
    terms.deliveryWindow = nil
    var scene = Scene()
    scene.issue(terms)
    scene.now = .day(1)
    scene.act(.shop, .present(amount: nil, final: false))
    #expect(scene.check.progress.deadline == .day(31))
  }

  @Test func `once committed no longer expires`() {
    var scene = Scene(.issuedOnDelivery)
    scene.now = Timestamp.day(10).before
    scene.expect(.shop, .present(amount: nil, final: false), "committed 1000; committed 1000/0/0")
    scene.now = .day(12)
    scene.expect(.committer, .lapse, "not_due")
    scene.expect(
      .carrier, .confirm(proof: nil), "paidOnDelivery 1000; bank hold -1000; bank → available 1000; settled 0/1000/0")
  }
}
