// Cash on delivery: the distributor as a debtor with a limit (N6), and the switch of method without losing cover (N7).
import Ledger
import Testing
import VouchTesting

@Suite struct `cash on delivery` {
  @Test func `is collected by the distributor, who owes it until it has paid in`() {
    var scene = Scene(.issuedForCash)
    scene.expect(.shop, .present(amount: 800, final: true), "committed 800; committed 1000/0/0")
    #expect(scene.carrier.cashPending == 1_000)
    scene.expect(.carrier, .confirm(proof: nil), "cash_due")
    scene.expect(
      .carrier, .collectCash(amount: nil), "cashCollected 800; bank hold -1000; debt → available 800; settled 0/800/200"
    )
    #expect((scene.carrier.debt.posted, scene.carrier.cashPending, scene.carrier.exposure) == (-800, 0, 0))
    #expect(scene.buyer.bank.available == 10_000)
    scene.expect(.payIn(.carrier, 801, .bank), "exceeds_debt")
    scene.expect(.payIn(.carrier, 300, .bank), "paidIn 300; settlement bank EUR → debt 300")
    scene.expect(.payIn(.carrier, 500, .post), "paidIn 500; settlement post EUR → debt 500")
    scene.expect(.payIn(.carrier, 1, .bank), "exceeds_debt")
  }

  @Test(
    arguments: [
      (1, "cashCollected 1; bank hold -1000; debt → available 1; settled 0/1/999"),
      (900, "cashCollected 900; bank hold -1000; debt → available 900; settled 0/900/100"),
      (1_000, "cashCollected 1000; bank hold -1000; debt → available 1000; settled 0/1000/0"),
      (1_001, "exceeds_remaining"),
    ] as [(Amount, String)])
  func `may be less or more than was demanded, never more than the check`(amount: Amount, told: String) {
    var scene = Scene(.committedForCash)
    scene.expect(.carrier, .collectCash(amount: amount), told)
  }

  @Test func `is not what another check is paid by`() {
    var scene = Scene(.committed)
    scene.expect(.carrier, .collectCash(amount: nil), "not_cash")
  }

  @Test func `confirmed early still waits for the cash`() {
    var scene = Scene(.issuedForCash)
    scene.expect(.carrier, .confirm(proof: nil), "deliveryConfirmed 0; issued 1000/0/0")
    scene.expect(.shop, .present(amount: nil, final: false), "committed 1000; committed 1000/0/0")
    scene.expect(
      .carrier, .collectCash(amount: nil),
      "cashCollected 1000; bank hold -1000; debt → available 1000; settled 0/1000/0")
  }

  @Test func `given back goes to the bank, for no cover paid it`() {
    var scene = Scene(.committedForCash)
    scene.act(.carrier, .collectCash(amount: nil))
    scene.expect(.shop, .refund(amount: 200), "refunded 200; available → bank 200; settled 0/800/200")
    #expect(scene.carrier.debt.posted == -800)
  }

  @Test func `that failed leaves nobody in debt`() {
    var scene = Scene(.committedForCash)
    scene.expect(.carrier, .failDelivery, "deliveryFailed 0; bank hold -1000; voided 0/0/1000")
    #expect((scene.carrier.debt.posted, scene.carrier.cashPending) == (0, 0))
  }
}

@Suite struct `choosing another method` {
  @Test func `takes the new cover before it lets go of the old`() {
    var scene = Scene(.issuedInPart)
    scene.expect(.buyer, .chooseMethod(.card), "methodChosen 600; bank hold -600; card hold +600; issued 600/400/0")
    scene.expect(.buyer, .chooseMethod(.card), "same_method")
    scene.expect(
      .shop, .present(amount: 100, final: false), "captured 100; card hold -100; card → available 100; issued 500/500/0"
    )
    scene.expect(.buyer, .chooseMethod(.transfer), "methodChosen 500; bank hold +500; card hold -500; issued 500/500/0")
    scene.expect(
      .shop, .present(amount: nil, final: false), "captured 500; bank hold -500; bank → available 500; settled 0/1000/0"
    )
    scene.expect(.buyer, .chooseMethod(.card), "check_settled")
  }

  @Test func `without the new cover leaves the old one where it was`() {
    var scene = Scene(.issued)
    var update = AccountUpdate()
    update.creditLine = 999
    scene.administer(.updateAccount(.buyer, update))
    scene.expect(.buyer, .chooseMethod(.card), "insufficient_funds")
    #expect((scene.buyer.bank.held, scene.buyer.card.held) == (1_000, 0))
    update.creditLine = 1_000
    scene.administer(.updateAccount(.buyer, update))
    scene.expect(.buyer, .chooseMethod(.card), "methodChosen 1000; bank hold -1000; card hold +1000; issued 1000/0/0")
  }

  @Test(arguments: [(Standing.none, "no_cover"), (.bad, "standing_bad")])
  func `asks for the standing of the new cover`(standing: Standing, told: String) {
    var scene = Scene(.issued)
    var update = AccountUpdate()
    update.cardStanding = standing
    scene.administer(.updateAccount(.buyer, update))
    scene.expect(.buyer, .chooseMethod(.card), told)
  }

  @Test func `after dispatch keeps the demand and the deadline`() {
    var scene = Scene(.committed)
    scene.expect(
      .buyer, .chooseMethod(.card), "methodChosen 1000; bank hold -1000; card hold +1000; committed 1000/0/0")
    #expect(scene.check.progress.deadline == .day(5))
    scene.expect(
      .carrier, .confirm(proof: nil), "paidOnDelivery 800; card hold -1000; card → available 800; settled 0/800/200")
  }

  @Test func `to cash and back leaves the hold where it lies`() {
    var scene = Scene(.committed)
    scene.expect(
      .buyer, .chooseMethod(.card), "methodChosen 1000; bank hold -1000; card hold +1000; committed 1000/0/0")
    scene.expect(.buyer, .chooseMethod(.cash), "methodChosen 1000; committed 1000/0/0")
    #expect(scene.carrier.cashPending == 1_000)
    scene.expect(.carrier, .confirm(proof: nil), "cash_due")
    scene.expect(.buyer, .chooseMethod(.card), "methodChosen 1000; committed 1000/0/0")
    #expect(scene.carrier.cashPending == 0)
    scene.expect(.buyer, .chooseMethod(.cash), "methodChosen 1000; committed 1000/0/0")
    scene.expect(
      .buyer, .chooseMethod(.transfer), "methodChosen 1000; bank hold +1000; card hold -1000; committed 1000/0/0")
    scene.expect(
      .carrier, .confirm(proof: nil), "paidOnDelivery 800; bank hold -1000; bank → available 800; settled 0/800/200")
  }

  @Test func `away from cash makes the delivery itself what is waited for`() {
    var scene = Scene(.committedForCash)
    scene.expect(.buyer, .chooseMethod(.transfer), "methodChosen 1000; committed 1000/0/0")
    scene.expect(.carrier, .collectCash(amount: nil), "not_cash")
    scene.expect(
      .carrier, .confirm(proof: nil), "paidOnDelivery 800; bank hold -1000; bank → available 800; settled 0/800/200")
  }

  @Test func `to cash asks for the distributor and its limit`() {
    var scene = Scene(.issued)
    scene.limitDistributor(exposure: nil, cash: 999)
    scene.expect(.buyer, .chooseMethod(.cash), "over_cash_limit")
    scene.limitDistributor(exposure: nil, cash: 1_000)
    scene.administer(.setStatus(.distributor(.carrier), .suspended))
    scene.expect(.buyer, .chooseMethod(.cash), "distributor_suspended")
    scene.administer(.setStatus(.distributor(.carrier), .active))
    scene.expect(.buyer, .chooseMethod(.cash), "methodChosen 1000; issued 1000/0/0")
    #expect(scene.carrier.cashPending == 1_000)
    scene.expect(.shop, .present(amount: 600, final: false), "committed 600; committed 1000/0/0")

    var terms = Scene.terms
    terms.distributor = nil
    scene.issue(terms)
    scene.expect(.buyer, .chooseMethod(.cash), "distributor_required")
  }

  @Test func `after a capture in part collects only the rest in cash`() {
    var scene = Scene(.issuedInPart)
    scene.expect(.buyer, .chooseMethod(.cash), "methodChosen 600; issued 600/400/0")
    #expect(scene.carrier.cashPending == 600)
    scene.expect(.shop, .present(amount: nil, final: false), "committed 600; committed 600/400/0")
    scene.expect(
      .carrier, .collectCash(amount: nil), "cashCollected 600; bank hold -600; debt → available 600; settled 0/1000/0")
    #expect(scene.carrier.debt.posted == -600)
  }
}
