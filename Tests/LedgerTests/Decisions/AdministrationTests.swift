// The registries (P6), and money that comes and goes over a rail (P7, D1).
import Ledger
import Testing
import VouchTesting

@Suite struct `an enrolment` {
  @Test func `is kept as it was asked, and everything else at its default`() throws {
    var scene = Scene()
    var update = AccountUpdate()
    update.delivery = .idOnly
    update.bankStanding = .bad
    update.cardStanding = .good
    update.creditLine = 7
    update.limits = AccountLimits(perCheck: 1, perDay: 2, checksPerDay: 3)
    let id = AccountID(.of("NEW"))
    var enrolment = AccountEnrolment(id: id, currency: .yen, update: update)
    enrolment.status = .enrolled
    scene.expect(.enrolAccount(enrolment), "enrolled 0")
    let account = try #require(scene.ledger.accounts[id])
    #expect((account.status, account.currency, account.delivery) == (.enrolled, .yen, .idOnly))
    #expect((account.bank.standing, account.card.standing, account.card.line) == (.bad, .good, 7))
    #expect(account.limits == AccountLimits(perCheck: 1, perDay: 2, checksPerDay: 3))
    #expect((account.bank.available, account.card.available, account.openChecks) == (0, 7, 0))
    #expect((account.enrolled, account.updated) == (.start, .start))
    scene.expect(.enrolAccount(enrolment), "already_enrolled")

    let plain = AccountID(.of("PLAIN"))
    scene.expect(.enrolAccount(AccountEnrolment(id: plain, currency: .euro)), "enrolled 0")
    let usual = try #require(scene.ledger.accounts[plain])
    #expect((usual.status, usual.delivery, usual.bank.standing) == (.active, .whole, .good))
    #expect(usual.card.standing == Standing.none)
    #expect(usual.limits == AccountLimits())
  }

  @Test func `of a company keeps its limits`() throws {
    var scene = Scene()
    var update = CompanyUpdate()
    update.exposureLimit = 5
    update.cashLimit = 6
    scene.expect(.enrolSeller(CompanyEnrolment(code: .of("NEW"), currency: .euro, update: update)), "enrolled 0")
    scene.expect(.enrolDistributor(CompanyEnrolment(code: .of("NEW"), currency: .euro, update: update)), "enrolled 0")
    let seller = try #require(scene.ledger.sellers[SellerID(.of("NEW"))])
    let distributor = try #require(scene.ledger.distributors[DistributorID(.of("NEW"))])
    #expect((seller.exposureLimit, seller.exposure, seller.available.posted) == (5, 0, 0))
    #expect((distributor.exposureLimit, distributor.cashLimit, distributor.cashPending) == (5, 6, 0))
    // A party of another kind may have the same code.
    #expect(Party.seller(seller.id) != .distributor(distributor.id))
  }

  @Test func `is not active by being registered`() {
    var scene = Scene()
    var enrolment = CompanyEnrolment(code: .of("NEW"), currency: .euro)
    enrolment.status = .enrolled
    scene.administer(.enrolSeller(enrolment))
    var terms = Scene.terms
    terms.payee = SellerID(.of("NEW"))
    scene.expect(issuing: terms, "seller_not_active")
    scene.expect(.setStatus(.seller(SellerID(.of("NEW"))), .active), "statusSet 0")
    scene.expect(issuing: terms, "issued 1000; bank hold +1000; issued 1000/0/0")
  }
}

@Suite struct `an update` {
  @Test func `changes what it names, and leaves the rest`() {
    var scene = Scene()
    let before = scene.buyer
    scene.now = .day(1)
    var update = AccountUpdate()
    update.creditLine = 9_000
    scene.expect(.updateAccount(.buyer, update), "updated 0")
    var expected = before
    expected.card.line = 9_000
    expected.updated = .day(1)
    #expect(scene.buyer == expected)
    var company = CompanyUpdate()
    company.cashLimit = 1
    let carrier = scene.carrier
    scene.expect(.updateDistributor(.carrier, company), "updated 0")
    #expect((scene.carrier.cashLimit, scene.carrier.exposureLimit) == (1, carrier.exposureLimit))
    company.exposureLimit = 2
    scene.expect(.updateSeller(.shop, company), "updated 0")
    #expect((scene.shop.exposureLimit, scene.shop.updated) == (2, .day(1)))
  }

  @Test func `of who somebody is changes nothing that decisions look at`() {
    var scene = Scene()
    let before = scene.buyer
    var update = AccountUpdate()
    update.profile = AccountProfile()
    scene.expect(.updateAccount(.buyer, update), "nothing_changed")
    update.profile?.name = .of("Alice Sommer")
    scene.expect(.updateAccount(.buyer, update), "updated 0")
    #expect(scene.buyer == before)
  }

  @Test(
    arguments: [
      (-1, "balance_limit"), (0, "updated 0"), (Bounds.maximumBalance, "updated 0"),
      (Bounds.maximumBalance + 1, "balance_limit"),
    ] as [(Int64, String)])
  func `of the credit line stays within the bound of a balance`(line: Int64, told: String) {
    var scene = Scene()
    var update = AccountUpdate()
    update.creditLine = line
    scene.expect(.updateAccount(.buyer, update), told)
  }

  @Test func `below what is held lets the hold be`() {
    var terms = Scene.terms
    terms.method = .card
    var scene = Scene()
    scene.issue(terms)
    var update = AccountUpdate()
    update.creditLine = 0
    scene.expect(.updateAccount(.buyer, update), "updated 0")
    #expect(scene.buyer.card.available == -1_000)
    scene.expect(
      .shop, .present(amount: nil, final: false),
      "captured 1000; card hold -1000; card → available 1000; settled 0/1000/0")
  }
}

@Suite struct `a fee` {
  @Test func `is charged out of what the seller can draw, and no more`() {
    var scene = Scene(.issued)
    scene.act(.shop, .present(amount: nil, final: false))
    scene.expect(.chargeFee(.shop, 15), "feeCharged 15; available → fees EUR 15")
    scene.expect(.chargeFee(.shop, 986), "payee_insufficient")
    scene.expect(.chargeFee(.shop, 1), by: .rail(.bank), "not_permitted")
    #expect(scene.ledger.balances[.fees(.euro)] == 15)
  }
}

@Suite struct `closing` {
  @Test(arguments: [Party.account(.buyer), .seller(.shop), .distributor(.carrier)])
  func `is for good, and waits for open checks and balances`(party: Party) {
    var scene = Scene(.committedForCash)
    scene.expect(.setStatus(party, .closed), "has_open_checks")
    scene.expect(.setStatus(party, .suspended), "statusSet 0")
    scene.expect(.setStatus(party, .suspended), "same_status")
    scene.act(.carrier, .collectCash(amount: nil))
    scene.expect(.setStatus(party, .closed), "balance_not_zero")
    scene.administer(.reconcile(.buyer, .bank, stated: 0, sequence: 1, .bank))
    scene.administer(.payOut(.shop, 800, .book))
    scene.administer(.payIn(.carrier, 800, .bank))
    scene.expect(.setStatus(party, .closed), "statusSet 0")
    let closed: Refusal =
      switch party {
      case .account: .accountClosed
      case .seller: .sellerClosed
      case .distributor: .distributorClosed
      }
    for status in PartyStatus.allCases { scene.expect(.setStatus(party, status), closed.name) }
  }
}

@Suite struct `money over a rail` {
  @Test func `comes in by funding, from the settlement account of its rail and currency`() {
    var scene = Scene()
    scene.expect(.fund(.buyer, .bank, 5, .post), "funded 5; settlement post EUR → bank 5")
    scene.expect(.fund(.buyer, .card, 7, .card), by: .rail(.card), "funded 7; settlement card EUR → card 7")
    #expect((scene.buyer.bank.available, scene.buyer.card.available) == (10_005, 5_007))
    #expect(scene.ledger.balances[.settlement(.post, .euro)] == -5)
  }

  @Test func `is restated by a statement, which posts the difference`() {
    var scene = Scene()
    scene.expect(
      .reconcile(.buyer, .bank, stated: 12_000, sequence: 5, .bank), "reconciled 2000; settlement bank EUR → bank 2000")
    scene.expect(.reconcile(.buyer, .bank, stated: 1, sequence: 5, .bank), "stale_statement")
    scene.expect(.reconcile(.buyer, .bank, stated: 1, sequence: 4, .bank), "stale_statement")
    scene.expect(
      .reconcile(.buyer, .bank, stated: -1, sequence: 6, .bank), "reconciled -12001; bank → settlement bank EUR 12001")
    scene.expect(.reconcile(.buyer, .bank, stated: -1, sequence: 7, .bank), "reconciled 0")
    // Each cover has statements of its own.
    scene.expect(
      .reconcile(.buyer, .card, stated: -3, sequence: 1, .card), "reconciled -3; card → settlement card EUR 3")
    scene.expect(issuing: Scene.terms, "insufficient_funds")
  }

  @Test func `is restated from what was seen, so that what moved since stays`() {
    var scene = Scene()
    // 10,000 when the bank was asked, which says 12,000; 5 come meanwhile.
    scene.expect(.fund(.buyer, .bank, 5, .post), "funded 5; settlement post EUR → bank 5")
    scene.expect(
      .reconcile(.buyer, .bank, stated: 12_000, seen: 10_000, sequence: 5, .bank),
      "reconciled 2000; settlement bank EUR → bank 2000")
    #expect(scene.buyer.bank.available == 12_005)
    scene.expect(.reconcile(.buyer, .bank, stated: 1, seen: 1, sequence: 5, .bank), "stale_statement")
    scene.expect(.reconcile(.buyer, .bank, stated: 7, seen: 7, sequence: 6, .bank), "reconciled 0")
    scene.expect(
      .reconcile(.buyer, .bank, stated: -1, seen: 12_005, sequence: 7, .bank),
      "reconciled -12006; bank → settlement bank EUR 12006")
    for (stated, seen) in [(0, .min), (0, -Bounds.maximumBalance - 1), (Bounds.maximumBalance, -2)] as [(Int64, Int64)]
    {
      scene.expect(.reconcile(.buyer, .bank, stated: stated, seen: seen, sequence: 8, .bank), "balance_limit")
    }
  }

  @Test func `stays within the bound of a balance, and what is stated too`() {
    var scene = Scene()
    let most = Bounds.maximumBalance
    scene.expect(.reconcile(.buyer, .bank, stated: most + 1, sequence: 1, .bank), "balance_limit")
    scene.expect(.reconcile(.buyer, .bank, stated: .min, sequence: 1, .bank), "balance_limit")
    scene.expect(
      .reconcile(.buyer, .bank, stated: most - 1, sequence: 1, .post),
      "reconciled \(most - 10_001); settlement post EUR → bank \(most - 10_001)")
    scene.expect(.fund(.buyer, .bank, 2, .book), "balance_limit")
    scene.expect(.fund(.buyer, .bank, 1, .book), "funded 1; clearing book EUR → bank 1")
    scene.expect(
      .reconcile(.buyer, .bank, stated: -most, sequence: 2, .card),
      "balance_limit")
  }

  @Test(
    arguments: [
      (.operator, nil), (.rail(.bank), nil), (.rail(.card), .notPermitted), (.buyer, .notPermitted),
      (.shop, .notPermitted),
      (.carrier, .notPermitted), (.committer, .notPermitted),
    ] as [(Actor, Refusal?)])
  func `is moved by the operator, or by that rail itself`(actor: Actor, refusal: Refusal?) {
    var scene = Scene(.committedForCash)
    scene.act(.carrier, .collectCash(amount: nil))
    for change in [
      .fund(.buyer, .bank, 1, .bank), .reconcile(.buyer, .bank, stated: 9, sequence: 1, .bank),
      .payOut(.shop, 1, .bank),
      .payIn(.carrier, 1, .bank),
    ] as [Administration.Change] {
      #expect(scene.administer(change, by: actor).refusal == refusal)
    }
  }

  @Test(arguments: [Actor.rail(.bank), .buyer, .shop, .carrier, .committer])
  func `is all that anybody but the operator may move`(actor: Actor) {
    var scene = Scene()
    var update = CompanyUpdate()
    update.exposureLimit = 1
    for change in [
      .enrolAccount(AccountEnrolment(id: AccountID(.of("NEW")), currency: .euro)), .updateSeller(.shop, update),
      .setStatus(.distributor(.carrier), .suspended), .setStatus(.account(.buyer), .suspended),
    ] as [Administration.Change] {
      #expect(scene.administer(change, by: actor).refusal == .notPermitted)
    }
  }
}
